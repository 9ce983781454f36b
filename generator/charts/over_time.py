"""The charts over time: price with open interest, liquidations by side, taker flow with funding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from generator.charts.chart import Chart, ChartSeries, Trace, Values
from generator.charts.drawing import Drawing, Ink, Shape
from generator.charts.frame import (
    NARROW,
    Frame,
    Written,
    axis,
    bars,
    curve,
    date_marks,
    extent,
    headed,
    lanes,
    lanes_height,
    lanes_of,
    shaded_now,
    unknown,
)
from generator.charts.scales import in_coins, in_dollars, in_percent, in_sigmas
from generator.market import Regime

_DATES: Final = 24.0
_BETWEEN: Final = 16.0
_ALL: Final = frozenset(Regime) - {Regime.CALM}
_FORCED: Final = frozenset({Regime.CASCADE, Regime.SHORT_SQUEEZE})
_FLOW: Final = frozenset({Regime.SELL_DOMINANCE, Regime.BUY_DOMINANCE, Regime.CROWDED_LONGS, Regime.CROWDED_SHORTS})
_SIDES: Final = (("buying", Ink.FIRST), ("selling", Ink.SECOND))


@dataclass(frozen=True, slots=True)
class Plot:
    """One panel: what it is called, what it shows, how tall it is and how its axis is written."""

    name: str
    values: Values
    tall: float
    written: Written
    ink: Ink = Ink.FIRST
    from_zero: bool = False
    """Whether zero stands on the axis whatever the values."""
    sides: bool = False
    """Whether it shows bars to both sides of zero instead of a line."""


def draw_price(chart: Chart, room: float) -> Drawing:
    """Return price over open interest over the regimes, on one axis of time."""
    traces = _series(chart).traces
    plots = []
    if Trace.PRICE in traces:
        plots.append(Plot("Price, USD", traces[Trace.PRICE], 150, in_dollars))
    if Trace.OPEN_INTEREST in traces:
        coins = traces[Trace.OPEN_INTEREST]
        plots.append(Plot("Open interest, coins", coins, 80, in_coins, Ink.SECOND))
    elif Trace.OPEN_INTEREST_USD in traces:
        dollars = traces[Trace.OPEN_INTEREST_USD]
        plots.append(Plot("Open interest, USD", dollars, 80, in_dollars, Ink.SECOND))
    return _stacked(chart, room, plots, _ALL)


def draw_flow(chart: Chart, room: float) -> Drawing:
    """Return the taker imbalance, or the ratio where it is all there is, over the funding rate."""
    traces = _series(chart).traces
    plots = []
    if Trace.IMBALANCE in traces:
        z = traces[Trace.IMBALANCE]
        plots.append(Plot("Taker imbalance, z-score", z, 120, in_sigmas, from_zero=True, sides=True))
    elif Trace.RATIO in traces:
        plots.append(Plot("Taker buy/sell ratio", traces[Trace.RATIO], 120, in_coins))
    if Trace.FUNDING in traces:
        funding = traces[Trace.FUNDING]
        plots.append(Plot("Funding rate, per 8 hours", funding, 80, in_percent, from_zero=True))
    return _stacked(chart, room, plots, _FLOW)


def draw_liquidations(chart: Chart, room: float) -> Drawing:
    """Return shorts closed by force upward and longs downward, on one axis."""
    series = _series(chart)
    frame = Frame.of(room, series)
    longs, shorts = series.traces[Trace.LONGS], series.traces[Trace.SHORTS]
    down: Values = tuple(None if value is None else -value for value in longs)
    keys = (("shorts, up", Ink.FIRST), ("longs, down", Ink.SECOND))
    head, top = headed(room, "Liquidations by side, USD", keys, 0)
    plot = axis(room, top, _height(frame, 180), extent(down, shorts, zero=True), _unsigned)
    neither: Values = tuple(a if b is not None else None for a, b in zip(longs, shorts, strict=True))
    shapes: list[Shape] = [
        *shaded_now(frame, _FORCED, top, plot.bottom),
        *unknown(frame, neither, top, plot.bottom),
        *head,
        *plot.shapes,
        bars(frame, shorts, plot.scale, Ink.FIRST),
        bars(frame, longs, plot.scale, Ink.SECOND, -1),
    ]
    return _finished(frame, shapes, plot.bottom, _FORCED)


def _series(chart: Chart) -> ChartSeries:
    if chart.series is None:
        raise ValueError(f"a chart of {chart.kind} needs a series")
    return chart.series


def _height(frame: Frame, tall: float) -> float:
    return tall * (0.85 if frame.width < NARROW else 1.0)


def _unsigned(marks: Sequence[float]) -> list[str]:
    """Return dollars without a sign, for an axis on which up and down mean sides."""
    return [text.removeprefix("-") for text in in_dollars(marks)]


def _stacked(chart: Chart, room: float, plots: Sequence[Plot], regimes: frozenset[Regime]) -> Drawing:
    """Return panels one below the other, with the regimes that belong to them."""
    frame = Frame.of(room, _series(chart))
    shapes: list[Shape] = []
    top = bottom = 0.0
    for plot in plots:
        drawn, bottom = _panel(frame, plot, top, regimes)
        shapes += drawn
        top = bottom + _BETWEEN
    return _finished(frame, shapes, bottom, regimes)


def _panel(frame: Frame, plot: Plot, top: float, regimes: frozenset[Regime]) -> tuple[list[Shape], float]:
    """Return the shapes of a panel and where it ends."""
    head, top = headed(frame.width, plot.name, _SIDES if plot.sides else (), top)
    found = axis(frame.width, top, _height(frame, plot.tall), extent(plot.values, zero=plot.from_zero), plot.written)
    shapes: list[Shape] = [
        *shaded_now(frame, regimes, top, found.bottom),
        *unknown(frame, plot.values, top, found.bottom),
        *head,
        *found.shapes,
    ]
    if plot.sides:
        more: Values = tuple(value if value is not None and value > 0 else None for value in plot.values)
        less: Values = tuple(value if value is not None and value < 0 else None for value in plot.values)
        shapes += [bars(frame, more, found.scale, Ink.FIRST), bars(frame, less, found.scale, Ink.SECOND)]
    else:
        shapes += curve(frame, plot.values, found.scale, plot.ink)
    return shapes, found.bottom


def _finished(frame: Frame, shapes: Sequence[Shape], bottom: float, regimes: frozenset[Regime]) -> Drawing:
    """Return a chart with its dates and the lanes of its regimes under it."""
    present, below = lanes_of(frame, regimes), bottom + _DATES + 6
    dated = (*shapes, *date_marks(frame, bottom), *lanes(frame, present, below))
    return Drawing(frame.width, below + lanes_height(present) if present else bottom + _DATES, dated)
