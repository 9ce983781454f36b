"""Whole sentences the desk has approved, with slots for what is checked: nothing in them is read word by word.

A sentence is written as ``(this|that|)`` for a choice, ``[name]`` for a choice among the entries of a list, and
``{topic.form}`` for a slot: ``{liquidations.usd}`` is an amount of dollars that has to be that of the topic,
``{funding.word}`` a judging word licensed for it. What stands outside slots was approved as it is, in its place, and
with it every sentence a choice can make of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from generator.audit.by_word import ByWord
from generator.audit.days import WEEKDAY

ASSET: Final = "\ue000"
"""What the asset is called where nobody says what it is called."""


class Slot(NamedTuple):
    """What has to be checked: a form of figure or word, and the topic it has to be of."""

    topic: str
    form: str

    @property
    def name(self) -> str:
        """What it is called in a sentence as it was read."""
        return f"{self.topic}.{self.form}" if self.topic else self.form


Values = tuple[tuple[str, str], ...]
Parts = tuple[Any, ...]
"""Literal text, slots and choices, in order; a choice is a list of such parts."""
Ends = Callable[[Slot, int], Sequence[int]]
"""Where a slot that begins at a place of a text may end."""

_TOKEN = re.compile(r"\{(?:([a-z_]+)\.)?([a-z]+)\}|\[([a-z_]+)\]|([(|)])")
_WINDOW = r"(?:\d+ (?:days|hours)|\u2026)"
_LEVEL = r"[+-]?\d+(?:\.\d+)?(?:% per 8 hours|%)?"
_PATTERNS: Mapping[str, str] = {
    "usd": r"\$(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?: (?:trillion|billion|million))?",
    "percent": r"\d+(?:\.\d+)?%",
    "annual": r"\d+(?:\.\d+)?%",
    "moved": r"(?:up|down) \d+(?:\.\d+)?%|unchanged",
    "rate": r"-?\d+(?:\.\d+)?% per 8 hours",
    "yearly": r"-?\d+(?:\.\d+)?% a year",
    "cost": r"\d+(?:\.\d+)?% a year",
    "bare": r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?",
    "sigmas": r"\d+(?:\.\d+)? standard deviations?",
    "points": r"\d+(?:\.\d+)? basis points?",
    "over": r"on the day|in the hour|in \d+ (?:days|hours)",
    "away": r"above|below",
    "side": r"above|below",
    "value": _LEVEL,
    "actual": _LEVEL,
    "n": r"\d+",
    "window": _WINDOW,
    "rank": rf"(?:at or above|lower than) \d+% of readings in the past {_WINDOW}",
    "reach": r"since \d{1,2} [a-z]+ \d{4}|in the [\d,]+ days on record",
    "day": rf"(?:{WEEKDAY})|\d{{1,2}} [a-z]+(?: \d{{4}})?",
    "bar": r"the (?:hourly|four-hourly|daily) bar that ended at \d\d:\d\d utc",
}
"""What stands in a slot, by its form."""
_FREE = re.compile(r"[^;:]{1,80}")
"""A name from outside."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled: most texts meet few of them, and compiling takes a while."""
    return re.compile(pattern, re.ASCII)


@dataclass(frozen=True)
class Approved:
    """The sentences, by the kind of statement they make."""

    sentences: tuple[tuple[str, str], ...]
    """Kind and text."""
    lists: Mapping[str, tuple[str, ...]]
    names: Mapping[Slot, tuple[str, ...]]
    """What may stand in slots that hold one of several names."""
    patterns: Mapping[str, str]
    """What may stand in slots that a sentence about the past has too, by their form."""
    absent: re.Pattern[str]
    """A name of what is not known."""
    when: Mapping[str, tuple[str, float, float]]
    """Kinds that hold only while a topic lies between two values."""
    holds: Mapping[str, str]
    """Kinds that hold only where a statement about the reading as a whole does, by its name."""
    stands: Mapping[str, tuple[str, str, str]]
    """Kinds that hold only where two topics stand to each other so: agree, or oppose."""

    @cached_property
    def _parsed(self) -> ByWord[tuple[str, Parts]]:
        lists: dict[str, list[Parts]] = {}
        for name, entries in self.lists.items():
            lists[name] = [_parts(entry, lists) for entry in entries]
        return ByWord(((text, (kind, _parts(text, lists))) for kind, text in self.sentences), self.lists)

    @cached_property
    def _by_length(self) -> Mapping[Slot, tuple[frozenset[str], tuple[int, ...]]]:
        """The names of each slot and their lengths, longest first: a stretch of text is looked up, not compared."""
        return {
            slot: (frozenset(names), tuple(sorted({len(name) for name in names}, reverse=True)))
            for slot, names in self.names.items()
        }

    def fit(self, text: str, asset: str) -> tuple[str, Values] | None:
        """Return the kind of a sentence in lower case and what its slots hold; None where it is not approved."""
        known: dict[tuple[Slot, int], tuple[int, ...]] = {}

        def ends(slot: Slot, at: int) -> tuple[int, ...]:
            found = known.get((slot, at))
            if found is None:
                found = known[slot, at] = tuple(self._ends(slot, text, at, asset))
            return found

        for kind, parts in self._parsed.candidates(text):
            values = _read(parts, text, 0, ends)
            if values is not None:
                return kind, values
        return None

    def listed(self, text: str) -> list[str]:
        """Return the names in a list of what is not known."""
        return self.absent.findall(text)

    def _ends(self, slot: Slot, text: str, at: int, asset: str) -> Iterator[int]:
        """Yield where a slot that begins at a place may end."""
        if slot.form == "asset":
            if text.startswith(asset, at):
                yield at + len(asset)
            return
        if slot.form == "source":
            free = _FREE.match(text, at)
            yield from range(at + 1, free.end() + 1 if free else 0)
            return
        pattern = (self.patterns if not slot.topic else _PATTERNS).get(slot.form)
        if pattern is None:
            names, lengths = self._by_length[slot]
            yield from (at + length for length in lengths if text[at : at + length] in names)
        elif match := compiled(pattern).match(text, at):
            yield match.end()


