"""Nouns of the text: sentences with the claims they make, and the article they form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator.metrics.snapshot import Metric
from generator.planning.memory import Told
from generator.planning.story import Form, RegimeFigure, Role


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of a sentence that says something of the data, and what it rests on."""

    text: str
    """The words as they stand in the sentence."""
    metric: str
    """A metric's name, or ``regime``, ``snapshot`` for the day, the asset and counts."""
    field: str
    """Which part of the measure: ``value``, ``z``, ``change``, ``record`` ..."""
    value: float | int | str
    """The unrounded value, or the name or day behind the words."""
    rule: str
    """The rounding or the licence that let these words stand for this value."""
    start: int
    """Offset of `text` in the sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the message it realises and its claims in order."""

    text: str
    message: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    role: Role
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences joined by single spaces."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Article:
    """A finished, unaudited text. Plain text throughout: no markup, nothing escaped."""

    asset: str
    as_of: datetime
    period: str
    form: Form
    seed: int
    style: str
    headline: Sentence
    dek: Sentence
    summary: Sentence
    """The article in one line, for lists and cards."""
    subject: Sentence
    """Of the mail."""
    preheader: Sentence
    """What a mail client shows beside the subject."""
    paragraphs: tuple[Paragraph, ...]
    disclaimer: str
    regimes: tuple[RegimeFigure, ...]
    missing: tuple[Metric, ...]

    @property
    def told(self) -> Told:
        """What later editions remember of it."""
        body = [sentence for paragraph in self.paragraphs for sentence in paragraph.sentences]
        names = [name for sentence in body for name in sentence.message.split("+")]
        texts = (self.dek.text, *(sentence.text for sentence in body))
        return Told(self.as_of, self.form.value, self.headline.text, texts, tuple(names))

    @property
    def aside(self) -> str:
        """What stands beside the article and is audited with it: its one line, the subject and preheader of mail."""
        return f"{self.summary.text}\n\n{self.subject.text}\n\n{self.preheader.text}"

    @property
    def text(self) -> str:
        """Headline, dek, paragraphs and disclaimer, an empty line between any two."""
        body = (paragraph.text for paragraph in self.paragraphs)
        return "\n\n".join((self.headline.text, self.dek.text, *body, self.disclaimer))

    @property
    def words(self) -> int:
        """Words in the paragraphs, headline, dek and disclaimer left out."""
        return sum(len(paragraph.text.split()) for paragraph in self.paragraphs)
