"""The backtest as plain data, for `backtest --json`."""

from __future__ import annotations

from datetime import datetime

from generator.metrics.outcomes import Interval, Spread
from generator.regimes.backtest import Backtest, Coverage
from generator.regimes.backtest_events import Check
from generator.regimes.backtest_limits import limits
from generator.regimes.base_rates import Occurrence, Outcomes
from generator.regimes.sensitivity import Expected, Sensitivity


def as_data(test: Backtest) -> dict[str, object]:
    """Return the backtest as plain data: times ISO 8601 in UTC, shares and returns as fractions, null for unknown."""
    return {
        "history": _coverage(test.coverage),
        "events": [_check(item) for item in test.checks],
        "regimes": [_occurrence(item) for item in test.occurrences],
        "outcomes": [_outcome(item) for item in test.outcomes],
        "chance": {
            "compared": test.chance.compared,
            "apart": test.chance.apart,
            "shifted_mean": test.chance.usual,
            "shifted_one_in_twenty": test.chance.high,
            "shifts": len(test.chance.shifted),
        },
        "sensitivity": [_sensitivity(item) for item in test.sensitivities],
        "limits": limits(test),
        "seed": test.seed,
        "draws": test.draws,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _coverage(found: Coverage) -> dict[str, object]:
    return {
        "asset": found.asset,
        "period": found.period,
        "source": found.source,
        "bars": found.bars,
        "first": _time(found.first),
        "last": _time(found.last),
        "markets": {market: list(fields) for market, fields in found.markets},
        "metrics_since": {metric.value: _time(since) for metric, since in found.since},
        "metrics_never": [metric.value for metric in found.never],
        "changes_of_method": [{"field": field, "time": _time(moment)} for field, moment in found.breaks],
        "set_aside": found.set_aside,
    }


def _check(item: Check) -> dict[str, object]:
    return {
        "day": item.event.day.isoformat(),
        "name": item.event.name,
        "known_when_rules_were_set": item.event.informed,
        "published": item.event.published,
        "source": item.event.source,
        "within_history": not item.outside,
        "expected": [regime.value for regime in item.event.expects],
        "read": [
            {
                "regime": sight.regime.value,
                "seen": sight.seen,
                "reason": sight.reason or None,
                "since": _time(sight.since),
                "metric": sight.metric.value,
                "value": sight.value,
                "n": sight.n,
                "stand_in": sight.stand_in,
            }
            for sight in item.sights
        ],
        "also": [regime.value for regime in item.also],
    }


def _occurrence(item: Occurrence) -> dict[str, object]:
    return {
        "regime": item.regime.value,
        "readable": item.bars,
        "held": item.held,
        "share": item.share,
        "episodes": item.episodes,
        "severe_or_worse": item.severe,
        "extreme": item.extreme,
        "typical_bars": item.typical,
        "longest_bars": item.longest,
        "median_move": item.move,
        "median_move_of_all": item.usual_move,
    }


def _outcome(item: Outcomes) -> dict[str, object]:
    return {
        "regime": item.regime.value,
        "outcome": item.kind,
        "days": item.days,
        "cases": _spread(item.found.cases, item.found.interval),
        "all": _spread(item.usual.spread, item.usual.interval),
        "difference": item.found.difference,
        "difference_interval": _interval(item.found.difference_interval),
        "excludes_zero": item.found.apart,
    }


def _spread(found: Spread, interval: Interval | None) -> dict[str, object]:
    return {
        "n": found.n,
        "median": found.median,
        "quartiles": [found.low, found.high],
        "median_interval": _interval(interval),
    }


def _interval(found: Interval | None) -> list[float] | None:
    return None if found is None else list(found)


def _sensitivity(item: Sensitivity) -> dict[str, object]:
    return {
        "regimes": [regime.value for regime in item.lever.sides],
        "part": item.lever.part,
        "metric": item.lever.metric.value,
        "level": item.lever.level,
        "shares": list(item.shipped),
        "steps": [
            {
                "step": shift.step,
                "level": shift.level,
                "seen": shift.seen,
                "gained": _expected(shift.gained),
                "lost": _expected(shift.lost),
                "shares": list(shift.shares),
            }
            for shift in item.shifts
        ],
    }


def _expected(found: tuple[Expected, ...]) -> list[dict[str, str]]:
    return [{"day": event.day.isoformat(), "regime": regime.value} for event, regime in found]