def _read(parts: Parts, text: str, at: int, ends: Ends) -> Values | None:
    """Return what stands in the slots of parts that are a text from a place on to its end; None where they are not."""
    for number, part in enumerate(parts):
        if isinstance(part, str):
            if not text.startswith(part, at):
                return None
            at += len(part)
            continue
        rest = parts[number + 1 :]
        if isinstance(part, Slot):
            for end in ends(part, at):
                found = _read(rest, text, end, ends)
                if found is not None:
                    return ((part.name, text[at:end]), *found)
            return None
        for option in part:
            if not option or not isinstance(option[0], str) or text.startswith(option[0], at):
                found = _read((*option, *rest), text, at, ends)
                if found is not None:
                    return found
        return None
    return () if at == len(text) else None


def _parts(text: str, lists: Mapping[str, list[Parts]]) -> Parts:
    """Return a sentence as it is written. Raises ValueError for unequal brackets, KeyError for a list there is not."""
    stack: list[list[list[Any]]] = [[[]]]
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            stack[-1][-1].append(text[position : match.start()])
        position = match.end()
        topic, form, name, sign = match.groups()
        if form:
            stack[-1][-1].append(Slot(topic or "", form))
        elif name:
            stack[-1][-1].append(lists[name])
        elif sign == "(":
            stack.append([[]])
        elif sign == "|":
            stack[-1].append([])
        else:
            options = stack.pop()
            stack[-1][-1].append([tuple(option) for option in options])
    if len(stack) != 1:
        raise ValueError(f"unequal brackets: {text}")
    return (*stack[0][0], text[position:]) if position < len(text) else tuple(stack[0][0])


def read_approved(raw: Mapping[str, Any], forms: Mapping[str, str]) -> Approved:
    """Return the approved sentences of a stylebook's TOML. `forms` are those of slots that have no topic."""
    topics = raw["topics"]
    named = {name: (*topic["mentions"], *topic.get("generic", ())) for name, topic in topics.items()}
    every = tuple(phrase for phrases in named.values() for phrase in phrases)
    names: dict[Slot, tuple[str, ...]] = {
        Slot("named", "name"): every,
        Slot("level", "name"): every,
        **dict.fromkeys((Slot(of, "regime") for of in ("level", "least", "proxy")), tuple(raw["regimes"])),
    }
    for state in set(raw["states"].values()):
        names[Slot(state, "state")] = tuple(phrase for phrase, found in raw["states"].items() if found == state)
    for topic in topics:
        names[Slot(topic, "name")] = named[topic]
        names[Slot(topic, "word")] = tuple(raw["words"].get(topic, ()))
    names |= {Slot(topic, "record"): tuple(raw["records"]) for topic in (*topics, "carried", "named")}
    absent = "|".join(re.escape(name) for name in sorted(raw["missing"]["names"], key=len, reverse=True))
    listed = rf"(?:{absent})(?:, (?:{absent}))*(?: and (?:{absent}))?"
    return Approved(
        sentences=tuple((kind, text) for kind, texts in raw.get("approved", {}).items() for text in texts),
        lists={name: tuple(entries) for name, entries in raw.get("lists", {}).items()},
        names=names,
        patterns={**forms, "absent": listed},
        absent=re.compile(absent),
        when={kind: (topic, float(low), float(high)) for kind, (topic, low, high) in raw.get("when", {}).items()},
        holds=raw.get("holds", {}),
        stands={kind: (first, second, how) for kind, (first, second, how) in raw.get("stands", {}).items()},
    )
