"""Whole sentences the desk has approved, with slots for what is checked: nothing in them is read word by word.

A sentence is written as ``(this|that|)`` for a choice and ``{topic.form}`` for a slot: ``{liquidations.usd}`` is an
amount of dollars that has to be that of the topic, ``{funding.word}`` a judging word licensed for it. What stands
outside slots was approved as it is, in its place, and with it every sentence a choice can make of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from generator.audit.by_word import ByWord, words_of


class Slot(NamedTuple):
    """What has to be checked: a form of figure or word of a topic."""

    topic: str
    form: str


Part = "str | Slot | tuple[tuple[Part, ...], ...]"
Values = tuple[tuple[str, str], ...]

_TOKEN = re.compile(r"\{([a-z_]+)\.([a-z]+)\}|([(|)])")
_WINDOW = r"(?:\d+ (?:days|hours)|\u2026)"
_LEVEL = r"[+-]?\d+(?:\.\d+)?(?:% per 8 hours|%)?"
_PATTERNS: Mapping[str, str] = {
    "usd": r"\$(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?: (?:trillion|billion|million))?",
    "percent": r"\d+(?:\.\d+)?%",
    "moved": r"(?:up|down) \d+(?:\.\d+)?%|unchanged",
    "rate": r"-?\d+(?:\.\d+)?% per 8 hours",
    "yearly": r"-?\d+(?:\.\d+)?% a year",
    "bare": r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?",
    "sigmas": r"\d+(?:\.\d+)? standard deviations?",
    "points": r"\d+(?:\.\d+)? basis points?",
    "cost": r"\d+(?:\.\d+)?% a year",
    "annual": r"\d+(?:\.\d+)?%",
    "over": r"on the day|in the hour|in \d+ (?:days|hours)",
    "away": r"above|below",
    "side": r"above|below",
    "value": _LEVEL,
    "actual": _LEVEL,
    "n": r"\d+",
    "window": _WINDOW,
    "rank": rf"(?:at or above|lower than) \d+% of readings in the past {_WINDOW}",
    "reach": r"since \d{1,2} [a-z]+ \d{4}|in the [\d,]+ days on record",
}
"""Forms with one reading where they begin."""
_FREE = re.compile(r"[^;:]{1,80}")
"""A name from outside."""
ASSET = "\ue000"
"""What the asset is called where nobody says what it is called."""


@dataclass(frozen=True)
class Approved:
    """The sentences, by the kind of statement they make."""

    sentences: tuple[tuple[str, str], ...]
    """Kind and text."""
    names: Mapping[Slot, tuple[str, ...]]
    """What may stand in slots that hold one of several names."""
    absent: re.Pattern[str]
    """A name of what is not known."""
    lists: Mapping[str, re.Pattern[str]]
    when: Mapping[str, tuple[str, float, float]]
    """Kinds that hold only while a topic lies between two values."""

    @cached_property
    def _parsed(self) -> ByWord[tuple[str, tuple[Any, ...]]]:
        return ByWord((text, (kind, _parts(text))) for kind, text in self.sentences)

    def fit(self, text: str, asset: str) -> tuple[str, Values] | None:
        """Return the kind of a sentence in lower case and what its slots hold; None where it is not approved."""

        def ends(slot: Slot, text: str, at: int) -> Iterator[int]:
            if slot.form != "asset":
                yield from self._ends(slot, text, at)
            elif text.startswith(asset, at):
                yield at + len(asset)

        for kind, parts in self._parsed.candidates(words_of(text)):
            for end, values in _walk(parts, text, 0, (), ends):
                if end == len(text):
                    return kind, values
        return None

    def listed(self, text: str) -> list[str]:
        """Return the names in a list of what is not known."""
        return self.absent.findall(text)

    def _ends(self, slot: Slot, text: str, at: int) -> Iterator[int]:
        """Yield where a slot that begins at a place may end."""
        if slot.form in _COMPILED:
            match = _COMPILED[slot.form].match(text, at)
        elif slot.form in self.lists:
            match = self.lists[slot.form].match(text, at)
        elif slot.form == "source":
            match = _FREE.match(text, at)
            yield from range(at + 1, match.end() + 1 if match else 0)
            return
        else:
            yield from (at + len(name) for name in self.names[slot] if text.startswith(name, at))
            return
        if match is not None:
            yield match.end()


_COMPILED = {form: re.compile(pattern, re.ASCII) for form, pattern in _PATTERNS.items()}


def _walk(
    parts: tuple[Any, ...], text: str, at: int, values: Values, ends: Callable[[Slot, str, int], Iterator[int]]
) -> Iterator[tuple[int, Values]]:
    """Yield every way to read parts from a place on: where it ends, and what stands in the slots."""
    if not parts:
        yield at, values
        return
    first, rest = parts[0], parts[1:]
    if isinstance(first, str):
        if text.startswith(first, at):
            yield from _walk(rest, text, at + len(first), values, ends)
    elif isinstance(first, Slot):
        for end in ends(first, text, at):
            yield from _walk(rest, text, end, (*values, (".".join(first), text[at:end])), ends)
    else:
        for option in first:
            for end, found in _walk(option, text, at, values, ends):
                yield from _walk(rest, text, end, found, ends)


def _parts(text: str) -> tuple[Any, ...]:
    """Return a sentence as it is written: literal text, slots and choices. Raises ValueError for unequal brackets."""
    stack: list[list[list[Any]]] = [[[]]]
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            stack[-1][-1].append(text[position : match.start()])
        position = match.end()
        topic, form, sign = match.groups()
        if topic:
            stack[-1][-1].append(Slot(topic, form))
        elif sign == "(":
            stack.append([[]])
        elif sign == "|":
            stack[-1].append([])
        else:
            options = stack.pop()
            stack[-1][-1].append(tuple(map(tuple, options)))
    if len(stack) != 1:
        raise ValueError(f"unequal brackets: {text}")
    return (*stack[0][0], text[position:]) if position < len(text) else tuple(stack[0][0])


def read_approved(raw: Mapping[str, Any]) -> Approved:
    """Return the approved sentences of a stylebook's TOML."""
    topics = raw["topics"]
    named = {name: (*topic["mentions"], *topic.get("generic", ())) for name, topic in topics.items()}
    names: dict[Slot, tuple[str, ...]] = {}
    for topic in topics:
        names[Slot(topic, "name")] = named[topic]
        names[Slot(topic, "word")] = tuple(raw["words"].get(topic, ()))
    records = tuple(raw["records"])
    names |= {Slot(topic, "record"): records for topic in (*topics, "carried", "named")}
    names[Slot("named", "name")] = tuple(phrase for phrases in named.values() for phrase in phrases)
    names[Slot("level", "name")] = tuple(
        p for topic in topics.values() for p in (*topic["mentions"], *topic.get("generic", ()))
    )
    names[Slot("level", "regime")] = tuple(raw["regimes"])
    absent = "|".join(re.escape(name) for name in sorted(raw["missing"]["names"], key=len, reverse=True))
    return Approved(
        sentences=tuple((kind, text) for kind, texts in raw.get("approved", {}).items() for text in texts),
        names=names,
        absent=re.compile(absent),
        lists={"absent": re.compile(rf"(?:{absent})(?:, (?:{absent}))*(?: and (?:{absent}))?")},
        when={kind: (topic, float(low), float(high)) for kind, (topic, low, high) in raw.get("when", {}).items()},
    )
