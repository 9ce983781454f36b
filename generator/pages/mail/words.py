"""What a mail says on its outside, and its text part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.audit.clearance import Cleared
from generator.pages.claims import sentences_of
from generator.pages.dateline import dateline
from generator.pages.mail.parts import Image
from generator.pages.text import wrap
from generator.pages.visible import visible
from generator.prose.article import Article


@dataclass(frozen=True, slots=True)
class Outside:
    """What is read of a mail before it is opened."""

    subject: str
    preheader: str


def outside(article: Article) -> Outside:
    """Return the subject and the line that mail programs show beside it."""
    return Outside(visible(article.subject.text), visible(article.preheader.text))


def unsaid(image: Image, article: Article) -> str:
    """Return what the words of a chart say that the article does not: a reader is not told twice."""
    left = image.alt
    for sentence in sorted((item.text for item in sentences_of(article)), key=len, reverse=True):
        left = left.replace(visible(sentence), "") if sentence else left
    return " ".join(left.split())


def text_part(cleared: Cleared, images: Sequence[Image]) -> str:
    """Return the mail as plain text that reads well by itself, what the charts show said in words."""
    article = cleared.article
    headline = wrap(article.headline.text)
    blocks = (
        f"{headline}\n{'=' * max(map(len, headline.splitlines()))}" if headline else "",
        wrap(article.dek.text),
        dateline(cleared.snapshot.ended),
        *(wrap(paragraph.text) for paragraph in article.paragraphs),
        *(wrap(f"Chart: {left}") for image in images if (left := unsaid(image, article))),
        wrap(article.disclaimer),
    )
    return "\n\n".join(block for block in blocks if block) + "\n"
