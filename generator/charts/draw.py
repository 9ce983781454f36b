"""A chart to a drawing: its plot for a page that sets the words itself, or whole with title and source for a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from generator.charts.chart import Chart, Kind
from generator.charts.depth import draw_depth
from generator.charts.drawing import Drawing, Face, Ink, Label, Shape, moved
from generator.charts.gauges import draw_gauges
from generator.charts.letters import lines
from generator.charts.over_time import draw_flow, draw_liquidations, draw_price
from generator.charts.png import png_file
from generator.charts.svg import svg_file

WIDE: Final = 600.0
SLIM: Final = 320.0
_MARGIN, _TITLE, _NOTE = 18.0, 17.0, 11.0

PLOTS: Final[Mapping[Kind, Callable[[Chart, float], Drawing]]] = {
    Kind.GAUGES: draw_gauges,
    Kind.PRICE: draw_price,
    Kind.LIQUIDATIONS: draw_liquidations,
    Kind.FLOW: draw_flow,
    Kind.DEPTH: draw_depth,
}


def plot(chart: Chart, room: float = WIDE) -> Drawing:
    """Return the plot of a chart without its words, in a width of `room` pixels."""
    return PLOTS[chart.kind](chart, room)


def whole(chart: Chart, note: str, room: float = WIDE) -> Drawing:
    """Return a chart with its title above and `note`, its source and moment, below."""
    inner = room - 2 * _MARGIN
    shapes: list[Shape] = []
    y = _MARGIN
    for line in lines(chart.title, _TITLE, inner, Face.BOLD):
        y += _TITLE * 1.3
        shapes.append(Label(line, (0, y - 4), _TITLE, Ink.TEXT, face=Face.BOLD))
    y += 12
    inside = plot(chart, inner)
    shapes += moved(inside.shapes, y)
    y += inside.height + 8
    for line in lines(note, _NOTE, inner):
        y += _NOTE * 1.4
        shapes.append(Label(line, (0, y), _NOTE))
    return Drawing(room, y + _MARGIN, tuple(moved(shapes, 0, _MARGIN)))


def files(chart: Chart, note: str) -> Mapping[str, bytes]:
    """Return the files of a chart by their names: SVG, which follows light and dark, and PNG on light paper."""
    drawing = whole(chart, note)
    return {
        f"{chart.kind}.svg": svg_file(drawing, chart.title, chart.alt).encode(),
        f"{chart.kind}.png": png_file(drawing),
    }
