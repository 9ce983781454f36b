"""The verb of the audit: a finished text to a clearance, or to the reasons it was spiked."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.binding import Desk
from generator.audit.clearance import Cleared, Finding, Kind, Spiked
from generator.audit.exhibits import check_exhibits
from generator.audit.judging import judged
from generator.audit.plain_text import paragraphs
from generator.audit.stylebook import Stylebook
from generator.audit.tone import without_disclaimer
from generator.metrics.snapshot import Snapshot
from generator.prose.article import Article
from generator.regimes.reading import Reading


def review(article: Article, snapshot: Snapshot, reading: Reading, book: Stylebook) -> Cleared | Spiked:
    """Audit an article as its readers will meet it. Only the text is read: its claims are not believed."""
    text = f"{article.aside}\n\n{article.text}"
    found = review_text(text, "txt", snapshot, reading, book)
    return Spiked(article, tuple(found)) if found else Cleared(article, snapshot)


def review_text(text: str, kind: str, snapshot: Snapshot, reading: Reading, book: Stylebook) -> list[Finding]:
    """Audit a text of any origin. `kind` is ``md``, ``html`` or ``txt``; no provenance is needed beside it."""
    blocks, found = without_disclaimer(paragraphs(text, kind), book)
    if not blocks:
        return [*found, Finding(Kind.FORM, "article", "", "holds no text besides the disclaimer")]
    desk = Desk(book, snapshot, reading)
    if kind == "html":
        found += check_exhibits(text, blocks, desk)
    for item in judged(blocks, desk):
        found += item.findings
    return found


def statements(
    text: str, kind: str, snapshot: Snapshot, reading: Reading, book: Stylebook
) -> Iterator[tuple[str, bool]]:
    """Yield every sentence of a text in order, and whether it is cleared."""
    blocks, _ = without_disclaimer(paragraphs(text, kind), book)
    found: dict[tuple[int, str], bool] = {}
    for item in judged(blocks, Desk(book, snapshot, reading)):
        key = (item.block, item.shown)
        found[key] = found.get(key, True) and not item.findings
    yield from ((sentence, cleared) for (_, sentence), cleared in found.items())
