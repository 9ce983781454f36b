"""Makes bars of a period of finer bars or samples, in SQL: ten million rows never enter Python.

An incomplete bar is unknown, never a silent smaller number. One scalar subquery a bar walks the part of the primary
key that belongs to it: over a million rows that took a third of the time of a GROUP BY, which has to sort.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from math import nan
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Select, case, distinct, func, literal, literal_column, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from generator.market import Field
from generator.store.tables import OBSERVATIONS, is_correction
from generator.store.times import length

_QUARTERS: Final = 4
_START: Final = literal_column("bars.start", BigInteger)
"""Of the bar a subquery belongs to. As a column of its table SQLAlchemy would add that table to inner queries anew."""
_FETCHED: Final = 10_000  # bars taken from the database at a time


class Way(Enum):
    """How one value is made of the values within a bar."""

    FIRST = auto()
    LAST = auto()
    HIGHEST = auto()
    LOWEST = auto()
    SUM = auto()
    MEAN = auto()


WAYS: Final[dict[Field, Way]] = {
    Field.OPEN: Way.FIRST,
    Field.HIGH: Way.HIGHEST,
    Field.LOW: Way.LOWEST,
    Field.CLOSE: Way.LAST,
    Field.VOLUME_COINS: Way.SUM,
    Field.VOLUME_USD: Way.SUM,
    Field.TAKER_BUY_COINS: Way.SUM,
    Field.TAKER_SELL_COINS: Way.SUM,
    Field.OPEN_INTEREST_COINS: Way.LAST,
    Field.OPEN_INTEREST_USD: Way.LAST,
    Field.FUNDING_RATE: Way.MEAN,
    Field.LIQUIDATIONS_LONG_USD: Way.SUM,
    Field.LIQUIDATIONS_SHORT_USD: Way.SUM,
    Field.DEPTH_USD: Way.MEAN,
    Field.DEPTH_COVERED: Way.MEAN,
    Field.DEPTH_10BP_USD: Way.MEAN,
    Field.DEPTH_25BP_USD: Way.MEAN,
    Field.DEPTH_50BP_USD: Way.MEAN,
    Field.SPREAD_BPS: Way.MEAN,
    Field.MARK: Way.LAST,
    Field.INDEX: Way.LAST,
    Field.LONG_SHORT_RATIO: Way.LAST,
}
"""How every field is rolled up."""


@dataclass(frozen=True, slots=True)
class View:
    """From when the ledger is looked at, in stamps; None: from now."""

    as_of: int | None = None
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A series to make bars of."""

    series: int
    field: Field
    interval: str
    """Empty for samples."""
    period: int
    """Milliseconds of the bars to make, a multiple of the interval."""


def fits(interval: str, period: int) -> bool:
    """Return whether bars of an interval, or samples where it is empty, can be made into bars of `period` ms."""
    return period % length(interval) == 0


def values(connection: Connection, source: Source, view: View, first: int, last: int) -> array[float]:
    """Return the value of every bar from the one that starts at `first` to the one at `last`; NaN where unknown."""
    start = select(literal(first, BigInteger).label("start")).cte("bars", recursive=True)
    bars = start.union_all(select(start.c.start + source.period).where(start.c.start < last))
    corrected = _corrections(OBSERVATIONS).where(OBSERVATIONS.c.series == source.series).exists()
    subquery = _value(source, view, _START, corrected=bool(connection.scalar(select(corrected))))
    query = select(subquery).select_from(bars).order_by(bars.c.start).execution_options(stream_results=True)
    found = array("d")
    for part in connection.execute(query).scalars().partitions(_FETCHED):
        found.extend(nan if value is None else value for value in part)
    return found


