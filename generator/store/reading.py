"""Reads histories and summaries back from the ledger."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from math import nan
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.sql.elements import ColumnElement

from generator.market import Field, History, Series, SetAside
from generator.store.choice import Candidate, candidates, chosen, edge
from generator.store.records import Reach, SeriesSummary
from generator.store.rollup import Source, View, values
from generator.store.tables import BATCHES, BREAKS, OBSERVATIONS, QUARANTINE, SERIES, is_correction
from generator.store.times import SECOND, length, moment, stamp

SOURCE = "ledger"
"""What `History.source` says of a history read here."""


def history(connection: Connection, asset: str, period: str, view: View, venue: str | None) -> History:
    """Return the bars of `period` of an asset that had ended, on an even grid; empty where nothing is stored.

    The grid runs from the first to the last bar with an observation or, at its end, a value set aside.
    """
    step = length(period)
    found, end = candidates(connection, asset, step, view, venue)
    best = chosen(found, step)
    aside = _set_aside(connection, asset, view, end if view.as_of is not None else None)
    if not best:
        return History(asset, period, array("q"), {}, aside, SOURCE)
    first = min(_bar(item.first, step) for item in best.values())
    last = max(_bar(item.last, step) for item in best.values())
    last = max([last, *(_bar(stamp(item.time), step) for item in aside if stamp(item.time) < end)])
    bars = range(first, last + step, step)
    series = {
        field: Series(
            field,
            _placed(connection, item, view, bars),
            item.venue or None,
            item.market or None,
            tuple(map(moment, _breaks(connection, item.series, view))),
        )
        for field, item in best.items()
    }
    known = array("q", ((bar + step) // SECOND - 1 for bar in bars))
    return History(asset, period, known, series, aside, SOURCE)


def _bar(time: int, step: int) -> int:
    return time // step * step


def _placed(connection: Connection, item: Candidate, view: View, bars: range) -> array[float]:
    """Return the values of a series on all bars; only those it reaches are asked for."""
    first, last = _bar(item.first, bars.step), _bar(item.last, bars.step)
    source = Source(item.series, item.field, item.interval, bars.step)
    placed = array("d", [nan]) * ((first - bars.start) // bars.step)
    placed.extend(values(connection, source, view, first, last))
    placed.extend(array("d", [nan]) * (len(bars) - len(placed)))
    return placed


def _set_aside(connection: Connection, asset: str, view: View, end: int | None) -> tuple[SetAside, ...]:
    """Return the false values set aside in bars that had ended, oldest first: what a text may have to mention."""
    kept = QUARANTINE.c
    query = select(kept.time, kept.field, kept.value, kept.reason).where(kept.asset == asset)
    if end is not None:
        query = query.where(kept.time < end)
    rows = connection.execute(_received(query, kept.batch, view).order_by(kept.time, kept.field, kept.id))
    found = (SetAside(moment(row.time), row.field, row.value, row.reason) for row in rows)
    return tuple(item for item in found if item.false)


def _breaks(connection: Connection, series: int, view: View) -> Iterable[int]:
    query = select(BREAKS.c.time).where(BREAKS.c.series == series)
    return connection.scalars(_received(query, BREAKS.c.batch, view).order_by(BREAKS.c.time))


def _received(query: Select[Any], batch: ColumnElement[int], view: View) -> Select[Any]:
    """Keep what came with a batch that was received in time."""
    if view.known_at is None:
        return query
    return query.join(BATCHES, BATCHES.c.id == batch).where(BATCHES.c.received <= view.known_at)


def is_corrected(connection: Connection, asset: str) -> bool:
    """Return whether any observation of an asset has a later revision."""
    query = select(OBSERVATIONS.c.series).join(SERIES, SERIES.c.id == OBSERVATIONS.c.series)
    query = query.where(SERIES.c.asset == asset, is_correction(OBSERVATIONS)).limit(1)
    return connection.execute(query).first() is not None


def reaches(connection: Connection, asset: str) -> tuple[Reach, ...]:
    """Return how far each series of an asset goes: a look-up a series, however many observations there are."""
    series = connection.execute(select(SERIES).where(SERIES.c.asset == asset).order_by(SERIES.c.id))
    found = ((row, edge(connection, row.id, View(None, None), None, newest=True)) for row in series.all())
    return tuple(
        Reach(row.venue or None, Field(row.field), row.interval or None, moment(last))
        for row, last in found
        if last is not None
    )


def summaries(connection: Connection) -> tuple[SeriesSummary, ...]:
    """Return every series that has an observation, by asset, field, venue, market and interval."""
    columns = [SERIES.c.asset, SERIES.c.venue, SERIES.c.market, SERIES.c.field, SERIES.c.unit, SERIES.c.interval]
    time = OBSERVATIONS.c.time
    spans = select(OBSERVATIONS.c.series, func.min(time), func.max(time), func.count())
    spans = spans.group_by(OBSERVATIONS.c.series)
    found = {row[0]: row[1:] for row in connection.execute(spans)}
    order = (SERIES.c.asset, SERIES.c.field, SERIES.c.venue, SERIES.c.market, SERIES.c.interval)
    answer = []
    for number, asset, venue, market, field, unit, interval in connection.execute(
        select(SERIES.c.id, *columns).order_by(*order)
    ):
        if number in found:
            first, last, rows = found[number]
            names = (asset, venue or None, market or None, Field(field), unit, interval or None)
            answer.append(SeriesSummary(*names, moment(first), moment(last), rows))
    return tuple(answer)
