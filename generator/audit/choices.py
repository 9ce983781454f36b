"""Choices in the stylebook: ``a (small|slight) rise`` stands for two phrases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_INNERMOST: Final = re.compile(r"\(([^()]*)\)")
_TABLES: Final = ("words", "least")
_NAMES: Final = ("states", "regimes", "relations")
_LISTS: Final = (
    ("neutral", "idioms"),
    ("neutral", "leadins"),
    ("explanations", "phrases"),
    ("announcements", "phrases"),
    ("carriers", "words"),
)


def spelt_out(text: str) -> list[str]:
    """Return every phrase that a phrase with choices stands for, each once; its spaces are single."""
    match = _INNERMOST.search(text)
    if match is None:
        return [" ".join(text.split())]
    options = (f"{text[: match.start()]}{option}{text[match.end() :]}" for option in match[1].split("|"))
    return list(dict.fromkeys(phrase for option in options for phrase in spelt_out(option)))


def with_choices(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stylebook's TOML with its choices spelt out. Raises ValueError for a phrase that has two meanings."""
    found = dict(raw)
    for table in _TABLES:
        found[table] = {topic: _keys(words) for topic, words in raw[table].items()}
    found |= {table: _keys(raw[table]) for table in _NAMES}
    for table, name in _LISTS:
        phrases = [phrase for item in raw[table][name] for phrase in spelt_out(item)]
        found[table] = {**found[table], name: phrases}
    return found


def _keys(table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        for phrase in spelt_out(key):
            if found.setdefault(phrase, value) != value:
                raise ValueError(f"the stylebook says of {phrase!r} both {found[phrase]!r} and {value!r}")
    return found
