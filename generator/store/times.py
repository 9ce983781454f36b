"""Moments as the ledger keeps them: whole milliseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from generator.market import INTERVALS, from_millis, to_millis

SECOND: Final = 1000
"""Milliseconds in a second; a bar's values are known in its last second."""
_MILLISECOND: Final = timedelta(milliseconds=1)


def stamp(moment: datetime) -> int:
    """Return the milliseconds of a moment, rounded down; UTC where it has no offset."""
    return to_millis(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def moment(milliseconds: int) -> datetime:
    """Return the moment of a stamp, UTC."""
    return from_millis(milliseconds)


def length(interval: str) -> int:
    """Return the milliseconds of an interval, one of `INTERVALS`; 1 for the samples' empty name."""
    return INTERVALS[interval] // _MILLISECOND if interval else 1
