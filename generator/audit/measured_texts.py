"""Statements on the days before: approved texts, each of whose figures and words is computed anew from the snapshot.

A slot says what it holds: ``{usd=liquidations_usd.week.total}`` is dollars, the week's total of liquidations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from generator.audit.by_word import ByWord
from generator.audit.days import MONTH, WEEKDAY
from generator.audit.shapes import alternatives
from generator.metrics.snapshot import Metric

_SLOT = re.compile(r"\{([a-z_]+)(?:=([a-z_.0-9]+))?\}")
COUNTED: Final = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_FORMS: Final[Mapping[str, str]] = {
    "usd": r"\$\d[\d,]*(?:\.\d+)?(?: (?:trillion|billion|million))?",
    "percent": r"\d+(?:\.\d+)?%",
    "change": r"(?:up|down) \d+(?:\.\d+)?%|unchanged",
    "rate": r"[-\u2212]?\d+(?:\.\d+)?% per 8 hours",
    "count": rf"none|{'|'.join(COUNTED[1:])}|\d[\d,]*",
    "when": rf"{WEEKDAY}|\d{{1,2}} (?:{MONTH}) \d{{4}}",
    "arc": rf"(?:(?:{WEEKDAY}) (?:(?:up|down) \d+\.\d+%|unchanged)(?:, | and |)){{7}}",
    "window": r"\d+ (?:days|hours)",
    "asset": r"[^;:]{1,80}?",
    "day": rf"\d{{1,2}} (?:{MONTH}) \d{{4}}",
    "word": r"[a-z][a-z' -]{1,60}?",
}


class Guard(NamedTuple):
    """What has to hold for a statement: a comparison of a statistic with a number."""

    metric: Metric
    stat: str
    above: bool
    level: float


@dataclass(frozen=True)
class Approved:
    """One approved text."""

    message: str
    text: str
    slots: tuple[tuple[str, str], ...]
    """Form and what the slot holds, in order."""
    guards: tuple[Guard, ...]
    forms: Mapping[str, str]
    """What may stand in slots, by their form."""

    @cached_property
    def source(self) -> str:
        """What it may read, as a regular expression."""
        literal = [alternatives(part) for part in _SLOT.split(self.text)[::3]]
        body = "".join(f"{before}({self.forms[form]})" for before, (form, _) in zip(literal, self.slots, strict=False))
        return body + literal[-1]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression compiled: most texts meet few of the approved ones, and compiling all takes a while."""
        return re.compile(self.source)


@dataclass(frozen=True)
class Measured:
    """The approved texts, and the words that may stand in them."""

    texts: ByWord[Approved]
    multiples: Mapping[str, tuple[float, float]]
    placed: Mapping[str, tuple[str, str]]
    """Noun phrase of a place to the metric and the extreme."""
    regimes: Mapping[str, tuple[str, str]]

    def fit(self, sentence: str) -> Iterator[tuple[Approved, tuple[str | None, ...]]]:
        """Yield the approved texts a sentence reads as, with what stands in their slots."""
        text = " ".join(sentence.split()).lower()
        for approved in self.texts.candidates(text):
            if match := approved.pattern.fullmatch(text):
                yield approved, match.groups()


def read_measured(raw: Mapping[str, Any]) -> Measured:
    """Return the approved texts of a stylebook's TOML."""
    multiples = {word: (float(low), float(high)) for word, (low, high) in raw.get("multiples", {}).items()}
    placed = {phrase: (metric, extreme) for phrase, (metric, extreme) in raw.get("placed", {}).items()}
    regimes = {name: (regime, severity) for name, (regime, severity) in raw["regimes"].items()}
    forms = {
        **_FORMS,
        "multiple": "|".join(map(re.escape, multiples)) or "-",
        "placed": rf"(?:(?:{'|'.join(ORDINALS[1:])})-)?(?:{'|'.join(map(re.escape, placed)) or '-'})",
        "regime": "|".join(re.escape(name) for name in sorted(regimes, key=len, reverse=True)),
    }
    texts = [
        (text, Approved(entry["message"], text, _slots(text, forms), tuple(map(_guard, entry.get("when", ()))), forms))
        for entry in raw.get("measured", [])
        for text in entry["say"]
    ]
    return Measured(ByWord(texts), multiples, placed, regimes)


def _slots(text: str, forms: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return form and content of each slot of a text. Raises KeyError for a form there is not."""
    found = [(form, what or "") for form, what in _SLOT.findall(text)]
    return tuple((form, what) for form, what in found if forms[form])


def _guard(text: str) -> Guard:
    what, sign, level = text.split()
    metric, _, stat = what.partition(".")
    return Guard(Metric(metric), stat, sign == ">=", float(level))
