"""Bars that were not recorded: declared, and read back without those that came later after all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from generator.market import Field, Gap, gaps_of
from generator.store.tables import GAPS, OBSERVATIONS, SERIES
from generator.store.times import length, stamp


def declare(connection: Connection, gaps: Sequence[Gap], received: int) -> int:
    """Store gaps, each once however often it is declared, and return how many are new."""
    new = 0
    for gap in gaps:
        key = {
            "asset": gap.asset.upper(),
            "venue": gap.venue,
            "field": gap.field.value,
            "interval": gap.interval,
            "first": stamp(gap.start),
            "past": stamp(gap.end),
        }
        if connection.execute(select(GAPS.c.first).filter_by(**key)).first() is None:
            connection.execute(insert(GAPS).values(**key, cause=gap.cause, received=received))
            new += 1
    return new


def declared(connection: Connection, asset: str) -> tuple[Gap, ...]:
    """Return the gaps of an asset that are gaps still, oldest first: bars that came later are no part of them."""
    rows = connection.execute(select(GAPS).where(GAPS.c.asset == asset.upper()).order_by(*GAPS.primary_key)).all()
    found: dict[tuple[str, str, str], dict[int, str]] = {}
    for row in rows:
        bars = range(row.first, row.past, length(row.interval))
        found.setdefault((row.venue, row.field, row.interval), {}).update(dict.fromkeys(bars, row.cause))
    gaps: list[Gap] = []
    for (venue, field, interval), missing in found.items():
        there = _stored(connection, (asset.upper(), venue, field, interval), min(missing), max(missing))
        left = {bar: cause for bar, cause in missing.items() if bar not in there}
        gaps += gaps_of(left, asset.upper(), venue, Field(field), interval)
    return tuple(sorted(gaps, key=lambda gap: (gap.start, gap.venue, gap.field)))


def _stored(connection: Connection, key: tuple[str, str, str, str], first: int, last: int) -> set[int]:
    asset, venue, field, interval = key
    of_series = select(OBSERVATIONS.c.time).join(SERIES, SERIES.c.id == OBSERVATIONS.c.series)
    of_series = of_series.filter(SERIES.c.asset == asset, SERIES.c.venue == venue, SERIES.c.field == field)
    within = of_series.filter(SERIES.c.interval == interval, OBSERVATIONS.c.time.between(first, last))
    return set(connection.scalars(within))
