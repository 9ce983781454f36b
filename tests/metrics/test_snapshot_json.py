"""The snapshot file: what is written is read back, and every fault is named with its place."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from generator.errors import InputInvalid
from generator.metrics.snapshot import Measure, Metric, Record, Snapshot
from generator.metrics.snapshot_json import read_snapshot, write_snapshot

EXAMPLE = """{"schema": 1, "asset": "BTC", "as_of": "2025-11-21T12:00:00Z", "period": "1d",
  "metrics": {"market_depth_index": -0.80, "taker_imbalance": -2.28, "open_interest_z": -1.48,
  "funding_rate": 0.00002, "taker_buy_sell_ratio": {"value": 0.79, "venue": "binance"}, "liquidations_usd_z": 2.34}}"""


def test_the_example_of_the_interface() -> None:
    snapshot = read_snapshot(EXAMPLE, "snap.json")
    assert snapshot.value(Metric.MARKET_DEPTH_INDEX) == -0.80
    assert snapshot.as_of == datetime(2025, 11, 21, 12, tzinfo=UTC)
    ratio = snapshot.get(Metric.TAKER_BUY_SELL_RATIO)
    assert ratio is not None
    assert ratio.venue == "binance"
    assert list(snapshot.measures) == [metric for metric in Metric if metric in snapshot.measures]
    assert Metric.BASIS in snapshot.missing


def test_null_and_absent_are_unknown() -> None:
    text = EXAMPLE.replace("-0.80", "null").replace("-2.28", '{"value": null, "venue": "okx"}')
    snapshot = read_snapshot(text, "snap.json")
    assert snapshot.value(Metric.MARKET_DEPTH_INDEX) is None
    assert snapshot.value(Metric.TAKER_IMBALANCE) is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-11-21T12:00:00", datetime(2025, 11, 21, 12, tzinfo=UTC)),
        ("2025-11-21T12:00:00+02:00", datetime(2025, 11, 21, 10, tzinfo=UTC)),
        ("2025-11-21", datetime(2025, 11, 21, tzinfo=UTC)),
    ],
)
def test_times_are_utc(written: str, moment: datetime) -> None:
    assert read_snapshot(EXAMPLE.replace("2025-11-21T12:00:00Z", written), "s").as_of == moment


def test_written_bytes_are_stable_and_times_are_utc() -> None:
    east = datetime(2025, 11, 21, 14, tzinfo=timezone(timedelta(hours=2)))
    measure = Measure(
        Metric.PRICE,
        81_000.5,
        record=Record("low", date(2025, 6, 22), 152),
        as_of=datetime(2025, 11, 21, 11, tzinfo=UTC),
    )
    text = write_snapshot(Snapshot("BTC", east, "1d", {Metric.PRICE: measure}))
    assert text == (
        '{\n  "schema": 1,\n  "asset": "BTC",\n  "as_of": "2025-11-21T12:00:00Z",\n  "period": "1d",\n  "metrics": {\n'
        '    "price": {\n      "value": 81000.5,\n      "record": {\n        "extreme": "low",\n'
        '        "since": "2025-06-22",\n        "days": 152\n      },\n      "as_of": "2025-11-21T11:00:00Z"\n'
        "    }\n  }\n}\n"
    )


def faults_of(text: str | bytes) -> list[str]:
    with pytest.raises(InputInvalid) as raised:
        read_snapshot(text, "snap.json")
    return [str(fault) for fault in raised.value.faults]


def with_metric(value: str, metric: str = "funding_rate") -> str:
    head = '{"schema": 1, "asset": "BTC", "as_of": "2025-11-21T12:00:00Z", "period": "1d", "metrics": {'
    return f'{head}"{metric}": {value}}}}}'


METRIC_FAULTS = [
    ("NaN", "metrics.funding_rate: is not a finite number"),
    ("-Infinity", "metrics.funding_rate: is not a finite number"),
    ("1e999", "metrics.funding_rate: is not a finite number"),
    ("9" * 5000, "metrics.funding_rate: is not a finite number"),
    ("1" + "0" * 350, "metrics.funding_rate: is not a finite number"),
    ("true", "metrics.funding_rate: is the boolean true, not a number"),
    ('"0.1"', 'metrics.funding_rate: is the text "0.1", not a number'),
    ("[0.1]", "metrics.funding_rate: is a list, not a number"),
    ("{}", "metrics.funding_rate.value: is missing"),
    ('{"value": 1e999}', "metrics.funding_rate.value: is not a finite number"),
    ('{"value": 0.1, "vaule": 1}', "metrics.funding_rate.vaule: is unknown; did you mean value?"),
    ("1.5", "metrics.funding_rate: is 1.5, which is impossible"),
    ("-1.5", "metrics.funding_rate: is -1.5, which is impossible"),
    ('{"value": 0, "z": 1001}', "metrics.funding_rate.z: is 1001, which is impossible"),
    ('{"value": 0, "percentile": 100.5}', "metrics.funding_rate.percentile: is 100.5, which is impossible"),
    ('{"value": 0, "coverage": -0.1}', "metrics.funding_rate.coverage: is -0.1, which is impossible"),
    ('{"value": 0, "n": -1}', "metrics.funding_rate.n: is -1, which is impossible"),
    ('{"value": 0, "n": 2.5}', "metrics.funding_rate.n: is 2.5, not a whole number"),
    ('{"value": 0, "venue": 3}', "metrics.funding_rate.venue: is the number 3, not a text"),
    ('{"value": 0, "venue": " "}', "metrics.funding_rate.venue: is empty"),
    (
        '{"value": 0, "venue": "a\\u202eb"}',
        "metrics.funding_rate.venue: holds the control or invisible character U+202E",
    ),
    ('{"value": 0, "as_of": "2025-11-22"}', "metrics.funding_rate.as_of: is later than the snapshot"),
    ('{"value": 0, "record": 1}', "metrics.funding_rate.record: is the number 1, not an object"),
    ('{"value": 0, "record": {"extreme": "mid", "since": "2025-01-01", "days": 1}}', "record.extreme: is the text"),
    ('{"value": 0, "record": {"extreme": "low", "since": "soon", "days": 1}}', "record.since: is the text"),
    ('{"value": 0, "record": {"extreme": "low", "since": "2026-01-01", "days": 1}}', "record.since: is later than"),
    ('{"value": 0, "record": {"extreme": "low", "since": "2025-01-01", "days": -1}}', "record.days: is -1"),
    ('{"value": 0, "record": {"extreme": "low", "since": "2025-01-01"}}', "record.days: is missing"),
    ('{"value": 0, "record": {"extreme": null, "since": "2025-01-01", "days": 1}}', "record.extreme: is null"),
    (
        '{"value": 0, "record": {"extreme": "low", "since": "2025-01-01", "days": 1, "whole": 1}}',
        "record.whole: is the number 1, not a boolean",
    ),
]


@pytest.mark.parametrize(("value", "said"), METRIC_FAULTS)
def test_a_fault_in_a_metric_is_one_fault_at_its_place(value: str, said: str) -> None:
    (fault,) = faults_of(with_metric(value))
    assert fault.startswith("snap.json: metrics.funding_rate")
    assert said in fault


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("liquidations_long_share", "1.01"),
        ("taker_buy_sell_ratio", "-0.1"),
        ("long_short_ratio", "-0.1"),
        ("volume_usd", "-1"),
        ("price", "0"),
        ("price_change", "-1"),
        ("realised_volatility", "-0.1"),
        ("spread_bps", "-0.1"),
        ("basis", "1.1"),
        ("open_interest_z", "1000.5"),
    ],
)
def test_impossible_values_are_refused(metric: str, value: str) -> None:
    (fault,) = faults_of(with_metric(value, metric))
    assert f"snap.json: metrics.{metric}: is {value}, which is impossible" in fault


def test_an_unknown_metric_names_the_nearest() -> None:
    assert faults_of(with_metric("0", "fundingrate")) == [
        "snap.json: metrics.fundingrate: is no metric; did you mean funding_rate?"
    ]


TOP_FAULTS = [
    (EXAMPLE.replace('"schema": 1', '"schema": 2'), "schema: is 2, not 1"),
    (EXAMPLE.replace('"schema": 1', '"schema": true'), "schema: is true, not 1"),
    (EXAMPLE.replace('"schema": 1, ', ""), "schema: is missing"),
    (EXAMPLE.replace('"BTC"', '""'), "asset: is empty"),
    (EXAMPLE.replace('"BTC"', "null"), "asset: is null"),
    (EXAMPLE.replace('"BTC"', f'"{"B" * 65}"'), "asset: has 65 characters"),
    (EXAMPLE.replace('"BTC"', '"B\\u0007TC"'), "asset: holds the control or invisible character U+0007"),
    (EXAMPLE.replace('"BTC"', '"B\\ud800"'), "asset: holds the control or invisible character U+D800"),
    (EXAMPLE.replace("2025-11-21T12:00:00Z", "yesterday"), "as_of: is the text"),
    (
        EXAMPLE.replace("2025-11-21T12:00:00Z", "5138-11-16T09:46:40Z"),
        "as_of: is in the year 5138, which is implausible",
    ),
    (EXAMPLE.replace("2025-11-21T12:00:00Z", "1970-01-01T00:00:00Z"), "as_of: is in the year 1970"),
    (EXAMPLE.replace("2025-11-21T12:00:00Z", "2025-11-21T23:59:60Z"), "as_of: is the text"),
    (EXAMPLE.replace('"1d"', '"2d"'), 'period: is the text "2d"; use one of 1h, 4h, 1d'),
    (EXAMPLE.replace('"period": "1d"', '"period": "1d", "extra": 1'), "extra: is unknown"),
    (EXAMPLE.replace('"period": "1d"', '"period": "1d", "period": "1d"'), "period: is given more than once"),
    (
        EXAMPLE.replace('"funding_rate": 0.00002', '"funding_rate": 0, "funding_rate": 1'),
        "metrics.funding_rate: is given",
    ),
    ("[]", "snap.json: is a list, not an object"),
    ("12", "snap.json: is the number 12, not an object"),
    ("", "line 1, column 1: is not JSON"),
    ('{"schema": 1,\n "asset" "BTC"}', "line 2, column 10: is not JSON"),
    (b"\xff\xfe", "byte 1: is not UTF-8"),
    ("[" * 200_000, "is nested too deeply"),
    ('{"a":' * 200_000, "is nested too deeply"),
]


@pytest.mark.parametrize(("text", "said"), TOP_FAULTS)
def test_a_fault_in_the_file_is_named(text: str | bytes, said: str) -> None:
    assert said in faults_of(text)[0]


def test_notes_are_checked_too() -> None:
    notes = (
        '"notes": {"sources": [1, null], "missing": {"price": "", "x": "y"}, "set_aside": [{"time": "now"}], "z": 0}'
    )
    said = faults_of(EXAMPLE.rstrip()[:-1] + f", {notes}}}")
    for part in (
        "notes.z",
        "sources[0]",
        "sources[1]",
        "missing.price",
        "missing.x",
        "set_aside[0].time",
        "[0].reason",
    ):
        assert any(part in fault for fault in said), part


def test_every_fault_is_reported_at_once_with_its_remedy() -> None:
    text = EXAMPLE.replace('"1d"', '"2d"').replace("-0.80", "NaN").replace("-2.28", "true").replace('"BTC"', '""')
    with pytest.raises(InputInvalid) as raised:
        read_snapshot(text, "snap.json")
    assert len(raised.value.faults) == 4
    assert all(fault.remedy for fault in raised.value.faults)


def test_a_flood_of_faults_is_counted() -> None:
    metrics = ", ".join(f'"m{i}": 1' for i in range(250))
    said = faults_of(with_metric(f"1, {metrics}"))
    assert len(said) == 101
    assert "150 more faults" in said[-1]


def test_reading_a_snapshot_loads_no_numbers_library() -> None:
    code = "import sys, generator.metrics.snapshot_json; print([m for m in ('numpy', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
