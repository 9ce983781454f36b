"""The gauge strip: how far every metric lies from its norm, all on one scale, the zones of regimes shaded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.charts.chart import Chart, Gauge
from generator.charts.drawing import Area, Dot, Drawing, Face, Ink, Label, Line, Shape, box
from generator.charts.frame import NARROW, SMALL, TINY
from generator.charts.labels import NAMES, REGIMES
from generator.charts.letters import fitted, width
from generator.charts.scales import Scale

_REACH: Final = (3, 6)
"""Standard deviations the scale shows at least and at most; what lies beyond is drawn at its end, with its number."""
_NUMBER: Final = 56.0
_APART: Final = 50
"""Pixels between two standard deviations below which every other one carries no number."""
_UNIT: Final = "z-score, standard deviations from the norm"
_ARROW: Final = 14.0
"""Room for what points beyond the ends of the scale."""
_ORDINARY: Final = 0.5
"""Standard deviations within which the articles call a metric ordinary."""


@dataclass(frozen=True, slots=True)
class _Strip:
    """Where the rows of a strip stand."""

    scale: Scale
    room: float
    narrow: bool

    @property
    def row(self) -> float:
        """Height of a row: on a telephone the name stands over its strip."""
        return 46.0 if self.narrow else 30.0


def draw_gauges(chart: Chart, room: float) -> Drawing:
    """Return the strip in a width of `room` pixels."""
    narrow = room < NARROW
    left = 0.0 if narrow else max(width(NAMES[gauge.metric], SMALL) for gauge in chart.gauges) + 14
    reach = min(max(_REACH[0], *(math.ceil(abs(gauge.z)) for gauge in chart.gauges)), _REACH[1])
    strip = _Strip(Scale(-reach, reach, left + _ARROW, room - _NUMBER - _ARROW), room, narrow)
    head = 22.0
    bottom = head + strip.row * len(chart.gauges)
    shapes: list[Shape] = [*_ground(strip.scale, reach, head, bottom)]
    for number, gauge in enumerate(chart.gauges):
        shapes += _row(gauge, strip, head + number * strip.row)
    shapes.append(Label(_UNIT, (strip.scale.start, bottom + 30), TINY))
    return Drawing(room, bottom + 38, tuple(shapes))


def _ground(scale: Scale, reach: int, top: float, bottom: float) -> Iterator[Shape]:
    """Yield the band of the ordinary and a rule at each standard deviation."""
    yield box((scale(-_ORDINARY), top, scale(_ORDINARY), bottom), Ink.SHADE, 0.6)
    yield Label("ordinary", (scale(0), top - 7), TINY, anchor="middle")
    step = 1 if scale.end - scale.start > reach * _APART else 2
    for mark in range(-reach, reach + 1):
        ink = Ink.MUTED if mark == 0 else Ink.GRID
        yield Line(((scale(mark), top), (scale(mark), bottom)), ink, 1)
        if mark % step == 0:
            yield Label(f"{mark:+d}" if mark else "0", (scale(mark), bottom + 14), TINY, anchor="middle")


def _row(gauge: Gauge, strip: _Strip, top: float) -> Iterator[Shape]:
    scale, middle = strip.scale, top + (30 if strip.narrow else strip.row / 2)
    line = top + 14 if strip.narrow else middle + 4
    ink = Ink.SECOND if gauge.z < 0 else Ink.FIRST
    face = Face.BOLD if gauge.regimes else Face.PLAIN
    if strip.narrow:  # the name stands over the rules of the scale
        yield box((0, top + 2, strip.room - _NUMBER, top + 19), Ink.PAPER)
    yield Label(NAMES[gauge.metric], (0, line), SMALL, Ink.TEXT, face=face)
    if gauge.zone is not None:
        a, b = sorted((scale(gauge.zone), scale.start if gauge.zone < 0 else scale.end))
        yield box((a, middle - 9, b, middle + 9), ink, 0.18)
        yield Line(((scale(gauge.zone), middle - 9), (scale(gauge.zone), middle + 9)), ink, 1.5, (3, 2))
    yield Line(((scale(0), middle), (scale(gauge.z), middle)), ink, 3)
    yield Dot((scale(gauge.z), middle), 5, ink, hollow=not gauge.regimes)
    if abs(gauge.z) > scale.high:
        yield _beyond(gauge, scale, middle, ink)
    yield Label(f"{gauge.z:+.2f}", (strip.room, middle + 4), SMALL, Ink.TEXT, "end", face)
    if gauge.regimes:
        yield _regimes(gauge, strip, line)


def _beyond(gauge: Gauge, scale: Scale, y: float, ink: Ink) -> Shape:
    """Return an arrow: the value lies outside of the scale."""
    way = -1 if gauge.z < 0 else 1
    x = scale(gauge.z) + way * 6
    return Area(((x, y - 5), (x + way * 7, y), (x, y + 5)), ink)


def _regimes(gauge: Gauge, strip: _Strip, y: float) -> Shape:
    """Return the names of the regimes that rest on a metric: on the side of the strip that is free."""
    text, scale = ", ".join(REGIMES[regime] for regime in gauge.regimes), strip.scale
    if strip.narrow:
        free = strip.room - width(NAMES[gauge.metric], SMALL, Face.BOLD) - 12
        return Label(fitted(text, TINY, free), (strip.room, y), TINY, Ink.TEXT, "end")
    if gauge.z < 0:
        return Label(fitted(text, TINY, scale.end - scale(0) - 12), (scale(0) + 10, y), TINY, Ink.TEXT)
    return Label(fitted(text, TINY, scale(0) - scale.start - 12), (scale(0) - 10, y), TINY, Ink.TEXT, "end")
