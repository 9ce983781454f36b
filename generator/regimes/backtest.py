"""The rules held against the past: known events, base rates with what followed, and what each threshold does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.metrics.panel import Panel
from generator.metrics.snapshot import Metric
from generator.regimes.backtest_events import Check, SnapshotAt, check
from generator.regimes.base_rates import Chance, Occurrence, Outcomes, chance, occurrences, outcomes, read_bars
from generator.regimes.events import Event
from generator.regimes.rules import Rules
from generator.regimes.sensitivity import Sensitivity, deciding, sensitivities
from generator.regimes.timeline import Timeline

SEED: Final = 1
"""Of the bootstrap in docs/backtest.md."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a history could be tested."""

    asset: str
    period: str
    source: str
    """Name of the file, without its folder."""
    bars: int
    first: datetime
    """Close of the first bar, UTC."""
    last: datetime
    since: tuple[tuple[Metric, datetime], ...]
    """When each metric the rules use was first known (close, UTC), in the order of `Metric`."""
    never: tuple[Metric, ...]
    """Metrics the rules use that the history never gives."""
    markets: tuple[tuple[str, tuple[str, ...]], ...]
    """Each market of the history, such as ``binance spot``, with the fields that come from it."""
    breaks: tuple[tuple[str, datetime], ...]
    """Fields whose source changed its method, with the moment."""
    set_aside: int
    """Values of the file that cannot be true and took no part."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """Everything the past of one history says of the rules."""

    coverage: Coverage
    checks: tuple[Check, ...]
    """Known events of the asset in order of their day."""
    occurrences: tuple[Occurrence, ...]
    outcomes: tuple[Outcomes, ...]
    chance: Chance
    sensitivities: tuple[Sensitivity, ...]
    rules: Rules
    seed: int
    draws: int


def backtest(  # noqa: PLR0913 - each is needed, and the last two are named
    panel: Panel,
    times: Timeline,
    rules: Rules,
    events: Sequence[Event],
    snapshot_at: SnapshotAt,
    *,
    seed: int,
    draws: int = 2000,
) -> Backtest:
    """Return the backtest of `rules` on a history's panel and the timeline they gave of it.

    `snapshot_at` measures the history at a moment (UTC): it gives the reasons for what is missing. `seed` and `draws`
    are those of the bootstrap; the same arguments give the same result. A history without a bar is a `ValueError`.
    """
    if not panel.history.known:
        raise ValueError("a history without a bar cannot be tested")
    known = panel.history.known
    own = [event for event in events if event.asset == panel.history.asset]
    checks = tuple(check(event, known, times.standings, rules, snapshot_at) for event in own)
    readable = read_bars(panel, rules)
    followed = outcomes(panel, times, readable, seed, draws)
    return Backtest(
        coverage=_coverage(panel, rules),
        checks=checks,
        occurrences=tuple(occurrences(panel, times, readable)),
        outcomes=followed,
        chance=chance(followed),
        sensitivities=sensitivities(panel, times, rules, checks, readable),
        rules=rules,
        seed=seed,
        draws=draws,
    )


def _coverage(panel: Panel, rules: Rules) -> Coverage:
    history = panel.history
    used = _used(rules)
    firsts = {metric: bar for metric in used if (bar := panel.first(metric)) is not None}
    markets: dict[str, list[str]] = {}
    for series in history.series.values():
        if market := " ".join(filter(None, (series.venue, series.market))):
            markets.setdefault(market, []).append(series.field.value)
    return Coverage(
        asset=history.asset,
        period=history.period,
        source=history.source,
        bars=len(history.known),
        first=panel.moment(0),
        last=panel.moment(-1),
        since=tuple((metric, panel.moment(bar)) for metric, bar in firsts.items()),
        never=tuple(metric for metric in used if metric not in firsts),
        markets=tuple((market, tuple(fields)) for market, fields in markets.items()),
        breaks=tuple((s.field.value, moment) for s in history.series.values() for moment in s.breaks),
        set_aside=len(history.set_aside),
    )


def _used(rules: Rules) -> tuple[Metric, ...]:
    used = {metric for side in rules.sides for metric in (*deciding(side), *(item.metric for item in side.support))}
    return tuple(metric for metric in Metric if metric in used)
