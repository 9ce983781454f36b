"""Reads the stamps of a column: ISO 8601 or Unix time in any unit, as Unix milliseconds, UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault
from generator.sources.table import MOST_NOTED, Table, shown

Moments = NDArray[np.int64]
EARLIEST: Final = int(datetime(2009, 1, 1, tzinfo=UTC).timestamp()) * 1000
LATEST: Final = int(datetime(2101, 1, 1, tzinfo=UTC).timestamp()) * 1000
LEEWAY: Final = 60_000
"""Milliseconds that a clock may be behind the one that wrote the file."""
_EPOCH: Final = re.compile(r"-?[0-9]+(\.[0-9]*)?", re.ASCII)
_SCALES: Final = ((1e11, 1e3), (1e14, 1.0), (1e17, 1e-3))
"""An epoch stamp below the first number counts seconds, then milliseconds, then microseconds; else nanoseconds."""
_ISO_DAY_DIGITS: Final = 8
_FURTHEST: Final = 9e15


def read_stamps(table: Table, column: str, faults: list[Fault]) -> Moments:
    """Return Unix milliseconds for every row; a cell that is no time is a fault, and 0.

    Each stamp tells its own unit by its size: archives went from milliseconds to microseconds.
    """
    cells = table.columns[column]
    found = np.zeros(len(cells), dtype=np.int64)
    noted = 0
    for row, given in enumerate(cells):
        cell = given.strip()
        try:
            found[row] = _milliseconds(cell)
        except (ValueError, OverflowError):
            problem = f"{shown(cell)!r} is no time" if cell else "has no time"
            remedy = "write ISO 8601 (2021-05-19T00:00:00Z) or Unix time"
            faults.append(Fault(table.place(row, column), problem, remedy))
            noted += 1
            if noted >= MOST_NOTED:
                break
    return found


def _milliseconds(cell: str) -> int:
    if len(cell) != _ISO_DAY_DIGITS and _EPOCH.fullmatch(cell):
        stamp = float(cell)
        size = abs(stamp)
        scale = next((scale for below, scale in _SCALES if size < below), 1e-6)
        return round(max(-_FURTHEST, min(_FURTHEST, stamp * scale))) if size != float("inf") else round(stamp)
    moment = datetime.fromisoformat(cell.removesuffix(" UTC"))
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def implausible(stamps: Moments) -> dict[int, str]:
    """Return the rows stamped before 2009 or after 2100, and why they are not believed."""
    rows = np.flatnonzero((stamps < EARLIEST) | (stamps >= LATEST))
    return {int(row): f"the year {_year(int(stamps[row]))} is implausible" for row in rows}


def _year(stamp: int) -> str:
    try:
        return str(datetime.fromtimestamp(stamp / 1000, UTC).year)
    except (ValueError, OverflowError, OSError):
        return "of this stamp"


def milliseconds(moment: datetime) -> int:
    """Return an aware moment as Unix milliseconds."""
    return round(moment.timestamp() * 1000)


def moment_of(stamp: int) -> datetime:
    """Return Unix milliseconds as a moment in UTC."""
    return datetime.fromtimestamp(stamp / 1000, UTC)
