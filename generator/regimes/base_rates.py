"""How often each regime occurs, how long it lasts, and what the price did afterwards beside what it does on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from statistics import median
from typing import Final

from generator.market import PERIODS, Regime
from generator.metrics.comparison import Comparison, Usual, compare, usual
from generator.metrics.outcomes import OUTCOMES, Kind
from generator.metrics.panel import Panel
from generator.metrics.snapshot import Metric, Spell
from generator.regimes.precedents import HORIZONS, onsets
from generator.regimes.reading import Severity
from generator.regimes.rules import Rules
from generator.regimes.timeline import Timeline

BLOCK: Final = timedelta(days=30)
"""What is resampled together of all days: volatility clusters over weeks."""
SHIFTS: Final = 100
"""How often the onsets are moved in time to see what chance does."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """How often one regime occurs and how long it lasts."""

    regime: Regime
    bars: int
    """Bars at which it could be read."""
    held: int
    """Bars at which it held, confirmed."""
    episodes: int
    severe: int
    """Episodes that were severe or extreme at their peak."""
    extreme: int
    typical: float | None
    """Median bars an episode lasts; None without one. A gap in the data ends an episode."""
    longest: int
    move: float | None
    """Median size of the price change, a fraction, of the bars at which it held; None where none is known."""
    usual_move: float | None
    """The same of all bars at which it could be read."""

    @property
    def share(self) -> float:
        """Share of the bars at which it could be read, 0-1."""
        return self.held / self.bars if self.bars else 0.0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What followed the onsets of one regime over one span of days, beside what followed any bar."""

    regime: Regime
    kind: Kind
    days: int
    usual: Usual
    found: Comparison


@dataclass(frozen=True, slots=True)
class Chance:
    """How many outcomes differ from all bars, and how many do where the onsets are moved in time."""

    compared: int
    apart: int
    """Outcomes whose difference has an interval that excludes 0."""
    shifted: tuple[int, ...]
    """The same count for each shift, in ascending order."""

    @property
    def usual(self) -> float:
        """Mean count over the shifts."""
        return sum(self.shifted) / len(self.shifted) if self.shifted else 0.0

    @property
    def high(self) -> int:
        """The count that one shift in twenty exceeds or equals."""
        return self.shifted[-max(1, len(self.shifted) // 20)] if self.shifted else 0


def read_bars(panel: Panel, rules: Rules) -> dict[Regime, frozenset[int]]:
    """Return the bars, by position, at which each regime could be read: where its metric or its stand-in is known."""
    known = {
        metric: frozenset(bar for bar, value in enumerate(values.tolist()) if value == value)  # noqa: PLR0124 - not NaN
        for metric, values in panel.values.items()
    }
    found = {}
    for side in rules.sides:
        bars = known[side.bands.metric] | (known[side.proxy.metric] if side.proxy else frozenset())
        if bars:
            found[side.regime] = bars
    families = [frozenset().union(*(known[metric] for metric in family)) for family in rules.calm.families]
    calm = [bar for bar in range(len(panel.closes)) if sum(bar in family for family in families) >= rules.calm.known]
    return found | ({Regime.CALM: frozenset(calm)} if calm else {})


def occurrences(panel: Panel, times: Timeline, readable: Mapping[Regime, frozenset[int]]) -> Iterator[Occurrence]:
    """Yield how often each regime that could be read occurs, in the order of `Regime`."""
    moves = [abs(value) for value in panel.values[Metric.PRICE_CHANGE].tolist()]
    for regime in (item for item in Regime if item in readable):
        held = [bar for bar, item in enumerate(times.standings) if any(_holds(s, regime) for s in item.spells)]
        episodes = [item for item in times.episodes if item.regime is regime]
        yield Occurrence(
            regime=regime,
            bars=len(readable[regime]),
            held=sum(item.bars for item in episodes),
            episodes=len(episodes),
            severe=sum(item.severity is not Severity.MODERATE for item in episodes),
            extreme=sum(item.severity is Severity.EXTREME for item in episodes),
            typical=median(item.bars for item in episodes) if episodes else None,
            longest=max((item.bars for item in episodes), default=0),
            move=_typical(moves, held),
            usual_move=_typical(moves, readable[regime]),
        )


def outcomes(
    panel: Panel, times: Timeline, readable: Mapping[Regime, frozenset[int]], seed: int, draws: int
) -> tuple[Outcomes, ...]:
    """Return what followed the onsets of each regime after each of `HORIZONS` days.

    A case counts from the close at which the regime was confirmed, and begins no sooner than the outcome of the case
    before it is over. All bars are those from the first at which the regime could be read.
    """
    period = PERIODS[panel.history.period]
    block, last = BLOCK // period, len(panel.closes) - 1
    firsts = {regime: min(bars) for regime, bars in readable.items()}
    shifts = _shifts(len(panel.closes))
    found = []
    for kind, outcome in OUTCOMES.items():
        for days in HORIZONS:
            ahead = timedelta(days=days) // period
            by_bar = outcome(panel.closes, ahead, timedelta(days=1) / period)
            every = {first: usual(by_bar, first, block, seed, draws) for first in set(firsts.values())}
            for regime in (item for item in Regime if item in firsts):
                beside = every[firsts[regime]]
                cases = [*onsets(times, regime, ahead, last - ahead)]
                comparison = None if beside is None else compare(beside, cases, shifts, seed + 1)
                if beside is not None and comparison is not None:
                    found.append(Outcomes(regime, kind, days, beside, comparison))
    return tuple(found)


def chance(found: Sequence[Outcomes]) -> Chance:
    """Count the outcomes that differ from all bars, and those that do after each shift of the onsets."""
    compared = [item.found for item in found if item.found.difference_interval is not None]
    counts = (sum(column) for column in zip(*(item.by_chance for item in compared), strict=True))
    return Chance(len(compared), sum(item.apart for item in compared), tuple(sorted(counts)))


def _holds(spell: Spell, regime: Regime) -> bool:
    return spell.confirmed and spell.regime is regime


def _typical(moves: Sequence[float], bars: Iterable[int]) -> float | None:
    known = [moves[bar] for bar in bars if isfinite(moves[bar])]
    return median(known) if known else None


def _shifts(bars: int) -> tuple[int, ...]:
    """Return evenly spaced shifts over a history of `bars`, neither its start nor its end."""
    return tuple((k + 1) * bars // (SHIFTS + 1) for k in range(SHIFTS))