def _value(source: Source, view: View, start: ColumnElement[int], *, corrected: bool) -> ColumnElement[Any]:
    way, quarter = WAYS[source.field], source.period // _QUARTERS
    end = start + source.period
    match way:
        case Way.FIRST:
            return _at_edge(source, view, (start, start + quarter), newest=False)
        case Way.LAST:
            # A part that ends in the last quarter of the bar starts up to its own length before that.
            earliest = start + (source.period - quarter - length(source.interval) + 1)
            return _at_edge(source, view, (earliest, end), newest=True)
        case _:
            plain = _aggregate(source, _first_revisions(source, view, (start, end)), start)
            if not corrected:
                return plain
            # Corrections have an index of their own: only the bars that hold one pay for ranking revisions.
            later = OBSERVATIONS.alias()
            holds_one = _corrections(later).where(*_within(source, View(), (start, end), later)).exists()
            return case(
                (holds_one, _aggregate(source, _best_revisions(source, view, (start, end)), start)), else_=plain
            )


def _corrections(rows: FromClause) -> Select[Any]:
    # Without the hint SQLite would walk the whole series.
    return select(rows.c.time).where(is_correction(rows)).with_hint(rows, "INDEXED BY ledger_corrections", "sqlite")


def _aggregate(source: Source, rows: FromClause, start: ColumnElement[int]) -> ColumnElement[Any]:
    aggregate = _AGGREGATES[WAYS[source.field]]
    value = case((_complete(source, rows, start), aggregate(rows.c.value)))
    return select(value).select_from(rows).scalar_subquery()


_AGGREGATES: Final[dict[Way, Callable[[ColumnElement[float]], ColumnElement[float]]]] = {
    Way.HIGHEST: func.max,
    Way.LOWEST: func.min,
    Way.SUM: func.sum,
    Way.MEAN: func.avg,
}


def _complete(source: Source, rows: FromClause, start: ColumnElement[int]) -> ColumnElement[bool]:
    """Return whether enough of a bar is known. A sum needs 99 % of the parts, a mean every quarter, funding one."""
    parts = source.period // length(source.interval)
    if source.field is Field.FUNDING_RATE:
        return func.count() >= 1
    if source.interval and (WAYS[source.field] is not Way.MEAN or parts <= _QUARTERS):
        return func.count() >= -(-99 * parts // 100)
    quarters = (rows.c.time - start) // (source.period // _QUARTERS)
    return func.count(distinct(quarters)) == _QUARTERS


_Span = tuple[ColumnElement[int], ColumnElement[int]]


def _within(source: Source, view: View, span: _Span, rows: FromClause) -> list[ColumnElement[bool]]:
    found = [rows.c.series == source.series, rows.c.time >= span[0], rows.c.time < span[1]]
    return found if view.known_at is None else [*found, rows.c.received <= view.known_at]


def _latest_first(view: View, rows: FromClause) -> list[ColumnElement[Any]]:
    """Return the order in which the revisions of one event are preferred.

    What was received by then comes first. Of what the ledger was not watching for, the latest counts: history imported
    afterwards was known at its time.
    """
    if view.known_at is not None or view.as_of is None:
        return [rows.c.revision.desc()]
    return [case((rows.c.received <= view.as_of, 0), else_=1), rows.c.revision.desc()]


def _at_edge(source: Source, view: View, span: _Span, *, newest: bool) -> ColumnElement[Any]:
    """Return the value nearest to an edge of the bar: one step into the primary key."""
    rows = OBSERVATIONS.alias()
    order = rows.c.time.desc() if newest else rows.c.time
    query = select(rows.c.value).where(*_within(source, view, span, rows))
    return query.order_by(order, *_latest_first(view, rows)).limit(1).scalar_subquery()


def _first_revisions(source: Source, view: View, span: _Span) -> FromClause:
    rows = OBSERVATIONS.alias()
    return select(rows.c.time, rows.c.value).where(*_within(source, view, span, rows)).subquery()


def _best_revisions(source: Source, view: View, span: _Span) -> FromClause:
    rows = OBSERVATIONS.alias()
    rank = func.row_number().over(partition_by=rows.c.time, order_by=_latest_first(view, rows)).label("rank")
    ranked = select(rows.c.time, rows.c.value, rank).where(*_within(source, view, span, rows)).subquery()
    return select(ranked.c.time, ranked.c.value).where(ranked.c.rank == 1).subquery()
