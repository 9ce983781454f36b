"""Claims as a page shows them: each a data element that says what it rests on, and an entry in the data note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.pages.inert import inert
from generator.pages.markdown import escaped
from generator.pages.visible import visible
from generator.prose.article import Article, Claim, Sentence

if TYPE_CHECKING:
    from markupsafe import Markup

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Stand around a claim while its sentence is set. `visible` takes them out of every text that comes from outside."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the data note: words of the text, and what they rest on."""

    number: int
    text: str
    metric: str
    field: str
    value: str
    rule: str


@dataclass(slots=True)
class Ledger:
    """The entries of a page, numbered in the order of the text. Equal claims share one."""

    entries: dict[tuple[str, ...], Entry] = field(default_factory=dict)

    def entry(self, claim: Claim) -> Entry:
        """Return the entry of a claim, made where there is none."""
        value = claim.value if isinstance(claim.value, str) else repr(claim.value)
        said = tuple(map(visible, (claim.text, claim.metric, claim.field, value, claim.rule)))
        return self.entries.setdefault(said, Entry(len(self.entries) + 1, *said))


@dataclass(frozen=True, slots=True)
class Marked:
    """A visible text with the places of its claims, which do not overlap."""

    text: str
    places: tuple[tuple[int, int, Entry], ...]


def marked(sentence: Sentence, ledger: Ledger) -> Marked:
    """Return a sentence as it is seen, its claims found in it."""
    text = visible(sentence.text)
    places: list[tuple[int, int, Entry]] = []
    for claim in sorted(sentence.claims, key=lambda claim: claim.start):
        # What stands before the claim, as it is seen: a letter in the claim's place keeps the space before it.
        start = len(visible(f"{sentence.text[: claim.start]}x")) - 1
        shown = visible(claim.text)
        end = start + len(shown)
        if shown and text[start:end] == shown and (not places or start >= places[-1][1]):
            places.append((start, end, ledger.entry(claim)))
    return Marked(text, tuple(places))


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
    import markupsafe  # noqa: PLC0415 - only when HTML is asked for

    html, at = markupsafe.Markup(), 0
    for start, end, entry in part.places:
        before, words = part.text[at:start], part.text[start:end]
        html += _kept(before) + markupsafe.Markup(opened(entry)) + _kept(words) + markupsafe.Markup("</data>")  # noqa: S704 - every attribute is escaped
        at = end
    return html + _kept(part.text[at:])


def _kept(text: str) -> Markup:
    """Return a stretch of a visible text, the spaces at its ends kept."""
    import markupsafe  # noqa: PLC0415

    return markupsafe.escape(text).replace("{", markupsafe.Markup("&#123;"))


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
    opening = (opened(entry) for _, _, entry in part.places)
    return "".join((pieces[0], *(f"{next(opening)}{piece}" for piece in pieces[1:]))).replace(CLOSE, "</data>")


def opened(entry: Entry) -> str:
    """Return the start tag of a claim. What it rests on is shown by the style sheet, on hover and on focus."""
    told = f'data-metric="{inert(entry.metric)}" data-field="{inert(entry.field)}" data-rule="{inert(entry.rule)}"'
    return f'<data value="{inert(entry.value)}" {told} tabindex="0" aria-describedby="claim-{entry.number}">'


def sentences_of(article: Article) -> Iterator[Sentence]:
    """Yield every sentence of an article in the order of the page."""
    yield article.headline
    yield article.dek
    for paragraph in article.paragraphs:
        yield from paragraph.sentences


def entries(sentences: Iterable[Sentence]) -> tuple[Entry, ...]:
    """Return what the claims of some sentences rest on, in order."""
    ledger = Ledger()
    for sentence in sentences:
        marked(sentence, ledger)
    return tuple(ledger.entries.values())
