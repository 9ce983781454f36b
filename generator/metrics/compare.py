"""Turns a track into a measure: the newest value beside its look-back, its change, and how far back its record goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from math import isfinite
from typing import Final, Literal

import numpy as np

from generator.market import PERIODS
from generator.metrics.snapshot import Measure, Metric, Rank, Record, Streak
from generator.metrics.statistics import (
    FEWEST_VALUES,
    Extremes,
    FloatArray,
    Score,
    middle,
    percentile_rank,
    placing,
    record_reach,
    z_score,
)
from generator.metrics.vantage import Finding, Track, Unknown, Vantage

RECORD_DAYS: Final = 30
RECORD_BARS: Final = 60
"""Known bars a history needs before a value counts as its most extreme."""
RECORD_COVERAGE: Final = 0.95
"""Share of the bars a record reaches over that must be known: what is unknown may have been more extreme."""
RANK_DAYS: Final = 365
"""The year a value is given its place in."""
RANK_FEWEST_DAYS: Final = 90
"""Days of history under which a place says little."""
LAST_PLACE: Final = 10
Z_UNIT: Final = "standard deviations"
Way = Literal["up", "down", "positive", "negative"]
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a kind of value is compared with its look-back."""

    method: str | None
    """Name of the z-score in a snapshot; None where the level trends, so that a z-score would say nothing."""
    scale: Callable[[FloatArray], FloatArray]
    """What is done to the values before the z-score."""
    extremes: Extremes = ("low", "high")
    """The records worth telling."""


def _as_is(values: FloatArray) -> FloatArray:
    return values


def _logarithm(values: FloatArray) -> FloatArray:
    scaled: FloatArray = np.log(np.where(values > 0, values, np.nan))
    return scaled


def _log1p(values: FloatArray) -> FloatArray:
    scaled: FloatArray = np.log1p(np.where(values >= 0, values, np.nan))
    return scaled


RATE: Final = Yardstick("robust", _as_is)
"""Rates, shares, ratios and changes."""
AMOUNT: Final = Yardstick("log robust", _log1p, ("high",))
"""USD amounts, which may be 0: the z-score is of ln(1 + USD), for they burst."""
DEPTH: Final = Yardstick("log robust", _log1p)
ILLIQUIDITY: Final = Yardstick("log robust", _logarithm)
LEVEL: Final = Yardstick(None, _as_is)
"""Levels that trend."""


def _market(track: Track) -> Literal["spot", "perpetual"] | None:
    return "spot" if track.market == "spot" else "perpetual" if track.market == "perpetual" else None


def z_measure(v: Vantage, metric: Metric, track: Track, yardstick: Yardstick) -> Finding:
    """Return the z-score of the newest value as the measure; percentile and record are of the values themselves."""
    score = _score(v, track, yardstick)
    if score.z is None:
        return _unscored(v, track, score)
    return _placed(v, Measure(metric, score.z, venue=track.venue, market=_market(track), unit=Z_UNIT), track, yardstick)


def level_measure(v: Vantage, metric: Metric, track: Track, unit: str, yardstick: Yardstick) -> Finding:
    """Return the newest value as the measure, with its z-score, percentile and record."""
    value = float(track.values[-1])
    if not isfinite(value):
        return no_value(v)
    z = _score(v, track, yardstick).z if yardstick.method else None
    return _placed(
        v, Measure(metric, value + 0.0, venue=track.venue, market=_market(track), unit=unit, z=z), track, yardstick
    )


def bare_measure(v: Vantage, metric: Metric, track: Track, unit: str) -> Finding:
    """Return the newest value with its record only: for levels whose place in a look-back says little."""
    value = float(track.values[-1])
    if not isfinite(value):
        return no_value(v)
    found = Measure(metric, value + 0.0, venue=track.venue, market=_market(track), unit=unit)
    return _dated(v, _told_extremes(v, found, track, LEVEL.extremes))


