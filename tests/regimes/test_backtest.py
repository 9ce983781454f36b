"""The backtest: its events, the reasons of a miss, no look-ahead, and the document that it writes."""

from __future__ import annotations

import json
from array import array
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from generator.market import PERIODS, History, Regime
from generator.metrics.measure import measure
from generator.metrics.outcomes import OUTCOMES
from generator.metrics.panel import LEVELS, SCORED, Panel, panel
from generator.metrics.snapshot import Measure, Metric, Notes, Snapshot
from generator.regimes.backtest import SEED, Backtest, backtest
from generator.regimes.backtest_data import as_data
from generator.regimes.backtest_events import Check, check
from generator.regimes.backtest_report import as_markdown
from generator.regimes.base_rates import read_bars
from generator.regimes.events import Event, read_events, shipped_events
from generator.regimes.precedents import HORIZONS, onsets
from generator.regimes.rules import mirrored_value, shipped_rules
from generator.regimes.sensitivity import STEPS, Lever, deciding, levers, moved
from generator.regimes.timeline import Timeline, timeline
from generator.sources.files import read_history
from tests.cases import DAILY, needs_data
from tests.metrics.histories import cut

R = Regime
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "backtest.md"
START = datetime(2024, 1, 1, tzinfo=UTC)
RULES = shipped_rules()


@cache
def past() -> tuple[Panel, Timeline]:
    found = panel(read_history(DAILY, "BTC", None))
    return found, timeline(found, RULES)


@cache
def real() -> Backtest:
    found, times = past()
    return backtest(found, times, RULES, shipped_events(), lambda at: measure(found.history, at), seed=SEED)


def made(period: str = "1d", **columns: list[float]) -> tuple[Panel, Timeline]:
    """Return bars from 2024-01-01 on with these values, a value a bar and metric."""
    bars = len(next(iter(columns.values())))
    length = PERIODS[period]
    known = array("q", (int((START + length * (bar + 1)).timestamp()) - 1 for bar in range(bars)))
    nothing = np.full(bars, np.nan)
    values = {metric: np.array(columns.get(metric.value, nothing)) for metric in (*SCORED, *LEVELS)}
    closes = np.array(columns.get("price", nothing))
    found = Panel(History("BTC", period, known, {}), values, nothing, closes)
    return found, timeline(found, RULES)


def event(*expects: Regime, day: date = date(2024, 1, 2), asset: str = "BTC") -> Event:
    return Event(asset, day, "A day", "It was published.", "someone", expects, informed=False)


def held_against(found: Panel, times: Timeline, expected: Event, *measures: Measure) -> Check:
    """Check an event, with these measures in place of those of the panel where there are any."""
    by_time = {item.as_of: item for item in found.snapshots()}

    def snapshot_at(moment: datetime) -> Snapshot:
        notes = Notes(missing={Metric.LIQUIDATIONS_USD_Z: "no liquidations in the file"})
        given = {item.metric: item for item in measures}
        return replace(by_time[moment], notes=notes, measures={**by_time[moment].measures, **given})

    return check(expected, found.history.known, times.standings, RULES, snapshot_at)


def test_the_events_that_ship_can_be_read_and_are_in_order() -> None:
    events = shipped_events()
    assert [item.day for item in events] == sorted(item.day for item in events)
    assert all(item.published and item.source for item in events)
    assert {item.informed for item in events} == {True, False}


NAMED = """2020-03-12 2020-11-26 2021-04-18 2021-05-19 2021-12-04 2022-06-13 2022-11-08 2022-11-09 2023-08-17
2024-08-05 2025-10-10 2025-11-21"""


@pytest.mark.parametrize("day", NAMED.split())
def test_every_day_the_notes_name_is_an_event(day: str) -> None:
    assert date.fromisoformat(day) in {item.day for item in shipped_events()}


@pytest.mark.parametrize(
    ("day", "expects"), [('"2021-05-19"', '["cascade"]'), ("2021-05-19", '["crash"]'), ("2021-05-19", "[]")]
)
def test_a_faulty_event_is_refused(day: str, expects: str) -> None:
    text = f'[[event]]\nasset = "BTC"\nday = {day}\nname = "x"\ninformed = true\npublished = "y"\nsource = "z"\n'
    with pytest.raises(ValueError, match=r".+"):
        read_events(f"{text}expects = {expects}\n")


