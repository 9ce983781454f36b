"""Approved texts found by the words that stand in every reading of them: a statement is compared with few of many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

_SLOT = re.compile(r"\{[^}]*\}|\[[a-z_]+\]")
_WORD = re.compile(r"[a-z]+(?:[-'/][a-z]+)*")
_WHOLE = re.compile(r"(?<!['a-z])[a-z]+(?:[-'/][a-z]+)*")
_COMMON: Final = frozenset("the a an of in on at to and was is with for by it its that over than day days past".split())
T = TypeVar("T")


def words_of(text: str) -> frozenset[str]:
    """Return the words of a statement, in lower case."""
    return frozenset(_WORD.findall(text.lower()))


def always(text: str) -> frozenset[str]:
    """Return the words outside every slot and choice. One that touches either may be part of a longer word."""
    depth, plain = 0, []
    for sign in _SLOT.sub("\0", text):
        depth += (sign == "(") - (sign == ")")
        plain.append("\0" if depth or sign == ")" else sign)
    whole = "".join(plain)
    found = (match for match in _WHOLE.finditer(whole))
    return frozenset(m[0] for m in found if "\0" not in whole[max(0, m.start() - 1) : m.end() + 1])


class ByWord(Generic[T]):
    """Items by a text that has choices and slots, in the order they were given."""

    def __init__(self, items: Iterable[tuple[str, T]]) -> None:
        self._found: dict[str, list[tuple[int, frozenset[str], T]]] = {}
        for order, (text, item) in enumerate(items):
            needed = always(text)
            key = max(needed - _COMMON, key=lambda word: (len(word), word), default="")
            self._found.setdefault(key, []).append((order, needed, item))

    def __iter__(self) -> Iterator[T]:
        """Yield every item."""
        yield from (item for entries in self._found.values() for _, _, item in entries)

    def candidates(self, here: frozenset[str]) -> Iterator[T]:
        """Yield the items all of whose lasting words a statement has."""
        found = [
            entry
            for key in (*(here & self._found.keys()), "")
            for entry in self._found.get(key, ())
            if entry[1] <= here
        ]
        yield from (item for _, _, item in sorted(found, key=lambda entry: entry[0]))