def with_change(
    v: Vantage, finding: Finding, values: FloatArray, *, fraction: bool, zero: float | None = None
) -> Finding:
    """Add the change of the newest of `values` over one bar and over a week, and the streak they are in.

    A change is a fraction of the earlier value, or the difference. A streak is one of rises or falls, or, where
    `zero` says what is neither positive nor negative, of bars on one side of it.
    """
    if isinstance(finding, Unknown):
        return finding
    change = _change(values, 1, fraction=fraction)
    return replace(
        finding,
        change=change,
        change_over=None if change is None else v.history.period,
        change_week=_change(values, _WEEK // PERIODS[v.history.period], fraction=fraction),
        streak=streak(np.diff(values), "up", "down") if zero is None else streak(values - zero, "positive", "negative"),
    )


def with_typical(v: Vantage, finding: Finding, track: Track) -> Finding:
    """Add the median of the look-back, for amounts: what is usual tells a reader how much they are."""
    if isinstance(finding, Unknown):
        return finding
    return replace(finding, typical=middle(track.values[-v.lookback.bars - 1 : -1]))


def _change(values: FloatArray, bars: int, *, fraction: bool) -> float | None:
    if len(values) <= bars:
        return None
    before, now = float(values[-1 - bars]), float(values[-1])
    if fraction and not before > 0:
        return None
    change = now / before - 1 if fraction else now - before
    return change + 0.0 if isfinite(change) else None


def streak(signs: FloatArray, above: Way, below: Way) -> Streak | None:
    """Return how many of the newest values in a row lie on one side of 0; None for one, and for a 0 or an unknown."""
    if len(signs) == 0 or not isfinite(float(signs[-1])) or signs[-1] == 0:
        return None
    same = signs > 0 if signs[-1] > 0 else signs < 0
    other = np.flatnonzero(~same)
    bars = len(signs) - (int(other[-1]) + 1 if len(other) else 0)
    return Streak(above if signs[-1] > 0 else below, bars) if bars > 1 else None


def no_value(v: Vantage) -> Unknown:
    """Say that the series has no value in the newest bar."""
    return Unknown(f"no value in the bar that ended {v.known:%Y-%m-%d %H:%M} UTC")


def _score(v: Vantage, track: Track, yardstick: Yardstick) -> Score:
    recent = yardstick.scale(track.values[-v.lookback.bars - 1 :])
    return z_score(float(recent[-1]), recent[:-1], v.estimator)


def _unscored(v: Vantage, track: Track, score: Score) -> Unknown:
    if not isfinite(float(track.values[-1])):
        return no_value(v)
    span = PERIODS[v.history.period] * v.lookback.bars
    if score.n < FEWEST_VALUES and track.changed is not None and v.as_of - track.changed < span:
        day = f"{track.changed.day} {track.changed:%B %Y}"
        return Unknown(f"the source changed its method on {day} and {score.n} values since are too few")
    return Unknown(score.reason or "no z-score")


def _placed(v: Vantage, measure: Measure, track: Track, yardstick: Yardstick) -> Measure:
    """Add where the newest value stands in its look-back."""
    lookback = track.values[-v.lookback.bars - 1 : -1]
    n = int(np.count_nonzero(np.isfinite(yardstick.scale(lookback))))
    placed = replace(
        measure,
        percentile=percentile_rank(float(track.values[-1]), lookback),
        window=v.lookback.label,
        n=n,
        method=yardstick.method and yardstick.method.replace("robust", v.estimator),
        coverage=n / v.lookback.bars,
    )
    return _dated(v, _told_extremes(v, placed, track, yardstick.extremes))


def _told_extremes(v: Vantage, measure: Measure, track: Track, extremes: Extremes) -> Measure:
    """Add how far back the newest value is the most extreme, and its place in the last year."""
    return replace(measure, record=_record(v, track, extremes), rank=_rank(v, track, extremes))


def _dated(v: Vantage, measure: Measure) -> Measure:
    """Add the moment of the newest bar, unless it ended at the snapshot's own."""
    return measure if v.as_of - v.known <= timedelta(seconds=1) else replace(measure, as_of=v.known)


def _record(v: Vantage, track: Track, extremes: Extremes) -> Record | None:
    reach = record_reach(track.values, extremes)
    if reach is None:
        return None
    span = track.values[reach.index :]
    known = int(np.count_nonzero(np.isfinite(span)))
    days = (v.day(v.newest) - v.day(reach.index)).days
    if days < RECORD_DAYS or known < RECORD_COVERAGE * len(span) or (reach.whole and known < RECORD_BARS):
        return None
    return Record(reach.extreme, v.day(reach.index), days, reach.whole)


def _rank(v: Vantage, track: Track, extremes: Extremes) -> Rank | None:
    known = np.flatnonzero(np.isfinite(track.values))
    if len(known) == 0:
        return None
    bars_a_day = timedelta(days=1) // PERIODS[v.history.period]
    span = track.values[max(int(known[0]), len(track.values) - RANK_DAYS * bars_a_day) :]
    found, days = placing(span, extremes), len(span) // bars_a_day
    if found is None or found.place > LAST_PLACE or days < RANK_FEWEST_DAYS:
        return None
    if found.of < RECORD_BARS or found.of < RECORD_COVERAGE * len(span):
        return None
    return Rank(found.extreme, found.place, found.of, days)
