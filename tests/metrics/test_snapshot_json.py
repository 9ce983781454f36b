"""The snapshot file: what is written is read back, and every fault is named with its place."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from generator.errors import InputInvalid
from generator.market import Regime
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
    ('{"value": 0, "typical": "much"}', 'metrics.funding_rate.typical: is the text "much", not a number'),
    ('{"value": 0, "typical": 1.5}', "metrics.funding_rate.typical: is 1.5, which is impossible"),
    ('{"value": 0, "rank": 3}', "metrics.funding_rate.rank: is the number 3, not an object"),
    ('{"value": 0, "rank": {"extreme": "top", "place": 1, "of": 9, "days": 9}}', "rank.extreme: is the text"),
    ('{"value": 0, "rank": {"extreme": "low", "of": 9, "days": 9}}', "rank.place: is missing"),
    ('{"value": 0, "rank": {"extreme": "low", "place": 0, "of": 9, "days": 9}}', "rank.place: is 0"),
    ('{"value": 0, "rank": {"extreme": "low", "place": 10, "of": 9, "days": 9}}', "rank.place: is 10 of 9"),
    ('{"value": 0, "rank": {"extreme": "low", "place": 1.5, "of": 9, "days": 9}}', "rank.place: is 1.5, not a whole"),
    ('{"value": 0, "rank": {"extreme": "low", "place": 1, "of": 9, "days": 0}}', "rank.days: is 0"),
    ('{"value": 0, "rank": {"extreme": "low", "place": 1, "of": 9, "days": 9, "tie": 1}}', "rank.tie: is unknown"),
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


def with_recent(*bars: str, own: str = '"funding_rate": 0') -> str:
    head = '{"schema": 1, "asset": "BTC", "as_of": "2025-11-21T00:00:00Z", "period": "1d"'
    return f'{head}, "metrics": {{{own}}}, "recent": [{", ".join(bars)}]}}'


def bar(day: int, rest: str = '"values": {"price": 1}', at: str = "00:00:00") -> str:
    return f'{{"as_of": "2025-11-{day:02}T{at}Z", {rest}}}'


def test_the_bars_before_are_read() -> None:
    said = '"values": {"price": 84000, "basis": null}, "interest_change": -0.08, "regimes": ["cascade", "deleveraging"]'
    snapshot = read_snapshot(with_recent(bar(18), bar(20, said, "23:59:59").replace("-20T", "-19T")), "snap.json")
    (_, found) = snapshot.recent
    assert found.values == {Metric.PRICE: 84_000.0}
    assert found.interest_change == -0.08
    assert found.regimes == (Regime.CASCADE, Regime.DELEVERAGING)
    assert snapshot.before_by(1) is found  # a bar that ends a second early ends on the minute
    assert snapshot.before_by(2) is None
    assert snapshot.before_by(3) is snapshot.recent[0]


RECENT_FAULTS = [
    (("3",), "recent[0]: is the number 3, not an object"),
    ((bar(20, '"close": 1, "values": {}'),), "recent[0].close: is unknown"),
    ((bar(20, '"regimes": []'),), "recent[0].values: is missing"),
    (('{"values": {}}',), "recent[0].as_of: is missing"),
    ((bar(31),), 'recent[0].as_of: is the text "2025-11-31T00:00:00Z", not a time'),
    ((bar(20, '"values": [1]'),), "recent[0].values: is a list, not an object"),
    ((bar(20, '"values": {"prise": 1}'),), "recent[0].values.prise: is no metric; did you mean price?"),
    ((bar(20, '"values": {"price": 0}'),), "recent[0].values.price: is 0, which is impossible: a price is above 0"),
    ((bar(20, '"values": {"price": 1e999}'),), "recent[0].values.price: is not a finite number"),
    ((bar(20, '"values": {"liquidations_long_share": 2}'),), "recent[0].values.liquidations_long_share: is 2, which"),
    ((bar(20, '"values": {"price": {"value": 1}}'),), "recent[0].values.price: is an object, not a number"),
    ((bar(20, '"values": {}, "interest_change": -1.5'),), "recent[0].interest_change: is -1.5, which is impossible"),
    ((bar(20, '"values": {}, "regimes": ["crash"]'),), 'recent[0].regimes[0]: is the text "crash"; use one of'),
    ((bar(20, '"values": {}, "regimes": [null]'),), "recent[0].regimes[0]: is null; use one of"),
    ((bar(20, '"values": {}, "regimes": ["calm", "calm"]'),), "recent[0].regimes[1]: names calm again"),
    ((bar(20, '"values": {}, "regimes": "calm"'),), 'recent[0].regimes: is the text "calm", not a list'),
    ((bar(20), bar(19)), "recent[1].as_of: is not after the bar above it"),
    ((bar(20), bar(20)), "recent[1].as_of: is not after the bar above it"),
    ((bar(19), bar(19, at="23:00:00")), "recent[1].as_of: is less than 1d after the bar above it"),
    ((bar(21),), "recent[0].as_of: is not before the newest bar"),
    ((bar(20, at="23:59:59"),), "recent[0].as_of: is not before the newest bar"),
    (tuple(bar(day) for day in range(7, 21)), "recent: has 14 bars; give at most the 13 before the newest"),
]


@pytest.mark.parametrize(("bars", "said"), RECENT_FAULTS)
def test_a_fault_in_the_bars_before_is_one_fault_at_its_place(bars: tuple[str, ...], said: str) -> None:
    (fault,) = faults_of(with_recent(*bars))
    assert said in fault


def test_the_newest_bar_is_the_one_the_figures_are_of() -> None:
    own = '"funding_rate": {"value": 0, "as_of": "2025-11-20T12:00:00Z"}'
    (fault,) = faults_of(with_recent(bar(20, at="12:00:00"), own=own))
    assert "recent[0].as_of: is not before the newest bar" in fault
    assert len(read_snapshot(with_recent(bar(19, at="12:00:00"), own=own), "snap.json").recent) == 1


def test_every_fault_of_the_bars_before_is_reported_at_once() -> None:
    wrong = bar(19, '"values": {"price": -1, "prise": 1}, "regimes": ["crash"]')
    rank = '"basis": {"value": 0, "rank": {"extreme": "mid", "place": 0, "of": 9, "days": 9}}'
    said = faults_of(with_recent(bar(20), wrong, bar(25), own=rank))
    places = [fault.split(": ")[1] for fault in said]
    assert sorted(places) == sorted(
        [
            "metrics.basis.rank.extreme",
            "metrics.basis.rank.place",
            "recent[1].values.price",
            "recent[1].values.prise",
            "recent[1].regimes[0]",
            "recent[1].as_of",
            "recent[2].as_of",
        ]
    )


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
