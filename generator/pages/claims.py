"""Claims as a page shows them: each a data element that says what it rests on, and an entry in the data note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.pages.inert import inert, markup, spelt
from generator.pages.markdown import escaped
from generator.pages.visible import visible
from generator.prose.article import Article, Claim, Sentence

if TYPE_CHECKING:
    from markupsafe import Markup

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Stand around a claim while its sentence is set. `visible` takes them out of every text that comes from outside."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the data note: words of the text, and what they rest on. Every text is HTML."""

    number: int
    text: Markup
    metric: Markup
    field: Markup
    value: Markup
    rule: Markup
    opening: str
    """The start tag of the claim. What it rests on is shown by the style sheet, on hover and on focus."""


@dataclass(slots=True)
class Ledger:
    """The entries of a page, numbered in the order of the text. Equal claims share one."""

    entries: dict[tuple[str, ...], Entry] = field(default_factory=dict)
    _texts: dict[str, Markup] = field(default_factory=dict)

    def entry(self, claim: Claim) -> Entry:
        """Return the entry of a claim, made where there is none."""
        value = claim.value if isinstance(claim.value, str) else repr(claim.value)
        said = (claim.text, claim.metric, claim.field, value, claim.rule)
        if said not in self.entries:
            self.entries[said] = self._made(*map(self._inert, said))
        return self.entries[said]

    def _made(self, text: Markup, metric: Markup, field: Markup, value: Markup, rule: Markup) -> Entry:
        number = len(self.entries) + 1
        told = f'data-metric="{metric}" data-field="{field}" data-rule="{rule}"'
        opening = f'<data value="{value}" {told} tabindex="0" aria-describedby="claim-{number}">'
        return Entry(number, text, metric, field, value, rule, opening)

    def _inert(self, text: str) -> Markup:
        """Return a text as HTML; most of them come many times."""
        if text not in self._texts:
            self._texts[text] = inert(text)
        return self._texts[text]


@dataclass(frozen=True, slots=True)
class Marked:
    """A visible text with the places of its claims, which do not overlap."""

    text: str
    places: tuple[tuple[int, int, Entry], ...]


def marked(sentence: Sentence, ledger: Ledger) -> Marked:
    """Return a sentence as it is seen, its claims found in it. Of a claim that holds others, those are shown."""
    text = visible(sentence.text)
    places: list[tuple[int, int, Entry]] = []
    for claim in sorted(_innermost(sentence.claims), key=lambda claim: claim.start):
        # What stands before the claim, as it is seen: a letter in the claim's place keeps the space before it.
        start = len(visible(f"{sentence.text[: claim.start]}x")) - 1
        shown = visible(claim.text)
        end = start + len(shown)
        if shown and text[start:end] == shown and (not places or start >= places[-1][1]):
            places.append((start, end, ledger.entry(claim)))
    return Marked(text, tuple(places))


def _innermost(claims: Sequence[Claim]) -> Iterator[Claim]:
    starts = [claim.start for claim in claims]
    for i, claim in enumerate(claims):
        after = starts[i + 1] if i + 1 < len(claims) else None  # an outer claim comes before those it holds
        if after is None or after >= claim.start + len(claim.text):
            yield claim


def joined(parts: Sequence[Marked]) -> Marked:
    """Return sentences as one text, single spaces between them."""
    text, places = "", list[tuple[int, int, Entry]]()
    for part in parts:
        text = f"{text} " if text and part.text else text
        places += ((start + len(text), end + len(text), entry) for start, end, entry in part.places)
        text += part.text
    return Marked(text, tuple(places))


def as_html(part: Marked) -> Markup:
    """Return a text as HTML, each claim a data element."""
    pieces, at = list[str](), 0
    for start, end, entry in part.places:
        pieces += (spelt(part.text[at:start]), entry.opening, spelt(part.text[start:end]), "</data>")
        at = end
    return markup("".join((*pieces, spelt(part.text[at:]))))


def as_markdown(part: Marked) -> str:
    """Return a text as Markdown, each claim between `OPEN` and `CLOSE`."""
    pieces, at = list[str](), 0
    for start, end, _ in part.places:
        pieces += (part.text[at:start], OPEN, part.text[start:end], CLOSE)
        at = end
    return escaped("".join((*pieces, part.text[at:])))


def with_elements(html: str, part: Marked) -> str:
    """Return HTML made of `as_markdown` with a data element for each pair of marks, in order."""
    pieces = html.split(OPEN)
    claims = zip(part.places, pieces[1:], strict=True)
    return "".join((pieces[0], *(entry.opening + piece for (_, _, entry), piece in claims))).replace(CLOSE, "</data>")


def sentences_of(article: Article) -> Iterator[Sentence]:
    """Yield every sentence of an article in the order of the page."""
    yield article.headline
    yield article.dek
    for paragraph in article.paragraphs:
        yield from paragraph.sentences
