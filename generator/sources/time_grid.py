"""Puts the rows of a file on an even grid of bars: finds the period, sets strays aside. UTC."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault
from generator.market import IN_THE_FUTURE, INTERVALS, UNFINISHED_BAR
from generator.sources.column_map import Marks
from generator.sources.row_order import descents, misplaced
from generator.sources.stamps import LEEWAY, Moments, implausible, read_stamps
from generator.sources.table import Table, shown

MOST_BARS: Final = 4_000_000
_LONE_ROWS: Final = 3
_LONE_SHARE: Final = 0.1
_LONE_GAP: Final = 366 * 86_400_000
_LAST_SECOND: Final = 59
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Stray:
    """A row whose stamp cannot be true."""

    row: int
    near: int
    """Start of the bar, or moment of the sample, of a believable row beside it, Unix milliseconds."""
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Places in time, oldest first, and the rows that fill them: bars evenly spaced, or samples as they come."""

    period: str | None
    """Length of the bars; None for samples."""
    starts: Moments
    """Unix milliseconds, UTC: starts of bars, or moments of samples."""
    filled: NDArray[np.int64]
    """The positions in `starts` that have a row, ascending."""
    first: NDArray[np.int64]
    """For each of `filled`, its first row."""
    repeated: Mapping[int, list[int]]
    """By position, the rows of those places that have more than one, in the order of the file."""
    strays: tuple[Stray, ...] = ()
    out_of_order: int = 0
    """Rows that stood directly after a later one and were sorted."""

    @property
    def length(self) -> int:
        """Length of a bar in milliseconds; 0 for samples."""
        return 0 if self.period is None else _length(INTERVALS[self.period])

    @property
    def known(self) -> array[int]:
        """The last second of each bar, Unix seconds."""
        return array("q", ((self.starts + self.length) // 1000 - 1).tolist())

    def rows(self, position: int) -> list[int]:
        """Return the rows of one place, in the order of the file."""
        if position in self.repeated:
            return self.repeated[position]
        place = int(np.searchsorted(self.filled, position))
        if place < len(self.filled) and self.filled[place] == position:
            return [int(self.first[place])]
        return []


def even_grid(  # noqa: PLR0913, PLR0917 - what is known of a column of stamps
    table: Table,
    column: str,
    marks: Marks,
    period: str | None,
    faults: list[Fault],
    lengths: Mapping[str, timedelta] = INTERVALS,
    now: int | None = None,
) -> Grid | None:
    """Return the grid of the stamps in `column`, or None with faults added.

    `period` None lets the spacing decide. Strays are stamps before 2009 or after 2100, off the grid, more than a year
    from all others, or (at most 1 % of the rows) out of order; and, where `now` (Unix milliseconds) is given, bars
    that start after it or are not over by then.
    """
    before = len(faults)
    stamps = read_stamps(table, column, faults)
    if len(faults) > before:
        return None
    strays = implausible(stamps)
    rows = _others(len(stamps), strays)
    if not len(rows):
        faults.append(
            Fault(f"{table.name}: column {shown(column)}", "holds no time from 2009 to 2100", "check its unit")
        )
        return None
    seconds = np.rint(stamps[rows] / 1000).astype(np.int64)
    found = _period(_spacing(seconds), period, table.name, lengths, faults)
    if found is None:
        return None
    length = _length(INTERVALS[found])
    starts = np.zeros(len(stamps), dtype=np.int64)
    starts[rows] = _starts(seconds, length // 1000, marks) * 1000
    strays |= _off_grid(starts, rows, length, found) | _lone(starts, rows)
    if now is not None:
        strays |= future(starts, rows, now, length)
    rows = _others(len(stamps), strays)
    faults += _span_faults(starts[rows], length, table.name)
    return placed(starts, strays, found) if len(faults) == before else None


def _span_faults(starts: Moments, length: int, name: str) -> list[Fault]:
    if not len(starts):
        return [Fault(name, "holds no bar that is over", "check the clock, and the unit of the times")]
    if (starts.max() - starts.min()) // length >= MOST_BARS:
        return [Fault(name, f"spans more than {MOST_BARS:,} bars", "check the first and the last time")]
    return []


def placed(times: Moments, strays: Mapping[int, str], period: str | None) -> Grid:
    """Return the grid of rows at `times`, Unix milliseconds, with at least one row that is no stray.

    A row out of order joins the strays where no other row has its time: where one has, the two are compared instead.
    """
    rows = _others(len(times), strays)
    places = np.unique(times[rows], return_inverse=True, return_counts=True)
    alone = places[2][places[1]] == 1
    moved = {int(rows[i]): reason for i, reason in misplaced(times[rows]).items() if alone[i]}
    strays = {**strays, **moved}
    rows = _others(len(times), strays)
    present, first, inverse, counts = np.unique(times[rows], return_index=True, return_inverse=True, return_counts=True)
    starts, filled = present, np.arange(len(present))
    if period is not None:
        length = _length(INTERVALS[period])
        starts = np.arange(present[0], present[-1] + length, length)
        filled = (present - present[0]) // length
    repeated: dict[int, list[int]] = {}
    for i in np.flatnonzero(counts[inverse] > 1):
        repeated.setdefault(int(filled[inverse[i]]), []).append(int(rows[i]))
    return Grid(
        period=period,
        starts=starts,
        filled=filled,
        first=rows[first],
        repeated=repeated,
        strays=_strays(times, rows, strays),
        out_of_order=descents(times[rows]),
    )


def future(times: Moments, rows: NDArray[np.int64], now: int, length: int = 0) -> dict[int, str]:
    """Return the rows that start more than a minute after `now`, or whose bar of `length` is not over by then."""
    ahead = times[rows] > now + LEEWAY
    unfinished = ~ahead & (times[rows] + length > now + LEEWAY)
    found = {int(row): IN_THE_FUTURE for row in rows[ahead]}
    return found | {int(row): UNFINISHED_BAR for row in rows[unfinished]}


def _others(count: int, strays: Mapping[int, str]) -> NDArray[np.int64]:
    believed = np.ones(count, dtype=np.bool_)
    believed[list(strays)] = False
    return np.flatnonzero(believed)


def _strays(times: Moments, rows: NDArray[np.int64], strays: Mapping[int, str]) -> tuple[Stray, ...]:
    aside = sorted(strays)
    beside = np.maximum(np.searchsorted(rows, aside) - 1, 0)
    return tuple(Stray(row, int(times[rows[i]]), strays[row]) for row, i in zip(aside, beside.tolist(), strict=True))


def _length(length: timedelta) -> int:
    return round(length.total_seconds() * 1000)


def _spacing(seconds: NDArray[np.int64]) -> int | None:
    """Return the most frequent distance between neighbouring stamps in seconds, the shorter of equals."""
    gaps, counts = np.unique(np.diff(np.unique(seconds)), return_counts=True)
    return int(gaps[counts.argmax()]) if len(gaps) else None


def _period(
    spacing: int | None, asked: str | None, name: str, lengths: Mapping[str, timedelta], faults: list[Fault]
) -> str | None:
    if spacing is None:
        if asked is None:
            faults.append(Fault(name, "has one bar, which does not tell how long a bar is", "write a column map"))
        return asked
    found = next((period for period, length in lengths.items() if length.total_seconds() == spacing), None)
    if found is None:
        faults.append(Fault(name, f"has a row every {spacing:,} seconds", f"give bars of {', '.join(lengths)}"))
    elif asked not in (None, found):
        faults.append(
            Fault(name, f"has a row every {found}, but its column map or its name says {asked}", "correct the period")
        )
        return None
    return found


def _starts(seconds: NDArray[np.int64], length: int, marks: Marks) -> NDArray[np.int64]:
    """Return the start of each row's bar. A stamp on the last second of a minute always marks an end."""
    if np.bincount(seconds % _MINUTE).argmax() == _LAST_SECOND:
        return seconds + 1 - length
    return seconds - (length if marks == "end" else 0)


def _off_grid(starts: Moments, rows: NDArray[np.int64], length: int, period: str) -> dict[int, str]:
    offsets, counts = np.unique(starts[rows] % length, return_counts=True)
    off = rows[starts[rows] % length != offsets[counts.argmax()]]
    return {int(row): f"is not on the grid of {period} bars" for row in off}


def _lone(starts: Moments, rows: NDArray[np.int64]) -> dict[int, str]:
    """Return the few rows that lie more than a year before or after all others: mistyped years."""
    ordered = rows[np.argsort(starts[rows], kind="stable")]
    found: dict[int, str] = {}
    for i in (np.flatnonzero(np.diff(starts[ordered]) > _LONE_GAP) + 1).tolist():
        side = ordered[:i] if i <= _LONE_ROWS else ordered[i:] if len(ordered) - i <= _LONE_ROWS else ordered[:0]
        if len(side) < _LONE_SHARE * len(ordered):
            found |= {int(row): "lies more than a year from every other row" for row in side}
    return found
