"""Alternatives in the stylebook: ``"a (slight|mild) lean"`` stands for every phrase it spells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

_CHOICE = re.compile(r"\(([^()]*)\)")
_AS_WRITTEN = frozenset({"shapes", "tone", "measured", "approved"})
"""Tables that are read as they stand: shapes keep their alternatives, and what the tone forbids has none."""


def spelt(text: str) -> Iterator[str]:
    """Yield every phrase that a text with ``(this|that)`` in it spells, once; an empty alternative leaves nothing."""
    yield from dict.fromkeys(" ".join(phrase.split()) for phrase in _spelt(text))


def _spelt(text: str) -> Iterator[str]:
    parts = _CHOICE.split(text)
    if any("(" in part for part in parts[::2]):  # a choice inside another: the first inner one is drawn
        head, options, tail = _CHOICE.split(text, maxsplit=1)
        for option in options.split("|"):
            yield from _spelt(f"{head}{option}{tail}")
        return
    yield from map("".join, product(*(part.split("|") if at % 2 else [part] for at, part in enumerate(parts))))


def expanded(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the TOML of a stylebook with every phrase spelt out, as names of entries and as items of lists."""
    return {key: value if key in _AS_WRITTEN else _within(value) for key, value in raw.items()}


def _within(value: Any) -> Any:  # noqa: ANN401 - one TOML node
    if isinstance(value, dict):
        return _table(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [phrase for item in value for phrase in spelt(item)]
    return value


def _table(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its keys spelt out. Raises ValueError for a phrase of which two things are said."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        inner = _within(value)
        for phrase in spelt(key):
            if found.setdefault(phrase, inner) != inner:
                raise ValueError(f"the stylebook says of {phrase!r} both {found[phrase]!r} and {inner!r}")
    return found
