"""Which words of a sentence the desk cannot read, whatever the data: what a writer is told before anything is written."""

from __future__ import annotations

from generator.audit.passage import ASSET, REMARK, mentions
from generator.audit.stylebook import Stylebook


def unread_words(text: str, book: Stylebook, quoted: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a sentence that stand nowhere in the stylebook; `quoted` stretches are passed over."""
    for quote in quoted:
        text = text.replace(quote, REMARK)
    for name in sorted({*book.assets.values(), *book.venues.values()}, key=len, reverse=True):
        text = text.replace(name, ASSET)
    return [mention.text for mention in mentions(text, book) if mention.kind == "unknown"]
