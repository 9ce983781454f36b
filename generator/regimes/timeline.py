"""Regimes over time: each bar read with what held before it, and the spells that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from generator.market import PERIODS, Regime
from generator.metrics.panel import Panel
from generator.metrics.snapshot import Metric, Snapshot, Spell, Standing
from generator.regimes.classify import classify, newest_close
from generator.regimes.reading import Reading, RegimeReading, Severity
from generator.regimes.rules import Rules


@dataclass(frozen=True, slots=True)
class Episode:
    """One regime from its onset to its end."""

    regime: Regime
    onset: datetime
    """Close of its first bar, UTC."""
    seen: int
    """Bar, by its position, at whose close it was confirmed."""
    end: datetime | None
    """Close of the bar that was past its exit, or with which it could no longer be read; None while it lasts."""
    bars: int
    """Closes it lasted."""
    peak: float | None
    """The most extreme value of its own metric; None for calm, which has none."""
    peak_metric: Metric | None
    peak_time: datetime
    """Close of that bar, UTC."""
    severity: Severity
    """The highest it reached."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The regimes of a history, bar by bar and spell by spell."""

    standings: tuple[Standing, ...]
    """What was known at the close of each bar, from that bar and those before it alone."""
    episodes: tuple[Episode, ...]
    """In order of their onset; a regime that could not be read for a bar begins anew after it."""
    readable: Mapping[Regime, int]
    """The first bar at which each regime could have been read. One that never could is not in it."""


def timeline(panel: Panel, rules: Rules) -> Timeline:
    """Return the regimes of every bar of a panel, each read from itself and the bars before it, never later ones."""
    standings: list[Standing] = []
    running: dict[Regime, Episode] = {}
    done: list[Episode] = []
    period = PERIODS[panel.history.period]
    standing = Standing(panel.moment(0) - period) if panel.history.known else None
    for bar, alone in enumerate(panel.snapshots()):
        snapshot = replace(alone, before=standing)
        reading = classify(snapshot, rules)
        standing = following(snapshot, reading)
        standings.append(standing)
        done += _closed(running, reading, standing.as_of)
        running |= {item.regime: _extended(running.get(item.regime), item, snapshot, bar) for item in reading.regimes}
    done += running.values()
    return Timeline(tuple(standings), tuple(sorted(done, key=lambda e: (e.onset, e.regime))), _readable(panel, rules))


def _readable(panel: Panel, rules: Rules) -> dict[Regime, int]:
    found = {}
    for rule in rules.sides:
        first = panel.first(rule.bands.metric, *([rule.proxy.metric] if rule.proxy is not None else []))
        if first is not None:
            found[rule.regime] = first
    return found


def following(snapshot: Snapshot, reading: Reading) -> Standing:
    """Return what a snapshot and its reading leave for the next bar. The snapshot has to know what came before it."""
    if snapshot.before is None:
        raise ValueError("a standing follows from one before it")
    held = tuple(_spell(item) for item in reading.regimes)
    return Standing(newest_close(snapshot, snapshot.before), (*held, *reading.pending))


def told_at(standings: tuple[Standing, ...], newest: int, told: datetime) -> Standing:
    """Return the standing before the bar `newest`, as news to a reader who read an edition at `told`.

    What held then and ended since is listed, however many bars ago it ended.
    """
    before = standings[newest - 1]
    then = next((item for item in reversed(standings[:newest]) if item.as_of <= told), None)
    if then is None or then is before:
        return before
    ended = tuple(_over(then, standings[:newest]))
    return replace(before, told=told, ended=ended)


def _over(then: Standing, standings: tuple[Standing, ...]) -> Iterator[Spell]:
    """Yield the spells that held at `then` and ended before the last of the standings."""
    later = [item for item in standings if item.as_of > then.as_of]
    for spell in then.spells:
        if not spell.confirmed:
            continue
        bars = spell.bars
        for item in later:
            same = next((s for s in item.spells if s.regime is spell.regime and s.since == spell.since), None)
            if same is None:
                yield replace(spell, bars=bars, until=item.as_of)
                break
            bars = same.bars


def _spell(item: RegimeReading) -> Spell:
    if item.since is None or item.bars is None:
        raise ValueError("a regime read with what came before it knows since when")
    return Spell(item.regime, item.since, item.bars)


def _closed(running: dict[Regime, Episode], reading: Reading, close: datetime) -> list[Episode]:
    """Take out of `running` the episodes that are over at this close."""
    since = {item.regime: item.since for item in reading.regimes}
    over = [regime for regime, episode in running.items() if since.get(regime) != episode.onset]
    return [replace(running.pop(regime), end=close) for regime in over]


def _extended(episode: Episode | None, item: RegimeReading, snapshot: Snapshot, bar: int) -> Episode:
    """Return an episode with one more bar."""
    metric = item.exit.metric if item.exit else None
    value = None if metric is None else snapshot.value(metric)
    if episode is None:
        if item.since is None or item.bars is None:
            raise ValueError("a regime read with what came before it knows since when")
        return Episode(item.regime, item.since, bar, None, item.bars, value, metric, snapshot.as_of, item.severity)
    severity = max(episode.severity, item.severity, key=lambda severity: severity.rank)
    farther = value is not None and (episode.peak is None or _beyond(value, episode.peak, item))
    if farther:
        episode = replace(episode, peak=value, peak_metric=metric, peak_time=snapshot.as_of)
    return replace(episode, bars=episode.bars + 1, severity=severity)


def _beyond(value: float, peak: float, item: RegimeReading) -> bool:
    if item.exit is None:
        return False
    return value < peak if item.exit.above else value > peak
