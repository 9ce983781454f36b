"""Puts the rows of a file on an even grid of bars: reads their stamps, finds the period, sets strays aside. UTC."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Final

from generator.errors import Fault
from generator.market import PERIODS
from generator.sources.column_map import Marks
from generator.sources.tables import Table, shown

EARLIEST: Final = int(datetime(2009, 1, 1, tzinfo=UTC).timestamp())
LATEST: Final = int(datetime(2101, 1, 1, tzinfo=UTC).timestamp())
MOST_BARS: Final = 1_000_000
_EPOCH: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_PER_SECOND: Final = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6))
"""An epoch stamp below the first number counts seconds, then milliseconds, then microseconds; else nanoseconds."""
_LONE_ROWS: Final = 3
_LONE_SHARE: Final = 0.1
_LONE_GAP: Final = 366 * 86_400
_LAST_SECOND: Final = 59
_MINUTE: Final = 60
_ISO_DAY_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Stray:
    """A row whose stamp cannot be true."""

    row: int
    near: int
    """Start of the bar of a believable row beside it, Unix seconds."""
    reason: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Bars evenly spaced, oldest first, and the rows that fill them."""

    period: str
    starts: Sequence[int]
    """Unix seconds, UTC."""
    rows: Mapping[int, Sequence[int]]
    """Rows of each bar, by the bar's position; more than one where a stamp is repeated, none where it is missing."""
    strays: tuple[Stray, ...]
    out_of_order: int
    """Rows that stood before an earlier one and were sorted."""

    @property
    def known(self) -> array[int]:
        """The last second of each bar, Unix seconds."""
        length = int(PERIODS[self.period].total_seconds())
        return array("q", (start + length - 1 for start in self.starts))


def even_grid(table: Table, column: str, marks: Marks, period: str | None, faults: list[Fault]) -> Grid | None:
    """Return the grid of the stamps in `column`, or None with faults added.

    Stamps are ISO 8601 (UTC without an offset) or Unix time in s, ms, us or ns. `period` None lets the spacing
    decide. A stamp before 2009 or after 2100, off the grid, or more than a year from all others is a stray.
    """
    before = len(faults)
    stamps = _stamps(table, column, faults)
    if len(faults) > before:
        return None
    strays = {
        row: f"the year {_year(stamp)} is implausible" for row, stamp in enumerate(stamps) if not _plausible(stamp)
    }
    believed = {row: stamp for row, stamp in enumerate(stamps) if row not in strays}
    if not believed:
        faults.append(
            Fault(f"{table.name}: column {shown(column)}", "holds no time from 2009 to 2100", "check its unit")
        )
        return None
    found = _period(_spacing(believed.values()), period, table.name, faults)
    if found is None:
        return None
    length = int(PERIODS[found].total_seconds())
    starts = _starts(believed, length, marks)
    strays |= _off_grid(starts, length, found) | _lone(starts)
    starts = {row: start for row, start in starts.items() if row not in strays}
    if (max(starts.values()) - min(starts.values())) // length >= MOST_BARS:
        faults.append(Fault(table.name, f"spans more than {MOST_BARS:,} bars", "check the first and the last time"))
        return None
    return _grid(found, starts, strays)


