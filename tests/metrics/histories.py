"""Small histories for the tests of metrics."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st

from generator.market import PERIODS, Field, History, Series, SetAside

START = datetime(2024, 1, 1, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the market data folder is not beside this checkout")


def history(
    fields: Mapping[Field, Sequence[float | None]],
    period: str = "1d",
    breaks: Mapping[Field, Iterable[datetime]] | None = None,
    set_aside: tuple[SetAside, ...] = (),
) -> History:
    bars = len(next(iter(fields.values())))
    length = PERIODS[period]
    return History(
        asset="BTC",
        period=period,
        known=array("q", (int((START + (i + 1) * length).timestamp()) - 1 for i in range(bars))),
        series={
            field: Series(
                field,
                array("d", (float("nan") if value is None else value for value in values)),
                venue="binance",
                market="perpetual",
                breaks=tuple((breaks or {}).get(field, ())),
            )
            for field, values in fields.items()
        },
        set_aside=set_aside,
        source="made.csv",
    )


def end_of(bars: History, bar: int = -1) -> datetime:
    return datetime.fromtimestamp(bars.known[bar], UTC)


def cut(bars: History, as_of: datetime) -> History:
    """The history as it could have been read at `as_of`."""
    kept = sum(second <= as_of.timestamp() for second in bars.known)
    length = PERIODS[bars.period]
    return History(
        asset=bars.asset,
        period=bars.period,
        known=bars.known[:kept],
        series={
            field: Series(field, series.values[:kept], series.venue, series.market, series.breaks)
            for field, series in bars.series.items()
        },
        set_aside=tuple(s for s in bars.set_aside if s.time + length - timedelta(seconds=1) <= as_of),
        source=bars.source,
        unread=bars.unread,
    )


NUMBERS = st.none() | st.floats(0, 1e12) | st.sampled_from([0.0, 1.0, 100.0, 1e-300, 1e300, -5.0])


@st.composite
def any_history(draw: st.DrawFn) -> History:
    """A history of any fields, with unknown and impossible values and changes of method."""
    bars = draw(st.integers(1, 60))
    fields = draw(st.sets(st.sampled_from(Field), min_size=1))
    pool = draw(st.lists(NUMBERS, min_size=1, max_size=8))
    column = st.lists(st.sampled_from(pool), min_size=bars, max_size=bars)
    moments = st.integers(-2, bars + 2).map(lambda day: START + day * PERIODS["1d"])
    return history(
        {field: draw(column) for field in fields},
        period=draw(st.sampled_from(sorted(PERIODS))),
        breaks={field: sorted(draw(st.sets(moments, max_size=2))) for field in fields},
        set_aside=tuple(SetAside(moment, "close", "x", "y") for moment in draw(st.lists(moments, max_size=3))),
    )
