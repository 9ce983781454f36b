"""Depth by distance: what the recorded book held up to each distance from mid, beside what it usually holds."""

from __future__ import annotations

from typing import Final

from generator.charts.chart import Chart
from generator.charts.drawing import Boxes, Drawing, Ink, Label, Line, Shape
from generator.charts.frame import NARROW, TINY, axis, headed
from generator.charts.scales import in_dollars, known

_TALL: Final = 190.0
_BELOW: Final = 36.0


def draw_depth(chart: Chart, room: float) -> Drawing:
    """Return a pair of bars for each distance: the newest bar's book and the median of those before it."""
    if chart.series is None or chart.series.book is None:
        raise ValueError("a chart of depth needs a book")
    book = chart.series.book
    sides = (("now", Ink.FIRST), ("usual", Ink.MUTED))
    head, top = headed(room, "Depth up to each distance from mid, USD", sides, 0)
    tall = _TALL * (0.85 if room < NARROW else 1.0)
    plot = axis(room, top, tall, [0.0, *known(book.newest, book.usual)], in_dollars)
    step = plot.right / len(book.distances)
    wide, base = min(step * 0.3, 44.0), plot.scale(0)
    shapes: list[Shape] = [*head, *plot.shapes]
    for ink, values, at in ((Ink.FIRST, book.newest, -1), (Ink.MUTED, book.usual, 0)):
        lefts = (step * (n + 0.5) + at * wide for n in range(len(values)))
        bars = tuple(
            (x, plot.scale(v), x + wide - 2, base) for x, v in zip(lefts, values, strict=True) if v is not None
        )
        shapes.append(Boxes(bars, ink))
    shapes.append(Line(((0, base), (plot.right, base)), Ink.MUTED))
    for number, distance in enumerate(book.distances):
        x = step * (number + 0.5)
        shapes.append(Label(f"{distance * 100:g}%", (x, base + 15), TINY, anchor="middle"))
        if book.newest[number] is None:
            shapes.append(Label("no data", (x - wide / 2, base - 6), TINY, anchor="middle"))
    return Drawing(room, base + _BELOW - 14, tuple(shapes))
