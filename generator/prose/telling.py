"""What is remembered while an article is told: the words chosen so far, and what was just named."""

from __future__ import annotations

from generator.prose.lexicon import Lexicon
from generator.prose.marks import Ledger
from generator.prose.variants import Choice


class Telling:
    """What the faces need: the words, the choices made so far, and the ledger of this sentence's claims."""

    def __init__(self, lexicon: Lexicon, choice: Choice) -> None:
        self.lexicon = lexicon
        self.choice = choice
        self.ledger = Ledger()
        self.last: set[str] = set()
        """Metrics named in the sentence before, which may be named in short."""
        self.named: set[str] = set()
        """Metrics named in this sentence."""

    def next_sentence(self) -> None:
        """Start a new ledger; what was just named may now be referred back to."""
        self.ledger = Ledger()
        self.last, self.named = self.named, set()

    def name(self, metric: str) -> str:
        """Return what to call a metric: short when the last sentence spoke of it, or this one did."""
        short = metric in self.last or metric in self.named
        self.named.add(metric)
        return self.lexicon.name(metric, short=short)

    def called(self, metric: str) -> str:
        """Return what the next sentence would call a metric."""
        return self.lexicon.name(metric, short=metric in self.named)
