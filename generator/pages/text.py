"""The article as plain text for e-mail: short lines, no markup, nothing a mail program reads as a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart
from generator.pages.dateline import dateline
from generator.pages.visible import visible

_COLUMNS = 72
_OCTETS = 78
_NUMBER = re.compile(r"\W{0,2}\d[\d.,:]*(?<=\d)")  # with a sign or a currency, and no stop behind it
_SIGNS = (".", ">", "--")  # SMTP's end, a quotation, a signature


def _fits(line: str) -> bool:
    return len(line) <= _COLUMNS and (line.isascii() or len(line.encode()) <= _OCTETS)


def _held_together(text: str) -> Iterator[str]:
    """Yield the words of `text`, a number together with the unit behind it where both fit on a line."""
    number = ""
    for word in text.split(" "):
        if number and word[:1].isalpha() and _fits(f"{number} {word}"):
            yield f"{number} {word}"
            number = ""
            continue
        if number:
            yield number
        number = word if word[-1:].isdigit() and _NUMBER.fullmatch(word) else ""
        if not number:
            yield word
    if number:
        yield number


def _lines(text: str) -> Iterator[str]:
    line: list[str] = []
    columns = octets = -1  # the first word has no space before it
    for words in _held_together(text):
        wide = len(words)
        heavy = wide if words.isascii() else len(words.encode())
        if line and (columns + wide >= _COLUMNS or octets + heavy >= _OCTETS):
            yield " ".join(line)
            line, columns, octets = [], -1, -1
        line.append(words)
        columns += wide + 1
        octets += heavy + 1
    yield " ".join(line)


def wrap(text: str) -> str:
    """Return `text` in lines of at most 72 columns, broken between words only."""
    lines = _lines(visible(text))
    return "\n".join(f" {line}" if line.startswith(_SIGNS) else line for line in lines)


def text_page(cleared: Cleared, charts: Sequence[Chart] = ()) -> str:  # noqa: ARG001 - every page is called alike
    """Return the article as plain text, its headline underlined. A text has no charts."""
    article = cleared.article
    headline = wrap(article.headline.text)
    blocks = (
        f"{headline}\n{'=' * max(map(len, headline.splitlines()))}" if headline else "",
        wrap(article.dek.text),
        dateline(cleared.snapshot.ended),
        *(wrap(paragraph.text) for paragraph in article.paragraphs),
        wrap(article.disclaimer),
    )
    return "\n\n".join(block for block in blocks if block) + "\n"
