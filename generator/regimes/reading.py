"""Nouns of interpretation: the regimes that hold in a snapshot and what each rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from generator.market import Regime
from generator.metrics.snapshot import Metric, Spell


class Severity(StrEnum):
    """How far past its entry threshold a regime stands, mildest first."""

    MODERATE = "moderate"
    SEVERE = "severe"
    EXTREME = "extreme"

    @property
    def rank(self) -> int:
        """0 for moderate, 1 for severe, 2 for extreme."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value that speaks for a regime, with the comparison it passed."""

    metric: Metric
    value: float
    rule: str
    """The comparison in words a program can read too, such as ``market_depth_index <= -0.75``."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level of one metric at which a regime begins, or at which it is over."""

    metric: Metric
    level: float
    above: bool
    """True where the value has to be at or above the level, False for at or below."""

    def met(self, value: float) -> bool:
        """Whether the value lies on the threshold's side of the level, the level included."""
        return value >= self.level if self.above else value <= self.level

    def __str__(self) -> str:
        return f"{self.metric.value} {'>=' if self.above else '<='} {self.level:g}"


@dataclass(frozen=True, slots=True)
class RegimeReading:
    """One regime that holds, how severe, how sure, since when, on what, and what would end it."""

    regime: Regime
    severity: Severity
    confidence: float
    """0-1: lowered by what is missing and by what speaks against it."""
    evidence: tuple[Evidence, ...]
    exit: Threshold | None
    """The level past which the regime is over; None for calm, which ends when any other regime begins."""
    proxy: bool = False
    """True where the regime rests on a stand-in for its own metric."""
    since: datetime | None = None
    """Close of the bar at which it began, UTC; None when only one snapshot is known."""
    bars: int | None = None
    """Closes it has lasted, the newest included; None when only one snapshot is known."""


@dataclass(frozen=True, slots=True)
class Approach:
    """How near a metric is to opening a regime that does not hold now."""

    regime: Regime
    threshold: Threshold
    value: float
    closeness: float
    """Value as a share of the threshold, below 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the rules say of a snapshot."""

    regimes: tuple[RegimeReading, ...]
    """Strongest first."""
    missing: tuple[Metric, ...]
    """Metrics the rules would have used and that are unknown."""
    enough: bool
    """Whether enough is known to say that nothing happened."""
    approaches: tuple[Approach, ...] = field(default=())
    """Regimes that do not hold, nearest to opening first."""
    pending: tuple[Spell, ...] = ()
    """Regimes whose entry has been met, by too few closes in a row to believe it."""
    ended: tuple[Spell, ...] = ()
    """Regimes that are over and held at the last edition, or at the bar before where there was none; newest last."""

    def get(self, regime: Regime) -> RegimeReading | None:
        """Return the reading of a regime, or None where it does not hold."""
        return next((item for item in self.regimes if item.regime is regime), None)

    @property
    def names(self) -> frozenset[Regime]:
        """The regimes that hold."""
        return frozenset(item.regime for item in self.regimes)
