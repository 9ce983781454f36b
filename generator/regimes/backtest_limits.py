"""What the rules cannot see in a history, said from the history itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from generator.market import INTERVALS, Field, Regime, joined
from generator.metrics.snapshot import Metric
from generator.regimes.backtest import Backtest
from generator.regimes.backtest_tables import bars_named, name_of
from generator.regimes.base_rates import Occurrence

THIN: Final = 0.5
"""Share of the look-back under which a reading is named as resting on little."""
_WITHOUT: Final[Mapping[Metric, str]] = {
    Metric.MARKET_DEPTH_INDEX: "No order book was recorded. A liquidity crunch is read from price impact instead, "
    "which is known only after the fact and rises on news too, and abundant liquidity is never read. The thresholds of "
    "depth are published ones that nothing here tests.",
    Metric.BASIS: "The basis is never known, so that crowding rests on funding alone.",
    Metric.LONG_SHORT_RATIO: "The ratio of long to short accounts is never known; it would only change a confidence.",
}


def limits(test: Backtest) -> list[str]:
    """Return what the rules cannot see, one paragraph each."""
    return [*_inputs(test), *_feed(test), *_events(test), *_method(test)]


def _inputs(test: Backtest) -> Iterator[str]:
    coverage = test.coverage
    for metric in coverage.never:
        yield _WITHOUT.get(metric, f"`{metric.value}` is never known in this history.")
    late = [(metric, first) for metric, first in coverage.since if (first - coverage.first).days > 1]
    if late:
        dates = joined(f"`{metric.value}` from {first:%Y-%m-%d}" for metric, first in late)
        yield f"Not every metric reaches back to the first day: {dates}. Before, what needs them is missing, not calm."
    if coverage.set_aside:
        yield f"{coverage.set_aside} values of the file cannot be true and took no part."


def _feed(test: Backtest) -> Iterator[str]:
    coverage = test.coverage
    venues = {market.split()[0] for market, _ in coverage.markets}
    if len(venues) == 1:
        yield (
            f"Everything comes from one venue ({venues.pop()}). What is closed by force elsewhere is not in it, and an "
            "event that took place elsewhere is missed."
        )
    fields = {field: market for market, found in coverage.markets for field in found}
    if Field.LIQUIDATIONS_LONG_USD in fields:
        yield (
            "A venue's liquidations are a floor: feeds leave out orders, most of all in the minutes with most of them. "
            "A z-score against the same feed remains comparable, the dollars of two vendors do not."
        )
    for day in dict.fromkeys(f"{moment:%Y-%m-%d}" for _, moment in coverage.breaks):
        changed = joined(dict.fromkeys(field for field, moment in coverage.breaks if f"{moment:%Y-%m-%d}" == day))
        yield f"The source changed its method on {day} ({changed}): nothing is compared across that day."
    thin = [
        f"{name_of(sight.regime)} on {item.event.day} on {sight.n} values"
        for item in test.checks
        for sight in item.sights
        if sight.coverage is not None and sight.coverage < THIN
    ]
    if thin:
        yield f"Some readings rest on less than half of their look-back: {joined(thin)}."
    taker = next((fields[name] for name in (Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS) if name in fields), "")
    if taker.endswith("spot"):
        yield "Taker flow is that of the spot market; the forced orders of the perpetual are not in it."


def _events(test: Backtest) -> Iterator[str]:
    within = [item for item in test.checks if not item.outside]
    informed = sum(item.event.informed for item in within)
    if informed:
        yield (
            f"The thresholds were set with knowledge of {informed} of the {len(within)} events: for these (a) is no "
            f"test out of sample. The other {len(within) - informed} were chosen from published accounts before the "
            "rules were run on them, but they too are days that became known because they were large; and the base "
            "rates by which the levels were set (docs/decisions/0003) were measured over most of these years."
        )
    tested = {sight.regime for item in within for sight in item.sights}
    untested = [item.regime for item in test.occurrences if item.regime not in tested]
    if untested:
        names = joined(name_of(regime) for regime in untested)
        yield f"No event tests {names}: no account was found that gives the figures they rest on. Base rates alone do."
    by_regime = {item.regime: item for item in test.occurrences}
    counts = [_counted(test, by_regime[regime]) for regime in Regime if regime in tested and regime in by_regime]
    if counts:
        yield (
            f"False alarms cannot be counted, for nobody lists the days on which nothing happened: {joined(counts)}. "
            "The rest may be lesser events or noise; the size of the price change on such days stands in (b)."
        )
    outside = [f"{item.event.day} ({item.event.name})" for item in test.checks if item.outside]
    if outside:
        yield f"Outside this history, so untested: {joined(outside)}."


def _counted(test: Backtest, item: Occurrence) -> str:
    events = sum(sight.seen for check in test.checks for sight in check.sights if sight.regime is item.regime)
    return f"{name_of(item.regime)} held on {item.held} {bars_named(test)}s, {events} of them such events"


def _method(test: Backtest) -> Iterator[str]:
    if INTERVALS[test.coverage.period] >= INTERVALS["1d"]:
        yield (
            "Nothing inside a day is seen: not the order of selling and forced selling, not a fall made good by the "
            "close. Drawdowns are of closes, and that of one day is its return where that is negative."
        )
    yield (
        "One asset and one span of years: how another asset or another market of it behaves is not in here. "
        "What followed is counted over few cases, on prices whose volatility comes in spells, and is no forecast."
    )
