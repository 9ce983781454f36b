"""A sentence as the desk reads it: every word in it recognised as something, or marked as unknown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from generator.audit.stylebook import Entry, Stylebook

ASSET, REMARK, VENUES = "\ue000", "\ue001", "\ue100"
"""Single characters that stand for the asset, a quoted data note and the venues while a text is read."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'(\u201c\u2018]*[A-Z$+\d\-\ue000-\uf8ff])")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_FIGURE = re.compile(
    rf"(?P<date>\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    r"|(?P<time>\b\d{1,2}:\d{2}(?: UTC)?\b)"
    r"|(?P<lead>\b(?:up|down|unchanged)\b(?: (?=\d))?)?(?P<sign>[+\-\u2212])?(?P<usd>\$)?(?P<number>\d[\d,]*(?:\.\d+)?)?"
    r"(?P<unit>%(?: per 8 hours| of readings| a year)?| standard deviations?| (?:trillion|billion|million|thousand)\b"
    r"| basis points?| days on record| (?:days|hours)\b| comparable values| values)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a sentence and what it was recognised as."""

    kind: str
    """topic, word, record, state, relation, regime, least_certain, neutral, unknown, date, time, number, asset, venue
    or remark."""
    text: str
    start: int
    end: int
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its mentions in order."""

    text: str
    shown: str
    """The sentence as a reader sees it, with the names back in place."""
    mentions: tuple[Mention, ...]
    paragraph: int

    def of(self, *kinds: str) -> list[Mention]:
        """Return the mentions of some kinds, in order."""
        return [mention for mention in self.mentions if mention.kind in kinds]

    def has(self, *phrases: str) -> bool:
        """Whether any phrase stands in the sentence."""
        lowered = self.text.lower()
        return any(phrase in lowered for phrase in phrases)


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph whose names were masked, so that a name's full stop ends nothing."""
    return _SENTENCE_END.split(paragraph)


def mentions(text: str, book: Stylebook) -> tuple[Mention, ...]:
    """Recognise everything in a sentence: figures first, then the longest phrases of the stylebook."""
    figures = list(_figures(text))
    # The up or down before a percentage belongs to the number, and may end a verb such as "edged up" as well.
    taken = [(m.start + len(m.data[0]) if m.kind == "number" else m.start, m.end) for m in figures]
    leads = {m.start for m in figures if m.kind == "number" and m.data[0]}
    free = [m for m in _tokens(text) if not any(a <= m.start < b for a, b in taken)]
    return tuple(sorted([*figures, *_phrases(text, free, book, leads)], key=lambda m: m.start))


def _figures(text: str) -> Iterator[Mention]:
    for match in _FIGURE.finditer(text):
        if match["date"]:
            yield Mention("date", match[0], *match.span())
        elif match["time"]:
            yield Mention("time", match[0], *match.span())
        elif match["number"] or match["lead"]:
            if match["lead"] and not match["number"] and match["lead"].lower() != "unchanged":
                continue
            data = tuple((match[name] or "").strip() for name in ("lead", "sign", "usd", "number", "unit"))
            yield Mention("number", match[0], *match.span(), data=data)


_TOKEN = re.compile(r"[A-Za-z]+(?:[-'/][A-Za-z]+)*|[^\sA-Za-z\d]")
_PUNCTUATION = frozenset(",;:.!?()\"'\u2019\u2018\u201c\u201d")


def _tokens(text: str) -> list[Mention]:
    return [Mention("token", m[0], *m.span()) for m in _TOKEN.finditer(text)]


def _phrases(text: str, tokens: Sequence[Mention], book: Stylebook, leads: Collection[int]) -> Iterator[Mention]:
    lowered = [token.text.lower() for token in tokens]
    position = 0
    while position < len(tokens):
        token = tokens[position]
        length, entry = _longest(lowered, position, book)
        last = tokens[position + length - 1]
        if any(char.isdigit() for char in text[token.start : last.end]):  # a phrase does not reach across a figure
            length, entry, last = 1, _single(lowered[position], book), token
        if length == 1 and token.start in leads:
            entry = Entry("neutral")
        yield Mention(entry.kind, text[token.start : last.end], token.start, last.end, entry.data)
        position += length


def _longest(lowered: Sequence[str], position: int, book: Stylebook) -> tuple[int, Entry]:
    for words, entry in book.phrases.get(lowered[position], ()):
        if tuple(lowered[position : position + len(words)]) == words:
            return len(words), entry
    return 1, _single(lowered[position], book)


def _single(token: str, book: Stylebook) -> Entry:
    for words, entry in book.phrases.get(token, ()):
        if len(words) == 1:
            return entry
    if token in _PUNCTUATION:
        return Entry("neutral")
    if token == ASSET:
        return Entry("asset")
    if token == REMARK:
        return Entry("remark")
    if VENUES <= token <= "\ue1ff":
        return Entry("venue", (str(ord(token) - ord(VENUES)),))
    return Entry("unknown" if any(char.isalnum() for char in token) else "symbol")
