"""Choosing among ways to say a thing: seeded, and remembering what this article has already used."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

_NEAR = 6  # sentences over which openings are kept apart


def draw(seed: str, *key: str) -> int:
    """Return a number that depends on the seed and the key alone: not on the machine, the process or earlier draws."""
    return int.from_bytes(blake2b("\x1f".join((seed, *key)).encode(), digest_size=8).digest(), "big")


@dataclass(slots=True)
class Choice:
    """The choices of one article. The same seed and the same order of questions give the same answers."""

    seed: str
    style: str
    used: Counter[str] = field(default_factory=Counter)
    openings: deque[str] = field(default_factory=lambda: deque(maxlen=_NEAR))

    def word(self, words: Sequence[str], key: str) -> str:
        """Return one of the licensed words: from the plain or the vivid half, the least used first."""
        half = (len(words) + 1) // 2
        allowed = words[-half:] if self.style == "vivid" else words[:half]
        least = min(self.used[word] for word in allowed)
        spare = [word for word in allowed if self.used[word] == least]
        chosen = spare[0] if len(spare) == 1 else min(spare, key=lambda word: draw(self.seed, key, word))
        self.used[chosen] += 1
        return chosen

    def variant(self, name: str, openings: Sequence[str], among: Sequence[int] = ()) -> int:
        """Return which variant of a message to use: none that opens like a neighbour, where there is another.

        Only those `among` come into question, where any are given.
        """
        order = among or range(len(openings))
        chosen = min(
            order,
            key=lambda i: (self.used[f"{name}/{i}"], openings[i] in self.openings, draw(self.seed, name, str(i))),
        )
        self.used[f"{name}/{chosen}"] += 1
        self.openings.append(openings[chosen])
        return chosen