def test_a_regime_is_seen_on_its_very_day() -> None:
    found, times = made(taker_imbalance=[0.0, 0.0, -1.6, 0.0], funding_rate=[0.0, 0.0, 0.001, 0.0])
    right = held_against(found, times, event(R.SELL_DOMINANCE, day=date(2024, 1, 3)))
    assert (right.sights[0].seen, right.sights[0].reason, right.also) == (True, "", (R.CROWDED_LONGS,))
    early = held_against(found, times, event(R.SELL_DOMINANCE))
    assert early.missed[0].reason == "taker_imbalance 0, entry <= -1.5"


def test_an_hour_of_the_day_is_enough_and_a_miss_quotes_the_nearest() -> None:
    values = [0.0] * 72
    values[30:32] = [-1.6, -1.7]
    values[60] = -1.4
    found, times = made("1h", taker_imbalance=values)
    assert held_against(found, times, event(R.SELL_DOMINANCE)).sights[0].since == START + timedelta(
        hours=31, seconds=-1
    )
    (missed,) = held_against(found, times, event(R.SELL_DOMINANCE, day=date(2024, 1, 3))).missed
    assert missed.reason == "taker_imbalance -1.4, entry <= -1.5"


def test_a_day_outside_the_history_is_neither_seen_nor_missed() -> None:
    found, times = made(taker_imbalance=[0.0, 0.0])
    outside = held_against(found, times, event(R.CASCADE, day=date(2024, 1, 3)))
    assert (outside.outside, outside.sights, outside.missed) == (True, (), ())


def test_a_missing_input_is_the_reason() -> None:
    found, times = made(taker_imbalance=[0.0, 0.0])
    (missed,) = held_against(found, times, event(R.CASCADE)).missed
    assert missed.reason == "no liquidations_usd_z: no liquidations in the file"


def test_a_failed_condition_is_the_reason() -> None:
    found, times = made(liquidations_usd_z=[0.0, 3.0], liquidations_long_share=[0.5, 0.55], price_change=[0.0, 0.01])
    (missed,) = held_against(found, times, event(R.CASCADE)).missed
    share, price = "liquidations_long_share 0.55, needed >= 0.6", "price_change 0.01, needed <= -0.001"
    assert missed.reason == f"liquidations_usd_z 3 met, but {share}; {price}"


def test_a_stand_in_is_named() -> None:
    found, times = made(illiquidity_z=[0.0, 1.2])
    (missed,) = held_against(found, times, event(R.LIQUIDITY_CRUNCH)).missed
    assert missed.stand_in
    assert missed.reason == "illiquidity_z 1.2 (stands in for market_depth_index), entry >= 1.5"


def test_a_contradiction_is_the_reason() -> None:
    found, times = made(taker_imbalance=[0.0, 0.0])
    rising = Measure(Metric.OPEN_INTEREST_Z, -1.5, change=0.01)
    (missed,) = held_against(found, times, event(R.DELEVERAGING), rising).missed
    assert missed.reason == "open_interest_z -1.5 is contradicted by the change itself, +1.00%"


def test_another_asset_has_other_events() -> None:
    found, times = made(taker_imbalance=[0.0, -1.6], price=[100.0, 101.0])
    events = [event(R.SELL_DOMINANCE), event(R.SELL_DOMINANCE, asset="ETH")]
    done = backtest(found, times, RULES, events, lambda _: next(found.snapshots()), seed=1, draws=10)
    assert [item.event.asset for item in done.checks] == ["BTC"]


def test_a_history_with_nothing_to_compare_is_reported_all_the_same() -> None:
    found, times = made(taker_imbalance=[0.0, -1.6])
    done = backtest(found, times, RULES, (), lambda _: next(found.snapshots()), seed=1, draws=10)
    assert "No known event of this asset lies in this history." in as_markdown(done)
    assert json.loads(json.dumps(as_data(done), allow_nan=False))["outcomes"] == []


def test_a_history_without_a_bar_is_refused() -> None:
    found, times = made(taker_imbalance=[])
    with pytest.raises(ValueError, match="without a bar"):
        backtest(found, times, RULES, (), lambda _: next(found.snapshots()), seed=1)


