"""The parts of every chart over time: panels one below the other, dates under them, lanes for the regimes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.charts.chart import ChartSeries, Span, Values
from generator.charts.drawing import Boxes, Dot, Face, Ink, Label, Line, Shape, box
from generator.charts.labels import REGIMES
from generator.charts.letters import fitted, width
from generator.charts.scales import Scale, dates, known, ticks
from generator.market import Regime

NARROW: Final = 420.0
"""Width in pixels below which a chart is drawn for a telephone."""
TINY, SMALL = 11.0, 12.0
_RIGHT: Final = 54.0
_LANE: Final = 15.0

Written = Callable[[Sequence[float]], list[str]]
"""Turns the marks of an axis into text."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the bars of a chart stand, from left to right."""

    width: float
    series: ChartSeries

    right: float
    """Where the plot ends and the marks of its axes begin."""
    bar: float
    """Width of a bar with the room around it."""

    @classmethod
    def of(cls, width: float, series: ChartSeries) -> Frame:
        """Return the frame of a series in a width of `width` pixels."""
        right = width - _RIGHT
        return cls(width, series, right, right / len(series.closes))

    def x(self, bar: float) -> float:
        """Return the middle of a bar."""
        return (bar + 0.5) * self.bar


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot with an axis of its own: its scale, and the shapes of its grid and its marks."""

    scale: Scale
    shapes: tuple[Shape, ...]
    right: float
    """Where the plot ends and the marks of its axis begin."""
    bottom: float


def heading(text: str, top: float) -> Label:
    """Return the name and unit of what a panel shows."""
    return Label(text, (0, top + 12), SMALL, Ink.TEXT, face=Face.BOLD)


def headed(room: float, text: str, entries: Sequence[tuple[str, Ink]], top: float) -> tuple[list[Shape], float]:
    """Return a heading with what the colours mean, beside it or on a line of its own, and where the panel begins."""
    beside = room >= NARROW or not entries
    left, y = (width(text, SMALL, Face.BOLD) + 16, top) if beside else (0.0, top + 17)
    shapes: list[Shape] = [heading(text, top)]
    for name, ink in entries:
        shapes.append(box((left, y + 3, left + 9, y + 12), ink))
        shapes.append(Label(name, (left + 13, y + 12), SMALL, Ink.TEXT))
        left += 13 + width(name, SMALL) + 14
    return shapes, y + 22


def axis(room: float, top: float, height: float, values: Sequence[float], written: Written) -> Panel:
    """Return a panel whose axis holds all of the values, in a width of `room` pixels."""
    marks = ticks(min(values), max(values), 3 if height < 110 else 4)  # noqa: PLR2004
    scale, right = Scale(marks[0], marks[-1], top + height, top), room - _RIGHT
    shapes: list[Shape] = []
    for mark, text in zip(marks, written(marks), strict=True):
        y = scale(mark)
        zero = mark == 0 and marks[0] < 0
        shapes.append(Line(((0, y), (right, y)), Ink.MUTED if zero else Ink.GRID, 1))
        shapes.append(Label(text, (right + 6, y + 4), TINY))
    return Panel(scale, tuple(shapes), right, top + height)


def curve(frame: Frame, values: Values, scale: Scale, ink: Ink, thick: float = 2.0) -> Iterator[Shape]:
    """Yield a line through what is known, with gaps where nothing is, and a dot at the newest bar."""
    run: list[tuple[float, float]] = []
    for bar, value in enumerate((*values, None)):
        if value is not None:
            run.append((frame.x(bar), scale(value)))
            continue
        if len(run) > 1:
            yield Line(tuple(run), ink, thick)
        elif run:
            yield Dot(run[0], thick, ink)
        run = []
    if values[-1] is not None:
        yield Dot((frame.x(len(values) - 1), scale(values[-1])), thick + 1.5, ink)


def bars(frame: Frame, values: Values, scale: Scale, ink: Ink, sign: int = 1) -> Boxes:
    """Return a bar from zero for each value that is known, upward or downward."""
    half, zero = max(0.5, frame.bar * 0.38), scale(0)
    ends = ((frame.x(bar), scale(sign * value)) for bar, value in enumerate(values) if value)
    return Boxes(tuple((x - half, min(y, zero), x + half, max(y, zero)) for x, y in ends), ink)


def unknown(frame: Frame, values: Values, top: float, bottom: float) -> Iterator[Shape]:
    """Yield a shade behind the bars of which nothing is known, so that none reads as zero."""
    start: int | None = None
    for bar, value in enumerate((*values, 0.0)):
        if value is None and start is None:
            start = bar
        elif value is not None and start is not None:
            yield box((start * frame.bar, top, bar * frame.bar, bottom), Ink.SHADE)
            if (bar - start) * frame.bar > width("no data", TINY) + 8:
                yield Label("no data", ((start + bar) / 2 * frame.bar, bottom - 6), TINY, anchor="middle")
            start = None


def date_marks(frame: Frame, y: float) -> Iterator[Shape]:
    """Yield the dates under the lowest panel."""
    yield Line(((0, y), (frame.right, y)), Ink.MUTED, 1)
    end = -1.0
    for bar, text in dates(frame.series.times, int(frame.right // 62)):
        x = bar * frame.bar
        half = width(text, TINY) / 2
        if x - half < end or x + half > frame.right + 20:
            continue
        yield Line(((x, y), (x, y + 4)), Ink.MUTED, 1)
        yield Label(text, (max(x, half), y + 16), TINY, anchor="middle")
        end = x + half + 6


def lanes_of(frame: Frame, among: frozenset[Regime]) -> list[Regime]:
    """Return the regimes that held at some bar and belong to a chart."""
    held = {span.regime for span in frame.series.spans}
    return [regime for regime in Regime if regime in held & among]


def lanes_height(present: Sequence[Regime]) -> float:
    """Return how much room the lanes of regimes take."""
    return len(present) * _LANE + 24 if present else 0.0


def lanes(frame: Frame, present: Sequence[Regime], top: float) -> Iterator[Shape]:
    """Yield when each regime held: a lane each, with its name."""
    if present:
        yield heading("Regimes", top)
    for number, regime in enumerate(present):
        y = top + 20 + number * _LANE
        spans = [span for span in frame.series.spans if span.regime is regime]
        yield Line(((0, y + 6), (frame.right, y + 6)), Ink.GRID, 1)
        ends = (_ends(frame, span) for span in spans)
        yield Boxes(tuple((left, y + 1, right, y + 11) for left, right in ends), Ink.MUTED)
        yield from _named(frame, REGIMES[regime], spans, y)


def _ends(frame: Frame, span: Span) -> tuple[float, float]:
    left, right = span.first * frame.bar, (span.last + 1) * frame.bar
    return (left, max(right, left + 2))


def _named(frame: Frame, name: str, spans: Sequence[Span], y: float) -> Iterator[Shape]:
    """Yield the name of a lane where it covers no span, with paper behind it."""
    long = width(name, TINY) + 6
    taken = [_ends(frame, span) for span in spans]
    places = [0.0, frame.right - long, *(end + 4 for _, end in taken), *(start - long - 4 for start, _ in taken)]
    free = (x for x in places if 0 <= x <= frame.right - long and not any(a < x + long and x < b for a, b in taken))
    x = next(free, 0.0)
    yield box((x, y, x + long, y + 12), Ink.PAPER)
    yield Label(fitted(name, TINY, frame.right), (x + 2, y + 10), TINY, Ink.TEXT)


def shaded_now(frame: Frame, among: frozenset[Regime], top: float, bottom: float) -> Iterator[Shape]:
    """Yield a shade over the bars of the spells that hold at the newest close."""
    last = len(frame.series.closes) - 1
    running = [span.first for span in frame.series.spans if span.last == last and span.regime in among]
    if running:
        yield box((min(running) * frame.bar, top, frame.right, bottom), Ink.SHADE)


def extent(*series: Values, zero: bool = False) -> list[float]:
    """Return the values an axis has to hold."""
    return [*known(*series), *([0.0] if zero else [])]
