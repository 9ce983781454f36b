"""The picture of a shared link: headline, one line more, and the gauges that say most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from generator.charts.chart import Chart
from generator.charts.drawing import Drawing, Face, Ink, Label, Line, Shape, box, moved, scaled
from generator.charts.gauges import draw_gauges
from generator.charts.letters import fitted, lines

WIDTH: Final = 1200.0
HEIGHT: Final = 630.0
_MARGIN: Final = 64.0
_GAUGES: Final = 5
_SLIM, _LARGER = 270.0, 1.6
_SIZES: Final = (76.0, 66.0, 56.0, 46.0)
"""Of the headline, largest first: the first that needs no more than four lines is taken."""
_MOST: Final = 4


def draw_card(headline: str, line: str, note: str, gauges: Chart | None) -> Drawing:
    """Return the card, 1200 by 630. `line` is what stands for the article, `note` the moment its data end."""
    aside = 0.0 if gauges is None else _SLIM * _LARGER + 48
    room = WIDTH - 2 * _MARGIN - aside
    shapes: list[Shape] = [
        box((_MARGIN, 56, WIDTH - _MARGIN, 62), Ink.TEXT),
        Label(fitted(note, 22, room), (_MARGIN, 102), 22),
        Line(((_MARGIN, 122), (WIDTH - _MARGIN, 122)), Ink.GRID, 2),
        *_texts(headline, line, room),
    ]
    if gauges is not None:
        shapes += _strongest(gauges, WIDTH - _MARGIN - _SLIM * _LARGER)
    return Drawing(WIDTH, HEIGHT, tuple(shapes))


def _texts(headline: str, line: str, room: float) -> Iterator[Shape]:
    size = next((s for s in _SIZES if len([*lines(headline, s, room, Face.HEADLINE)]) <= _MOST), _SIZES[-1])
    y = 134.0
    for text in [*lines(headline, size, room, Face.HEADLINE)][:_MOST]:
        y += size * 1.08
        yield Label(text, (_MARGIN, y), size, Ink.TEXT, face=Face.HEADLINE)
    y += 26
    for text in lines(line, 26, room):
        y += 38
        if y > HEIGHT - 40:  # a line that would be cut off says less than none
            return
        yield Label(text, (_MARGIN, y), 26)


def _strongest(chart: Chart, left: float) -> list[Shape]:
    """Return the gauges that regimes rest on and those farthest from their norm, in their order."""
    ranked = sorted(chart.gauges, key=lambda gauge: (not gauge.regimes, -abs(gauge.z)))[:_GAUGES]
    kept = tuple(gauge for gauge in chart.gauges if gauge in ranked)
    small = draw_gauges(replace(chart, gauges=kept), _SLIM)
    return moved(scaled(small.shapes, _LARGER), 140, left)
