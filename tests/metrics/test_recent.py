"""The bars before the newest one: which they are, and that each says what a snapshot of it said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import edition
from generator.market import PERIODS, Field, History, Regime
from generator.metrics.measure import measure
from generator.metrics.panel import LEVELS, OTHERS, SCORED
from generator.metrics.snapshot import MOST_RECENT, Metric, PastBar, Snapshot
from generator.regimes.rules import shipped_rules
from generator.sources.files import read_history
from tests.cases import DAILY, HOURLY, needs_data

from .histories import any_history, end_of, history

RULES = shipped_rules()
CARRIED = (*SCORED, *LEVELS, *OTHERS, Metric.PRICE)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def seen(bars: History, later: timedelta = timedelta(0)) -> Snapshot:
    """The snapshot of the last bar."""
    as_of = end_of(bars) + later
    return edition.snapshot_of(edition.chronicle(bars, RULES, as_of=as_of), as_of)


def before(bars: History, periods: int, later: timedelta = timedelta(0)) -> PastBar:
    found = seen(bars, later).before_by(periods)
    assert found is not None
    return found


def test_two_weeks_of_days_are_carried_oldest_first() -> None:
    bars = history({Field.CLOSE: [100.0 + i for i in range(20)]})
    recent = seen(bars).recent
    assert MOST_RECENT == 13
    assert [bar.as_of for bar in recent] == [end_of(bars, i) for i in range(6, 19)]
    assert [bar.values[Metric.PRICE] for bar in recent] == [106.0 + i for i in range(13)]


def test_a_young_history_has_fewer() -> None:
    assert seen(history({Field.CLOSE: [100.0]})).recent == ()
    assert len(seen(history({Field.CLOSE: [100.0, 101.0]})).recent) == 1
    assert len(seen(history({Field.CLOSE: [100.0] * 13})).recent) == 12


def test_known_answers() -> None:
    bars = history(
        {
            Field.CLOSE: [100.0, 80.0, 90.0],
            Field.VOLUME_COINS: [7.0, 5.0, 6.0],
            Field.TAKER_BUY_COINS: [1.0, 1.0, 3.0],
            Field.OPEN_INTEREST_COINS: [40.0, 44.0, 33.0],
            Field.FUNDING_RATE: [1e-4, -2e-4, 3e-4],
            Field.LIQUIDATIONS_LONG_USD: [0.0, 30.0, 1.0],
            Field.LIQUIDATIONS_SHORT_USD: [0.0, 10.0, 1.0],
            Field.MARK: [100.0, 101.0, 100.0],
            Field.INDEX: [100.0, 100.0, 100.0],
            Field.LONG_SHORT_RATIO: [1.0, 1.5, 2.0],
            Field.SPREAD_BPS: [1.0, 4.0, 2.0],
        }
    )
    assert before(bars, 1).values == pytest.approx(
        {
            Metric.TAKER_BUY_SELL_RATIO: 0.25,  # 1 bought, 4 sold
            Metric.FUNDING_RATE: -2e-4,
            Metric.LIQUIDATIONS_LONG_SHARE: 0.75,
            Metric.LIQUIDATIONS_USD: 40.0,
            Metric.OPEN_INTEREST_USD: 3520.0,  # 44 coins at 80
            Metric.VOLUME_USD: 400.0,
            Metric.PRICE: 80.0,
            Metric.PRICE_CHANGE: -0.2,
            Metric.BASIS: 0.01,
            Metric.LONG_SHORT_RATIO: 1.5,
            Metric.SPREAD_BPS: 4.0,
        }
    )
    assert before(bars, 1).interest_change == pytest.approx(0.1)
    first = before(bars, 2)
    assert first.interest_change is None
    assert Metric.LIQUIDATIONS_LONG_SHARE not in first.values  # nothing was liquidated
    assert first.values[Metric.LIQUIDATIONS_USD] == 0.0


def test_a_bar_of_which_nothing_is_known_is_not_there_and_its_neighbours_say_when_they_were() -> None:
    closes: list[float | None] = [100.0 + i for i in range(20)]
    closes[16] = None  # three bars before the newest
    bars = history({Field.CLOSE: closes})
    snapshot = seen(bars)
    assert len(snapshot.recent) == 12
    assert snapshot.before_by(3) is None
    assert before(bars, 2).values == {Metric.PRICE: 117.0}  # no close before it, so no change
    assert before(bars, 4).values[Metric.PRICE] == 115.0
    assert snapshot.before_by(14) is None
    assert snapshot.before_by(0) is None


def test_bars_are_counted_from_the_newest_whenever_one_asks() -> None:
    bars = history({Field.CLOSE: [100.0, 101.0, 102.0]})
    for later in (timedelta(0), SECOND, DAY / 2, DAY - SECOND):
        assert before(bars, 1, later).values[Metric.PRICE] == 101.0, later
    assert seen(bars, DAY + 2 * SECOND).recent == ()  # stale: the newest bar is not of that day


def test_a_history_with_bars_left_out_counts_by_the_clock() -> None:
    whole = history({Field.CLOSE: [100.0 + i for i in range(30)]})
    kept = [*range(10), *range(25, 30)]
    series = whole.series[Field.CLOSE]
    bars = replace(
        whole,
        known=type(whole.known)("q", [whole.known[i] for i in kept]),
        series={Field.CLOSE: replace(series, values=type(series.values)("d", [series.values[i] for i in kept]))},
    )
    snapshot = seen(bars)
    assert [bar.values[Metric.PRICE] for bar in snapshot.recent] == [125.0, 126.0, 127.0, 128.0]
    assert snapshot.before_by(5) is None


def test_regimes_are_those_that_held_and_none_that_waits() -> None:
    # hours: one close past -1.5 waits for a second; -1.2 goes on; -0.9 is past the exit of -1.0
    quiet = [4.0, 5.0, 6.0] * 10
    buys = [*quiet, 1.0, 1.0, 5.0, 1.0, 5.0]
    bars = history({Field.TAKER_BUY_COINS: buys, Field.TAKER_SELL_COINS: [10.0 - buy for buy in buys]}, "1h")
    held = [bar.regimes for bar in seen(bars).recent[-4:]]
    z = [bar.values[Metric.TAKER_IMBALANCE] for bar in seen(bars).recent[-4:]]
    assert z[0] == pytest.approx(-2.6980, abs=5e-5)  # -0.8 against 0 and a MAD of 0.2: severe, believed at once
    assert held == [(Regime.SELL_DOMINANCE,), (Regime.SELL_DOMINANCE,), (), (Regime.SELL_DOMINANCE,)]


def test_a_moderate_hour_waits() -> None:
    quiet = [4.0, 5.0, 6.0] * 10
    buys = [*quiet, 2.6, 2.6, 5.0]  # -0.48 / 0.29652 = -1.62: past the entry at -1.5, not severe
    bars = history({Field.TAKER_BUY_COINS: buys, Field.TAKER_SELL_COINS: [10.0 - buy for buy in buys]}, "1h")
    assert [bar.regimes for bar in seen(bars).recent[-2:]] == [(), (Regime.SELL_DOMINANCE,)]


def says_what_was_measured(bars: History, bar: PastBar) -> None:
    then = measure(bars, bar.as_of)
    assert bar.values == {metric: then.measures[metric].value for metric in CARRIED if metric in then.measures}
    assert list(bar.values) == [metric for metric in Metric if metric in bar.values]
    interest = then.get(Metric.OPEN_INTEREST_Z)
    if interest is not None:
        assert bar.interest_change == interest.change


@settings(max_examples=150, deadline=None)
@given(any_history())
def test_each_bar_says_what_a_snapshot_of_it_said(bars: History) -> None:
    past = edition.chronicle(bars, RULES)
    snapshot = edition.snapshot_of(past, end_of(bars))
    if not snapshot.measures:
        assert snapshot.recent == ()
        return
    near = range(max(0, len(bars.known) - 1 - MOST_RECENT), len(bars.known) - 1)
    known = [end_of(bars, i) for i in near if any(m in measure(bars, end_of(bars, i)).measures for m in CARRIED)]
    assert [bar.as_of for bar in snapshot.recent] == known
    for bar in snapshot.recent:
        says_what_was_measured(bars, bar)


@needs_data
@pytest.mark.parametrize(("path", "asset", "step"), [(DAILY, "BTC", 97), (HOURLY, "ETH", 977)])
def test_of_a_real_history_too(path: Path, asset: str, step: int) -> None:
    bars = read_history(path, asset, None)
    past = edition.chronicle(bars, RULES)
    near_the_break = (1211, 1215, 1220) if asset == "BTC" else ()
    for newest in (*range(5, len(bars.known), step), *near_the_break):
        snapshot = edition.snapshot_of(past, end_of(bars, newest))
        for bar in snapshot.recent:
            says_what_was_measured(bars, bar)
            after = edition.snapshot_of(past, bar.as_of + PERIODS[bars.period])
            if after.before is not None:
                assert bar.regimes == tuple(s.regime for s in after.before.spells if s.confirmed)


@given(st.integers(0, 40))
def test_a_snapshot_without_bars_finds_none(bars: int) -> None:
    assert Snapshot("BTC", datetime(2024, 1, 1, tzinfo=UTC), "1d", {}).before_by(bars) is None
