"""A cleared article taken apart, for those who spoil it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from generator.audit.clearance import Cleared
from generator.edition import Edition, Materials
from generator.metrics.snapshot import Snapshot
from generator.planning.story import Role
from generator.prose.article import Article, Sentence
from generator.regimes.reading import Reading


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleared article taken apart, and what the makers of mutants need beside it."""

    article: Article
    snapshot: Snapshot
    reading: Reading
    materials: Materials
    random: Random

    @classmethod
    def of(cls, edition: Edition, materials: Materials, seed: int) -> Clean:
        """Return a cleared edition taken apart."""
        assert isinstance(edition.verdict, Cleared), edition.verdict
        random = Random(f"mutants {seed}")  # noqa: S311 - nothing secret
        return cls(edition.verdict.article, edition.snapshot, edition.reading, materials, random)

    @property
    def sentences(self) -> list[Sentence]:
        """Every sentence in order, headline and dek first."""
        body = (sentence for paragraph in self.article.paragraphs for sentence in paragraph.sentences)
        return [self.article.headline, self.article.dek, *body]

    @property
    def missing(self) -> list[Sentence]:
        """The sentences of the paragraph that says what is not known."""
        return [
            s for paragraph in self.article.paragraphs if paragraph.role is Role.MISSING for s in paragraph.sentences
        ]

    def with_sentence(self, number: int, text: str) -> str:
        """Return the article's text with one sentence put differently."""
        at = 0
        blocks = []
        for sentences in self._blocks():
            blocks.append(" ".join(text if at + i == number else s.text for i, s in enumerate(sentences)))
            at += len(sentences)
        return "\n\n".join((*blocks, self.article.disclaimer))

    def _blocks(self) -> list[tuple[Sentence, ...]]:
        body = [paragraph.sentences for paragraph in self.article.paragraphs]
        return [(self.article.headline,), (self.article.dek,), *body]


Change = tuple[int, str]
"""The number of a sentence and what it becomes."""
Way = Callable[[Clean], Iterator[Change]]
