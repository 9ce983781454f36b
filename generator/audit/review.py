"""The verb of the audit: a finished text to a clearance, or to the reasons it was spiked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.audit.clearance import Cleared, Finding, Kind, Spiked
from generator.audit.grounding import Desk, check_dates, check_numbers
from generator.audit.passage import ASSET, REMARK, VENUES, Passage, mentions, sentences
from generator.audit.plain_text import paragraphs
from generator.audit.stylebook import Stylebook
from generator.audit.tone import check_tone, without_disclaimer
from generator.audit.wording import check_names, check_regimes, check_relations, check_states, check_words
from generator.metrics.snapshot import Snapshot
from generator.prose.article import Article
from generator.regimes.reading import Reading


def review(article: Article, snapshot: Snapshot, reading: Reading, book: Stylebook) -> Cleared | Spiked:
    """Audit an article as its readers will meet it. Only the text is read: its claims are not believed."""
    found = review_text(article.text, "txt", snapshot, reading, book)
    return Spiked(article, tuple(found)) if found else Cleared(article, snapshot)


def review_text(text: str, kind: str, snapshot: Snapshot, reading: Reading, book: Stylebook) -> list[Finding]:
    """Audit a text of any origin. `kind` is ``md``, ``html`` or ``txt``; no provenance is needed beside it."""
    blocks, found = without_disclaimer(paragraphs(text, kind), book)
    if not blocks:
        return [*found, Finding(Kind.FORM, "article", "", "holds no text besides the disclaimer")]
    desk = Desk(book, snapshot, reading)
    labels = _labels(snapshot, book)
    carried: str | None = None
    for passage in _passages(blocks, labels, desk):
        found += _findings(passage, carried, desk, labels)
        topics = passage.of("topic")
        carried = topics[-1].data[0] if topics else _word_topic(passage, desk) or carried
    return found


def _word_topic(passage: Passage, desk: Desk) -> str | None:
    """Return the topic of a sentence that names none but judges one."""
    words = passage.of("word")
    topics = list(desk.book.words[words[-1].data[0]]) if words else []
    return topics[0] if len(topics) == 1 else None


def _findings(passage: Passage, carried: str | None, desk: Desk, labels: tuple[str, ...]) -> Iterator[Finding]:
    yield from check_numbers(passage, carried, desk)
    yield from check_dates(passage, carried, desk)
    yield from check_words(passage, carried, desk)
    yield from check_regimes(passage, desk)
    yield from check_states(passage, desk)
    yield from check_relations(passage, carried, desk)
    yield from check_names(passage, carried, desk, labels)
    yield from check_tone(passage, desk.book)


def _labels(snapshot: Snapshot, book: Stylebook) -> tuple[str, ...]:
    """Return every venue a text may try to name: the snapshot's and all the stylebook knows, longest first."""
    known = {book.venue(m.venue) for m in snapshot.measures.values() if m.venue is not None}
    return tuple(sorted(known | set(book.venues.values()), key=lambda label: (-len(label), label)))


def _passages(blocks: Sequence[str], labels: tuple[str, ...], desk: Desk) -> Iterator[Passage]:
    names = _names(desk, labels)
    for number, block in enumerate(blocks):
        masked = "".join(char for char in block if not "\ue000" <= char <= "\uf8ff")
        for name, mark in names:
            masked = masked.replace(name, mark)
        for text in sentences(masked):
            yield Passage(text, _unmasked(text, names), mentions(text, desk.book), number)


def _names(desk: Desk, labels: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the outside names and quotes a text may hold, each with the single character it is read as."""
    remarks = [note.quote for note in desk.snapshot.notes.set_aside]
    asset = desk.book.asset(desk.snapshot.asset)
    return [
        *((" ".join(remark.split()), REMARK) for remark in remarks),
        (" ".join(asset.split()), ASSET),
        *((label, chr(ord(VENUES) + i)) for i, label in enumerate(labels)),
    ]


def _unmasked(text: str, names: list[tuple[str, str]]) -> str:
    for name, mark in names:
        text = text.replace(mark, name)
    return text
