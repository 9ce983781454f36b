"""The writer's notation for one way to say a thing: literal text, slots, alternatives and shared lists.

``{{ slot.face }}`` is a slot, ``(this|that|)`` a choice among alternatives (which may hold slots and choices), and
``[name]`` a choice among the entries of a list that many phrases share, from ``templates/en/lists.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod

_TOKEN = re.compile(r"{{\s*(.*?)\s*}}|\[([a-z_]+)\]|([(|)])")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a slot of the message fills."""

    slot: str
    face: str

    def __str__(self) -> str:
        return f"{self.slot}.{self.face}" if self.face else self.slot


@dataclass(frozen=True, slots=True)
class Either:
    """A choice among alternatives."""

    options: tuple[Pattern, ...]


Pattern = tuple["str | Slot | Either", ...]
"""One way to say a thing, in order."""


class Malformed(ValueError):
    """A pattern that cannot be read; the message says why."""


def read_pattern(text: str, lists: Mapping[str, Sequence[str]]) -> Pattern:
    """Return a pattern as it is written. Raises Malformed for what is not closed, not open or not a list."""
    stack: list[list[list[str | Slot | Either]]] = [[[]]]
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            stack[-1][-1].append(text[position : match.start()])
        position = match.end()
        expression, name, sign = match.groups()
        if name is not None:
            if name not in lists:
                raise Malformed(f"there is no list [{name}]")
            stack[-1][-1].append(_listed(tuple(lists[name]), lists))
        elif sign is None:
            slot, _, face = expression.partition(".")
            stack[-1][-1].append(Slot(slot, face))
        else:
            _turn(sign, stack)
    if len(stack) > 1:
        raise Malformed("a bracket is not closed")
    if position < len(text):
        stack[0][0].append(text[position:])
    return tuple(stack[0][0])


def _listed(entries: tuple[str, ...], lists: Mapping[str, Sequence[str]]) -> Either:
    if any("[" in entry for entry in entries):
        return Either(tuple(read_pattern(entry, lists) for entry in entries))
    return _plain_list(entries)


@cache
def _plain_list(entries: tuple[str, ...]) -> Either:
    """Return a list that names no other: many phrases share it."""
    return Either(tuple(read_pattern(entry, {}) for entry in entries))


def _turn(sign: str, stack: list[list[list[str | Slot | Either]]]) -> None:
    if sign == "(":
        stack.append([[]])
    elif len(stack) == 1:
        raise Malformed(f"{sign!r} stands outside brackets")
    elif sign == "|":
        stack[-1].append([])
    else:
        options = stack.pop()
        stack[-1][-1].append(Either(tuple(map(tuple, options))))


def read(pattern: Pattern, draw: Callable[[int], int]) -> list[str | Slot]:
    """Return one reading of a pattern whole, all its choices drawn."""
    found: list[str | Slot] = []
    _read(pattern, draw, found)
    return found


def _read(pattern: Pattern, draw: Callable[[int], int], found: list[str | Slot]) -> None:
    for part in pattern:
        if not isinstance(part, Either):
            found.append(part)
            continue
        option = part.options[draw(len(part.options))]
        if len(option) == 1 and isinstance(option[0], str):  # most are, and a call costs more
            found.append(option[0])
        elif option:
            _read(option, draw, found)


def count(pattern: Pattern) -> int:
    """Return how many readings a pattern has."""
    return prod(sum(map(count, part.options)) for part in pattern if isinstance(part, Either))


def slots(pattern: Pattern) -> Iterator[Slot]:
    """Yield every slot of a pattern, whichever alternative it stands in."""
    for part in pattern:
        if isinstance(part, Slot):
            yield part
        elif isinstance(part, Either):
            for option in part.options:
                yield from slots(option)


def literals(pattern: Pattern) -> Iterator[str]:
    """Yield every stretch of literal text, whichever alternative it stands in."""
    for part in pattern:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Either):
            for option in part.options:
                yield from literals(option)


def readings(pattern: Pattern, most: int) -> Iterator[tuple[str | Slot, ...]]:
    """Yield readings: all of them where there are at most so many, else enough that every alternative is in one.

    Neighbouring choices go round at different speeds, so that most pairs of alternatives meet as well.
    """
    total = count(pattern)
    if total <= most:
        yield from _all(pattern)
        return
    for turn in range(most):
        yield tuple(read(pattern, _Round(turn)))


class _Round:
    """Draws of one turn: each choice moves on with the turn, and every other one more slowly."""

    def __init__(self, turn: int) -> None:
        self._turn, self._step = turn, 0

    def __call__(self, options: int) -> int:
        self._step += 1
        pace = self._turn if self._step % 2 else self._turn + self._turn // options
        return (pace + self._step) % options


def _all(pattern: Pattern) -> Iterator[tuple[str | Slot, ...]]:
    if not pattern:
        yield ()
        return
    first, rest = pattern[0], pattern[1:]
    heads = (h for option in first.options for h in _all(option)) if isinstance(first, Either) else iter([(first,)])
    for head in heads:
        for tail in _all(rest):
            yield (*head, *tail)
