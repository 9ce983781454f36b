"""Reads archives of liquidation orders into hourly sums, long and short.

An exchange publishes at most one order a second and symbol, so the sums are a floor.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault, invalid
from generator.market import REPEATED, UNFINISHED_HOUR, Field, Observations, SetAside
from generator.sources.archive_tables import Archive
from generator.sources.cells import read_numbers
from generator.sources.column_map import ColumnUnit, FieldColumn
from generator.sources.observed import observed
from generator.sources.quarantine import PRICE_RULES, set_aside
from generator.sources.row_order import misplaced
from generator.sources.stamps import LEEWAY, implausible, moment_of, read_stamps
from generator.sources.table import MOST_NOTED, Table, limited, shown
from generator.sources.time_grid import future

Found = tuple[list[Observations], list[SetAside]]
HOUR: Final = 3_600_000
_SIDES: Final = {"SELL": Field.LIQUIDATIONS_LONG_USD, "BUY": Field.LIQUIDATIONS_SHORT_USD}
"""The order closes a position: a forced sale ends a long one."""
_MOST_HOURS: Final = 200_000
_JITTER: Final = 60_000
"""Milliseconds by which orders may stand in another order than they were filled in."""


def read_liquidations(archive: Archive, asset: str, venue: str, now: int) -> Found:
    """Return USD liquidated an hour, and the orders that were set aside. `now` is in Unix milliseconds.

    An hour without an order is 0 on the days that the file's name covers; where no name says so, between the hours of
    the first and of the last order. Hours that are not over by `now` are left out, and so is an hour, on its side, of
    which an order was set aside: its sum would be too small. Raises `InputInvalid` for cells that cannot be read.
    """
    table = archive.table
    faults: list[Fault] = []
    stamps = read_stamps(table, "time", faults)
    sides = _sides(table, faults)
    usd, doubted = _amounts(archive, faults)
    if faults:
        raise limited(faults, table.name)
    reasons = _repeats(table)
    repeats = frozenset(reasons)
    reasons |= _untimely(archive, stamps, repeats, now)
    voided = {row: reason for row, reason in doubted.items() if row not in reasons}
    kept = np.array([row for row in range(len(stamps)) if row not in reasons], dtype=np.int64)
    if not len(kept):
        raise invalid(table.name, "holds no order of its days", "check the times, and the name of the file")
    hours = _covered(archive, stamps[kept], now)
    sums = {field: np.zeros(len(hours)) for field in _SIDES.values()}
    lost = {row for row in reasons if row not in repeats}
    for field, total in sums.items():
        rows = np.array([row for row in kept if sides[row] is field and row not in voided], dtype=np.int64)
        rows = rows[np.isin(stamps[rows] // HOUR * HOUR, hours)]
        np.add.at(total, np.searchsorted(hours, stamps[rows] // HOUR * HOUR), usd[rows])
        gone = np.array([row for row in (*voided, *lost) if sides[row] is field], dtype=np.int64)
        total[np.isin(hours, stamps[gone] // HOUR * HOUR)] = np.nan
    aside = [
        SetAside(moment_of(int(stamps[row])), sides[row].value, _text(table, row), reason)
        for row, reason in sorted({**voided, **_early(stamps, kept, hours)}.items())
    ]
    near = moment_of(int(stamps[kept[0]]))
    aside += [
        SetAside(near, "time", shown(table.columns["time"][row].strip()), reasons[row]) for row in sorted(reasons)
    ]
    source = FieldColumn("accumulated_fill_quantity", ColumnUnit.USD, venue, "perpetual")
    return [item for field in sums for item in observed(asset, field, hours, sums[field], "1h", source)], aside


def _sides(table: Table, faults: list[Fault]) -> list[Field]:
    found = []
    noted = 0
    for row, cell in enumerate(table.columns["side"]):
        side = _SIDES.get(cell.strip().upper())
        found.append(side or Field.LIQUIDATIONS_LONG_USD)
        if side is None and noted < MOST_NOTED:
            noted += 1
            faults.append(Fault(table.place(row, "side"), f"{shown(cell.strip())!r} is no side", "write BUY or SELL"))
    return found


def _amounts(archive: Archive, faults: list[Fault]) -> tuple[NDArray[np.float64], dict[int, str]]:
    """Return the USD of every order, and the orders whose amount cannot be true."""
    table, contract = archive.table, archive.market.contract
    filled, average, price = (
        read_numbers(table, name, faults) for name in ("accumulated_fill_quantity", "average_price", "price")
    )
    paid = np.where(average.numbers > 0, average.numbers, price.numbers)
    with np.errstate(over="ignore", invalid="ignore"):
        usd = filled.numbers * (paid if contract is None else contract)
    doubts = {row: "is not a finite number" for column in (filled, average, price) for row in column.not_finite}
    values = {Field.MARK: paid, Field.LIQUIDATIONS_LONG_USD: usd.copy()}
    doubts |= {doubt.bar: doubt.reason for doubt in set_aside(values, PRICE_RULES[:1])}
    doubts |= {
        int(row): "the amount or the price is unknown" for row in np.flatnonzero(np.isnan(usd)) if row not in doubts
    }
    return usd, doubts


def _repeats(table: Table) -> dict[int, str]:
    """Return the rows that repeat an earlier one in every column: many archives hold each row twice."""
    seen: set[tuple[str, ...]] = set()
    found = {}
    for row, cells in enumerate(zip(*table.columns.values(), strict=True)):
        key = tuple(cell.strip() for cell in cells)
        if key in seen:
            found[row] = REPEATED
        seen.add(key)
    return found


def _untimely(archive: Archive, stamps: NDArray[np.int64], repeats: frozenset[int], now: int) -> dict[int, str]:
    """Return the rows, among those that repeat none, whose time cannot be true."""
    found = {row: reason for row, reason in implausible(stamps).items() if row not in repeats}
    rows = np.array([row for row in range(len(stamps)) if row not in repeats and row not in found], dtype=np.int64)
    found |= future(stamps, rows, now)
    if archive.days:
        days = frozenset(day.toordinal() for day in archive.days)
        for row in rows.tolist():
            if row not in found and moment_of(int(stamps[row])).toordinal() not in days:
                found[row] = "the time is not of the days in the name of the file"
    rows = np.array([row for row in rows.tolist() if row not in found], dtype=np.int64)
    coarse = stamps[rows] // _JITTER
    return found | {int(rows[place]): reason for place, reason in misplaced(coarse).items()}


def _covered(archive: Archive, stamps: NDArray[np.int64], now: int) -> NDArray[np.int64]:
    """Return the starts of the hours the file covers and that are over, Unix milliseconds."""
    first, last = int(stamps.min()) // HOUR * HOUR, int(stamps.max()) // HOUR * HOUR
    if archive.days:
        starts = [round((day.toordinal() - 719_163) * 24 * HOUR) for day in sorted(archive.days)]
        hours = np.concatenate([np.arange(start, start + 24 * HOUR, HOUR) for start in starts])
    else:
        if (last - first) // HOUR > _MOST_HOURS:
            raise invalid(archive.table.name, f"spans more than {_MOST_HOURS:,} hours", "check the times")
        hours = np.arange(first, last + HOUR, HOUR)
    if hours[-1] + HOUR > now + LEEWAY:  # the days are not over: the file may end at its last order
        hours = hours[(hours + HOUR <= now + LEEWAY) & (hours <= last)]
    return hours


def _early(stamps: NDArray[np.int64], kept: NDArray[np.int64], hours: NDArray[np.int64]) -> dict[int, str]:
    """Return the orders of an hour that is not over."""
    end = int(hours[-1]) + HOUR if len(hours) else 0
    return {int(row): UNFINISHED_HOUR for row in kept if stamps[row] >= end}


def _text(table: Table, row: int) -> str:
    return shown(table.columns["accumulated_fill_quantity"][row].strip())
