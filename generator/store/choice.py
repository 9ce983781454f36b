"""Which series fills a field where several could. Each field of a history comes from one series, never from two."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from generator.market import Field
from generator.store.rollup import View, fits
from generator.store.tables import OBSERVATIONS, SERIES
from generator.store.times import SECOND, length


@dataclass(frozen=True, slots=True)
class Candidate:
    """A series that could fill a field, and its oldest and newest event that count."""

    series: int
    venue: str
    market: str
    field: Field
    interval: str
    first: int
    last: int


def candidates(
    connection: Connection, asset: str, period: int, view: View, venue: str | None
) -> tuple[list[Candidate], int]:
    """Return the series with anything to say on the bars of `period` ms that had ended, and when the last one ended.

    Where `view.as_of` is None that is the moment at which the newest observation was known.
    """
    query = select(SERIES).where(SERIES.c.asset == asset)
    if venue is not None:
        query = query.where(SERIES.c.venue == venue)
    rows = [row for row in connection.execute(query) if fits(row.interval, period)]
    moment = view.as_of
    if moment is None:
        ends = [
            last + (length(row.interval) - SECOND if row.interval else 0)
            for row in rows
            if (last := edge(connection, row.id, view, None, newest=True)) is not None
        ]
        moment = max(ends, default=0)
    end = (moment + SECOND) // period * period
    found = []
    for row in rows:
        first, last = (edge(connection, row.id, view, end, newest=newest) for newest in (False, True))
        if first is not None and last is not None:
            found.append(Candidate(row.id, row.venue, row.market, Field(row.field), row.interval, first, last))
    return found, end


def chosen(found: list[Candidate], period: int) -> dict[Field, Candidate]:
    """Return the series of each field.

    The first wins that reaches the newest bar any of them reaches; of those the one with bars of the period itself,
    then bars before samples, then the one that begins earliest, then by venue and market, then the coarser one.
    """

    def rank(candidate: Candidate) -> tuple[object, ...]:
        step = length(candidate.interval)
        # The last bar whose last quarter it touches: a series that stopped earlier does not reach that bar.
        reached = (candidate.last + step - 1 - period * 3 // 4) // period
        return (
            -reached,
            step != period,
            not candidate.interval,
            candidate.first,
            candidate.venue,
            candidate.market,
            -step,
        )

    best: dict[Field, Candidate] = {}
    for candidate in sorted(found, key=rank):
        best.setdefault(candidate.field, candidate)
    return {field: best[field] for field in Field if field in best}


def edge(connection: Connection, series: int, view: View, end: int | None, *, newest: bool) -> int | None:
    """Return the oldest or newest event of a series that starts before `end` and was received in time."""
    at = OBSERVATIONS.c.time
    query: Select[int] = select(at).where(OBSERVATIONS.c.series == series)
    if end is not None:
        query = query.where(at < end)
    if view.known_at is not None:
        query = query.where(OBSERVATIONS.c.received <= view.known_at)
    return connection.scalar(query.order_by(at.desc() if newest else at).limit(1))
