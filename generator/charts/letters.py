"""How wide a text is, and where its lines break: estimated, so that no font is needed to lay a picture out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from generator.charts.drawing import Face

_PLAIN: Final = (
    *(32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, *[64] * 10, 34, 34, 84, 84, 84, 53),
    *(100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69),
    *(39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63),
    *(59, 82, 59, 59, 52, 64, 34, 64, 84),
)
"""Hundredths of an em, from the space on: DejaVu Sans, which is wider than what most readers have."""
_WIDER: Final = {Face.PLAIN: 1.0, Face.BOLD: 1.13, Face.HEADLINE: 0.86}
_FULL: Final = frozenset("WF")


def width(text: str, size: float, face: Face = Face.PLAIN) -> float:
    """Return about how wide a text is in pixels; rather too wide than too narrow."""
    return sum(map(_advance, text)) / 100 * size * _WIDER[face]


def _advance(character: str) -> int:
    at = ord(character) - 32
    if 0 <= at < len(_PLAIN):
        return _PLAIN[at]
    return 100 if unicodedata.east_asian_width(character) in _FULL else 66


def lines(text: str, size: float, room: float, face: Face = Face.PLAIN) -> Iterator[str]:
    """Yield a text in lines no wider than `room` pixels, broken between words, or within one that fills a line."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, face) <= room:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, size, room, face)
        yield from whole
    if line:
        yield line


def _pieces(word: str, size: float, room: float, face: Face) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and width(piece + character, size, face) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def fitted(text: str, size: float, room: float, face: Face = Face.PLAIN) -> str:
    """Return a text on one line, cut with an ellipsis where it is too long."""
    if width(text, size, face) <= room:
        return text
    while text and width(f"{text}\u2026", size, face) > room:
        text = text[:-1]
    return f"{text.rstrip()}\u2026"
