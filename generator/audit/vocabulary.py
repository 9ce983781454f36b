"""What of a sentence the desk cannot read, whatever the data: what a writer is told before anything is written."""

from __future__ import annotations

from generator.audit.coverage import uncovered
from generator.audit.passage import ASSET, REMARK, passage
from generator.audit.stylebook import Stylebook


def unread_words(text: str, book: Stylebook, quoted: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a sentence that stand nowhere in the stylebook, or its clauses that say nothing to check.

    `quoted` stretches are passed over.
    """
    for quote in quoted:
        text = text.replace(quote, REMARK)
    for name in sorted({*book.assets.values(), *book.venues.values()}, key=len, reverse=True):
        text = text.replace(name, ASSET)
    whole = text.removesuffix(".") + "."
    if book.shapes.fit(whole) is not None or any(book.measured.fit(whole)):
        return []
    if "; " in text:
        return [word for piece in text.split("; ") for word in unread_words(f"{piece.removesuffix('.')}.", book)]
    read = passage(text, text, book)
    unknown = [mention.text for mention in read.of("unknown")]
    return unknown or ([] if read.listing else list(uncovered(read)))
