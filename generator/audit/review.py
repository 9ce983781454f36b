"""The verb of the audit: a finished text to a clearance, or to the reasons it was spiked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.audit.binding import Bound, Desk, bind
from generator.audit.chronology import check_dates
from generator.audit.clearance import Cleared, Finding, Kind, Spiked
from generator.audit.coverage import check_coverage, check_listing, check_names
from generator.audit.exhibits import check_exhibits
from generator.audit.grounding import check_numbers
from generator.audit.interpretation import check_regimes, check_states
from generator.audit.names import Names
from generator.audit.passage import Passage, passage, sentences
from generator.audit.plain_text import paragraphs
from generator.audit.shapes import Filled
from generator.audit.stylebook import Stylebook
from generator.audit.succession import check_past
from generator.audit.tone import check_tone, without_disclaimer
from generator.audit.wording import check_causes, check_relations, check_words
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
    desk, names = Desk(book, snapshot, reading), Names.of(snapshot, book)
    if kind == "html":
        found += check_exhibits(text, blocks, desk)
    carried: str | None = None
    earlier: Filled | None = None
    paragraph = -1
    for read in _passages(blocks, names, book):
        filled = book.shapes.fit(read.shown)
        if filled is not None:
            found += check_past(filled, read.shown, desk, earlier if read.paragraph == paragraph else None)
            carried, earlier, paragraph = None, filled, read.paragraph
            continue
        earlier = None
        bound = bind(read, carried if read.paragraph == paragraph else None, desk)
        found += check_listing(bound, desk) if read.listing else _findings(bound, desk)
        found += check_names(bound, desk, names.venues)
        found += check_tone(read, book)
        carried, paragraph = bound.last or carried, read.paragraph
    return found


def _findings(bound: Bound, desk: Desk) -> Iterator[Finding]:
    yield from check_numbers(bound, desk)
    yield from check_dates(bound, desk)
    yield from check_words(bound, desk)
    yield from check_regimes(bound, desk)
    yield from check_states(bound, desk)
    yield from check_relations(bound, desk)
    yield from check_causes(bound, desk)
    yield from check_coverage(bound, desk)


def _passages(blocks: Sequence[str], names: Names, book: Stylebook) -> Iterator[Passage]:
    for number, block in enumerate(blocks):
        for text in sentences(names.masked(block)):
            yield passage(text, names.unmasked(text), book, number, names.literal)