def _grid(period: str, starts: Mapping[int, int], strays: Mapping[int, str]) -> Grid:
    length = int(PERIODS[period].total_seconds())
    first, last = min(starts.values()), max(starts.values())
    rows: dict[int, list[int]] = {}
    for row, start in starts.items():
        rows.setdefault((start - first) // length, []).append(row)
    near = next(iter(starts.values()))
    found: list[Stray] = []
    for row in sorted((*starts, *strays)):
        near = starts.get(row, near)
        if row in strays:
            found.append(Stray(row, near, strays[row]))
    return Grid(
        period=period,
        starts=range(first, last + length, length),
        rows=rows,
        strays=tuple(found),
        out_of_order=sum(after < before for before, after in pairwise(starts.values())),
    )


def _stamps(table: Table, column: str, faults: list[Fault]) -> list[int]:
    """Return Unix seconds for every row; a cell that is no time is a fault, and 0."""
    cells = [cell.strip() for cell in table.columns[column]]
    epochs = [_EPOCH.fullmatch(cell) is not None and len(cell) != _ISO_DAY_DIGITS for cell in cells]
    size = median([abs(float(cell)) for cell, epoch in zip(cells, epochs, strict=True) if epoch] or [0.0])
    per_second = next((scale for below, scale in _PER_SECOND if size < below), 1e9)
    stamps: list[int] = []
    for row, (cell, epoch) in enumerate(zip(cells, epochs, strict=True)):
        try:
            stamps.append(round(float(cell) / per_second) if epoch else _iso_seconds(cell))
        except (ValueError, OverflowError):
            problem = f"{shown(cell)!r} is no time" if cell else "has no time"
            faults.append(
                Fault(table.place(row, column), problem, "write ISO 8601 (2021-05-19T00:00:00Z) or Unix time")
            )
            stamps.append(0)
    return stamps


def _iso_seconds(cell: str) -> int:
    moment = datetime.fromisoformat(cell.removesuffix(" UTC"))
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _plausible(stamp: int) -> bool:
    return EARLIEST <= stamp < LATEST


def _year(stamp: int) -> str:
    try:
        return str(datetime.fromtimestamp(stamp, UTC).year)
    except (ValueError, OverflowError, OSError):
        return "of this stamp"


def _spacing(stamps: Iterable[int]) -> int | None:
    """Return the most frequent distance between neighbouring stamps in seconds, the shorter of equals."""
    ordered = sorted(set(stamps))
    gaps = Counter(after - before for before, after in pairwise(ordered))
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else None


def _period(spacing: int | None, asked: str | None, name: str, faults: list[Fault]) -> str | None:
    lengths = {int(length.total_seconds()): period for period, length in PERIODS.items()}
    remedy = f"give bars of {', '.join(PERIODS)}"
    if spacing is None:
        if asked is None:
            faults.append(Fault(name, "has one bar, which does not tell how long a bar is", "write a column map"))
        return asked
    found = lengths.get(spacing)
    if found is None:
        faults.append(Fault(name, f"has a row every {spacing:,} seconds", remedy))
    elif asked not in (None, found):
        faults.append(Fault(name, f"has a row every {found}, but its column map says {asked}", "correct the period"))
        return None
    return found


def _starts(stamps: Mapping[int, int], length: int, marks: Marks) -> dict[int, int]:
    """Return the start of each row's bar. A stamp on the last second of a minute always marks an end."""
    seconds = Counter(stamp % _MINUTE for stamp in stamps.values())
    if max(seconds, key=lambda second: seconds[second]) == _LAST_SECOND:
        return {row: stamp + 1 - length for row, stamp in stamps.items()}
    return {row: stamp - (length if marks == "end" else 0) for row, stamp in stamps.items()}


def _off_grid(starts: Mapping[int, int], length: int, period: str) -> dict[int, str]:
    offsets = Counter(start % length for start in starts.values())
    usual = min(offsets, key=lambda offset: (-offsets[offset], offset))
    return {row: f"is not on the grid of {period} bars" for row, start in starts.items() if start % length != usual}


def _lone(starts: Mapping[int, int]) -> dict[int, str]:
    """Return the few rows that lie more than a year before or after all others: mistyped years."""
    ordered = sorted(starts.items(), key=lambda item: item[1])
    found: dict[int, str] = {}
    for i in range(1, len(ordered)):
        if ordered[i][1] - ordered[i - 1][1] <= _LONE_GAP:
            continue
        side = ordered[:i] if i <= _LONE_ROWS else ordered[i:] if len(ordered) - i <= _LONE_ROWS else []
        if len(side) < _LONE_SHARE * len(ordered):
            found |= {row: "lies more than a year from every other row" for row, _ in side}
    return found
