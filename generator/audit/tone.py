"""Tone: no advice, no forecast, no promise, no urgency; and the disclaimer whole, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Part, Passage
from generator.audit.stylebook import Stylebook


def check_tone(passage: Passage, book: Stylebook) -> Iterator[Finding]:
    """Find what a description of data never says."""
    yield from _orders(passage, book)
    if passage.words.isdisjoint(book.tone_words):
        return
    for kind, pattern in book.tone.items():
        for match in pattern.finditer(passage.text):
            yield Finding(Kind.TONE, match[0], passage.shown, f"reads as {kind}")


def _orders(passage: Passage, book: Stylebook) -> Iterator[Finding]:
    """Find clauses that begin with a bare verb, as an order does: "Trade with the selling"."""
    for number, part in enumerate(passage.parts):
        word = passage.text[part.start : part.end].lower().removeprefix("which means ").partition(" ")[0]
        if part.start < 0 or word not in book.orders:
            continue
        before = passage.text[: part.start].rstrip().lower()
        aside = before.endswith(",") and number > 1 and _bare(passage.parts[number - 2])
        if not aside and not before.endswith("which"):
            yield Finding(Kind.TONE, word, passage.shown, "begins a clause as an order does")


def _bare(part: Part) -> bool:
    """Whether a part is a name and no more, so that what stands behind the next one goes on with it."""
    return part.named and not part.anchored


def without_disclaimer(blocks: Sequence[str], book: Stylebook) -> tuple[list[str], list[Finding]]:
    """Return the paragraphs without the disclaimer, and a finding where it is not there whole, once."""
    rest = [block for block in blocks if block != book.disclaimer]
    count = len(blocks) - len(rest)
    if count == 1:
        return rest, []
    reason = "is missing or was changed" if count == 0 else f"stands {count} times"
    return rest, [Finding(Kind.FORM, "disclaimer", "", reason)]
