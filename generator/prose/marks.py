"""Claims travel through a template as marked text and are taken out again with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.prose.article import Claim

_OPEN, _MIDDLE, _CLOSE = "\x01", "\x02", "\x03"  # snapshots refuse control characters, so no name can hold these
_MARK = re.compile(f"{_OPEN}(\\d+){_MIDDLE}(.*?){_CLOSE}", re.DOTALL)

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


_SIGNS = re.compile(f"{_OPEN}\\d+{_MIDDLE}|{_CLOSE}")


def marked(rendered: str) -> bool:
    """Return whether a text has a claim."""
    return _OPEN in rendered


def unmarked(rendered: str) -> str:
    """Return the words of a marked text alone."""
    return _SIGNS.sub("", rendered)


def placed(rendered: str, claims: Sequence[Unplaced]) -> tuple[str, tuple[Claim, ...]]:
    """Return the sentence without its marks, its first letter a capital, and the claims where they stand in it."""
    parts: list[str] = []
    found: list[Claim] = []
    position = length = 0
    for match in _MARK.finditer(rendered):
        before = rendered[position : match.start()]
        words = match[2]
        metric, field, value, rule = claims[int(match[1])]
        if length + len(before) == 0 and (metric, field) != ("snapshot", "name"):
            words = words[:1].upper() + words[1:]
        found.append(Claim(words, metric, field, value, rule, start=length + len(before)))
        parts += (before, words)
        length += len(before) + len(words)
        position = match.end()
    parts.append(rendered[position:])
    text = "".join(parts)
    if not found or found[0].start > 0:
        text = text[:1].upper() + text[1:]
    return text, tuple(found)
