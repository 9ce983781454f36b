"""Sentences about the past: approved shapes whose every name and figure is compared with what the snapshot knows of it.

A sentence of none of these shapes is read word by word like any other, and there the words of the past are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator.audit.approved import ASSET, Approved, compiled, read_approved
from generator.audit.by_word import ByWord
from generator.audit.days import WEEKDAY

COUNTED = tuple("one two three four five six seven eight nine".split())
"""Numbers of bars that are written in words."""
_DATE = rf"(?:\d{{1,2}} [a-z]+ \d{{4}}(?:, \d{{2}}:\d{{2}} utc)?|{WEEKDAY})"
_FORMS: Mapping[str, str] = {
    "asset": r"[^;:]{1,80}?",
    "close": _DATE,
    "span": rf"(?:{'|'.join(COUNTED)}|\d[\d,]*) (?:days?|hours?|four-hour bars?)",
    "count": r"\d[\d,]*",
    "change": r"[+-]?\d+(?:\.\d)?%",
    "venues": r"(?:(?! from |, the ones )[^;:]){1,300}?",  # what comes from elsewhere has a slot of its own
    "share": r"\d\d?%",
    "regime": r"[a-z][a-z -]*?",
    "regimes": r"[a-z][a-z, -]*?",
}
_JOINT = re.compile(r", | and ")
_SLOT = re.compile(r"\{([a-z]+)\}")


class Filled(NamedTuple):
    """A sentence of a shape: which kind of shape, and what stands in its slots, in order, in lower case."""

    kind: str
    values: tuple[tuple[str, str], ...]

    def all(self, slot: str) -> list[str]:
        """Return what stands in every slot of a name."""
        return [value for name, value in self.values if name == slot]

    def one(self, slot: str) -> str:
        """Return what stands in the only slot of a name."""
        (value,) = self.all(slot)
        return value


@dataclass(frozen=True)
class Shapes:
    """The approved shapes, and the names that may stand in them."""

    patterns: ByWord[tuple[str, tuple[str, ...], str]]
    """Kind, slots and the expression of each."""
    kinds: frozenset[str]
    """The kinds of sentence about the past there are."""
    regimes: Mapping[str, tuple[str, str]]
    """What a regime is called to its name and severity."""
    runs: Mapping[str, tuple[str, str]]
    """What a run is of to its metric and its way."""
    rises: tuple[str, ...]
    """What stands before a change over a week that is a rise."""
    weekly: Mapping[str, str]
    sourced: Mapping[str, str]
    """What figures of a market are of to the metric that stands for them."""
    approved: Approved
    """Whole sentences of other kinds."""

    def fit(self, sentence: str, asset: str = ASSET) -> Filled | None:
        """Return a sentence as the shape it has, or None where it has none of them. `asset` is what it is called."""
        text = " ".join(sentence.split()).lower()
        for kind, slots, pattern in self.patterns.candidates(text):
            match = compiled(pattern).fullmatch(text)
            if match is not None:
                values = tuple((s, v) for s, v in zip(slots, match.groups(), strict=True) if v is not None)
                if all(map(self._named, values)):
                    return Filled(kind, values)
        fitted = self.approved.fit(text, asset.lower())
        return None if fitted is None else Filled(*fitted)

    def _named(self, filled: tuple[str, str]) -> bool:
        """Whether what stands where regimes are named is nothing but their names."""
        slot, value = filled
        return slot not in {"regime", "regimes"} or all(name in self.regimes for name in _JOINT.split(value))


def read_shapes(raw: Mapping[str, Any]) -> Shapes:
    """Return the shapes of a stylebook's TOML."""
    shaped = raw["shaped"]
    regimes = {name: (regime, severity) for name, (regime, severity) in raw["regimes"].items()}
    forms = {**_FORMS, "run": _any(shaped["run"]), "weekly": _any(shaped["weekly"])}
    forms["moved"] = rf"{_any(dict.fromkeys((*shaped['moved']['up'], *shaped['moved']['down'])))} \d+(?:\.\d+)?%"
    family = _any(shaped["sourced"])
    forms["sourced"] = _list_of(family)
    return Shapes(
        patterns=ByWord(_patterns(raw["shapes"], forms)),
        kinds=frozenset(raw["shapes"]),
        regimes=regimes,
        runs={name: (metric, way) for name, (metric, way) in shaped["run"].items()},
        rises=tuple(f"{words} " for words in shaped["moved"]["up"]),
        weekly={name: metric for name, (metric,) in shaped["weekly"].items()},
        sourced={name: metric for name, (metric,) in shaped["sourced"].items()},
        approved=read_approved(raw, {**forms, "regime": _any(regimes), "regimes": _list_of(_any(regimes))}),
    )


def _list_of(one: str) -> str:
    return rf"{one}(?:, {one})*(?: and {one})?"


def _any(names: Mapping[str, Any]) -> str:
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def _patterns(
    shapes: Mapping[str, list[str]], forms: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, tuple[str, ...], str]]]:
    for kind, texts in shapes.items():
        for text in texts:
            slots = _SLOT.findall(text)
            literal = [alternatives(part) for part in _SLOT.split(text)[::2]]
            body = "".join(f"{before}({forms[slot]})" for before, slot in zip(literal, slots, strict=False))
            yield text, (kind, tuple(slots), body + literal[-1])


def alternatives(text: str) -> str:
    """Return a pattern for literal text in which ``(this|that)`` is a choice."""
    return "".join({"(": "(?:", "|": "|", ")": ")"}.get(part, re.escape(part)) for part in re.split(r"([(|)])", text))
