"""Approved texts found by how they may begin and end, and by the words that stand in every reading of them.

A statement is compared with few of many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

_PART = re.compile(r"(\{[^}]*\}|\[[a-z_]+\]|[(|)])")
_WORD = re.compile(r"[a-z]+(?:[-'/][a-z]+)*")
_WHOLE = re.compile(r"(?<!['a-z])[a-z]+(?:[-'/][a-z]+)*")
_MOST: Final = 64
"""Beginnings, and ends, of one text that are told apart."""
_LONG: Final = 20
"""Letters from which a beginning or an end says enough."""
_BESIDE: Final = " ,.;:"
_ANY: Final = frozenset({""})
T = TypeVar("T")


@lru_cache(maxsize=8)
def words_of(text: str) -> frozenset[str]:
    """Return the words of a statement, in lower case."""
    return frozenset(_WORD.findall(text.lower()))


Part = Any
"""A literal, None for what may be anything, or a choice as the parts of each of its options."""


def _parts(text: str, lists: Mapping[str, Part]) -> list[Part]:
    stack: list[list[list[Part]]] = [[[]]]
    for part in _PART.split(text):
        if part == "(":
            stack.append([[]])
        elif part == "|":
            stack[-1].append([])
        elif part == ")":
            options = stack.pop()
            stack[-1][-1].append(options)
        elif part[:1] == "[":
            stack[-1][-1].append(lists[part[1:-1]])
        elif part:
            stack[-1][-1].append(None if part[0] == "{" else part)
    return stack[0][0]


def _always(parts: Sequence[Part]) -> frozenset[str]:
    """Return the words outside every slot and choice. One that touches either may be part of a longer word."""
    whole = "".join(part if isinstance(part, str) else "\0" for part in parts)
    found = (match for match in _WHOLE.finditer(whole))
    return frozenset(m[0] for m in found if "\0" not in whole[max(0, m.start() - 1) : m.end() + 1])


def _one_of(parts: Sequence[Part]) -> frozenset[str]:
    """Return words of which every reading has one: the longest of each option of the choice that they tell most of."""
    found = [
        frozenset(max(words, key=lambda word: (len(word), word)) for words in map(_always, part))
        for before, part, after in zip([" ", *parts], parts, [*parts[1:], " "], strict=False)
        if isinstance(part, list) and _apart(before, after) and all(map(_always, part))
    ]
    return max(found, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())


def _apart(before: Part, after: Part) -> bool:
    """Whether words that stand at the ends of a choice are no parts of longer ones."""
    return isinstance(before, str) and isinstance(after, str) and before[-1] in _BESIDE and after[0] in _BESIDE


def _backwards(parts: Sequence[Part]) -> list[Part]:
    return [
        part[::-1] if isinstance(part, str) else part and [_backwards(option) for option in part]
        for part in reversed(parts)
    ]


def _begun(parts: Sequence[Part]) -> list[tuple[str, bool]]:
    """Return what parts begin with, as far as that is literal and not long, and whether what follows goes on there."""
    found = [("", True)]
    for part in parts:
        on = [begun for begun, whole in found if whole and len(begun) < _LONG]
        options = (
            [(part, True)] if isinstance(part, str) else [pair for option in part or () for pair in _begun(option)]
        )
        if not on or not options or len(on) * len(options) > _MOST:
            return [(begun, False) for begun, _ in found]
        found = [(begun, False) for begun, whole in found if not whole or len(begun) >= _LONG]
        found += [(begun + more, whole) for begun in on for more, whole in options]
    return found


def _words(text: str, count: int) -> str:
    """Return the first words of a text, where that many are whole."""
    words = text.split(" ", count)
    return " ".join(words[:count]) if len(words) > count else ""


class _Known(NamedTuple, Generic[T]):
    """An item with what a statement must have to be one of its readings."""

    order: int
    item: T
    words: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...] = ("",)
    one_of: frozenset[str] = _ANY


def _firsts(beginnings: Iterable[str]) -> set[str]:
    """Return the words that a text may begin with, two where both are whole; none where it may begin with any."""
    firsts = {_words(begun, 2) or _words(begun, 1) for begun in beginnings}
    return set() if "" in firsts else {first for first in firsts if _words(first, 1) not in firsts}


class ByWord(Generic[T]):
    """Items by a text that has choices and slots, in the order they were given."""

    def __init__(self, items: Iterable[tuple[str, T]], lists: Mapping[str, Sequence[str]] | None = None) -> None:
        self._all: list[T] = []
        self._first: dict[str, list[_Known[T]]] = {}
        """Items by the words they may begin with, two where both are known, or one."""
        self._last: dict[str, list[_Known[T]]] = {}
        """The others by the words they may end with, backwards."""
        self._any: list[_Known[T]] = []
        """Those of which neither is known."""
        known_lists: dict[str, Part] = {}
        for name, entries in (lists or {}).items():
            known_lists[name] = [_parts(entry, known_lists) for entry in entries]
        for order, (text, item) in enumerate(items):
            self._all.append(item)
            parts = _parts(text, known_lists)
            known = _Known(order, item, _always(parts), tuple({begun for begun, _ in _begun(parts)}))
            firsts = _firsts(known.beginnings)
            for first in firsts:
                self._first.setdefault(first, []).append(known)
            if firsts:
                continue
            back = {end for end, _ in _begun(_backwards(parts))}
            known = known._replace(one_of=_one_of(parts) or _ANY, ends=tuple(end[::-1] for end in back))
            lasts = _firsts(back)
            for last in lasts:
                self._last.setdefault(last, []).append(known)
            if not lasts:
                self._any.append(known)

    def __iter__(self) -> Iterator[T]:
        """Yield every item."""
        yield from self._all

    def candidates(self, text: str) -> list[T]:
        """Return the items that a statement in lower case may be a reading of, by its beginning, end and words."""
        here = words_of(text) | _ANY
        back = text[::-1]
        near = [*self._any]
        for n in (1, 2):
            near += self._first.get(_words(text, n), ())
            near += self._last.get(_words(back, n), ())
        found = [
            known
            for known in near
            if known.words <= here
            and not known.one_of.isdisjoint(here)
            and text.startswith(known.beginnings)
            and text.endswith(known.ends)
        ]
        return [known.item for known in sorted(found, key=lambda known: known.order)]
