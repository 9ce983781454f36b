"""Choosing among ways to say a thing: seeded, and away from what was said before."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from generator.planning.memory import GRAM, Memory, grams, masked, opening, tokens

_NEAR: Final = 6  # sentences over which openings are kept apart
_SOON: Final = timedelta(days=45)  # within which no sentence returns where there is another
_STYLE_SHARE: Final = 2 / 3  # of the licensed words, from the front for plain and from the back for vivid


def draw(seed: str, *key: str) -> int:
    """Return a number that depends on the seed and the key alone: not on the machine, the process or earlier draws."""
    return int.from_bytes(blake2b("\x1f".join((seed, *key)).encode(), digest_size=8).digest(), "big")


class Draws:
    """A stream of choices: the same seed and the same order of questions give the same answers."""

    __slots__ = ("_bytes", "_next", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed, self._next = seed.encode(), 0
        self._bytes = blake2b(self._seed).digest()

    def __call__(self, options: int) -> int:
        """Return one of ``0 .. options - 1``."""
        if options <= 1:
            return 0
        if self._next + 2 > len(self._bytes):
            self._bytes, self._next = blake2b(self._bytes + self._seed).digest(), 0
        found = self._bytes[self._next] << 8 | self._bytes[self._next + 1]
        self._next += 2
        return found % options


def licensed(words: Sequence[str], style: str) -> Sequence[str]:
    """Return the words a style draws from, plainest first: the front two thirds when plain, the back when vivid."""
    share = -int(-len(words) * _STYLE_SHARE // 1)
    return words[-share:] if style == "vivid" else words[:share]


class Novelty:
    """How far a sentence is from what this article and earlier ones said."""

    def __init__(self, memory: Memory, as_of: datetime) -> None:
        self._memory, self._as_of = memory, as_of
        self._said: set[str] = set()
        self._masked: set[str] = set()
        self._tail: list[str] = []
        self._openings: deque[str] = deque(maxlen=_NEAR)

    def of(self, text: str) -> float:
        """Return how new a sentence is: 1 where no stretch of it was said before, below 0 where all of it was."""
        words = [*self._tail, *tokens(text)]
        found = list(grams(words))
        known, said = self._memory.grams, self._said
        old = sum(gram in known or gram in said for gram in found)
        score = 1 - old / len(found) if found else 1.0
        plain = masked(text)
        last = self._memory.sentences.get(plain)
        if plain in self._masked:
            score -= 5
        elif last is not None:
            score -= 9 if self._as_of - last <= _SOON else 1
        if opening(text) in self._openings:
            score -= 0.5
        return score

    def said(self, text: str) -> None:
        """Enter a sentence that was chosen."""
        words = [*self._tail, *tokens(text)]
        self._said.update(grams(words))
        self._masked.add(masked(text))
        self._tail = words[-GRAM + 1 :]
        self._openings.append(opening(text))