def test_calm_can_be_read_where_enough_families_are_known() -> None:
    some = [0.0, float("nan")]
    found, _ = made(illiquidity_z=some, taker_imbalance=[0.0, 0.0], open_interest_z=some, funding_rate=[0.0, 0.0])
    readable = read_bars(found, RULES)
    assert readable[R.CALM] == {0}
    assert readable[R.LIQUIDITY_CRUNCH] == {0}
    assert R.LIQUIDITY_ABUNDANCE not in readable
    assert readable[R.SELL_DOMINANCE] == {0, 1}


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.1, 1.25])
@pytest.mark.parametrize("lever", [*levers(RULES)], ids=lambda lever: f"{lever.sides[0]}-{lever.part}-{lever.metric}")
def test_a_moved_threshold_and_its_mirror_stay_mirrors(lever: Lever, factor: float) -> None:
    metric, level = lever.metric, lever.level
    mirrored = mirrored_value(metric, moved(metric, level, factor))
    assert mirrored == pytest.approx(moved(metric, mirrored_value(metric, level), factor))


def test_a_lever_moves_its_threshold_and_nothing_else() -> None:
    for lever in levers(RULES):
        for side in (item for item in RULES.sides if item.regime in lever.sides):
            changed = lever.move(side, 1.25)
            assert changed != side
            assert deciding(changed) == deciding(side)


@needs_data
def test_the_document_is_what_the_data_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown(real())


@needs_data
def test_the_days_of_the_notes_are_read_as_published() -> None:
    seen = {(item.event.day.isoformat(), sight.regime) for item in real().checks for sight in item.sights if sight.seen}
    for day in ("2021-04-18", "2021-05-19", "2021-12-04", "2022-06-13", "2022-11-08", "2022-11-09", "2023-08-17"):
        assert (day, R.CASCADE) in seen
    assert {("2021-05-19", R.DELEVERAGING), ("2021-12-04", R.DELEVERAGING)} <= seen
    assert [item.event.day.year for item in real().checks if item.outside] == [2024, 2025, 2025, 2025, 2025]


@needs_data
def test_programs_read_the_same_figures() -> None:
    data = json.loads(json.dumps(as_data(real()), allow_nan=False))
    assert data["history"]["metrics_never"] == ["market_depth_index", "basis", "long_short_ratio"]
    assert len(data["outcomes"]) == len(real().outcomes)
    assert all(len(item["steps"]) in {0, len(STEPS)} for item in data["sensitivity"])


@needs_data
def test_cases_do_not_overlap_and_end_within_the_history() -> None:
    found, times = past()
    for days in HORIZONS:
        for regime in R:
            bars = [*onsets(times, regime, days, len(found.closes) - 1 - days)]
            assert all(later - earlier >= days for earlier, later in pairwise(bars))
            assert all(bar + days < len(found.closes) for bar in bars)


@needs_data
def test_nothing_that_came_later_changes_a_case_or_its_outcome() -> None:
    whole, times = past()
    moment = datetime(2022, 6, 30, 23, 59, 59, tzinfo=UTC)
    then = panel(cut(whole.history, moment))
    last = len(then.closes) - 1
    earlier = timeline(then, RULES)
    assert earlier.standings == times.standings[: last + 1]
    for days in HORIZONS:
        for regime in R:
            assert [*onsets(earlier, regime, days, last - days)] == [*onsets(times, regime, days, last - days)]
        for outcome in OUTCOMES.values():
            before, after = outcome(then.closes, days, 1), outcome(whole.closes, days, 1)[: last + 1]
            ended = slice(0, last + 1 - days)
            assert before[ended].tolist() == pytest.approx(after[ended].tolist(), nan_ok=True)
            assert not np.any(np.isfinite(before[last + 1 - days :]))


@needs_data
def test_a_rule_read_alone_reads_what_it_reads_among_all() -> None:
    found, times = past()
    item = next(s for s in real().sensitivities if (s.lever.sides[0], s.lever.part) == (R.CASCADE, "enter"))
    sides = tuple(item.lever.move(s, 1.25) if s.regime in item.lever.sides else s for s in RULES.sides)
    everything = timeline(found, replace(RULES, sides=sides))
    readable = read_bars(found, RULES)
    for regime, share in zip(item.lever.sides, item.shifts[-1].shares, strict=True):
        held = sum(e.bars for e in everything.episodes if e.regime is regime)
        assert share == held / len(readable[regime])
    assert item.shipped[0] == sum(e.bars for e in times.episodes if e.regime is R.CASCADE) / len(readable[R.CASCADE])
