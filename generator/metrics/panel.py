"""The metrics of every bar of a history at once: those that regimes are read from, and those a day is told beside.

`measure` asks one question of one bar, with everything an article needs to know about it. A timeline asks the same
few questions of thousands of bars; here they are answered together, and the tests hold the two to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

import numpy as np

from generator.market import Field, History
from generator.metrics import depth, flow, leverage, liquidations, price
from generator.metrics.compare import AMOUNT, DEPTH, ILLIQUIDITY, RATE, Yardstick
from generator.metrics.rolling import rolling_z
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.metrics.snapshot_limits import VALUES
from generator.metrics.statistics import Estimator, FloatArray
from generator.metrics.vantage import Track, Vantage, begins

TrackOf = Callable[[Vantage], Track | None]

SCORED: Final[Mapping[Metric, tuple[TrackOf, Yardstick]]] = {
    Metric.MARKET_DEPTH_INDEX: (depth.depth_track, DEPTH),
    Metric.TAKER_IMBALANCE: (flow.imbalance_track, RATE),
    Metric.OPEN_INTEREST_Z: (leverage.interest_change_track, RATE),
    Metric.LIQUIDATIONS_USD_Z: (liquidations.total_track, AMOUNT),
    Metric.ILLIQUIDITY_Z: (depth.illiquidity_track, ILLIQUIDITY),
}
"""Metrics that are z-scores: the series behind each, and the scale it is scored on."""
LEVELS: Final[Mapping[Metric, TrackOf]] = {
    Metric.TAKER_BUY_SELL_RATIO: flow.ratio_track,
    Metric.FUNDING_RATE: lambda v: v.track(Field.FUNDING_RATE),
    Metric.LIQUIDATIONS_LONG_SHARE: liquidations.share_track,
    Metric.PRICE_CHANGE: price.change_track,
    Metric.BASIS: leverage.basis_track,
    Metric.LONG_SHORT_RATIO: lambda v: v.track(Field.LONG_SHORT_RATIO),
}
"""Metrics that are values of their series."""
OTHERS: Final[Mapping[Metric, TrackOf]] = {
    Metric.LIQUIDATIONS_USD: liquidations.total_track,
    Metric.OPEN_INTEREST_USD: leverage.interest_usd_track,
    Metric.VOLUME_USD: depth.volume_track,
    Metric.REALISED_VOLATILITY: price.volatility_track,
    Metric.SPREAD_BPS: lambda v: v.track(Field.SPREAD_BPS),
}
"""Likewise; no regime is read from them, but a day is told beside the days before it."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Values of the regimes' metrics, one a bar; NaN where a snapshot of that bar would not have the metric."""

    history: History
    values: Mapping[Metric, FloatArray]
    interest_change: FloatArray
    """Change of open interest in coins as a fraction, which can contradict its z-score."""
    closes: FloatArray
    """USD; NaN where unknown."""
    others: Mapping[Metric, FloatArray] = field(default_factory=dict)
    """Values of the metrics in `OTHERS`, likewise."""

    def moment(self, bar: int) -> datetime:
        """Return when a bar closed, UTC."""
        return datetime.fromtimestamp(self.history.known[bar], UTC)

    def first(self, *metrics: Metric) -> int | None:
        """Return the first bar at which any of the metrics is known; None where none ever is."""
        known = [int(bars[0]) for m in metrics if len(bars := np.flatnonzero(np.isfinite(self.values[m])))]
        return min(known, default=None)

    def snapshots(self) -> Iterator[Snapshot]:
        """Yield each bar's snapshot, oldest first, with the values of the regimes' metrics and nothing else."""
        columns = {metric: values.tolist() for metric, values in self.values.items()}
        changes = self.interest_change.tolist()
        for bar, known in enumerate(self.history.known[: len(self.closes)]):
            measures = {m: Measure(m, column[bar]) for m, column in columns.items() if column[bar] == column[bar]}
            if Metric.OPEN_INTEREST_Z in measures:
                interest = measures[Metric.OPEN_INTEREST_Z].value
                measures[Metric.OPEN_INTEREST_Z] = Measure(Metric.OPEN_INTEREST_Z, interest, change=changes[bar])
            yield Snapshot(self.history.asset, datetime.fromtimestamp(known, UTC), self.history.period, measures)


def panel(history: History, newest: int | None = None, estimator: Estimator = "robust") -> Panel:
    """Return the metrics of every bar up to `newest` (the last bar where it is None).

    Values before a source's change of method are never compared with those after it, and a series that had not begun
    could stand in for none: each stretch between two such bars is seen from its own last bar.
    """
    count = len(history.known) if newest is None else newest + 1
    values = {metric: np.full(count, np.nan) for metric in (*SCORED, *LEVELS)}
    others = {metric: np.full(count, np.nan) for metric in OTHERS}
    change, closes = np.full(count, np.nan), np.full(count, np.nan)
    for first, last in _stretches(history, count):
        v = Vantage(history, datetime.fromtimestamp(history.known[last], UTC), last)
        span = slice(first, last + 1)
        for metric, (track_of, yardstick) in SCORED.items():
            track = track_of(v)
            if track is not None:
                values[metric][span] = _scores(v, yardstick.scale(track.values), first, estimator)
        for levels, into in ((LEVELS, values), (OTHERS, others)):
            for metric, level_of in levels.items():
                track = level_of(v)
                if track is not None:
                    into[metric][span] = _possible(metric, track.values[span])
        coins, prices = leverage.interest_coins_track(v), v.track(Field.CLOSE)
        if coins is not None:
            change[span] = _fractions(coins.values)[span]
        if prices is not None:
            closes[span] = prices.values[span]
    return Panel(history, values, change, closes, others)


def _scores(v: Vantage, values: FloatArray, first: int, estimator: Estimator) -> FloatArray:
    """Return the scores from the bar `first` on: only the look-back before it is needed."""
    begin = max(0, first - v.lookback.bars)
    return rolling_z(values[begin:], v.lookback.bars, estimator)[first - begin :]


def _fractions(values: FloatArray) -> FloatArray:
    """Return value / value before it - 1 for each bar; NaN beside one that is unknown, or after one not above 0."""
    changes = np.full(len(values), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        changes[1:] = values[1:] / np.where(values[:-1] > 0, values[:-1], np.nan) - 1
    return np.where(np.isfinite(changes), changes, np.nan)


def _possible(metric: Metric, values: FloatArray) -> FloatArray:
    limits = VALUES[metric]
    with np.errstate(invalid="ignore"):
        low = values > limits.low if limits.open_low else values >= limits.low
        return np.where(low & (values <= limits.high), values, np.nan)


def _stretches(history: History, count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last bar of each stretch in which the same series were there, by the same methods.

    A bar in which a method changed mixes both, and is a stretch of its own.
    """
    starts = {0, count}
    for series in history.series.values():
        starts |= {start for bar in _mixed(history, series.breaks, count) for start in (bar, bar + 1)}
        begun = begins(series)
        starts |= set() if begun is None else {begun}
    ordered = sorted(start for start in starts if start <= count)
    yield from ((first, after - 1) for first, after in pairwise(ordered))


def _mixed(history: History, breaks: tuple[datetime, ...], count: int) -> Iterator[int]:
    for moment in breaks:
        bar = Vantage(history, moment, count - 1).mixed(moment)
        if bar is not None:
            yield bar
