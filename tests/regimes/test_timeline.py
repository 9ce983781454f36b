"""Regimes over time: where a spell begins, goes on and ends, and what an edition is told of it."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from generator.market import PERIODS, History, Regime
from generator.metrics.panel import LEVELS, SCORED, Panel
from generator.metrics.snapshot import Measure, Metric, Snapshot, Spell, Standing
from generator.regimes.classify import classify
from generator.regimes.reading import Severity
from generator.regimes.rules import shipped_rules
from generator.regimes.timeline import Timeline, following, timeline, told_at

START = datetime(2024, 1, 1, tzinfo=UTC)
UNKNOWN = float("nan")


def close(bar: int, period: str = "1d") -> datetime:
    return START + PERIODS[period] * (bar + 1) - timedelta(seconds=1)


def over_time(period: str = "1d", **columns: list[float]) -> Timeline:
    """Return the timeline of bars with these values, a value a bar and metric."""
    bars = len(next(iter(columns.values())))
    known = array("q", (int(close(bar, period).timestamp()) for bar in range(bars)))
    nothing = np.full(bars, np.nan)
    values = {metric: np.array(columns.get(metric.value, nothing)) for metric in (*SCORED, *LEVELS)}
    return timeline(Panel(History("BTC", period, known, {}), values, nothing, nothing), shipped_rules())


def spells(found: Timeline, regime: Regime) -> list[tuple[datetime, datetime | None, int]]:
    return [(item.onset, item.end, item.bars) for item in found.episodes if item.regime is regime]


def test_a_regime_goes_on_until_its_exit_is_passed() -> None:
    # enters at -1.5, goes on at -1.2, is over past -1.0, and -1.2 alone does not open it again
    found = over_time(taker_imbalance=[0.0, -1.6, -1.2, -1.1, -0.9, -1.2, 0.0])
    assert spells(found, Regime.SELL_DOMINANCE) == [(close(1), close(4), 3)]


def test_a_regime_that_lasts_has_no_end() -> None:
    found = over_time(taker_imbalance=[0.0, -1.6, -1.7])
    assert spells(found, Regime.SELL_DOMINANCE) == [(close(1), None, 2)]


def test_the_peak_is_the_most_extreme_value_and_the_worst_severity() -> None:
    (episode,) = (e for e in over_time(taker_imbalance=[0.0, -1.6, -3.6, -2.6, -1.1, 0.0]).episodes if e.peak)
    assert (episode.peak, episode.peak_time, episode.severity) == (-3.6, close(2), Severity.EXTREME)


def test_an_hour_has_to_be_confirmed_and_counts_from_its_first_close() -> None:
    found = over_time("1h", taker_imbalance=[0.0, -1.6, 0.0, -1.6, -1.7, 0.0])
    assert spells(found, Regime.SELL_DOMINANCE) == [(close(3, "1h"), close(5, "1h"), 2)]
    (episode,) = (item for item in found.episodes if item.regime is Regime.SELL_DOMINANCE)
    assert episode.seen == 4


def test_a_severe_hour_is_believed_at_once() -> None:
    found = over_time("1h", taker_imbalance=[0.0, -2.6, 0.0])
    assert spells(found, Regime.SELL_DOMINANCE) == [(close(1, "1h"), close(2, "1h"), 1)]


def test_the_unknown_interrupts_and_ends_nothing() -> None:
    found = over_time(taker_imbalance=[0.0, -1.6, UNKNOWN, -1.6, 0.0])
    assert [bars for _, _, bars in spells(found, Regime.SELL_DOMINANCE)] == [1, 1]
    before = found.standings[1]
    blind = Snapshot("BTC", close(2), "1d", {}, before=before)
    assert classify(blind, shipped_rules()).ended == ()


def reading_after(spell: Spell, value: float, told: datetime | None = None) -> object:
    before = Standing(close(3), (spell,), told)
    measures = {Metric.TAKER_IMBALANCE: Measure(Metric.TAKER_IMBALANCE, value)}
    return classify(Snapshot("BTC", close(4), "1d", measures, before=before), shipped_rules())


def test_what_is_over_is_told_with_how_long_it_lasted() -> None:
    spell = Spell(Regime.SELL_DOMINANCE, close(1), 3)
    reading = reading_after(spell, 0.0)
    assert reading.ended == (replace(spell, until=close(4)),)  # type: ignore[attr-defined]


def test_a_side_that_turns_ends_a_regime_too() -> None:
    before = Standing(close(3), (Spell(Regime.CASCADE, close(2), 2),))
    values = {Metric.LIQUIDATIONS_USD_Z: 3.2, Metric.LIQUIDATIONS_LONG_SHARE: 0.3, Metric.PRICE_CHANGE: 0.1}
    measures = {metric: Measure(metric, value) for metric, value in values.items()}
    reading = classify(Snapshot("BTC", close(4), "1d", measures, before=before), shipped_rules())
    assert [spell.regime for spell in reading.ended] == [Regime.CASCADE]
    assert reading.names == {Regime.SHORT_SQUEEZE}


def test_a_reader_is_told_what_ended_since_his_last_edition() -> None:
    found = over_time(taker_imbalance=[-1.6, -1.6, 0.0, 0.1, 0.2], open_interest_z=[0.0] * 5)
    before = told_at(found.standings, 4, told=close(1))
    assert (before.as_of, before.told) == (close(3), close(1))
    assert before.ended == (Spell(Regime.SELL_DOMINANCE, close(0), 2, until=close(2)),)


def test_a_reader_of_the_bar_before_needs_no_retelling() -> None:
    found = over_time(taker_imbalance=[-1.6, -1.6, 0.0])
    assert told_at(found.standings, 2, told=close(1)) == found.standings[1]


def test_without_a_past_a_snapshot_is_read_alone() -> None:
    alone = Snapshot("BTC", close(0), "1h", {Metric.TAKER_IMBALANCE: Measure(Metric.TAKER_IMBALANCE, -1.6)})
    (found,) = classify(alone, shipped_rules()).regimes
    assert (found.since, found.bars) == (None, None)
    with pytest.raises(ValueError, match="follows from one before"):
        following(alone, classify(alone, shipped_rules()))


def test_each_bar_stands_on_itself_and_those_before_it() -> None:
    values = [0.0, -1.6, -1.2, -0.5, 1.7, 1.2, 0.2, -3.0]
    whole = over_time("1h", taker_imbalance=values)
    for bars in range(1, len(values)):
        assert over_time("1h", taker_imbalance=values[:bars]).standings == whole.standings[:bars]


@pytest.mark.parametrize(("imbalance", "first"), [([np.nan, np.nan, 0.0], 1), ([0.0, 0.0, 0.0], 0)])
def test_a_regime_can_be_read_from_its_metric_or_its_stand_in_on(imbalance: list[float], first: int) -> None:
    found = over_time(taker_imbalance=imbalance, taker_buy_sell_ratio=[np.nan, 1.0, 1.0])
    assert found.readable[Regime.SELL_DOMINANCE] == first
