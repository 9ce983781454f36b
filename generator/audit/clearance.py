"""Nouns of the audit: what was found, and the clearance without which nothing is published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.metrics.snapshot import Snapshot
from generator.prose.article import Article


class Kind(StrEnum):
    """Types of finding, after Thomson and Reiter's protocol, with tone and form added."""

    NUMBER = "NUMBER"
    WORD = "WORD"
    NAME = "NAME"
    CONTEXT = "CONTEXT"
    NOT_CHECKABLE = "NOT_CHECKABLE"
    TONE = "TONE"
    FORM = "FORM"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the text that the data do not bear out."""

    kind: Kind
    text: str
    """The words found fault with."""
    sentence: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text!r} {self.reason} (in: {self.sentence})"


@dataclass(frozen=True, slots=True)
class Cleared:
    """An article the audit found nothing in. Pages and channels take this and nothing else.

    Only `generator.audit.review.review` makes one: a test walks the source for other callers.
    """

    article: Article
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Spiked:
    """An article the audit refused, and why. It has no way to a page or a channel."""

    article: Article
    findings: tuple[Finding, ...]
