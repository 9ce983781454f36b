"""Which words a size licenses: the writer's lexicon, read from templates/en/lexicon.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from generator.bundled import TEMPLATES
from generator.errors import Fault, PhraseInvalid
from generator.planning.magnitude import Magnitude
from generator.planning.story import Figure
from generator.prose.patterns import read_pattern, readings

_PATH = TEMPLATES / "en" / "lexicon.yaml"
_MOST = 60
"""Spellings of one word with choices that are drawn from."""
_LEVELS = frozenset({"low", "high"})
"""Keys whose list has an entry a level."""
_PLACE = "templates/en/lexicon.yaml"
Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader where it was built, ten times the speed of the Python one."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Words a figure may be described with, plainest first, and the rule that allows them."""

    words: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The writer's words, by metric and group. See the head of lexicon.yaml for the format."""

    raw: Mapping[str, Any]

    def names(self, metric: str, *, short: bool) -> tuple[str, ...]:
        """Return what a metric may be called, in full or when it was just spoken of."""
        return _several(self._entry(metric)["name"]["short" if short else "full"])

    def listed(self, metric: str) -> tuple[str, ...]:
        """Return what a metric may be called in a list of metrics."""
        return _several(self._entry(metric)["listed"])

    def gauges(self, metric: str) -> tuple[str, ...]:
        """Return what the number of a metric may be called where a level of it is named."""
        entry = self._entry(metric)
        return _several(entry.get("gauge", _several(entry["name"]["full"])[0]))

    def statement(self, name: str) -> tuple[str, ...]:
        """Return the ways to say something of a reading as a whole."""
        return tuple(self.raw["statements"][name])

    def regime(self, regime: str, severity: str) -> tuple[str, ...]:
        """Return the noun phrases of a regime at a severity."""
        return _several(self.raw["regimes"][regime][severity])

    def called(self, kind: str, name: str) -> str:
        """Return the reader's name of an asset or venue; a name the lexicon does not know stays as it came."""
        return str(self.raw[kind].get(name.upper() if kind == "assets" else name.lower(), name))

    def superlative(self, metric: str, extreme: str, period: str) -> str:
        """Return the plainest noun phrase of a record, such as ``largest one-day fall``."""
        return self.superlatives(metric, extreme, period)[0]

    def superlatives(self, metric: str, extreme: str, period: str) -> tuple[str, ...]:
        """Return the noun phrases of a record."""
        entry = self._entry(metric)["record"][extreme]
        return _several(entry.get(period, entry["other"]) if isinstance(entry, dict) else entry)

    def run(self, metric: str, way: str) -> str:
        """Return what a run of bars that went one way is a run of."""
        return str(self._entry(metric)["run"][way])

    def sourced(self, metric: str) -> str:
        """Return the family of figures a metric stands for where their market is named."""
        return str(self._entry(metric)["sourced"])

    def weekly(self, metric: str) -> tuple[str, ...]:
        """Return the ways to call what is said to have moved over a week."""
        return _several(self._entry(metric)["weekly"])

    def moved(self, kind: str, way: str) -> tuple[str, ...]:
        """Return what stands before a change over a week: adverbs (``stands``), verbs (``has``) or nouns (``gain``)."""
        return tuple(self.raw["week"][kind][way])

    def market(self, venue: str, market: str) -> tuple[str, ...]:
        """Return the ways to call a kind of market on a venue."""
        called = self.called("venues", venue)
        return tuple(
            text.replace("{venue}", called) for text in self.raw["markets"].get(market, [f"{{venue}} {market}"])
        )

    def multiple(self, times: float) -> Licence:
        """Return the words for a multiple: those of the highest step it reaches."""
        steps = [(float(least), words) for least, words in self.raw["multiples"].items() if times >= float(least)]
        least, words = max(steps)
        return Licence(tuple(words), f"multiple of {least:g} and more")

    def placed(self, metric: str, size: Magnitude | None) -> str:
        """Return the noun phrase of a place in the year, such as ``largest one-day fall in the price``."""
        entry = self.raw["placed"].get(metric, {})
        found = entry.get("low" if size is not None and size.side == "low" else "high")
        if found is None:
            raise _invalid(f"placed.{metric}", "has no name for this extreme", "add one")
        return str(found)

    def groups(self, metric: str) -> frozenset[str]:
        """Return the names of the word groups a metric has."""
        return frozenset(self._entry(metric).get("words", {}))

    def licence(self, figure: Figure, group: str) -> Licence:
        """Return the words of a group that the size of a figure allows. Raises PhraseInvalid where it allows none."""
        measure = figure.measure
        metric = measure.metric.value
        entry = self._entry(metric).get("words", {}).get(group)
        if entry is None:
            raise _invalid(f"{metric}.words.{group}", "no such group of words", "add it, or use another slot")
        if entry.get("by") == "sign":
            side = "low" if measure.value < 0 else "high" if measure.value > 0 else "flat"
            level, rule = 0, f"{metric} {'<' if side == 'low' else '>' if side == 'high' else '='} 0"
        elif figure.size is None:
            raise _invalid(f"{metric}.words.{group}", "the figure has no size", "plan another message for it")
        else:
            side, level = figure.size.side, figure.size.level
            rule = f"{metric} {side}" + (f", level {level}" if level else "")
        words = _at(entry.get(side), level)
        if not words:
            raise _invalid(f"{metric}.words.{group}.{side}", f"no word for level {level}", "add one")
        return Licence(words, rule)

    def _entry(self, metric: str) -> Mapping[str, Any]:
        entry: Mapping[str, Any] | None = self.raw["metrics"].get(metric)
        if entry is None:
            raise _invalid(f"metrics.{metric}", "the metric has no entry", "add one")
        return entry


def _spelt_out(node: Any, key: str) -> Any:  # noqa: ANN401 - one YAML node
    """Return a node with the choices in its lists spelt out; a level of words that has choices becomes a list."""
    if isinstance(node, dict):
        return {name: _spelt_out(item, name) for name, item in node.items()}
    if not isinstance(node, list):
        return node
    if key not in _LEVELS:
        return [word for item in node for word in _spellings(item)]
    levels = ([item] if isinstance(item, str) else item for item in node)
    return [[word for item in level for word in _spellings(item)] for level in levels]


def _spellings(text: str) -> list[str]:
    found = readings(read_pattern(text, {}), _MOST)
    return ["".join(map(str, reading)) for reading in found]


def _several(found: Any) -> tuple[str, ...]:  # noqa: ANN401 - one YAML node
    if isinstance(found, str):
        return (found,)
    return tuple(word for item in found for word in ((item,) if isinstance(item, str) else item))


def _at(found: Any, level: int) -> tuple[str, ...]:  # noqa: ANN401 - one YAML node
    """One word serves every level; a list holds one entry a level, each a word or a list of words."""
    if found is None:
        return ()
    if isinstance(found, str):
        return (found,)
    if level == 0:
        return _several(found)
    at = found[min(level, len(found)) - 1]
    return (at,) if isinstance(at, str) else tuple(at)


def _invalid(where: str, problem: str, remedy: str) -> PhraseInvalid:
    return PhraseInvalid([Fault(f"{_PLACE}: {where}", problem, remedy)])


@cache
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that ships with the program."""
    raw = yaml.load(_PATH.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader either way
    return Lexicon(_spelt_out(raw, ""))
