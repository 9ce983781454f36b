"""The colours of the charts, for light and for dark surroundings.

Blue and vermillion are the pair of Okabe and Ito's palette that every kind of colour vision tells apart; on dark paper
their lighter neighbours stand in for them. What they tell is also told by position, dashes or words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from generator.charts.drawing import Ink

Scheme = Literal["light", "dark"]

COLOURS: Final[Mapping[Scheme, Mapping[Ink, str]]] = {
    "light": {
        Ink.PAPER: "#fcfbf8",
        Ink.TEXT: "#1c1b19",
        Ink.MUTED: "#55514b",
        Ink.GRID: "#d8d3ca",
        Ink.SHADE: "#ebe6db",
        Ink.FIRST: "#0072b2",
        Ink.SECOND: "#c44e00",
    },
    "dark": {
        Ink.PAPER: "#15171a",
        Ink.TEXT: "#e9e6e0",
        Ink.MUTED: "#b5b1a9",
        Ink.GRID: "#3a3d42",
        Ink.SHADE: "#272a2f",
        Ink.FIRST: "#56b4e9",
        Ink.SECOND: "#f0a04b",
    },
}
"""Six hexadecimal digits each. The paper is that of the page."""
