"""A sentence as the desk reads it: every word in it recognised as something, or marked as unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.audit.days import MONTH, WEEKDAY
from generator.audit.phrase_tree import VERB, Branch, Entry
from generator.audit.stylebook import Stylebook

ASSET, REMARK, VENUES, SOURCES = "\ue000", "\ue001", "\ue100", "\ue200"
"""Single characters that stand for the asset, a quoted data note, the venues and the markets on them while a text is
read."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'(\u201c\u2018]*[A-Z$+\d\-\ue000-\uf8ff])")
_TOKEN = re.compile(
    rf"(?P<date>\b\d{{1,2}} (?:{MONTH})(?: \d{{4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    rf"|(?P<weekday>\b(?:{WEEKDAY})\b(?:'s\b)?)"
    r"|(?P<time>\b\d{1,2}:\d{2}(?: UTC)?\b)"
    r"|(?P<figure>(?:(?P<lead>up|down) )?(?P<sign>[+\-\u2212\u2012-\u2015\uff0b\uff0d\ufe63])?(?P<usd>\$)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>%(?: per 8 hours| of readings| a year)?| standard deviations?| (?:trillion|billion|million|thousand)\b"
    r"| basis points?| days on record| (?:days|hours)\b| comparable values| values)?)"
    r"|(?P<word>[a-z]+(?:[-'/][a-z]+)*)"
    rf"|(?P<mark>{ASSET}'s\b|\S)",
    re.IGNORECASE | re.ASCII,
)
_FIGURE = ("lead", "sign", "usd", "number", "unit")
_SEPARATORS = frozenset(",;:.\u2013\u2014")
_OPENERS = frozenset({"while", "where", "which", "when", "so", "because", "but", "yet", "unless"})
_JOINERS = frozenset({"and", "or"})
ANCHORS = frozenset(
    {
        *(
            "word",
            "number",
            "date",
            "weekday",
            "time",
            "dateline",
            "record",
            "regime",
            "state",
            "relation",
            "remark",
            "least_certain",
        ),
        *("explanation", "absent", "opening", "bar", "source", "hundred"),
    }
)
"""Kinds of mention that are checked against data or were approved word for word."""
_PLAIN = frozenset({"carrier", "neutral", "venue", "guide", "side", "span", "rank", "only", "least"})
_NAMING = frozenset({"asset", "leadin", "mood", "cause"})
_NAMES = {ASSET: "asset", REMARK: "remark"}


class Mention(NamedTuple):
    """A stretch of a sentence and what it was recognised as.

    Kinds are those of the stylebook's phrases, and date, weekday, time, number, asset, venue, source, remark and
    unknown.
    """

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
    tied: bool = False
    """Whether a verb stands behind all that is checked in it."""
    loose: bool = False
    """Whether that verb has words of its own behind it, so that it says something else."""
    adrift: bool = False
    """Whether a thing that says nothing of the data is named behind what is checked, and nothing else since."""
    plain: bool = False
    """Whether it holds words that need something checked beside them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its mentions in order."""

    text: str
    shown: str
    """The sentence as a reader sees it, with the names back in place."""
    mentions: tuple[Mention, ...]
    kinds: Mapping[str, list[Mention]]
    """The mentions of each kind there is, in order."""
    parts: tuple[Part, ...]
    words: frozenset[str]
    """Every word and sign of the sentence, in lower case."""
    paragraph: int
    listing: bool
    """Whether it lists what is not known."""

    def of(self, kind: str) -> list[Mention]:
        """Return the mentions of a kind, in order."""
        return self.kinds.get(kind, [])

    @property
    def conditional(self) -> bool:
        """Whether the sentence says what would be, not what is."""
        return "mood" in self.kinds


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph whose names were masked, so that a name's full stop ends nothing."""
    return _SENTENCE_END.split(paragraph)


def passage(
    text: str, shown: str, book: Stylebook, paragraph: int = 0, literals: Mapping[str, str] | None = None
) -> Passage:
    """Return a sentence as it is read. `literals` are the marks of names that are words of the language too."""
    lowered = text.lower()
    listing = any(opening in lowered for opening in book.openings)
    reader = _Reader(text, book.listing if listing else book.phrases, literals or {})
    found = tuple(_directed(text, tuple(reader.read())))
    kinds: dict[str, list[Mention]] = {}
    for mention in found:
        kinds.setdefault(mention.kind, []).append(mention)
    words = frozenset(token[0] for token in reader.tokens)
    return Passage(text, shown, found, kinds, tuple(reader.parts), words, paragraph, listing)


def _directed(text: str, found: tuple[Mention, ...]) -> Iterator[Mention]:
    """Yield mentions with "3.1% lower" and "lower by 3.1%" read as the one figure that "down 3.1%" is."""
    numbers = [m for m in found if m.kind == "number"]
    words = [m for m in found if m.kind == "direction" and not any(n.start <= m.start < n.end for n in numbers)]
    joined: dict[int, Mention] = {}
    for number in numbers:
        beside = [m for m in words if m.end + 1 == number.start or number.end + 1 == m.start]
        if len(beside) == 1 and number.data[:3] == ("", "", "") and number.data[4] == "%":
            start, end = min(number.start, beside[0].start), max(number.end, beside[0].end)
            data = (*beside[0].data, *number.data[1:])
            joined[number.start] = number._replace(text=text[start:end], start=start, end=end, data=data)
            words.remove(beside[0])
    for mention in found:
        if mention.kind != "direction" or mention in words:
            yield joined.get(mention.start, mention) if mention.kind == "number" else mention


def mentions(text: str, book: Stylebook) -> tuple[Mention, ...]:
    """Recognise everything in a sentence: figures, and the longest phrases of the stylebook."""
    return passage(text, text, book).mentions


class _Reader:
    """Goes through one sentence."""

    def __init__(self, text: str, tree: Branch, literals: Mapping[str, str]) -> None:
        self.text, self.tree, self.literals = text, tree, literals
        self.tokens: list[tuple[str, int, int, re.Match[str]]] = []
        """What a phrase may be made of (empty for a figure), where it stands and what was matched."""
        self.parts = [Part()]

    def read(self) -> Iterator[Mention]:
        """Yield the mentions in order."""
        self._split()
        position = 0
        while position < len(self.tokens):
            word, start, end, match = self.tokens[position]
            length, entry = self._longest(position) if word else (1, None)
            position += length
            if entry is None:
                mention = self._single(word, start, end, match)
                if mention is not None:
                    yield mention
                continue
            end = self.tokens[position - 1][2]
            if word in _JOINERS and length == 1:
                self._close(only_anchored=True)
                continue
            if word in _OPENERS:
                self._close()
            if entry.kind == "function":
                if word not in _OPENERS:
                    self._enter(entry.kind, start, end)
                continue
            part = self._enter(entry.kind, start, end, verb=entry is VERB)
            if entry.kind != "neutral":
                yield Mention(entry.kind, self.text[start:end], start, end, entry.data, part)

    def _split(self) -> None:
        tokens = self.tokens
        for match in _TOKEN.finditer(self.text):
            start, end = match.span()
            if match.lastgroup in {"word", "mark"}:
                tokens.append((match[0].lower(), start, end, match))
                continue
            if match["lead"]:  # belongs to the number, and may end a verb such as "edged up" as well
                tokens.append((match["lead"].lower(), *match.span("lead"), match))
            tokens.append(("", start, end, match))

    def _longest(self, position: int) -> tuple[int, Entry | None]:
        """Return the longest phrase that begins at a token.

        A name may begin one where it is a word too. A share without a figure beside it, such as "was buying", gives
        way to a phrase that begins in it and ends behind it: "buying above normal".
        """
        tokens, word = self.tokens, self.tokens[position][0]
        branch = self.tree.after.get(self.literals.get(word, word))
        length, entry, at = 1, None, position + 1
        while branch is not None:
            may_be = at - position > 1 or word not in self.literals
            if branch.entry is not None and may_be and not self._gives_way(branch.entry, position, at):
                length, entry = at - position, branch.entry
            if at == len(tokens):
                break
            branch = branch.after.get(tokens[at][0]) or branch.after.get(self._venue(tokens[at][0]))
            at += 1
        return length, entry

    def _venue(self, word: str) -> str:
        """Return what a venue is called where that is a word of the language, such as all, in the midst of a phrase."""
        return "" if word == ASSET else self.literals.get(word, "")

    def _gives_way(self, entry: Entry, position: int, end: int) -> bool:
        if entry.kind != "share" or any(not word for word, *_ in self.tokens[max(0, position - 1) : end + 1]):
            return False
        return any(at + self._longest(at)[0] > end for at in range(position + 1, end))

    def _single(self, word: str, start: int, end: int, match: re.Match[str]) -> Mention | None:
        """Return what a token is that begins no phrase."""
        kind, data = "unknown", tuple[str, ...]()
        if word in _SEPARATORS:
            self._close()
            return None
        if not word:
            kind = match.lastgroup or ""
            if kind == "figure":
                kind, data = "number", tuple((match[name] or "").strip().lower() for name in _FIGURE)
        elif word == "unchanged":
            kind, data = "number", (word, "", "", "", "")
        elif match.lastgroup == "figure":  # an up or down of its own
            return None
        elif word.removesuffix("'s") in _NAMES:
            kind = _NAMES[word.removesuffix("'s")]
        elif VENUES <= word <= "\ue1ff":
            kind, data = "venue", (str(ord(word) - ord(VENUES)),)
        elif SOURCES <= word <= "\ue2ff":
            kind, data = "source", (str(ord(word) - ord(SOURCES)),)
        return Mention(kind, self.text[start:end], start, end, data, self._enter(kind, start, end))

    def _close(self, *, only_anchored: bool = False) -> None:
        """End a part, if it has begun."""
        part = self.parts[-1]
        if part.start >= 0 and (part.anchored or not only_anchored):
            self.parts.append(Part())

    def _enter(self, kind: str, start: int, end: int, *, verb: bool = False) -> int:
        """Enter a mention in the part it stands in and return the number of that part."""
        part = self.parts[-1]
        if part.start < 0:
            part.start = start
        part.end = end
        if kind in ANCHORS:
            part.anchored, part.tied, part.loose, part.adrift = True, False, False, False
        elif verb:
            part.plain, part.tied = True, part.anchored
        elif kind in _PLAIN:
            part.plain = True
            part.loose = part.loose or (part.tied and kind == "neutral")
            part.adrift = part.adrift or (part.anchored and kind == "neutral")
        elif kind == "announcement":
            part.announced = True
            part.loose = part.loose or part.adrift
        elif kind == "topic":
            part.topical, part.named, part.adrift = True, True, False
        elif kind in _NAMING:
            part.named = True
        return len(self.parts) - 1
