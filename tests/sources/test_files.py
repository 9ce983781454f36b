"""Reading a history: units, maps, plain names, and the faults of a file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from generator.errors import InputInvalid
from generator.market import Field
from generator.sources.column_map import read_column_map
from generator.sources.files import read_history

from .csv_files import DATA, START, days, faults_of, needs_data, values, write

MAP = """
schema = 1
[time]
column = "t"
[fields.close]
column = "c"
unit = "USD"
venue = "okx"
[fields.volume_usd]
column = "v"
unit = "coins"
[fields.open_interest_coins]
column = "oi"
unit = "USD"
[fields.funding_rate]
column = "f"
unit = "percent"
hours = 1
[fields.spread_bps]
column = "s"
unit = "fraction"
[fields.depth_usd]
column = "d"
unit = "USD"
breaks = ["2024-01-02"]
"""


def test_units_are_normalised(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "t": days(2),
            "c": [200, 100],
            "v": [3, ""],
            "oi": [600, 600],
            "f": [0.01, 1.5],
            "s": [0.0002, 0],
            "d": [1, 2],
        },
    )
    history = read_history(path, "btc", read_column_map(MAP, "my.toml"))
    assert history.asset == "BTC"
    assert history.source == "bars.csv"
    assert values(history, Field.VOLUME_USD) == [600.0, None]
    assert values(history, Field.OPEN_INTEREST_COINS) == [3.0, 6.0]
    assert values(history, Field.FUNDING_RATE) == pytest.approx([0.0008, 0.12])
    assert values(history, Field.SPREAD_BPS) == [2.0, 0.0]
    assert history.series[Field.CLOSE].venue == "okx"
    assert len(history.series[Field.DEPTH_USD].breaks) == 2
    assert [f for f in Field if f in history.series] == list(history.series)


def test_columns_by_their_plain_names(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "Timestamp": list(days(3)),
        "Close": [100, 101, 102],
        "volume": [1, 2, 3],
        "funding_rate_1h": [0.00001, 0.00002, ""],
        "my_note": ["a", "b", "c"],
    }
    history = read_history(write(tmp_path, columns), "SOL", None, venue="bybit")
    assert values(history, Field.VOLUME_COINS) == [1.0, 2.0, 3.0]
    assert values(history, Field.FUNDING_RATE) == pytest.approx([0.00008, 0.00016, None])
    assert history.unread == ("my_note",)
    assert {series.venue for series in history.series.values()} == {"bybit"}


def test_parquet_and_packed_csv_read_as_csv_does(tmp_path: Path) -> None:
    plain = write(tmp_path, {"time": days(3), "close": [100.5, 101.0, 102.0], "volume": [1.0, "", 3.0]})
    expected = read_history(plain, "BTC", None)
    packed = tmp_path / "bars.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    columns = {"time": pa.array([int(START.timestamp() * 1000) + i * 86_400_000 for i in range(3)], pa.timestamp("ms"))}
    columns |= {"close": pa.array([100.5, 101.0, 102.0]), "volume": pa.array([1.0, None, 3.0])}
    parquet.write_table(pa.table(columns), tmp_path / "bars.parquet")
    for path in (packed, tmp_path / "bars.parquet"):
        found = read_history(path, "BTC", None)
        assert found.known == expected.known
        assert [values(found, field) for field in found.series] == [
            values(expected, field) for field in expected.series
        ]


def test_a_gap_is_a_bar_of_unknowns(tmp_path: Path) -> None:
    stamps = [days(5)[i] for i in (0, 1, 2, 4)]
    history = read_history(write(tmp_path, {"time": stamps, "close": [1, 2, 3, 5]}), "BTC", None)
    assert values(history, Field.CLOSE) == [1.0, 2.0, 3.0, None, 5.0]
    assert history.set_aside == ()


def test_unknown_columns_say_what_was_seen_and_what_to_do(tmp_path: Path) -> None:
    (said,) = faults_of(write(tmp_path, {"datum": days(2), "kurs": [1, 2]}))
    assert "its columns are datum, kurs" in said
    assert "write a column map" in said
    (said,) = faults_of(write(tmp_path, {"time": days(2), "kurs": [1, 2]}))
    assert "known to hold a market series" in said


def test_a_missing_column_and_a_missing_close(tmp_path: Path) -> None:
    path = write(
        tmp_path, {"t": days(2), "c": [1, 2], "v": [1, 2], "oi": [1, 2], "f": [0, 0], "ss": [1, 1], "d": [1, 1]}
    )
    (said,) = faults_of(path, read_column_map(MAP, "my.toml"))
    assert "has no column s, which my.toml asks for" in said
    no_close = MAP.replace("[fields.close]", "[fields.mark]")
    assert any("no close is mapped" in fault for fault in faults_of(path, read_column_map(no_close, "my.toml")))


def test_the_wrong_asset(tmp_path: Path) -> None:
    path = write(tmp_path, {"t": days(2), "c": [1, 2]})
    column_map = read_column_map('schema = 1\nasset = "BTC"\n' + MAP.split("schema = 1\n")[1], "my.toml")
    assert any("is a file of BTC" in fault for fault in faults_of(path, column_map, "ETH"))


@pytest.mark.parametrize("text", ["abc", "1_000", "\uff11\uff12", "0x10", "True", "1 2", "--1", "'5"])
def test_a_cell_that_is_no_number_stops_the_reading(tmp_path: Path, text: str) -> None:
    (said,) = faults_of(write(tmp_path, {"time": days(3), "close": [1, text, 3]}))
    assert said.startswith("bars.csv: line 3, column close")


def test_decimal_commas_are_told_how_to_mend(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    path.write_text("time;close\n2024-01-01;1,5\n2024-01-02;1,6\n", encoding="utf-8")
    assert all("without thousands separators or decimal commas" in said for said in faults_of(path))


def test_all_faults_of_a_file_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    path = write(tmp_path, {"time": ["x", *days(39)[1:], "y"], "close": ["a"] * 40, "volume": ["b"] * 40})
    said = faults_of(path)
    assert len(said) == 21
    assert "62 more faults" in said[-1]


cells = st.sampled_from(["", "1", "2.5", "-1", "1e5", "nan", "x", "2024-01-01", "2024-01-02", "1704067200", "1e308"])


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_any_cells_give_a_sound_history_or_faults(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "bars.csv"
    path.write_text("\n".join(["time,close,volume", *map(",".join, rows)]), encoding="utf-8")
    try:
        history = read_history(path, "BTC", None)
    except InputInvalid as error:
        assert error.faults  # noqa: PT017
    else:
        assert not any(abs(value) > 1e18 for series in history.series.values() for value in series.values)


@needs_data
def test_the_daily_file() -> None:
    history = read_history(DATA / "btc_daily_2018_2023.csv", "BTC", None)
    assert (history.period, len(history.known), history.unread) == ("1d", 2191, ("spot_taker_buy_usd",))
    assert [(s.time.date().isoformat(), s.field, s.value) for s in history.set_aside] == [
        ("2018-07-06", "high", "108978.64"),
        ("2018-07-06", "volume_usd", "545032288.4"),
    ]
    crash = 801  # 2020-03-12
    assert history.series[Field.LOW].values[crash] == 4410
    assert history.series[Field.LIQUIDATIONS_LONG_USD].values[-1] == pytest.approx(80.233 * 42283.58)
    assert history.series[Field.OPEN_INTEREST_USD].market == "perpetual"


@needs_data
@pytest.mark.parametrize("asset", ["BTC", "ETH", "SOL"])
def test_the_hourly_files(asset: str) -> None:
    history = read_history(DATA / f"{asset.lower()}_hourly_2025_03_09.csv", asset, None)
    assert (history.period, len(history.known), history.asset, history.set_aside) == ("1h", 4959, asset, ())
    assert history.series[Field.OPEN_INTEREST_USD].venue == "hyperliquid"
