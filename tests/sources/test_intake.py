"""Tables of bars as batches: every interval, what is set aside on the way in, and a sum that adds up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import isnan
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.market import INTERVALS, PERIODS, Field
from generator.sources.column_map import ColumnMap, ColumnUnit, FieldColumn
from generator.sources.files import read_history

from .archives import NOW, batch, fields, of, pairs, reasons, refused
from .csv_files import DATA, START, days, faults_of, needs_data, values, write

MS = int(START.timestamp()) * 1000
DAY = 86_400_000


@pytest.mark.parametrize("name", list(INTERVALS))
def test_bars_of_every_interval(tmp_path: Path, name: str) -> None:
    stamps = [(START + i * INTERVALS[name]).isoformat() for i in range(4)]
    path = write(tmp_path, {"time": stamps, "close": [1, 2, "", 4]})
    item = of(batch(path, venue="okx"), Field.CLOSE)
    length = INTERVALS[name] // timedelta(milliseconds=1)
    assert (item.interval, item.venue, list(item.times)) == (name, "okx", [MS, MS + length, MS + 3 * length])
    if name not in PERIODS:
        assert any("give bars of 1h, 4h, 1d" in said for said in faults_of(path))


def test_a_batch_names_its_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, {"time": days(3), "close": [1, 2, 3], "note": ["a", "b", "c"]})
    found = batch(path, "btc")
    assert found.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.source, fields(found), of(found, Field.CLOSE).asset) == ("bars.csv", ["close"], "BTC")


def test_a_column_map_decides_over_the_look_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "BTCUSDT-1h-2023-01.csv"
    path.write_text("open_time,open,high,low,close,volume\n1672531200,1,1,1,1,1\n1672534800,2,2,2,2,2\n")
    mine = ColumnMap("mine", "open_time", {Field.MARK: FieldColumn("close", ColumnUnit.USD, "okx")})
    assert fields(batch(path, column_map=mine)) == ["mark"]
    assert of(batch(path, column_map=mine, venue="bybit"), Field.MARK).venue == "okx"
    unsaid = ColumnMap("mine", "open_time", {Field.MARK: FieldColumn("close", ColumnUnit.USD)})
    assert of(batch(path, column_map=unsaid, venue="bybit"), Field.MARK).venue == "bybit"
    other = ColumnMap("mine", "t", {Field.MARK: FieldColumn("close", ColumnUnit.USD)})
    assert fields(batch(path, column_map=other)) == ["open", "high", "low", "close", "volume_coins"]


def test_the_future_and_the_bar_that_is_not_over(tmp_path: Path) -> None:
    path = write(tmp_path, {"time": days(5), "close": [1.0, 1.1, 1.2, 1.3, 1.4]})
    found = batch(path, now=START + timedelta(days=3, hours=5))
    assert [time for time, _ in pairs(found, Field.CLOSE)] == [MS, MS + DAY, MS + 2 * DAY]
    assert reasons(found) == ["the bar was not over when the file was read", "the time lies in the future"]
    assert len(of(batch(path, now=START + timedelta(days=5, seconds=-59)), Field.CLOSE).times) == 5
    assert "holds no bar that is over" in refused(path, now=START - timedelta(days=1))
    assert len(read_history(path, "BTC", None).known) == 5


def test_repeated_rows_are_counted_and_no_history_quotes_them(tmp_path: Path) -> None:
    stamps = [*days(30), days(30)[4], days(30)[4], days(30)[7]]
    path = write(tmp_path, {"time": stamps, "close": [*[100.0] * 30, "100", "100.00", 102.0]})
    found = batch(path)
    assert sorted(reasons(found)) == [
        "the row repeats another one, which is used",
        "the row repeats another one, which is used",
        "two rows for this bar disagree, and neither is used",
    ]
    assert len(of(found, Field.CLOSE).times) == 29
    assert [item.reason for item in read_history(path, "BTC", None).set_aside] == [
        "two rows for this bar disagree, and neither is used"
    ]


def test_a_misplaced_row_is_set_aside(tmp_path: Path) -> None:
    stamps: list[str] = [(START + timedelta(hours=i)).isoformat() for i in range(200)]
    stamps.insert(150, stamps.pop(20))
    path = write(tmp_path, {"time": stamps, "close": [100.0] * 200})
    (item,) = batch(path).set_aside
    assert (item.field, item.value) == ("time", stamps[150])
    assert "out of order: it comes after a row that is later" in item.reason
    assert values(read_history(path, "BTC", None), Field.CLOSE)[20] is None
    backwards = write(tmp_path, {"time": sorted(stamps, reverse=True), "close": [100.0 + i for i in range(200)]})
    found = batch(backwards)
    assert (found.set_aside, pairs(found, Field.CLOSE)[0]) == ((), (MS, 299.0))


def test_nothing_to_keep_is_refused(tmp_path: Path) -> None:
    assert "every cell is empty" in refused(write(tmp_path, {"time": days(3), "close": [""] * 3}))
    assert "every value was set aside: is not a finite" in refused(
        write(tmp_path, {"time": days(3), "close": ["nan"] * 3})
    )
    assert "no kind of file" in refused(tmp_path / "bars.xlsx")
    assert "does not exist" in refused(tmp_path / "none.csv")


ROW = st.tuples(
    st.sampled_from(["", "1.5", "2", "nan", "inf", "-1", "0"]), st.sampled_from(["", "0.0001", "-0.0002", "NaN", "2"])
)
FAULTS = st.sampled_from(["", "repeat", "future", "ancient", "off the grid"])


@given(st.lists(st.tuples(ROW, FAULTS), max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_cell_is_used_unknown_or_set_aside(tmp_path: Path, faulty: Sequence[tuple[tuple[str, str], str]]) -> None:
    sound = [(START + timedelta(hours=i)).isoformat() for i in range(60)]
    table: list[tuple[str, str, str]] = [(stamp, "100", "0.0001") for stamp in sound]
    wrong: list[tuple[str, str, str]] = []
    for i, (row, fault) in enumerate(faulty, 60):
        moment = START + timedelta(hours=i)
        table.append((moment.isoformat(), *row))
        stamps = {"repeat": moment, "future": NOW + timedelta(hours=i), "ancient": datetime(1970, 1, 1, tzinfo=UTC)}
        stamps["off the grid"] = moment + timedelta(minutes=7)
        if fault:
            wrong.append((stamps[fault].isoformat(), *row))
    names = ("time", "close", "funding_rate")
    columns = {name: [row[i] for row in (*table, *wrong)] for i, name in enumerate(names)}
    found = batch(write(tmp_path, columns))
    used = sum(len(item.times) for item in found.observations)
    rows = sum(item.field == "time" for item in found.set_aside)
    unknown = sum(cell == "" for row in table for cell in row)
    assert rows == len(wrong)
    assert 2 * len(table) == used + (len(found.set_aside) - rows) + unknown


def test_the_sum_adds_up(tmp_path: Path) -> None:
    stamps = [*days(30), "1970-01-01", days(30)[3]]
    close: list[object] = [100.0] * 32
    close[5], close[6], close[7] = "NaN", "", 5000
    path = write(tmp_path, {"time": stamps, "close": close, "funding_rate": [0.0001] * 32})
    found = batch(path)
    used = sum(len(item.times) for item in found.observations)
    rows = [item for item in found.set_aside if item.field == "time"]
    cells = [item for item in found.set_aside if item.field != "time"]
    unknown = 1
    assert (used, len(rows), len(cells)) == (57, 2, 2)
    assert 2 * len(stamps) == used + 2 * len(rows) + len(cells) + unknown


@needs_data
def test_real_files_give_the_same_as_a_history() -> None:
    for name, asset in (("btc_daily_2018_2023.csv", "BTC"), ("eth_hourly_2025_03_09.csv", "ETH")):
        history = read_history(DATA / name, asset, None)
        found = batch(DATA / name, asset)
        assert found.set_aside == history.set_aside
        assert {item.field for item in found.observations} == set(history.series)
        length = INTERVALS[history.period] // timedelta(seconds=1)
        for item in found.observations:
            series = history.series[item.field]
            known = zip(history.known, series.values, strict=True)
            expected = [((end + 1 - length) * 1000, value) for end, value in known if not isnan(value)]
            assert list(zip(item.times, item.values, strict=True)) == expected
            assert (item.interval, item.venue, item.market) == (history.period, series.venue, series.market)
            assert item.breaks == series.breaks
