"""Typed mutants: one thing in a clean article made false, to see whether the desk finds it.

Each way to spoil an article is a function from the article to the sentences it can spoil and what they become. What it
yields is false, or nothing the data can bear out: a change that leaves the text true is left out where it is made.
Everything is drawn from the seed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from generator.audit.clearance import Cleared, Kind
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
        random = Random(f"mutants {seed}")
        return cls(edition.verdict.article, edition.snapshot, edition.reading, materials, random)

    @property
    def sentences(self) -> list[Sentence]:
        """Every sentence in order, headline and dek first."""
        body = (sentence for paragraph in self.article.paragraphs for sentence in paragraph.sentences)
        return [self.article.headline, self.article.dek, *body]

    @property
    def missing(self) -> list[Sentence]:
        """The sentences of the paragraph that says what is not known."""
        return [s for paragraph in self.article.paragraphs if paragraph.role is Role.MISSING for s in paragraph.sentences]

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


@dataclass(frozen=True, slots=True)
class Mutant:
    """One article with one thing in it made false."""

    kind: Kind
    way: str
    """Which way of spoiling made it."""
    text: str
    shown: str
    """The sentence as it was and as it is."""


Change = tuple[int, str]
"""The number of a sentence and what it becomes."""
Way = Callable[[Clean], Iterator[Change]]


def ways() -> list[tuple[Kind, str, Way]]:
    """Return every way of spoiling an article, in order."""
    from tests.audit import mutants_inserts, mutants_names, mutants_numbers, mutants_words  # noqa: PLC0415

    return [*mutants_numbers.WAYS, *mutants_words.WAYS, *mutants_names.WAYS, *mutants_inserts.WAYS]


def mutants(clean: Clean, each: int) -> Iterator[Mutant]:
    """Yield mutants of an article: up to `each` by every way there is, drawn from the article's seed."""
    for kind, name, way in ways():
        changes = list(dict.fromkeys(way(clean)))
        for number, text in clean.random.sample(changes, min(each, len(changes))):
            if number < 0:  # the whole text
                yield Mutant(kind, name, text, text)
                continue
            before = clean.sentences[number].text
            if text != before:
                yield Mutant(kind, name, clean.with_sentence(number, text), f"{before} -> {text}")
