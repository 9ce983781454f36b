"""Measuring a history: what counts as known, what is missing and why, and what must always hold."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.market import Field, History, SetAside
from generator.metrics.measure import MEASURES, measure
from generator.metrics.snapshot import Metric, Record
from generator.metrics.snapshot_json import read_snapshot, write_snapshot

from .histories import START, any_history, cut, end_of, history

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def closes(values: list[float | None], period: str = "1d") -> History:
    return history({Field.CLOSE: values}, period)


def reason(bars: History, metric: Metric, as_of: datetime | None = None) -> str:
    return measure(bars, as_of or end_of(bars)).notes.missing[metric]


def test_the_measures_are_all_the_metrics_in_their_order() -> None:
    assert [metric for metric, _ in MEASURES] == list(Metric)


def test_a_bar_counts_from_the_second_it_ends() -> None:
    bars = closes([100.0, 101.0, 102.0])
    assert measure(bars, end_of(bars, 1)).value(Metric.PRICE) == 101.0
    assert measure(bars, end_of(bars, 1) - SECOND).value(Metric.PRICE) == 100.0
    assert measure(bars, end_of(bars, 1).replace(tzinfo=None)).value(Metric.PRICE) == 101.0


@pytest.mark.parametrize(
    ("later", "said"),
    [(timedelta(0), "not"), (SECOND, "not"), (timedelta(hours=12), "said"), (DAY, "said")],
)
def test_the_time_of_a_measure_is_given_where_it_is_not_the_snapshots(later: timedelta, said: str) -> None:
    bars = closes([100.0, 101.0])
    found = measure(bars, end_of(bars) + later).get(Metric.PRICE)
    assert found is not None
    assert found.as_of == (end_of(bars) if said == "said" else None)


def test_an_old_history_is_stale_and_nothing_else() -> None:
    bars = closes([100.0] * 40)
    snapshot = measure(bars, end_of(bars) + DAY + SECOND)
    assert snapshot.measures == {}
    assert set(snapshot.notes.missing) == set(Metric)
    assert snapshot.notes.missing[Metric.PRICE] == "stale: the newest bar ended 2024-02-09 23:59 UTC, over 1d earlier"
    assert snapshot.notes.sources == ()
    assert reason(bars, Metric.PRICE, START).startswith("stale: no bar")


def test_reasons_of_what_is_missing() -> None:
    bars = closes([100.0, 101.0])
    missing = measure(bars, end_of(bars)).notes.missing
    assert missing[Metric.MARKET_DEPTH_INDEX] == "no order-book history in the file"
    assert missing[Metric.OPEN_INTEREST_Z] == "no open interest in the file"
    assert missing[Metric.TAKER_IMBALANCE] == "no taker volume in the file"
    assert missing[Metric.LIQUIDATIONS_USD_Z] == "no liquidations in the file"
    assert missing[Metric.REALISED_VOLATILITY] == "only 1 of the last 30 returns are known, 24 are needed"
    assert reason(closes([100.0, None]), Metric.PRICE) == "no value in the bar that ended 2024-01-02 23:59 UTC"
    assert reason(closes([None, 100.0]), Metric.PRICE_CHANGE) == "no close in the bar before"


def test_thirteen_values_are_too_few_for_a_z_score_but_not_for_the_level() -> None:
    bars = history({Field.DEPTH_USD: [1e6] * 13 + [1e5], Field.FUNDING_RATE: [1e-4] * 13 + [2e-4]})
    snapshot = measure(bars, end_of(bars))
    assert snapshot.notes.missing[Metric.MARKET_DEPTH_INDEX] == "only 13 values in the look-back, 20 are needed"
    funding = snapshot.get(Metric.FUNDING_RATE)
    assert funding is not None
    assert (funding.value, funding.z, funding.percentile, funding.n) == (2e-4, None, None, 13)
    assert funding.coverage == pytest.approx(13 / 90)


def test_a_pinned_series_has_no_z_score() -> None:
    bars = history({Field.DEPTH_USD: [1e6] * 40})
    assert reason(bars, Metric.MARKET_DEPTH_INDEX) == "no variation in the look-back"


def test_nothing_liquidated_and_nothing_traded() -> None:
    quiet: list[float | None] = [*[1.0, 2.0, 3.0] * 10, 0.0]
    bars = history({Field.LIQUIDATIONS_LONG_USD: quiet, Field.LIQUIDATIONS_SHORT_USD: quiet})
    assert reason(bars, Metric.LIQUIDATIONS_LONG_SHARE) == "nothing was liquidated"
    assert measure(bars, end_of(bars)).value(Metric.LIQUIDATIONS_USD) == 0.0
    flows = history({Field.TAKER_BUY_COINS: quiet, Field.TAKER_SELL_COINS: quiet})
    assert reason(flows, Metric.TAKER_IMBALANCE) == "nothing was traded"
    assert reason(flows, Metric.TAKER_BUY_SELL_RATIO) == "no taker sold, so there is no ratio"


def test_values_before_a_change_of_method_are_not_compared() -> None:
    # 9e6 stands on the day of the change, which mixes both methods
    amounts: list[float | None] = [*[1e9] * 100, 9e6, *[1e6, 2e6, 3e6] * 7, 4e6]
    fields = {Field.LIQUIDATIONS_LONG_USD: amounts, Field.LIQUIDATIONS_SHORT_USD: amounts}
    changed = START + 100 * DAY
    bars = history(fields, breaks=dict.fromkeys(fields, (changed, changed + DAY - SECOND)))
    found = measure(bars, end_of(bars)).get(Metric.LIQUIDATIONS_USD_Z)
    assert found is not None
    assert found.n == 21
    assert found.coverage == pytest.approx(21 / 90)
    assert found.value > 0
    assert found.record is None
    assert reason(bars, Metric.LIQUIDATIONS_USD_Z, end_of(bars, 113)) == (
        "the source changed its method on 10 April 2024 and 12 values since are too few"
    )
    on_the_day = reason(bars, Metric.LIQUIDATIONS_USD_Z, end_of(bars, 100))
    assert on_the_day == "the source changed its method on 10 April 2024 and 0 values since are too few"
    assert measure(bars, end_of(bars, 99)).notes.missing[Metric.LIQUIDATIONS_USD_Z] == "no variation in the look-back"


def test_no_change_is_taken_across_a_change_of_method() -> None:
    bars = history(
        {Field.OPEN_INTEREST_USD: [1e9] * 30 + [1e6] * 3}, breaks={Field.OPEN_INTEREST_USD: (START + 30 * DAY,)}
    )
    for bar in (30, 31):
        found = measure(bars, end_of(bars, bar)).get(Metric.OPEN_INTEREST_USD)
        assert found is not None
        assert found.change is None
    assert measure(bars, end_of(bars, 32)).get(Metric.OPEN_INTEREST_USD).change == 0.0  # type: ignore[union-attr]


def record(values: list[float | None], metric: Metric = Metric.PRICE, period: str = "1d") -> Record | None:
    found = measure(bars := closes(values, period), end_of(bars)).get(metric)
    assert found is not None
    return found.record


def test_a_record_is_told_from_thirty_days_on() -> None:
    rise = [float(i) for i in range(100, 170)]
    assert record([*rise, 99.0]) == Record("low", date(2024, 1, 1), 70, whole=True)
    assert record([50.0, *rise, 60.0]) == Record("low", date(2024, 1, 1), 71)
    assert record([200.0, *rise[:30], 190.0]) == Record("high", date(2024, 1, 1), 31)
    assert record([200.0, *rise[:28], 190.0]) is None  # 29 days
    assert record([*rise[:50], 99.0]) is None  # the whole history is 51 bars
    assert record([*rise, 99.0], period="1h") is None  # 71 hours


def test_a_record_does_not_reach_over_what_is_unknown() -> None:
    rise: list[float | None] = [float(i) for i in range(100, 170)]
    rise[10:14] = [None] * 4
    assert record([*rise, 99.0]) is None
    rise[10:11] = [110.0]
    assert record([*rise, 99.0]) is not None


def test_amounts_only_have_records_of_highs() -> None:
    bars = history({Field.VOLUME_USD: [1e9 + i for i in range(70)] + [1.0]})
    found = measure(bars, end_of(bars)).get(Metric.VOLUME_USD)
    assert found is not None
    assert found.record is None


def test_sources_are_the_markets_with_a_value_and_what_was_set_aside_has_ended() -> None:
    aside = tuple(SetAside(START + i * DAY, "high", "1", "no") for i in range(3))
    bars = history({Field.CLOSE: [1.0, 2.0, 3.0]}, set_aside=aside)
    notes = measure(bars, end_of(bars, 1)).notes
    assert notes.sources == ("Binance perpetual",)
    assert notes.set_aside == aside[:2]
    assert measure(bars, end_of(bars, 1) - SECOND).notes.set_aside == aside[:1]


@given(any_history(), st.integers(0, 62), st.integers(-90_000, 90_000))
@settings(max_examples=300, deadline=None)
def test_the_past_does_not_know_the_future(bars: History, bar: int, shift: int) -> None:
    as_of = end_of(bars, min(bar, len(bars.known) - 1)) + timedelta(seconds=shift)
    snapshot = measure(bars, as_of)
    assert measure(cut(bars, as_of), as_of) == snapshot


@given(any_history())
@settings(max_examples=300, deadline=None)
def test_a_snapshot_is_whole_finite_and_read_back(bars: History) -> None:
    snapshot = measure(bars, end_of(bars))
    assert {*snapshot.measures, *snapshot.notes.missing} == set(Metric)
    assert not set(snapshot.measures) & set(snapshot.notes.missing)
    for found in snapshot.measures.values():
        numbers = (found.value, found.z, found.percentile, found.change, found.coverage)
        assert all(number is None or isfinite(number) for number in numbers)
    assert read_snapshot(write_snapshot(snapshot), "made.json") == snapshot


def test_measuring_stays_quick_on_a_long_history() -> None:
    bars = 50_000
    wave = [100.0 + i % 7 for i in range(bars)]
    long = history({field: wave for field in Field if field is not Field.TAKER_SELL_COINS}, "1h")
    as_of = datetime.fromtimestamp(long.known[-1], UTC)
    began = time.perf_counter()
    measure(long, as_of)
    assert time.perf_counter() - began < 2.0  # some 0.1 s; a quadratic one takes minutes
