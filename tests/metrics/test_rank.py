"""The place of a value in a year, and what is usual: by hand, and against the plainest way to count."""

from __future__ import annotations

from datetime import timedelta
from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market import Field
from generator.metrics.measure import measure
from generator.metrics.snapshot import Measure, Metric, Rank
from generator.metrics.statistics import Placing, middle, placing

from .histories import START, end_of, history

DAY = timedelta(days=1)


def found(
    values: list[float | None],
    field: Field = Field.VOLUME_USD,
    metric: Metric = Metric.VOLUME_USD,
    period: str = "1d",
    change: int | None = None,
) -> Measure:
    breaks = {} if change is None else {field: (START + change * DAY,)}
    bars = history({field: values}, period, breaks)
    measured = measure(bars, end_of(bars)).get(metric)
    assert measured is not None
    return measured


def rise(first: int, bars: int) -> list[float | None]:
    return [float(first + i) for i in range(bars)]


def test_the_place_is_counted_from_the_most_extreme() -> None:
    assert found([*rise(1, 99), 100.0]).rank == Rank("high", 1, 100, 100)
    assert found([*rise(1, 99), 97.5]).rank == Rank("high", 3, 100, 100)  # 98 and 99 are larger
    assert found([*rise(1, 99), 90.5]).rank == Rank("high", 10, 100, 100)
    assert found([*rise(1, 99), 89.5]).rank is None


def test_equal_values_count_against_it() -> None:
    assert found([*rise(1, 99), 98.0]).rank == Rank("high", 3, 100, 100)  # 99, 98 and itself
    assert found([5.0] * 100).rank is None


def test_of_amounts_only_the_largest_have_a_place() -> None:
    assert found([*rise(1, 99), 0.5]).rank is None
    assert found([*rise(1, 99), 2.5], Field.CLOSE, Metric.PRICE).rank == Rank("low", 3, 100, 100)


def test_what_is_older_than_a_year_does_not_count() -> None:
    old: list[float | None] = [1e6] * 40
    assert found([*old, *rise(1, 364), 1e3]).rank == Rank("high", 1, 365, 365)
    assert found([*old, *rise(1, 363), 1e3]).rank == Rank("high", 2, 365, 365)  # one of the old is 364 days ago


def test_a_shorter_history_says_how_many_days_from_ninety_on() -> None:
    assert found([*rise(1, 89), 1e3]).rank == Rank("high", 1, 90, 90)
    assert found([*rise(1, 88), 1e3]).rank is None
    assert found([*[None] * 50, *rise(1, 89), 1e3]).rank == Rank("high", 1, 90, 90)


def test_nothing_is_said_over_what_is_unknown() -> None:
    values = [*rise(1, 99), 1e3]
    values[10:15] = [None] * 5
    assert found(values).rank == Rank("high", 1, 95, 100)
    values[15] = None
    assert found(values).rank is None  # 94 of 100 days


def test_a_year_that_begins_with_a_gap_is_a_year() -> None:
    values = [*rise(1, 399), 1e3]
    values[35:38] = [None] * 3
    assert found(values).rank == Rank("high", 1, 362, 365)


def test_values_before_a_change_of_method_have_no_place() -> None:
    values: list[float | None] = [*[1e6] * 50, 1e6, *rise(1, 90), 1e3]
    assert found(values).rank is None
    assert found(values, change=50).rank == Rank("high", 1, 91, 91)
    assert found([*values[:51], *values[54:]], change=50).rank is None  # 88 days since


@pytest.mark.parametrize(("period", "bars"), [("4h", 540), ("1h", 2160)])
def test_shorter_bars_fill_the_same_days(period: str, bars: int) -> None:
    assert found([*rise(1, bars - 1), 1e5], period=period).rank == Rank("high", 1, bars, 90)
    assert found([*rise(1, bars - 2), 1e5], period=period).rank is None
    year = 365 * bars // 90
    assert found([*[1e6] * 9, *rise(1, year - 1), 1e5], period=period).rank == Rank("high", 1, year, 365)


def test_a_score_has_the_place_of_the_series_behind_it() -> None:
    amounts: list[float | None] = [*[1.0, 2.0, 3.0] * 33, 4.0]
    fields = {Field.LIQUIDATIONS_LONG_USD: amounts, Field.LIQUIDATIONS_SHORT_USD: amounts}
    bars = history(fields)
    for metric in (Metric.LIQUIDATIONS_USD_Z, Metric.LIQUIDATIONS_USD, Metric.LIQUIDATIONS_LONG_USD):
        assert measure(bars, end_of(bars)).measures[metric].rank == Rank("high", 1, 100, 100), metric


series = st.lists(st.sampled_from([float("nan"), 0.0, 1.0, 2.0, 2.5, 3.0]), min_size=1, max_size=30)


@given(series, st.sampled_from([("low",), ("high",), ("low", "high")]))
def test_a_place_is_where_sorting_puts_the_last_of_its_equals(values: list[float], extremes: tuple[str, ...]) -> None:
    place = placing(np.array(values), extremes)  # type: ignore[arg-type]
    known = sorted(value for value in values if isfinite(value))
    if not isfinite(values[-1]):
        assert place is None
        return
    low = len(known) - known[::-1].index(values[-1])
    high = len(known) - known.index(values[-1])
    places = {"low": low, "high": high}
    assert isinstance(place, Placing)
    assert place.of == len(known)
    assert place.place == places[place.extreme] == min(places[extreme] for extreme in extremes)


def test_what_is_usual_is_the_median_of_the_look_back() -> None:
    assert found([*[1.0, 2.0, 3.0] * 30, 1e9]).typical == 2.0
    assert found([*rise(1, 20), 7.0]).typical == 10.5
    assert found([*rise(1, 19), 7.0]).typical is None
    assert found([*[1e6] * 200, *rise(1, 90), 7.0]).typical == 45.5  # 90 days, and not the day itself
    assert found([*[1e6] * 20, *rise(1, 21), 7.0], change=20).typical == 11.5  # 1 stands on the day of the change


def test_what_has_a_usual_amount() -> None:
    every = history({field: [1.0, 2.0, 3.0, 5.0] * 30 for field in Field})
    measured = measure(every, end_of(every)).measures
    assert {metric for metric, one in measured.items() if one.typical is not None} == {
        Metric.LIQUIDATIONS_USD,
        Metric.LIQUIDATIONS_LONG_USD,
        Metric.LIQUIDATIONS_SHORT_USD,
        Metric.VOLUME_USD,
        Metric.REALISED_VOLATILITY,
        Metric.SPREAD_BPS,
    }


def test_usual_volatility_is_of_the_same_moving_span() -> None:
    calm: list[float | None] = [100.0, 101.0] * 60
    quiet = found(calm, Field.CLOSE, Metric.REALISED_VOLATILITY)
    assert quiet.value == pytest.approx(0.1901, abs=5e-5)  # every return is ln 1.01; x sqrt(365)
    assert quiet.typical == pytest.approx(quiet.value)
    moved = found([*calm, 200.0], Field.CLOSE, Metric.REALISED_VOLATILITY)
    assert moved.value > 10 * 0.1901
    assert moved.typical == pytest.approx(0.1901, abs=5e-5)


@given(st.lists(st.floats(0, 1e12), min_size=20, max_size=95))
def test_the_median_is_numpys(values: list[float]) -> None:
    assert middle(np.array(values)) == np.median(values)
