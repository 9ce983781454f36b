"""What each threshold does: the known events seen and the days read when it alone is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Final

from generator.market import Regime
from generator.metrics.panel import Panel
from generator.metrics.snapshot import Metric
from generator.regimes.backtest_events import Check, seen_on
from generator.regimes.events import Event
from generator.regimes.reading import Threshold
from generator.regimes.rules import Bands, Rule, Rules
from generator.regimes.timeline import Timeline, timeline

STEPS: Final = (-0.25, -0.10, 0.10, 0.25)
"""By how much a threshold is moved, as a share of its distance from the neutral value of its metric."""
_RATIOS: Final = frozenset({Metric.TAKER_BUY_SELL_RATIO, Metric.LONG_SHORT_RATIO})

Expected = tuple[Event, Regime]
Move = Callable[[Rule, float], Rule]


@dataclass(frozen=True, slots=True)
class Lever:
    """One threshold of a rule, which its mirror has too, and what moves it."""

    sides: tuple[Regime, ...]
    """The regime and its mirror."""
    part: str
    """What it is in rules.toml, such as ``enter`` or ``require``."""
    metric: Metric
    level: float
    """As shipped, of the first side."""
    move: Move


@dataclass(frozen=True, slots=True)
class Shift:
    """The outcome of moving one threshold."""

    step: float
    level: float
    seen: int
    """Expected regimes of known events seen, of all rules."""
    gained: tuple[Expected, ...]
    """Seen now and not with the shipped rules."""
    lost: tuple[Expected, ...]
    shares: tuple[float, ...]
    """Share of the readable bars at which each of the sides holds, 0-1."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One threshold with the outcome of every step."""

    lever: Lever
    shipped: tuple[float, ...]
    """Shares of the sides with the shipped rules, 0-1."""
    shifts: tuple[Shift, ...]
    """Empty where the history does not hold the metric: then it could not be tested."""


def levers(rules: Rules) -> Iterator[Lever]:
    """Yield every threshold that decides whether a regime is read, each with its mirror.

    Levels of severity and of `support` are not among them: of a daily bar they change the words and the confidence,
    never whether a regime is read.
    """
    for rule, mirror in zip(rules.sides[::2], rules.sides[1::2], strict=True):
        sides = (rule.regime, mirror.regime)
        for name in ("enter", "exit"):
            yield Lever(sides, name, rule.bands.metric, getattr(rule.bands, name), _band(name))
        if rule.proxy is not None:
            read = sides if mirror.proxy else sides[:1]
            for name in ("enter", "exit"):
                level = getattr(rule.proxy, name)
                yield Lever(read, f"proxy {name}", rule.proxy.metric, level, _proxy(name))
        for part in ("joint", "require", "direction"):
            for place, item in enumerate(getattr(rule, part)):
                yield Lever(sides, part, item.metric, item.level, _condition(part, place))


def moved(metric: Metric, level: float, factor: float) -> float:
    """Return a level at `factor` times its distance from neutral: 0.5 of shares, 1 (in logarithms) of ratios, else 0.

    A side and its mirror stay mirrors of each other.
    """
    if metric is Metric.LIQUIDATIONS_LONG_SHARE:
        return 0.5 + (level - 0.5) * factor
    return exp(log(level) * factor) if metric in _RATIOS else level * factor


def sensitivities(
    panel: Panel,
    times: Timeline,
    rules: Rules,
    checks: Sequence[Check],
    readable: Mapping[Regime, frozenset[int]],
) -> tuple[Sensitivity, ...]:
    """Return what moving each threshold by each of `STEPS` does to the known events and to the share of days.

    Regimes other than calm do not depend on each other, so that only the rule moved is read again.
    """
    known = panel.history.known
    shipped = {regime: _share(times, regime, readable) for regime in Regime}
    everything = seen_on(checks, known, times.standings, frozenset(Regime))

    def shift(lever: Lever, step: float) -> Shift:
        sides = tuple(lever.move(side, 1 + step) for side in rules.sides if side.regime in lever.sides)
        found = timeline(_narrowed(panel, sides), replace(rules, sides=sides))
        before = frozenset(item for item in everything if item[1] in lever.sides)
        now = seen_on(checks, known, found.standings, frozenset(lever.sides))
        return Shift(
            step=step,
            level=moved(lever.metric, lever.level, 1 + step),
            seen=len(everything) - len(before) + len(now),
            gained=_ordered(now - before),
            lost=_ordered(before - now),
            shares=tuple(_share(found, regime, readable) for regime in lever.sides),
        )

    return tuple(
        Sensitivity(
            lever,
            tuple(shipped[regime] for regime in lever.sides),
            tuple(shift(lever, step) for step in STEPS) if panel.first(lever.metric) is not None else (),
        )
        for lever in levers(rules)
    )


def deciding(side: Rule) -> frozenset[Metric]:
    """Return the metrics that decide whether a rule is read."""
    bands = (side.bands, *([side.proxy] if side.proxy else []))
    conditions = (*side.joint, *side.require, *side.direction)
    return frozenset(item.metric for item in bands) | frozenset(item.metric for item in conditions)


def _narrowed(panel: Panel, sides: Sequence[Rule]) -> Panel:
    """Return the panel with the metrics that decide whether these rules are read, and no others."""
    wanted = frozenset().union(*(deciding(side) for side in sides))
    return replace(panel, values={metric: values for metric, values in panel.values.items() if metric in wanted})


def _share(times: Timeline, regime: Regime, readable: Mapping[Regime, frozenset[int]]) -> float:
    bars = readable.get(regime)
    return sum(item.bars for item in times.episodes if item.regime is regime) / len(bars) if bars else 0.0


def _ordered(found: frozenset[Expected]) -> tuple[Expected, ...]:
    return tuple(sorted(found, key=lambda item: (item[0].day, item[1])))


def _at(bands: Bands, name: str, factor: float) -> Bands:
    level = moved(bands.metric, getattr(bands, name), factor)
    return replace(bands, enter=level) if name == "enter" else replace(bands, exit=level)


def _band(name: str) -> Move:
    return lambda rule, factor: replace(rule, bands=_at(rule.bands, name, factor))


def _proxy(name: str) -> Move:
    return lambda rule, factor: replace(rule, proxy=rule.proxy and _at(rule.proxy, name, factor))


def _condition(part: str, place: int) -> Move:
    def move(rule: Rule, factor: float) -> Rule:
        items: tuple[Threshold, ...] = getattr(rule, part)
        item = items[place]
        changed = replace(item, level=moved(item.metric, item.level, factor))
        every = (*items[:place], changed, *items[place + 1 :])
        match part:
            case "joint":
                return replace(rule, joint=every)
            case "require":
                return replace(rule, require=every)
            case _:
                return replace(rule, direction=every)

    return move
