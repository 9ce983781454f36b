"""What a planner asks of a snapshot and its reading: sides, sizes, and slots ready to be said."""

from __future__ import annotations

from dataclasses import dataclass

from generator.market import Regime, day_described
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.planning.magnitude import Magnitude, Side, magnitude
from generator.planning.story import Day, Figure, Name, Names, RegimeFigure
from generator.regimes.reading import Reading

_FLOW = (Metric.TAKER_IMBALANCE, Metric.TAKER_BUY_SELL_RATIO)


@dataclass(frozen=True, slots=True)
class Facts:
    """A snapshot and its reading, seen through the questions of the planner. None always means unknown."""

    snapshot: Snapshot
    reading: Reading

    def measure(self, metric: Metric) -> Measure | None:
        """Return the measure of a metric."""
        return self.snapshot.get(metric)

    def figure(self, metric: Metric) -> Figure:
        """Return a known metric as a slot. Raises KeyError where it is unknown: the planner asks first."""
        measure = self.snapshot.measures[metric]
        return Figure(measure, self.snapshot.period, magnitude(measure, self.snapshot.period))

    def side(self, metric: Metric) -> Side | None:
        """Return the side of ordinary a metric lies on."""
        size = self._size(metric)
        return None if size is None else size.side

    def level(self, metric: Metric) -> int:
        """Return how far from ordinary a metric is; 0 for flat and for unknown alike, so ask `side` to tell them."""
        size = self._size(metric)
        return 0 if size is None else size.level

    def _size(self, metric: Metric) -> Magnitude | None:
        measure = self.snapshot.get(metric)
        return None if measure is None else magnitude(measure, self.snapshot.period)

    def holds(self, *regimes: Regime) -> bool:
        """Whether any of the regimes holds."""
        return any(regime in self.reading.names for regime in regimes)

    @property
    def flow_metric(self) -> Metric | None:
        """The metric that shows the taker side: the imbalance, or the ratio where only that is known."""
        return next((metric for metric in _FLOW if self.snapshot.get(metric) is not None), None)

    @property
    def flow_side(self) -> Side | None:
        """Low where takers sold, high where they bought."""
        return None if self.flow_metric is None else self.side(self.flow_metric)

    @property
    def asset(self) -> Name:
        """The asset as a slot."""
        return Name(self.snapshot.asset)

    @property
    def day(self) -> Day:
        """The day the snapshot describes."""
        return Day(day_described(self.snapshot.ended), self.snapshot.ended)

    @property
    def regimes(self) -> Names:
        """The regimes that hold, calm left out, as a list to be said."""
        return Names(regimes=tuple(_figure(item.regime, self.reading) for item in self.reading.regimes if item.exit))


def _figure(regime: Regime, reading: Reading) -> RegimeFigure:
    found = reading.get(regime)
    if found is None:
        raise KeyError(regime)
    return RegimeFigure(regime, found.severity)
