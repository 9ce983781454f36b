"""The metrics that regimes are read from, for every bar of a history at once.

`measure` asks one question of one bar, with everything an article needs to know about it. A timeline asks the same
few questions of thousands of bars; here they are answered together, and the tests hold the two to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from generator.market import Field, History
from generator.metrics import depth, flow, leverage, liquidations, price
from generator.metrics.compare import AMOUNT, DEPTH, ILLIQUIDITY, RATE, Yardstick
from generator.metrics.rolling import rolling_z
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.metrics.snapshot_limits import VALUES
from generator.metrics.statistics import Estimator, FloatArray
from generator.metrics.vantage import Track, Vantage

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


@dataclass(frozen=True, slots=True)
class Panel:
    """Values of the regimes' metrics, one a bar; NaN where a snapshot of that bar would not have the metric."""

    history: History
    values: Mapping[Metric, FloatArray]
    interest_change: FloatArray
    """Change of open interest in coins as a fraction, which can contradict its z-score."""
    closes: FloatArray
    """USD; NaN where unknown."""

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
    """Return the regimes' metrics of every bar up to `newest` (the last bar where it is None).

    Values before a source's change of method are never compared with those after it: each stretch between two
    changes is seen from its own last bar.
    """
    count = len(history.known) if newest is None else newest + 1
    values = {metric: np.full(count, np.nan) for metric in (*SCORED, *LEVELS)}
    change, closes = np.full(count, np.nan), np.full(count, np.nan)
    for first, last in _stretches(history, count):
        v = Vantage(history, datetime.fromtimestamp(history.known[last], UTC), last)
        span = slice(first, last + 1)
        for metric, (track_of, yardstick) in SCORED.items():
            track = track_of(v)
            if track is not None:
                values[metric][span] = rolling_z(yardstick.scale(track.values), v.lookback.bars, estimator)[span]
        for metric, level_of in LEVELS.items():
            track = level_of(v)
            if track is not None:
                values[metric][span] = _possible(metric, track.values[span])
        moved, prices = leverage.interest_change_track(v), v.track(Field.CLOSE)
        if moved is not None:
            change[span] = np.expm1(moved.values[span])
        if prices is not None:
            closes[span] = prices.values[span]
    return Panel(history, values, change, closes)


def _possible(metric: Metric, values: FloatArray) -> FloatArray:
    limits = VALUES[metric]
    with np.errstate(invalid="ignore"):
        low = values > limits.low if limits.open_low else values >= limits.low
        return np.where(low & (values <= limits.high), values, np.nan)


def _stretches(history: History, count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last bar of each stretch in which every source kept its method.

    A bar in which a method changed mixes both, and is a stretch of its own.
    """
    mixed = sorted({bar for series in history.series.values() for bar in _mixed(history, series.breaks, count)})
    first = 0
    for bar in mixed:
        if first < bar:
            yield first, bar - 1
        yield bar, bar
        first = bar + 1
    if first < count:
        yield first, count - 1


def _mixed(history: History, breaks: tuple[datetime, ...], count: int) -> Iterator[int]:
    for moment in breaks:
        bar = Vantage(history, moment, count - 1).mixed(moment)
        if bar is not None:
            yield bar
