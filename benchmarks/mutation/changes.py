"""A cleared article taken apart, and one thing in it put differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from generator.audit.clearance import Cleared
from generator.edition import Edition, Materials
from generator.metrics.snapshot import Snapshot
from generator.planning.story import Role
from generator.prose.article import Article, Claim, Sentence
from generator.regimes.reading import Reading


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleared article, and what the makers and the judges of mutants need beside it."""

    article: Article
    snapshot: Snapshot
    reading: Reading
    materials: Materials
    random: Random
    before: Snapshot | None = None
    """The snapshot of the bar before, of the same asset, where one is known."""

    @classmethod
    def of(cls, edition: Edition, materials: Materials, seed: int, before: Snapshot | None = None) -> Clean:
        """Return a cleared edition taken apart. Raises TypeError for one that was spiked."""
        if not isinstance(edition.verdict, Cleared):
            raise TypeError(f"spiked: {edition.verdict.findings[0]}")
        random = Random(f"mutants {seed}")
        return cls(edition.verdict.article, edition.snapshot, edition.reading, materials, random, before)

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


class Edit(NamedTuple):
    """A stretch of a sentence and what is put in its place; an insertion has no old words."""

    start: int
    old: str
    new: str


class Change(NamedTuple):
    """One thing put differently: a sentence with its edits, or a whole text."""

    number: int
    """Which sentence; -1 where the whole text was changed."""
    text: str
    """The sentence as it is now, or the whole text."""
    edits: tuple[Edit, ...] = ()
    of: str = ""
    """The metric or the regime that is named instead, or the day, for the judge."""
    claims: tuple[Claim, ...] = ()
    """Those of a sentence that was put in from elsewhere."""


Way = Callable[[Clean], Iterator[Change]]
"""A way to spoil an article: every change it can make, true ones among them."""


def changed(number: int, sentence: Sentence, *edits: Edit, of: str = "") -> Change:
    """Return a sentence with edits. They must not overlap."""
    text, at = "", 0
    for edit in sorted(edits):
        text += sentence.text[at : edit.start] + edit.new
        at = edit.start + len(edit.old)
    return Change(number, text + sentence.text[at:], tuple(sorted(edits)), of)


def is_whole(sentence: Sentence, claim: Claim) -> bool:
    """Whether a claim is a statement as a whole, such as an explanation: its rule is the name of the message."""
    return claim.rule in sentence.message.split("+")


def is_explanation(sentence: Sentence, claim: Claim) -> bool:
    """Whether a claim is a statement that is true whatever the day, and stands wherever its message does."""
    return is_whole(sentence, claim) and claim.rule.startswith(("how_", "liquidations_floor", "impact_stands_in"))


def opened(sentence: Sentence, words: str) -> Edit:
    """Return the edit that puts words before a sentence; a name at its start keeps its capital."""
    first = sentence.text[:1]
    named = any(claim.start == 0 and claim.rule in {"asset", "venue"} for claim in sentence.claims)
    return Edit(0, first, words + (first if named else first.lower()))


def put(number: int, sentence: Sentence, claim: Claim, text: str, of: str = "") -> Change:
    """Return a sentence with other words for one of its claims."""
    return changed(number, sentence, Edit(claim.start, claim.text, text), of=of)


def whole(text: str) -> Change:
    """Return a change of the whole text."""
    return Change(-1, text)


def claims_after(sentence: Sentence, change: Change) -> list[tuple[Claim, str]]:
    """Return the claims that the edits of a change touch, each with the words that now stand in its place."""
    found = []
    for claim in sentence.claims:
        end = claim.start + len(claim.text)
        touching = [e for e in change.edits if e.start <= end and e.start + len(e.old) >= claim.start]
        touching = [e for e in touching if not e.old or (e.start < end and e.start + len(e.old) > claim.start)]
        if not touching:
            continue
        text, at = "", claim.start
        for edit in touching:
            text += sentence.text[at : max(at, edit.start)] + edit.new
            at = edit.start + len(edit.old)
        found.append((claim, (text + sentence.text[at:end]).strip()))
    return found
