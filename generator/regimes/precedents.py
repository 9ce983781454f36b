"""What followed earlier onsets of a regime, counted at a moment from what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from generator.market import PERIODS, Regime
from generator.metrics.outcomes import changes_after, spread
from generator.metrics.panel import Panel
from generator.metrics.snapshot import Precedent
from generator.regimes.timeline import Timeline

HORIZONS: Final = (1, 3, 7)
"""Days after an onset."""


def precedents(panel: Panel, times: Timeline, newest: int) -> tuple[Precedent, ...]:
    """Return what followed earlier cases of each regime that began at the bar `newest`; nothing for other regimes.

    A case is an onset, counted from the close at which it was confirmed, at least as many days after the case before
    it as the outcome takes, so that no day is counted twice. Its outcome has to be known at the newest close.
    """
    began = [
        episode.regime for episode in times.episodes if episode.seen == newest and episode.regime is not Regime.CALM
    ]
    found = (_precedent(panel, times, newest, regime, days) for regime in began for days in HORIZONS)
    return tuple(item for item in found if item is not None)


def onsets(times: Timeline, regime: Regime, apart: int, last: int) -> Iterator[int]:
    """Yield the bars up to `last` at which a regime was confirmed, each at least `apart` bars after the one before."""
    earlier: int | None = None
    for episode in sorted(times.episodes, key=lambda item: item.seen):
        if episode.regime is regime and episode.seen <= last and (earlier is None or episode.seen - earlier >= apart):
            earlier = episode.seen
            yield earlier


def _precedent(panel: Panel, times: Timeline, newest: int, regime: Regime, days: int) -> Precedent | None:
    ahead = timedelta(days=days) // PERIODS[panel.history.period]
    closes = panel.closes[: newest + 1]
    first = times.readable[regime]
    bars = [bar for bar in onsets(times, regime, ahead, newest - ahead) if bar >= first]
    cases = spread(changes_after(closes, bars, ahead))
    usual = spread(changes_after(closes, range(first, newest + 1 - ahead), ahead))
    if cases is None or usual is None:
        return None
    return Precedent(regime, panel.moment(first), cases.n, days, cases.median, cases.low, cases.high, usual.median)
