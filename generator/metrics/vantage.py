"""A history seen from one moment: only what was known then, and only values that may be compared with the newest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from generator.market import PERIODS, Field, History, Series
from generator.metrics.snapshot import Measure
from generator.metrics.statistics import Estimator, FloatArray


@dataclass(frozen=True, slots=True)
class Window:
    """A span of bars and its name in a snapshot."""

    bars: int
    label: str


LOOKBACKS: Final[Mapping[str, Window]] = {"1d": Window(90, "90d"), "4h": Window(180, "30d"), "1h": Window(720, "30d")}
"""What a bar is compared with, by period."""


_PRICES: Final = frozenset({Field.OPEN, Field.HIGH, Field.LOW, Field.CLOSE, Field.MARK, Field.INDEX})
_LARGEST: Final = 1e20


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why a metric is missing."""

    reason: str


Finding = Measure | Unknown


@dataclass(frozen=True, slots=True)
class Track:
    """One derived series up to the newest bar. Oldest first; NaN where unknown or not comparable with the newest."""

    values: FloatArray
    venue: str | None
    changed: datetime | None
    """Start of the span of comparable values, where a change of the source's method bounds it; UTC."""
    market: str | None = None


@dataclass(frozen=True, slots=True)
class Vantage:
    """The history up to the bar `newest`, which is the last one known at `as_of`."""

    history: History
    as_of: datetime
    newest: int
    estimator: Estimator = "robust"
    """Of every z-score."""
    _seen: dict[Field, Track | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Tracks given before: several metrics rest on the same series."""

    @property
    def lookback(self) -> Window:
        """The span the newest bar is compared with."""
        return LOOKBACKS[self.history.period]

    @property
    def known(self) -> datetime:
        """When the newest bar ended."""
        return self._ended(self.newest)

    def day(self, bar: int) -> date:
        """Return the day a bar ended, UTC."""
        return self._ended(bar).date()

    def track(self, *fields: Field) -> Track | None:
        """Return the values of the first of `fields` that has any, with NaN before the source's last change of method.

        None where none of the fields has a known value up to the newest bar.
        """
        for name in fields:
            if name not in self._seen:
                self._seen[name] = self._track(name)
            if (found := self._seen[name]) is not None:
                return found
        return None

    def mixed(self, moment: datetime) -> int | None:
        """Return the bar in which a source changed its method, None where the history begins later or ends before."""
        seconds = int(moment.timestamp())
        begins = self.history.known[0] - int(PERIODS[self.history.period].total_seconds()) + 1
        bar = bisect_left(self.history.known, seconds, 0, self.newest + 1)
        return bar if begins <= seconds and bar <= self.newest else None

    def _track(self, name: Field) -> Track | None:
        series = self.history.series.get(name)
        if series is None:
            return None
        values = _sound(name, np.array(series.values[: self.newest + 1], dtype=np.float64))
        if not np.any(np.isfinite(values)):
            return None
        first, changed = self._comparable_from(series.breaks)
        values[:first] = np.nan
        values.flags.writeable = False
        return Track(values, series.venue, changed, series.market)

    def _comparable_from(self, breaks: tuple[datetime, ...]) -> tuple[int, datetime | None]:
        """Return the first bar comparable with the newest. A bar in which the method changed mixes both."""
        first, changed = 0, None
        for moment in breaks:
            bar = self.mixed(moment)
            if bar is not None:
                first, changed = min(bar + 1, self.newest), moment
        return first, changed

    def _ended(self, bar: int) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.history.known[bar])


def begins(series: Series) -> int | None:
    """Return the first bar of which a series knows a possible value; None where it never does."""
    known = np.flatnonzero(np.isfinite(_sound(series.field, np.array(series.values, dtype=np.float64))))
    return int(known[0]) if len(known) else None


def _sound(name: Field, values: FloatArray) -> FloatArray:
    """Make unknown what no market has: files are cleaned on entry, but another source may not be."""
    if name in _PRICES:
        possible = (values > 0) & (values <= _LARGEST)
    else:
        possible = (np.abs(values) <= _LARGEST) & ((values >= 0) | (name is Field.FUNDING_RATE))
    return np.where(possible, values, np.nan)
