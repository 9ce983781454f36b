"""Stamps on an even grid: units, marks, periods, gaps, strays and order."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.market import Field
from generator.sources.column_map import ColumnMap, ColumnUnit, FieldColumn, Marks
from generator.sources.files import read_history
from generator.sources.table import Table
from generator.sources.time_grid import Grid, even_grid

from .csv_files import START, days, faults_of, values, write

SECONDS = int(START.timestamp())
DAY = 86_400_000


def grid_of(stamps: list[str], marks: Marks = "start", period: str | None = None) -> Grid:
    table = Table("bars.csv", {"time": stamps}, range(2, len(stamps) + 2))
    found = even_grid(table, "time", marks, period, [])
    assert found is not None
    return found


@pytest.mark.parametrize(
    "stamps",
    [
        ["2024-01-01", "2024-01-02", "2024-01-03"],
        ["20240101", "20240102", "20240103"],
        ["2024-01-01T00:00:00Z", "2024-01-02T01:00:00+01:00", "2024-01-03 00:00:00 UTC"],
        [str(SECONDS + i * 86_400) for i in range(3)],
        [str((SECONDS + i * 86_400) * 1000) for i in range(3)],
        [str((SECONDS + i * 86_400) * 10**6) for i in range(3)],
        [str((SECONDS + i * 86_400) * 10**9) for i in range(3)],
        [f"{SECONDS + i * 86_400}.0" for i in range(3)],
    ],
)
def test_stamps_in_any_unit(stamps: list[str]) -> None:
    grid = grid_of(stamps)
    assert grid.period == "1d"
    assert grid.starts.tolist() == [SECONDS * 1000 + i * DAY for i in range(3)]
    assert grid.known[0] == SECONDS + 86_399


@pytest.mark.parametrize("last", ["2024-01-02T00:00:00Z", "2024-01-01T23:59:59Z", "2024-01-01T23:59:59.999Z"])
def test_stamps_that_mark_the_end(last: str) -> None:
    moments = [datetime.fromisoformat(last) + timedelta(days=i) for i in range(3)]
    grid = grid_of([moment.isoformat() for moment in moments], "end")
    assert grid.starts[0] == SECONDS * 1000


def test_a_stamp_on_the_last_second_marks_an_end_whatever_is_said() -> None:
    assert grid_of(["2024-01-01T23:59:59Z", "2024-01-02T23:59:59Z"]).starts[0] == SECONDS * 1000


@pytest.mark.parametrize(("hours", "period"), [(1, "1h"), (4, "4h"), (24, "1d")])
def test_the_spacing_tells_the_period(hours: int, period: str) -> None:
    stamps = [(START + timedelta(hours=hours * i)).isoformat() for i in range(5)]
    assert grid_of(stamps).period == period


def test_a_grid_may_start_at_any_hour() -> None:
    stamps = [(START + timedelta(hours=8, days=i)).isoformat() for i in range(3)]
    assert grid_of(stamps).starts[0] == (SECONDS + 8 * 3600) * 1000


def test_missing_bars_are_bars_without_rows() -> None:
    grid = grid_of(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-06"])
    assert len(grid.starts) == 6
    assert grid.filled.tolist() == [0, 1, 2, 5]
    assert grid.rows(3) == []


def test_rows_out_of_order_are_sorted_and_counted() -> None:
    grid = grid_of(["2024-01-03", "2024-01-01", "2024-01-02", "2024-01-04"])
    assert [grid.rows(bar) for bar in range(4)] == [[1], [2], [0], [3]]
    assert grid.out_of_order == 1


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        ("1970-01-01", "the year 1970 is implausible"),
        ("5138-11-16", "the year 5138 is implausible"),
        ("2024-01-05T07:00:00Z", "is not on the grid of 1d bars"),
        ("2031-01-01", "lies more than a year from every other row"),
        ("2014-01-01", "lies more than a year from every other row"),
    ],
)
def test_strays(stamp: str, said: str) -> None:
    stamps = days(30)
    stamps[4] = stamp
    grid = grid_of(stamps)
    (stray,) = grid.strays
    assert (stray.row, stray.near, stray.reason) == (4, SECONDS * 1000 + 3 * DAY, said)
    assert len(grid.starts) == 30


def test_a_stray_is_set_aside_beside_its_neighbour(tmp_path: Path) -> None:
    stamps = [str(SECONDS + i * 86_400) for i in range(9)]
    stamps[3] = "0"
    history = read_history(write(tmp_path, {"time": stamps, "close": [100.0 + i for i in range(9)]}), "BTC", None)
    assert [(s.time, s.field, s.value) for s in history.set_aside] == [(START + timedelta(days=2), "time", "0")]
    assert values(history, Field.CLOSE)[3] is None


NO_TIMES = ["yesterday", "", "2024-13-01", "2024-01-01T23:59:60Z", "01/02/2024", 400 * "9"]


@pytest.mark.parametrize("stamp", NO_TIMES)
def test_a_time_that_is_none_is_a_fault(tmp_path: Path, stamp: str) -> None:
    stamps = [*days(2), stamp]
    (said,) = faults_of(write(tmp_path, {"time": stamps, "close": [1, 2, 3]}))
    assert said.startswith("bars.csv: line 4, column time")


def test_faults_of_the_grid(tmp_path: Path) -> None:
    minutes = [(START + timedelta(minutes=5 * i)).isoformat() for i in range(5)]
    assert "has a row every 300 seconds" in faults_of(write(tmp_path, {"time": minutes, "close": range(1, 6)}))[0]
    assert "has one bar" in faults_of(write(tmp_path, {"time": days(1), "close": [1]}))[0]
    old = ["1970-01-01", "1970-01-02"]
    assert "holds no time from 2009 to 2100" in faults_of(write(tmp_path, {"time": old, "close": [1, 2]}))[0]
    hourly = ColumnMap("mine", "time", {Field.CLOSE: FieldColumn("close", ColumnUnit.USD)}, period="1h")
    said = faults_of(write(tmp_path, {"time": days(3), "close": [1, 2, 3]}), hourly)[0]
    assert "has a row every 1d, but its column map or its name says 1h" in said


@given(st.permutations(range(12)), st.lists(st.integers(0, 11), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_order_and_repeated_rows_change_nothing(tmp_path: Path, order: list[int], again: list[int]) -> None:
    stamps, close = days(12), [100.0 + i for i in range(12)]
    rows = [*order, *again]
    plain = read_history(write(tmp_path, {"time": stamps, "close": close}), "BTC", None)
    shuffled: dict[str, list[object]] = {"time": [stamps[i] for i in rows], "close": [close[i] for i in rows]}
    assert read_history(write(tmp_path, shuffled), "BTC", None) == plain


@given(
    st.lists(st.sampled_from(["1704067200", "2024-01-01", "1e9", "-5", "20240101", "9999999999999", "0"]), max_size=8)
)
def test_any_mixture_of_stamps_gives_a_grid_or_faults(stamps: list[str]) -> None:
    faults: list[object] = []
    table = Table("bars.csv", {"time": stamps}, range(len(stamps)))
    grid = even_grid(table, "time", "start", None, faults)  # type: ignore[arg-type]
    assert (grid is None) is bool(faults)
