"""The newest bars of a history, cut out for the charts: what was known at the newest close, and nothing later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite
from statistics import median
from typing import TYPE_CHECKING, Final

from generator.charts.chart import Book, ChartSeries, Span, Trace, Values
from generator.market import DISTANCES, Field, Regime
from generator.metrics.snapshot import Metric, Standing

if TYPE_CHECKING:  # numpy comes with these; a page without a history must not pay for it
    from generator.metrics.panel import Panel
    from generator.metrics.vantage import Vantage

BARS: Final = 90
"""Bars a chart shows: the look-back of the daily metrics."""
_FIELDS: Final = {
    Trace.PRICE: Field.CLOSE,
    Trace.OPEN_INTEREST: Field.OPEN_INTEREST_COINS,
    Trace.OPEN_INTEREST_USD: Field.OPEN_INTEREST_USD,
    Trace.LONGS: Field.LIQUIDATIONS_LONG_USD,
    Trace.SHORTS: Field.LIQUIDATIONS_SHORT_USD,
    Trace.FUNDING: Field.FUNDING_RATE,
}
_METRICS: Final = {Trace.IMBALANCE: Metric.TAKER_IMBALANCE, Trace.RATIO: Metric.TAKER_BUY_SELL_RATIO}


def series_of(panel: Panel, standings: Sequence[Standing], newest: int, bars: int = BARS) -> ChartSeries:
    """Return the last `bars` bars up to `newest`, with the spells of their regimes.

    Values before a source's last change of method are left out: they are never compared with those after it.
    """
    from generator.metrics.vantage import Vantage  # noqa: PLC0415

    history = panel.history
    first = max(0, newest + 1 - bars)
    moment = datetime.fromtimestamp(history.known[newest], UTC)
    seen = Vantage(history, moment, newest)
    traces = dict(_traces(seen, panel, first, newest))
    if Trace.LONGS not in traces or Trace.SHORTS not in traces:
        traces.pop(Trace.LONGS, None)
        traces.pop(Trace.SHORTS, None)
    spans = tuple(spans_of(standings[first : newest + 1]))
    return ChartSeries(history.period, tuple(history.known[first : newest + 1]), traces, spans, _book(seen, first))


def _traces(seen: Vantage, panel: Panel, first: int, newest: int) -> Iterator[tuple[Trace, Values]]:
    """Yield the traces of which anything is known."""
    for trace in Trace:
        if trace in _FIELDS:
            track = seen.track(_FIELDS[trace])
            found = [] if track is None else track.values[first : newest + 1].tolist()
        else:
            found = panel.values[_METRICS[trace]][first : newest + 1].tolist()
        values = _known(found)
        if any(value is not None for value in values):
            yield trace, values


def _book(seen: Vantage, first: int) -> Book | None:
    """Return what the books held at each distance; None where the newest bar has none, or there is none before it."""
    from generator.metrics.depth import depth_track  # noqa: PLC0415

    tracks = {f: depth_track(seen) if f is Field.DEPTH_USD else seen.track(f) for f in DISTANCES}
    bars = {field: _known(track.values[first:].tolist()) for field, track in tracks.items() if track is not None}
    before = {field: [value for value in values[:-1] if value is not None] for field, values in bars.items()}
    fields = [field for field in bars if before[field]]
    now = tuple(bars[field][-1] for field in fields)
    if all(value is None for value in now):
        return None
    return Book(tuple(DISTANCES[f] for f in fields), now, tuple(median(before[f]) for f in fields))


def _known(values: Sequence[float]) -> Values:
    return tuple(value if isfinite(value) else None for value in values)


def spans_of(standings: Sequence[Standing]) -> Iterator[Span]:
    """Yield the runs of closes at which each regime held, calm left out."""
    for regime in Regime:
        if regime is Regime.CALM:
            continue
        start: int | None = None
        held = [any(s.regime is regime and s.confirmed for s in standing.spells) for standing in standings]
        for bar, holds in enumerate((*held, False)):
            if holds and start is None:
                start = bar
            elif not holds and start is not None:
                yield Span(regime, start, bar - 1)
                start = None
