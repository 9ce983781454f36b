"""Nouns of a picture: shapes in pixels, and inks by what they are for. One drawing is written as SVG and as PNG.

The origin is the upper left corner, y grows downward.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


class Ink(StrEnum):
    """What a colour is for. The colours themselves, light and dark, are in `colours.py`."""

    PAPER = "paper"
    TEXT = "text"
    MUTED = "muted"
    GRID = "grid"
    SHADE = "shade"
    FIRST = "first"
    SECOND = "second"


class Face(StrEnum):
    """The kinds of letters."""

    PLAIN = "plain"
    BOLD = "bold"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points. A dash is given as lengths drawn and left out, in turn."""

    points: tuple[Point, ...]
    ink: Ink
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon."""

    points: tuple[Point, ...]
    ink: Ink
    opacity: float = 1.0


Corners = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Filled rectangles of one ink."""

    boxes: tuple[Corners, ...]
    ink: Ink
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, or a ring where it is hollow."""

    at: Point
    radius: float
    ink: Ink
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text on its baseline."""

    text: str
    at: Point
    size: float
    ink: Ink = Ink.MUTED
    anchor: Anchor = "start"
    face: Face = Face.PLAIN


Shape = Line | Area | Boxes | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: its size in pixels and its shapes, the first at the back."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def box(corners: Corners, ink: Ink, opacity: float = 1.0) -> Boxes:
    """Return one filled rectangle."""
    return Boxes((corners,), ink, opacity)


def moved(shapes: Iterable[Shape], down: float, right: float = 0) -> list[Shape]:
    """Return shapes moved down and to the right."""
    found: list[Shape] = []
    for shape in shapes:
        match shape:
            case Line() | Area():
                found.append(replace(shape, points=tuple((x + right, y + down) for x, y in shape.points)))
            case Boxes(boxes):
                placed = tuple((a + right, b + down, c + right, d + down) for a, b, c, d in boxes)
                found.append(replace(shape, boxes=placed))
            case Dot() | Label():
                found.append(replace(shape, at=(shape.at[0] + right, shape.at[1] + down)))
    return found


def scaled(shapes: Iterable[Shape], by: float) -> list[Shape]:
    """Return shapes larger or smaller by a factor, their strokes and letters too."""
    found: list[Shape] = []
    for shape in shapes:
        match shape:
            case Line(points, _, width, dash):
                points, dash = tuple((x * by, y * by) for x, y in points), tuple(part * by for part in dash)
                found.append(replace(shape, points=points, width=width * by, dash=dash))
            case Area(points):
                found.append(replace(shape, points=tuple((x * by, y * by) for x, y in points)))
            case Boxes(boxes):
                found.append(replace(shape, boxes=tuple((a * by, b * by, c * by, d * by) for a, b, c, d in boxes)))
            case Dot((x, y), radius):
                found.append(replace(shape, at=(x * by, y * by), radius=radius * by))
            case Label(_, (x, y), size):
                found.append(replace(shape, at=(x * by, y * by), size=size * by))
    return found
