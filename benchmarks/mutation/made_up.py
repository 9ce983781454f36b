"""Snapshots of days that never were: every metric known, several venues, a past of regimes, and names to stumble on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Literal

from generator.market import PERIODS, Regime
from generator.metrics.snapshot import (
    MOST_RECENT,
    Z_METRICS,
    Measure,
    Metric,
    Notes,
    PastBar,
    Precedent,
    Snapshot,
    Spell,
    Standing,
    Streak,
)
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from tests.audit.snapshots import snapshot

_ASSETS = (
    *("BTC", "eth", "SIMBTC", "SOL", "1000SHIB", "S&P 500", "A", "The", "So", "Up", "[BTC][1]", "<b>BTC</b>"),
    *("{{ 7*7 }}", "Mt. Gox Coin", "Not A Coin", "Yet Another", "Data", "Price", "Dr. No", "3 Days", "50% Token"),
)
_VENUES = ("binance", "bybit", "okx", "Some Venue", "Above", "Venue 5", "Dex-2.0", "The Desk", "krakenfutures", "a < b")
Way = Literal["up", "down", "positive", "negative"]
_WAYS: dict[Metric, tuple[Way, Way]] = {
    Metric.OPEN_INTEREST_Z: ("down", "up"),
    Metric.TAKER_IMBALANCE: ("negative", "positive"),
    Metric.PRICE_CHANGE: ("negative", "positive"),
    Metric.FUNDING_RATE: ("negative", "positive"),
}


def full_snapshot(seed: int) -> Snapshot:
    """Return the snapshot of a seed: every metric is known, and what came before it."""
    random = Random(f"in full {seed}")
    drawn = (snapshot(seed * 1000 + n) for n in count())
    found = next(item for item in drawn if len(item.measures) == len(Metric))
    venues = random.sample(_VENUES, 3)
    measures = {metric: _told(measure, venues, random) for metric, measure in found.measures.items()}
    silent = tuple(random.sample(_VENUES, random.choice((0, 0, 1, 2))))
    before, precedents = _past(found, random)
    made = replace(
        found,
        asset=random.choice(_ASSETS),
        measures=measures,
        notes=Notes(set_aside=found.notes.set_aside, silent=silent),
        before=before,
        precedents=precedents,
        recent=_recent(found, random),
    )
    return read_snapshot(write_snapshot(made), "made-up.json")  # plausible is what a file may hold


def _recent(found: Snapshot, random: Random) -> tuple[PastBar, ...]:
    """Return the bars before a snapshot: of some days none, of some all, so that there are weeks to tell of."""
    bar, known = PERIODS[found.period], random.choice((0, MOST_RECENT, MOST_RECENT))
    held = random.sample(list(Regime), 3)
    return tuple(
        PastBar(
            found.ended - n * bar,
            {metric: _past_value(metric, measure.value, random) for metric, measure in found.measures.items()},
            random.gauss(0, 0.03),
            tuple(regime for regime in held if random.random() < 0.6),  # noqa: PLR2004 - more often than not
        )
        for n in range(known, 0, -1)
    )


def _past_value(metric: Metric, now: float, random: Random) -> float:
    """Return what a metric may have been on another day."""
    if metric in Z_METRICS:
        return round(random.gauss(now / 2, 1), 4)
    match metric:
        case Metric.PRICE_CHANGE:
            return random.gauss(now / 2, random.choice((0.005, 0.04)))
        case Metric.FUNDING_RATE | Metric.BASIS:
            return now + random.gauss(0, 0.0002)
        case Metric.LIQUIDATIONS_LONG_SHARE:
            return random.random()
        case _:
            return now * 2 ** random.gauss(0, 0.5)


def _told(measure: Measure, venues: list[str], random: Random) -> Measure:
    """Return a measure with what is known of it from a history."""
    metric, ways = measure.metric, _WAYS.get(measure.metric)
    streak = Streak(ways[measure.value > 0], random.randrange(2, 12)) if ways and random.choice((True, False)) else None
    return replace(
        measure,
        venue=random.choice((None, *venues)),
        streak=streak,
        change_week=random.gauss(0, 0.12) if metric in {Metric.PRICE, Metric.OPEN_INTEREST_Z} else None,
        span=random.choice((None, 0.94, 1.0)) if metric is Metric.MARKET_DEPTH_INDEX else None,
    )


def _past(found: Snapshot, random: Random) -> tuple[Standing, tuple[Precedent, ...]]:
    bar = PERIODS[found.period]
    close = found.as_of - bar
    told = random.choice((None, close - 3 * bar))

    def spell(regime: Regime, *, ended: bool = False) -> Spell:
        bars = random.randrange(1, 15)
        return Spell(regime, close - bar * (bars - 1), bars, close if ended else None, confirmed=True)

    regimes = random.sample(list(Regime), random.randrange(7))
    held = len(regimes) if told is None else len(regimes) // 2
    spells = tuple(spell(regime) for regime in regimes[:held])
    ended = tuple(spell(regime, ended=True) for regime in regimes[held:])
    precedents = []
    for regime in random.sample(list(Regime), 4):
        low, median, high = sorted(random.gauss(0, 0.05) for _ in range(3))
        since = found.as_of - timedelta(days=900)
        usual = random.gauss(0, 0.01)
        precedents.append(Precedent(regime, since, random.choice((9, 12, 38, 1204)), 7, median, low, high, usual))
    return Standing(close, spells, told, ended), tuple(precedents)


def other_day(given: Snapshot, seed: int) -> Snapshot:
    """Return a snapshot of the bar before another, of the same asset: half of its metrics moved, half stayed near."""
    random = Random(f"the day before {given.as_of} {seed}")
    measures = {}
    for metric, measure in given.measures.items():
        share = random.choice((0.97, 0.6, 1.4, 1.05))
        value = measure.value * share
        measures[metric] = replace(
            measure,
            value=min(1.0, value) if metric is Metric.LIQUIDATIONS_LONG_SHARE else value,
            z=None if measure.z is None else measure.z * share,
            change=None if measure.change is None else measure.change * random.choice((0.5, -1.0)),
        )
    close = given.as_of - PERIODS[given.period]
    return replace(given, as_of=close, measures=measures, before=None, recent=given.recent[:-1])
