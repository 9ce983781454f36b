"""Tone: no advice, no forecast, no promise, no urgency; and the disclaimer whole, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Passage
from generator.audit.stylebook import Stylebook


def check_tone(passage: Passage, book: Stylebook) -> Iterator[Finding]:
    """Find what a description of data never says."""
    if passage.words.isdisjoint(book.tone_words):
        return
    for kind, pattern in book.tone.items():
        for match in pattern.finditer(passage.text):
            yield Finding(Kind.TONE, match[0], passage.shown, f"reads as {kind}")


def without_disclaimer(blocks: Sequence[str], book: Stylebook) -> tuple[list[str], list[Finding]]:
    """Return the paragraphs without the disclaimer, and a finding where it is not there whole, once."""
    rest = [block for block in blocks if block != book.disclaimer]
    count = len(blocks) - len(rest)
    if count == 1:
        return rest, []
    reason = "is missing or was changed" if count == 0 else f"stands {count} times"
    return rest, [Finding(Kind.FORM, "disclaimer", "", reason)]
