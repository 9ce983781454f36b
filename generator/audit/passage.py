"""A sentence as the desk reads it: every word in it recognised as something, or marked as unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from generator.audit.stylebook import Branch, Entry, Stylebook

ASSET, REMARK, VENUES, SOURCES = "\ue000", "\ue001", "\ue100", "\ue200"
"""Single characters that stand for the asset, a quoted data note, the venues and the markets on them while a text is
read."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'(\u201c\u2018]*[A-Z$+\d\-\ue000-\uf8ff])")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TOKEN = re.compile(
    rf"(?P<date>\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    r"|(?P<time>\b\d{1,2}:\d{2}(?: UTC)?\b)"
    r"|(?P<figure>(?:(?P<lead>up|down) )?(?P<sign>[+\-\u2212\u2012-\u2015\uff0b\uff0d\ufe63])?(?P<usd>\$)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>%(?: per 8 hours| of readings| a year)?| standard deviations?| (?:trillion|billion|million|thousand)\b"
    r"| basis points?| days on record| (?:days|hours)\b| comparable values| values)?)"
    r"|(?P<word>[a-z]+(?:[-'/][a-z]+)*)"
    r"|(?P<mark>\S)",
    re.IGNORECASE | re.ASCII,
)
_FIGURE = ("lead", "sign", "usd", "number", "unit")
_SEPARATORS = frozenset(",;:.\u2013\u2014")
_OPENERS = frozenset({"while", "where", "which", "when", "so", "because", "but", "yet", "unless"})
_JOINERS = frozenset({"and", "or"})
ANCHORS = frozenset(
    {
        *("word", "number", "date", "dateline", "record", "regime", "state", "relation", "remark", "least_certain"),
        *("explanation", "absent", "opening", "bar", "time", "source"),
    }
)
"""Kinds of mention that are checked against data or were approved word for word."""


class Mention(NamedTuple):
    """A stretch of a sentence and what it was recognised as. Kinds are those of the stylebook's phrases, and
    date, time, number, asset, venue, remark and unknown."""

    kind: str
    text: str
    start: int
    end: int
    data: tuple[str, ...] = ()
    part: int = 0
    """Which part of the sentence it stands in."""


@dataclass(slots=True)
class Part:
    """A stretch of a sentence between two separators or conjunctions: about as much as a clause."""

    start: int = -1
    end: int = -1
    anchored: bool = False
    """Whether anything in it is checked."""
    named: bool = False
    """Whether it holds a name: a topic, the asset or an opening of its own."""
    announced: bool = False
    """Whether it says which signal is coming."""
    topical: bool = False
    """Whether it names a topic."""
    plain: bool = False
    """Whether it holds words that need something checked beside them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its mentions in order."""

    text: str
    shown: str
    """The sentence as a reader sees it, with the names back in place."""
    mentions: tuple[Mention, ...]
    parts: tuple[Part, ...]
    paragraph: int
    listing: bool
    """Whether it lists what is not known."""

    def of(self, *kinds: str) -> list[Mention]:
        """Return the mentions of some kinds, in order."""
        return [mention for mention in self.mentions if mention.kind in kinds]

    @property
    def conditional(self) -> bool:
        """Whether the sentence says what would be, not what is."""
        return any(mention.kind == "mood" for mention in self.mentions)


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph whose names were masked, so that a name's full stop ends nothing."""
    return _SENTENCE_END.split(paragraph)


def passage(text: str, shown: str, book: Stylebook, paragraph: int = 0, literal: str = "") -> Passage:
    """Return a sentence as it is read. `literal` is what the asset is called where that is a word of the language."""
    lowered = text.lower()
    listing = any(opening in lowered for opening in book.openings)
    reader = _Reader(text, book.listing if listing else book.phrases, literal)
    found = tuple(reader.read())
    return Passage(text, shown, found, tuple(reader.parts), paragraph, listing)


def mentions(text: str, book: Stylebook) -> tuple[Mention, ...]:
    """Recognise everything in a sentence: figures, and the longest phrases of the stylebook."""
    return passage(text, text, book).mentions


