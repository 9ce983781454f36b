"""The rules as records, each with its mirror, read from rules.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.market import PERIODS, Regime
from generator.metrics.snapshot import Metric
from generator.regimes.reading import Threshold

_KEPT = frozenset({Metric.LIQUIDATIONS_USD_Z})
_SHARES = frozenset({Metric.LIQUIDATIONS_LONG_SHARE})
_RATIOS = frozenset({Metric.TAKER_BUY_SELL_RATIO, Metric.LONG_SHORT_RATIO})


@dataclass(frozen=True, slots=True)
class Bands:
    """The levels of one metric for one side of a regime."""

    metric: Metric
    enter: float
    exit: float
    severe: float
    extreme: float
    above: bool

    def opens(self) -> Threshold:
        """Return the level at which the regime begins."""
        return Threshold(self.metric, self.enter, self.above)

    def lasts(self) -> Threshold:
        """Return the level up to which a regime that holds goes on."""
        return Threshold(self.metric, self.exit, self.above)

    def closes(self) -> Threshold:
        """Return the level past which the regime is over."""
        return Threshold(self.metric, self.exit, not self.above)


@dataclass(frozen=True, slots=True)
class Rule:
    """One side of a regime rule; see the head of rules.toml for what each part does."""

    regime: Regime
    bands: Bands
    proxy: Bands | None
    joint: tuple[Threshold, ...]
    require: tuple[Threshold, ...]
    direction: tuple[Threshold, ...]
    support: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class CalmRule:
    """What has to be known, and how still it has to be, before a market is called calm."""

    families: tuple[tuple[Metric, ...], ...]
    known: int
    price_change: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, each side on its own, in the order of the file."""

    sides: tuple[Rule, ...]
    calm: CalmRule
    closes: Mapping[str, int]
    """Closes in a row at a regime's entry before it is believed, by period; a severe reading needs one."""


def mirrored_value(metric: Metric, value: float) -> float:
    """Return what a value is in the mirror market, where buying is selling and longs are shorts."""
    if metric in _KEPT:
        return value
    if metric in _SHARES:
        return round(1 - value, 12)
    if metric in _RATIOS:
        return 1 / value
    return -value


def _flips(metric: Metric) -> bool:
    return metric not in _KEPT


def _bands(raw: Mapping[str, Any], *, mirror: bool) -> Bands:
    metric = Metric(raw["metric"])
    above = raw["extreme"] > raw["exit"]
    levels = {name: float(raw[name]) for name in ("enter", "exit", "severe", "extreme")}
    if mirror:
        levels = {name: mirrored_value(metric, level) for name, level in levels.items()}
        above = above != _flips(metric)
    return Bands(metric=metric, above=above, **levels)


def _thresholds(raw: Sequence[Mapping[str, Any]], *, mirror: bool) -> tuple[Threshold, ...]:
    found = []
    for item in raw:
        metric, above = Metric(item["metric"]), "above" in item
        level = float(item["above"] if above else item["below"])
        if mirror and item.get("one_sided"):
            continue
        if mirror and not item.get("unmirrored"):
            level, above = mirrored_value(metric, level), above != _flips(metric)
        found.append(Threshold(metric, level, above))
    return tuple(found)


def _side(raw: Mapping[str, Any], *, mirror: bool) -> Rule:
    proxy = raw.get("proxy")
    return Rule(
        regime=Regime(raw["mirror" if mirror else "regime"]),
        bands=_bands(raw, mirror=mirror),
        proxy=None if proxy is None or (mirror and proxy.get("one_sided")) else _bands(proxy, mirror=mirror),
        joint=_thresholds(raw.get("joint", ()), mirror=mirror),
        require=_thresholds(raw.get("require", ()), mirror=mirror),
        direction=_thresholds(raw.get("direction", ()), mirror=mirror),
        support=_thresholds(raw.get("support", ()), mirror=mirror),
    )


def read_rules(text: str) -> Rules:
    """Read the rules from TOML. The file ships with the program: a fault in it is a `KeyError` or `ValueError`."""
    raw = tomllib.loads(text)
    calm = raw["calm"]
    return Rules(
        sides=tuple(_side(rule, mirror=mirror) for rule in raw["rule"] for mirror in (False, True)),
        calm=CalmRule(
            families=tuple(tuple(Metric(name) for name in family) for family in calm["families"]),
            known=int(calm["known"]),
            price_change=float(calm["price_change"]),
        ),
        closes={period: int(raw["confirmation"][period]) for period in PERIODS},
    )


@cache
def shipped_rules() -> Rules:
    """Return the rules that ship with the program."""
    return read_rules((Path(__file__).with_name("rules.toml")).read_text(encoding="utf-8"))
