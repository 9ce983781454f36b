"""An article that people have edited: read again, and its provenance rebuilt from what the desk reads in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.audit.binding import Desk
from generator.audit.claims import claims_of
from generator.audit.judging import judged
from generator.audit.names import Names
from generator.audit.passage import sentences
from generator.audit.plain_text import paragraphs
from generator.audit.stylebook import Stylebook
from generator.metrics.snapshot import Snapshot
from generator.planning.story import Role
from generator.prose.article import Article, Claim, Paragraph, Sentence
from generator.regimes.reading import Reading

_NOTE = re.compile(r"^\s*>", re.MULTILINE)
_DATELINE = "Data to "
EDITED = "edited"
"""The message of a sentence that a person wrote."""


def rewritten(text: str, article: Article, snapshot: Snapshot, reading: Reading, book: Stylebook) -> Article:
    """Return an article with the words of an edited ``article.md``, not yet audited.

    Sentences that were left alone keep their claims; those of others are what the desk reads in them. The line, the
    subject and the preheader beside the article stay as they were.
    """
    desk = Desk(book, snapshot, reading)
    known = {item.text: item for item in _sentences(article)}
    roles = {item.text: paragraph.role for paragraph in article.paragraphs for item in paragraph.sentences}
    blocks = [(block, block.lstrip().startswith(">")) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    shown = [
        (plain, note)
        for block, note in blocks
        if not block.lstrip().startswith("![")
        for plain in paragraphs(block, "md")
    ]
    shown = [(plain, note) for plain, note in shown if plain != book.disclaimer and not plain.startswith(_DATELINE)]
    headline, dek, *rest = [
        (tuple(_read(plain, desk, known, title=i == 0)), note) for i, (plain, note) in enumerate(shown)
    ] or [((), False)]
    return replace(
        article,
        headline=_whole(headline[0], article.headline),
        dek=_whole(dek[0], article.dek),
        paragraphs=tuple(Paragraph(_role(found, roles, note=note), found) for found, note in rest if found),
    )


def _sentences(article: Article) -> Iterator[Sentence]:
    yield from (article.headline, article.dek)
    for paragraph in article.paragraphs:
        yield from paragraph.sentences


def _read(plain: str, desk: Desk, known: Mapping[str, Sentence], *, title: bool) -> Iterator[Sentence]:
    names = Names.of(desk.snapshot, desk.book)
    for masked in [names.masked(plain)] if title else sentences(names.masked(plain)):
        text = names.unmasked(masked)
        if text in known:
            yield known[text]
            continue
        claims: list[Claim] = []
        for item in judged([text], desk):
            claims += claims_of(text, item.bound, item.fits, desk)
        yield Sentence(text, EDITED, tuple(sorted(claims, key=lambda claim: claim.start)))


def _whole(found: tuple[Sentence, ...], otherwise: Sentence) -> Sentence:
    """Return a headline or a dek as one sentence, however many it has become."""
    if not found:
        return replace(otherwise, text="", claims=())
    if len(found) == 1:
        return found[0]
    text, claims = "", list[Claim]()
    for item in found:
        text = f"{text} {item.text}".strip()
        claims += [replace(claim, start=claim.start + len(text) - len(item.text)) for claim in item.claims]
    return Sentence(text, EDITED, tuple(claims))


def _role(found: tuple[Sentence, ...], roles: Mapping[str, Role], *, note: bool) -> Role:
    """Return what a paragraph is for: what most of its sentences were for, a note where it is set as one."""
    if note:
        return Role.MISSING
    held = [roles[item.text] for item in found if item.text in roles]
    return max(held, key=held.count, default=Role.EVIDENCE)
