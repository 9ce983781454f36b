"""Funding histories: rates per settlement as rates per 8 hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from generator.market import Field
from generator.sources.exchange.figures import Odd, Stamp
from generator.sources.exchange.venue import Point, funding

LEAD: Final = timedelta(hours=9)
"""How much earlier a history of funding is asked for: the hours of a settlement are told by the one before it."""
_HOUR: Final = 3_600_000
_USUAL: Final = (1, 2, 4, 8)
_TOLERANCE: Final = 0.05


def settlements(rows: Iterable[tuple[Stamp, object]], hours: float) -> Iterator[Point]:
    """Yield settled rates as rates per 8 hours.

    A rate is over the hours since the settlement before it, where those are 1, 2, 4 or 8: venues shorten the interval
    in wild markets. Otherwise, and for the first row, it is over `hours`, the market's interval now, unless the next
    settlement tells.
    """
    ordered = sorted(((at, rate) for at, rate in rows if not isinstance(at, Odd)), key=lambda row: row[0])
    for place, (at, rate) in enumerate(ordered):
        neighbours = ordered[place - 1 : place + 1] if place else ordered[:2]
        gap = (neighbours[-1][0] - neighbours[0][0]) / _HOUR
        usual = next((known for known in _USUAL if abs(gap - known) < _TOLERANCE), hours)
        yield Point(at, Field.FUNDING_RATE, funding(rate, usual))
    yield from (Point(at, Field.FUNDING_RATE, rate) for at, rate in rows if isinstance(at, Odd))
