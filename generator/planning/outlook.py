"""What would change the reading, and what is not known: both computed, neither guessed."""

from __future__ import annotations

from generator.market import Regime
from generator.metrics.snapshot import Metric
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.story import Count, Level, Message, Names, Remark, Source, Sourced, Venues
from generator.regimes.reading import Threshold

_SHORT = 0.5  # coverage of the look-back below which the article says how short the history is
_NEAR = 0.85  # share of a threshold from which it is worth a sentence
_FLOOR = (Metric.LIQUIDATIONS_USD, Metric.LIQUIDATIONS_USD_Z)
_OPTIONAL = frozenset(
    {Metric.LIQUIDATIONS_LONG_USD, Metric.LIQUIDATIONS_SHORT_USD, Metric.LIQUIDATIONS_USD, Metric.OPEN_INTEREST_USD}
)
"""Metrics whose absence is no news where their family is known."""


def first_exit(facts: Facts) -> list[Message]:
    """The condition that would end the regime that leads; for none, what is nearest to opening."""
    exits = [_level(item.exit, item.regime) for item in facts.reading.regimes if item.exit is not None]
    return [message(facts, "exit_one", level=exits[0])] if exits else outlook(facts)[:1]


def outlook(facts: Facts) -> list[Message]:
    """Conditions that would end what holds, from the exit thresholds; for a calm day, what is nearest to opening."""
    exits = [_level(item.exit, item.regime) for item in facts.reading.regimes if item.exit is not None]
    found: list[Message] = []
    while exits:
        if len(exits) > 1:
            found.append(message(facts, "exit_two", first=exits[0], second=exits[1]))
        else:
            found.append(message(facts, "exit_one", level=exits[0]))
        exits = exits[2:]
    if not found and facts.reading.approaches and facts.reading.approaches[0].closeness >= _NEAR:
        nearest = facts.reading.approaches[0]
        figure = facts.figure(nearest.threshold.metric)
        level = _level(nearest.threshold, nearest.regime)
        found.append(message(facts, "nearest_threshold", level=level, figure=figure))
    return found


def _level(threshold: Threshold, regime: Regime) -> Level:
    return Level(threshold.metric, threshold.level, threshold.above, regime)


def missing(facts: Facts) -> list[Message]:
    """What is unknown, stands in for something else, is short of history or was set aside."""
    found: list[Message] = []
    absent = tuple(m for m in facts.snapshot.missing if m not in _OPTIONAL and not _covered(facts, m))
    if len(absent) == 1:
        found.append(message(facts, "missing_one", what=Names(metrics=absent)))
    elif absent:
        found.append(message(facts, "missing", what=Names(metrics=absent)))
    if facts.measure(Metric.MARKET_DEPTH_INDEX) is None and facts.measure(Metric.ILLIQUIDITY_Z) is not None:
        found.append(message(facts, "impact_stands_in", impact=facts.figure(Metric.ILLIQUIDITY_Z)))
    depth = facts.measure(Metric.MARKET_DEPTH_INDEX)
    if depth is not None and depth.span is not None and depth.span < 1:
        found.append(message(facts, "depth_span", depth=facts.figure(Metric.MARKET_DEPTH_INDEX)))
    if _side_inferred(facts):
        found.append(message(facts, "side_inferred", flow=facts.figure(Metric.TAKER_IMBALANCE)))
    found += _short_history(facts)
    if any(facts.measure(metric) is not None for metric in _FLOOR):
        liq = next(metric for metric in _FLOOR if facts.measure(metric) is not None)
        found.append(message(facts, "liquidations_floor", liq=facts.figure(liq)))
    if facts.snapshot.notes.silent:
        found.append(message(facts, "venues_silent", silent=Venues(facts.snapshot.notes.silent)))
    found += _set_aside(facts)
    return found


def _covered(facts: Facts, metric: Metric) -> bool:
    """A stand-in is only missed where the metric it stands in for is unknown too."""
    return metric is Metric.ILLIQUIDITY_Z and facts.measure(Metric.MARKET_DEPTH_INDEX) is not None


def _side_inferred(facts: Facts) -> bool:
    """Whether forced closures were given a side by taker flow alone."""
    known = any(facts.measure(m) is not None for m in (Metric.LIQUIDATIONS_LONG_SHARE, Metric.PRICE_CHANGE))
    one_sided = facts.side(Metric.TAKER_IMBALANCE) in {"low", "high"}
    return facts.holds(Regime.CASCADE, Regime.SHORT_SQUEEZE) and not known and one_sided


def scope(facts: Facts) -> list[Message]:
    """Return which markets the figures come from: in one sentence where two markets give all, else one a market."""
    one, two = (_source(facts, group) for group in _SCOPES)
    if one and two:
        return [message(facts, "scope", one=one, two=two)]
    by_source: dict[Source, list[Metric]] = {}
    for metric in (metric for group in _SCOPES for metric in group):
        source = _source(facts, (metric,))
        if source is not None:
            by_source.setdefault(source, []).append(metric)
    return [
        message(facts, "source", what=Sourced(tuple(metrics)), source=source) for source, metrics in by_source.items()
    ]


_SCOPES = (
    (Metric.TAKER_IMBALANCE, Metric.PRICE),
    (Metric.OPEN_INTEREST_Z, Metric.LIQUIDATIONS_USD_Z),
)


def _source(facts: Facts, metrics: tuple[Metric, ...]) -> Source | None:
    measures = [facts.measure(metric) for metric in metrics]
    sources = {None if m is None or m.venue is None or m.market is None else (m.venue, m.market) for m in measures}
    match [*sources]:
        case [(venue, market)]:
            return Source(venue, market)
        case _:
            return None


def _short_history(facts: Facts) -> list[Message]:
    for metric in (Metric.LIQUIDATIONS_USD_Z, Metric.TAKER_IMBALANCE, Metric.OPEN_INTEREST_Z):
        measure = facts.measure(metric)
        if measure is None or measure.n is None or measure.window is None:
            continue
        if measure.coverage is not None and measure.coverage < _SHORT:
            return [message(facts, "short_history", figure=facts.figure(metric))]
    return []


def _set_aside(facts: Facts) -> list[Message]:
    rows = facts.snapshot.notes.set_aside
    if not rows:
        return []
    quoted = Remark(rows[-1].quote)
    if len(rows) == 1:
        return [message(facts, "set_aside_one", what=quoted)]
    return [message(facts, "set_aside", what=quoted, count=Count("set_aside", len(rows)))]