class _Reader:
    """Goes through one sentence."""

    def __init__(self, text: str, tree: Branch, literal: str) -> None:
        self.text, self.tree, self.literal = text, tree, literal
        self.tokens: list[tuple[str, int, int, re.Match[str]]] = []
        """What a phrase may be made of (empty for a figure), where it stands and what was matched."""
        self.parts = [Part()]

    def read(self) -> Iterator[Mention]:
        """Yield the mentions in order."""
        self._split()
        position = 0
        while position < len(self.tokens):
            words, start, end, match = self.tokens[position]
            if not words:
                yield self._figure(match)
                position += 1
                continue
            length, entry = self._longest(position)
            last = self.tokens[position + length - 1][2]
            first = words if words != ASSET or length == 1 else self.literal
            if entry is None:
                mention = self._single(words, start, end, match)
            else:
                mention = Mention(entry.kind, self.text[start:last], start, last, entry.data)
            if mention is not None:
                mention = self._placed(mention, first)
                if mention.kind not in {"function", "neutral"}:
                    yield mention
            position += length

    def _split(self) -> None:
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup
            if kind in {"word", "mark"}:
                self.tokens.append((match[0].lower(), match.start(), match.end(), match))
                continue
            if match["lead"]:  # belongs to the number, and may end a verb such as "edged up" as well
                self.tokens.append((match["lead"].lower(), *match.span("lead"), match))
            self.tokens.append(("", *match.span(), match))

    def _longest(self, position: int) -> tuple[int, Entry | None]:
        words = self.tokens[position][0]
        branch = self.tree.after.get(self.literal if words == ASSET else words)
        length, entry, at = 1, None, position + 1
        while branch is not None:
            if branch.entry is not None and (at - position > 1 or words != ASSET):
                length, entry = at - position, branch.entry
            if at == len(self.tokens):
                break
            branch = branch.after.get(self.tokens[at][0])
            at += 1
        return length, entry

    def _figure(self, match: re.Match[str]) -> Mention:
        kind = match.lastgroup or ""
        if kind == "figure":
            data = tuple((match[name] or "").strip().lower() for name in _FIGURE)
            return self._placed(Mention("number", match[0], *match.span(), data), "")
        return self._placed(Mention(kind, match[0], *match.span()), "")

    def _single(self, word: str, start: int, end: int, match: re.Match[str]) -> Mention | None:
        if word in _SEPARATORS:
            self._close()
            return None
        if word == "unchanged":
            return Mention("number", match[0], start, end, (word, "", "", "", ""))
        if word in {"up", "down"} and match.lastgroup == "figure":
            return None
        kind, data = "unknown", ()
        if word == ASSET:
            kind = "asset"
        elif word == REMARK:
            kind = "remark"
        elif VENUES <= word <= "\ue1ff":
            return Mention("venue", word, start, end, (str(ord(word) - ord(VENUES)),))
        elif SOURCES <= word <= "\ue2ff":
            return Mention("source", word, start, end, (str(ord(word) - ord(SOURCES)),))
        return Mention(kind, self.text[start:end], start, end, data)

    def _close(self) -> None:
        if self.parts[-1].start >= 0:
            self.parts.append(Part())

    def _placed(self, mention: Mention, word: str) -> Mention:
        """Return a mention with the part it stands in, and enter it there."""
        if word in _JOINERS and mention.kind == "function":
            if self.parts[-1].anchored:
                self._close()
            return mention
        if word.partition(" ")[0] in _OPENERS:
            self._close()
            if mention.kind == "function":
                return mention
        part = self.parts[-1]
        if part.start < 0:
            part.start = mention.start
        part.end = mention.end
        part.anchored |= mention.kind in ANCHORS
        part.named |= mention.kind in {"topic", "asset", "leadin", "mood", "cause"}
        part.topical |= mention.kind == "topic"
        part.announced |= mention.kind == "announcement"
        part.plain |= mention.kind in {"neutral", "venue", "guide", "least", "side", "span", "rank", "only"}
        return mention._replace(part=len(self.parts) - 1)
