"""Choosing among ways to say a thing: seeded, and away from what was said before."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from struct import Struct
from typing import Final

from generator.planning.memory import GRAM, Memory, grams, masked, worded

_NEAR: Final = 6  # sentences over which openings are kept apart
_SOON: Final = timedelta(days=45)  # within which no sentence returns where there is another
_STYLE_SHARE: Final = 2 / 3  # of the licensed words, from the front for plain and from the back for vivid


def draw(seed: str, *key: str) -> int:
    """Return a number that depends on the seed and the key alone: not on the machine, the process or earlier draws."""
    return int.from_bytes(blake2b("\x1f".join((seed, *key)).encode(), digest_size=8).digest(), "big")


_NUMBERS: Final = Struct(">32H")  # that a digest of 64 bytes holds


class Draws:
    """A stream of choices: the same seed and the same order of questions give the same answers."""

    __slots__ = ("_bytes", "_next", "_numbers", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed, self._next = seed.encode(), 0
        self._bytes = blake2b(self._seed).digest()
        self._numbers = _NUMBERS.unpack(self._bytes)

    def __call__(self, options: int) -> int:
        """Return one of ``0 .. options - 1``."""
        if options <= 1:
            return 0
        if self._next == len(self._numbers):
            self._bytes, self._next = blake2b(self._bytes + self._seed).digest(), 0
            self._numbers = _NUMBERS.unpack(self._bytes)
        found = self._numbers[self._next]
        self._next += 1
        return int(found % options)


def licensed(words: Sequence[str], style: str) -> Sequence[str]:
    """Return the words a style draws from, plainest first: the front two thirds when plain, the back when vivid."""
    share = -int(-len(words) * _STYLE_SHARE // 1)
    return words[-share:] if style == "vivid" else words[:share]


class Novelty:
    """How far a sentence is from what this article and earlier ones said."""

    def __init__(self, memory: Memory, as_of: datetime) -> None:
        self._memory, self._as_of = memory, as_of
        self._said: set[str] = set()
        """Stretches that this article has and none that is remembered."""
        self._masked: set[str] = set()
        self._tail: list[str] = []
        self._openings: deque[list[str]] = deque(maxlen=_NEAR)

    def of(self, text: str) -> float:
        """Return how new a sentence is: 1 where no stretch of it was said before, below 0 where all of it was."""
        plain = masked(text)
        words = worded(plain)
        found = list(grams([*self._tail, *words]))
        old = sum(map(self._memory.grams.__contains__, found)) + sum(map(self._said.__contains__, found))
        score = 1 - old / len(found) if found else 1.0
        last = self._memory.sentences.get(plain)
        if plain in self._masked:
            score -= 5
        elif last is not None:
            score -= 9 if self._as_of - last <= _SOON else 1
        if words[:2] in self._openings:
            score -= 0.5
        return score

    def said(self, text: str) -> None:
        """Enter a sentence that was chosen."""
        plain = masked(text)
        words = worded(plain)
        told = [*self._tail, *words]
        self._said.update(gram for gram in grams(told) if gram not in self._memory.grams)
        self._masked.add(plain)
        self._tail = told[-GRAM + 1 :]
        self._openings.append(words[:2])
