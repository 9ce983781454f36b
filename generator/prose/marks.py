"""Claims travel through a template as marked text and are taken out again with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.prose.article import Claim

_OPEN, _MIDDLE, _CLOSE = "\x01", "\x02", "\x03"  # snapshots refuse control characters, so no name can hold these

Unplaced = tuple[str, str, float | int | str, str]
"""Metric, field, value and rule of a claim whose words have not found their place yet."""


class Ledger:
    """The claims made while one sentence is rendered, in the order they were made."""

    __slots__ = ("claims",)

    def __init__(self) -> None:
        self.claims: list[Unplaced] = []

    def mark(self, text: str, metric: str, field: str, value: float | str, rule: str) -> str:
        """Enter a claim and return its words, marked."""
        self.claims.append((metric, field, value, rule))
        return f"{_OPEN}{len(self.claims) - 1}{_MIDDLE}{text}{_CLOSE}"


_SIGNS = re.compile(f"{_OPEN}(\\d+){_MIDDLE}|{_CLOSE}")


def marked(rendered: str) -> bool:
    """Return whether a text has a claim."""
    return _OPEN in rendered


def unmarked(rendered: str) -> str:
    """Return the words of a marked text alone."""
    return _SIGNS.sub("", rendered)


def shown(rendered: str, claims: Sequence[Unplaced]) -> str:
    """Return the sentence without its marks, its first letter a capital where it does not begin with a name."""
    text = unmarked(rendered)
    return text if _named(rendered, claims) else text[:1].upper() + text[1:]


def _named(rendered: str, claims: Sequence[Unplaced]) -> bool:
    position = 0
    while sign := _SIGNS.match(rendered, position):
        if sign[1] is not None and claims[int(sign[1])][:2] == ("snapshot", "name"):
            return True
        position = sign.end()
    return False


def placed(rendered: str, claims: Sequence[Unplaced]) -> tuple[str, tuple[Claim, ...]]:
    """Return the sentence without its marks, its first letter a capital, and the claims where they stand in it.

    A claim may hold others: what a statement says as a whole, and the figures in it. The outer one comes first.
    """
    length = 0
    opened: list[tuple[int, int]] = []
    spans: list[tuple[int, int, int]] = []
    position = 0
    for sign in _SIGNS.finditer(rendered):
        length += sign.start() - position
        position = sign.end()
        if sign[1] is None:
            number, start = opened.pop()
            spans.append((start, -length, number))
        else:
            opened.append((int(sign[1]), length))
    spans.sort()
    text = shown(rendered, claims)
    return text, tuple(Claim(text[start:-end], *claims[number], start=start) for start, end, number in spans)
