"""What earlier editions said: part of what an edition is made from, so that a column does not repeat itself.

Texts are compared with their numbers masked, so the same sentence about other figures is the same sentence.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

NUMBER: Final = re.compile(r"[-\u2212+]?\d+(?:[.,:]\d+)*")
_TOKEN: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[^\sa-z]")
GRAM: Final = 4
"""Words and signs in the stretches that are compared."""
KEPT: Final = timedelta(days=400)
"""How far back editions are remembered."""


def masked(text: str) -> str:
    """Return a text with every number as ``#``."""
    return NUMBER.sub("#", text)


def tokens(text: str) -> list[str]:
    """Return the words and signs of a text in lower case, its numbers masked."""
    return worded(masked(text))


def worded(plain: str) -> list[str]:
    """Return the words and signs of a text that is masked already."""
    return _TOKEN.findall(plain.lower())


def grams(words: Sequence[str]) -> Iterator[str]:
    """Yield every stretch of `GRAM` words."""
    return map(" ".join, zip(*(words[i:] for i in range(GRAM)), strict=False))


@dataclass(frozen=True, slots=True)
class Told:
    """What one edition said."""

    as_of: datetime
    form: str
    headline: str
    sentences: tuple[str, ...]
    """Its text in order, dek first."""
    messages: tuple[str, ...]
    """The messages it told, in order."""

    @property
    def plan(self) -> tuple[str, ...]:
        """The messages in order: two editions of one plan tell the same things in the same order."""
        return self.messages


class Memory:
    """The editions of one asset that are remembered, oldest first. Only `remember` and `forget` change it."""

    def __init__(self, told: Iterable[Told] = ()) -> None:
        self.told: deque[Told] = deque()
        self.grams: Counter[str] = Counter()
        """Stretches of words to how many editions have them."""
        self.sentences: dict[str, datetime] = {}
        """Masked sentences to the moment of the last edition that had them."""
        self.headlines: dict[str, datetime] = {}
        self._last: dict[str, datetime] = {}
        """Messages to the moment of the last edition that told them."""
        self.openings: Counter[str] = Counter()
        """First two words of sentences to how often they opened one."""
        for item in told:
            self.remember(item)

    def remember(self, item: Told) -> None:
        """Enter an edition, newer than all before it, and forget those that are too old."""
        self.told.append(item)
        self.grams.update(_grams_of(item))
        for sentence in item.sentences:
            self.sentences[masked(sentence)] = item.as_of
            self.openings[opening(sentence)] += 1
        self.headlines[masked(item.headline)] = item.as_of
        self._last.update(dict.fromkeys(item.messages, item.as_of))
        while self.told and item.as_of - self.told[0].as_of > KEPT:
            self._forget(self.told.popleft())

    def _forget(self, item: Told) -> None:
        self.grams.subtract(_grams_of(item))
        self.grams = +self.grams
        for sentence in item.sentences:
            self.openings[opening(sentence)] -= 1
            if self.sentences.get(masked(sentence)) == item.as_of:
                del self.sentences[masked(sentence)]
        if self.headlines.get(masked(item.headline)) == item.as_of:
            del self.headlines[masked(item.headline)]
        for message in set(item.messages):
            if self._last.get(message) == item.as_of:
                del self._last[message]

    def days_since(self, message: str, as_of: datetime) -> float | None:
        """Return the days since a message was last told, None where it is not remembered."""
        last = self._last.get(message)
        return None if last is None else (as_of - last) / timedelta(days=1)


def opening(sentence: str) -> str:
    """Return how a sentence begins: its first two words, in lower case."""
    return " ".join(tokens(sentence[:60])[:2])


def _grams_of(item: Told) -> set[str]:
    return set(grams(tokens(" ".join(item.sentences))))
