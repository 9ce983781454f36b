"""Reads archives of samples taken at moments: open interest and ratios, funding rates, depth of the order book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault, invalid
from generator.market import ONE_SIDE, Field, Observations, SetAside
from generator.sources.archive_tables import Archive
from generator.sources.bars import Bars
from generator.sources.believed import STANDARD_FUNDING_HOURS, Believed, believed
from generator.sources.cells import Column, read_numbers
from generator.sources.column_map import MOST_HOURS, ColumnMap, ColumnUnit, FieldColumn
from generator.sources.observed import observed, observed_bars
from generator.sources.packed_cells import PackedCells
from generator.sources.stamps import Moments, implausible, milliseconds, moment_of, read_stamps
from generator.sources.table import Table, limited
from generator.sources.time_grid import future, placed

Found = tuple[list[Observations], list[SetAside]]
RELABELLED: Final = milliseconds(datetime(2026, 6, 25, tzinfo=UTC))
"""From here on metrics of USD-margined markets name the start of the five minutes at whose end they were taken."""
_LABEL: Final = 300_000
_SIDE: Final = 1.0
_NEAR: Final = 1e-9


def read_metrics(archive: Archive, asset: str, venue: str, now: int) -> Found:
    """Return open interest and the long/short ratio of accounts, at the moments they were taken.

    Those of markets settled in coins count contracts, and their value counts coins. Their stamps, and from 25 June
    2026 all stamps, name the start of five minutes: such a sample is dated at the end, when it was known.
    """
    table, contract = archive.table, archive.market.contract
    coins, dollars = "sum_open_interest", "sum_open_interest_value"
    scale = 1.0
    if contract is not None:
        coins, dollars, scale = dollars, coins, contract
    fields = {
        Field.OPEN_INTEREST_COINS: FieldColumn(coins, ColumnUnit.COINS, venue, "perpetual"),
        Field.OPEN_INTEREST_USD: FieldColumn(dollars, ColumnUnit.USD, venue, "perpetual", scale=scale),
        Field.LONG_SHORT_RATIO: FieldColumn("count_long_short_ratio", ColumnUnit.RATIO, venue, "perpetual"),
    }
    faults: list[Fault] = []
    stamps = read_stamps(table, "create_time", faults)
    late = np.ones(len(stamps), dtype=np.bool_)
    if contract is None:  # 00:00 of that day is the last label of one file and the first of the next
        late = (stamps > RELABELLED) | ((stamps == RELABELLED) & _leads(archive))
    kept = {field: source for field, source in fields.items() if source.column in table.columns}
    rows = {field: read_numbers(table, source.column, faults) for field, source in kept.items()}
    if faults:
        raise limited(faults, table.name)
    bars, found = _samples(table, ColumnMap(table.name, "create_time", kept), stamps + late * _LABEL, rows, now)
    return list(observed_bars(bars, found.values, asset)), [*found.set_aside, *found.repeats]


def _leads(archive: Archive) -> NDArray[np.bool_]:
    """Return for each row whether it is the first of its member."""
    found = np.zeros(len(archive.table.lines), dtype=np.bool_)
    found[[row for row, _ in archive.table.parts if row < len(found)]] = True
    return found


def read_funding(archive: Archive, asset: str, venue: str, now: int) -> Found:
    """Return the funding rates as fractions per 8 hours, at the moments they were paid."""
    table, faults = archive.table, list[Fault]()
    stamps = read_stamps(table, "calc_time", faults)
    rate = read_numbers(table, "last_funding_rate", faults)
    hours = np.full(len(stamps), STANDARD_FUNDING_HOURS)
    if "funding_interval_hours" in table.columns:
        given = read_numbers(table, "funding_interval_hours", faults).numbers
        for row in np.flatnonzero((given <= 0) | (given > MOST_HOURS)):
            place = table.place(int(row), "funding_interval_hours")
            faults.append(Fault(place, f"is {given[row]:g} hours", "give above 0 and at most 24"))
        hours = np.where(np.isnan(given), hours, given)
    if faults:
        raise limited(faults, table.name)
    column = FieldColumn("last_funding_rate", ColumnUnit.FRACTION, venue, "perpetual")
    rows = {Field.FUNDING_RATE: Column(rate.numbers * STANDARD_FUNDING_HOURS / hours, rate.not_finite)}
    chosen = ColumnMap(table.name, "calc_time", {Field.FUNDING_RATE: column})
    bars, found = _samples(table, chosen, stamps, rows, now)
    return list(observed_bars(bars, found.values, asset)), [*found.set_aside, *found.repeats]


def read_depth(archive: Archive, asset: str, venue: str, now: int) -> Found:
    """Return the USD within 1 % of mid on both sides together, and that the whole 1 % was covered.

    The rows are cumulative: those at -1 and at 1 hold all that is nearer. A moment with one side only gives nothing.
    Raises `InputInvalid` for markets settled in coins: in what unit their depth is published is not documented.
    """
    table, faults = archive.table, list[Fault]()
    if archive.market.contract is not None:
        raise invalid(table.name, "is depth of a market settled in coins, whose unit is not documented", "leave it out")
    percentage = read_numbers(table, "percentage", faults)
    if percentage.not_finite:
        place = table.place(percentage.not_finite[0], "percentage")
        faults.append(Fault(place, "is no finite number", "fetch it again"))
    if faults:
        raise limited(faults, table.name)
    source = FieldColumn("notional", ColumnUnit.USD, venue, "perpetual")
    sides = [
        _side(table, np.flatnonzero(np.abs(percentage.numbers - side) < _NEAR), source, now) for side in (-_SIDE, _SIDE)
    ]
    aside = [item for _, found in sides for item in (*found.set_aside, *found.repeats)]
    times, depth, lone = _sum(sides)
    covered = FieldColumn("percentage", ColumnUnit.RATIO, venue, "perpetual")
    observations = [*observed(asset, Field.DEPTH_USD, times, depth, None, source)]
    observations += observed(asset, Field.DEPTH_COVERED, times, np.ones(len(times)), None, covered)
    return observations, [*aside, *lone]


def _side(table: Table, rows: NDArray[np.int64], source: FieldColumn, now: int) -> tuple[Bars, Believed]:
    """Return one side of the book as samples."""
    if not len(rows):
        raise invalid(table.name, "has no rows at both -1 and 1 %", "give the archive as it was published")
    columns = {name: PackedCells() for name in ("timestamp", "notional")}
    chosen = set(rows.tolist())
    for name, cells in columns.items():
        for row, cell in enumerate(table.columns[name]):
            if row in chosen:
                cells.append(cell)
    firsts = [int(np.searchsorted(rows, first)) for first, _ in table.parts]
    parts = tuple((first, part) for first, (_, part) in zip(firsts, table.parts, strict=True))
    half = Table(table.name, columns, [table.lines[row] for row in rows], parts=parts)
    faults: list[Fault] = []
    stamps = read_stamps(half, "timestamp", faults)
    numbers = read_numbers(half, "notional", faults)
    if faults:
        raise limited(faults, table.name)
    chosen_map = ColumnMap(table.name, "timestamp", {Field.DEPTH_USD: source})
    return _samples(half, chosen_map, stamps, {Field.DEPTH_USD: numbers}, now)


def _sum(sides: list[tuple[Bars, Believed]]) -> tuple[Moments, NDArray[np.float64], list[SetAside]]:
    """Return the moments at which both sides are known, their sum, and the values of one side that stand alone."""
    known = []
    for bars, found in sides:
        numbers = found.values[Field.DEPTH_USD]
        known.append((bars, numbers, bars.grid.starts[~np.isnan(numbers)]))
    both = np.intersect1d(known[0][2], known[1][2])
    total = np.zeros(len(both))
    lone: list[SetAside] = []
    for bars, numbers, times in known:
        total += numbers[np.searchsorted(bars.grid.starts, both)]
        for time in np.setdiff1d(times, both).tolist():
            row = bars.grid.rows(int(np.searchsorted(bars.grid.starts, time)))[0]
            text = bars.table.columns["notional"][row].strip()
            lone.append(SetAside(moment_of(time), Field.DEPTH_USD.value, text, ONE_SIDE))
    return both, total, lone


def _samples(
    table: Table, chosen: ColumnMap, stamps: Moments, rows: Mapping[Field, Column], now: int
) -> tuple[Bars, Believed]:
    """Return rows at their own moments, with what is believed of them."""
    strays = implausible(stamps)
    strays |= future(stamps, np.array([row for row in range(len(stamps)) if row not in strays], dtype=np.int64), now)
    if len(strays) == len(stamps):
        raise invalid(table.name, "holds no time from 2009 to now", "check the clock, and the unit of the times")
    bars = Bars(table, placed(stamps, strays, None), chosen)
    return bars, believed(bars, rows)
