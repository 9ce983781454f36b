"""What is remembered while an article is told: the draws of this sentence, and what was just named."""

from __future__ import annotations

from collections.abc import Sequence

from generator.prose.lexicon import Lexicon
from generator.prose.marks import Ledger
from generator.prose.variants import Draws, licensed


class Telling:
    """What the faces need: the words, what draws among them, and the ledger of this sentence's claims."""

    def __init__(self, lexicon: Lexicon, style: str, draws: Draws) -> None:
        self.lexicon = lexicon
        self.style = style
        self.draws = draws
        self.ledger = Ledger()
        self.last: frozenset[str] = frozenset()
        """Metrics named in the sentence before, which may be named in short."""
        self.named: set[str] = set()
        """Metrics named in this sentence."""

        self._names: dict[tuple[str, bool], tuple[str, ...]] = {}

    def begin(self, draws: Draws, last: frozenset[str]) -> None:
        """Start a sentence: a new ledger, its draws, and what may now be referred back to."""
        self.draws, self.last = draws, last
        self.ledger, self.named = Ledger(), set()

    def name(self, metric: str) -> str:
        """Return what to call a metric: short when the last sentence spoke of it, or this one did."""
        short = metric in self.last or metric in self.named
        self.named.add(metric)
        names = self._names.get((metric, short))
        if names is None:
            names = self._names[metric, short] = self.lexicon.names(metric, short=short)
        return self.any(names)

    def word(self, words: Sequence[str]) -> str:
        """Return one of the licensed words that the style draws from."""
        return self.any(licensed(words, self.style))

    def any(self, words: Sequence[str]) -> str:
        """Return one of several words that say the same."""
        return words[self.draws(len(words))]
