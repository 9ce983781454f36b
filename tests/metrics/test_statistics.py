"""Every statistic against an answer worked by hand, and against what must always hold."""

from __future__ import annotations

from math import isfinite, sqrt
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.metrics.statistics import (
    NO_VARIATION,
    Estimator,
    FloatArray,
    Reach,
    amihud_illiquidity,
    percentile_rank,
    quotient,
    realised_volatility,
    record_reach,
    rolling_volatility,
    z_score,
)

NAN = float("nan")
reals = st.floats(-1e12, 1e12)


def arr(*values: float) -> FloatArray:
    return np.array(values, dtype=np.float64)


def test_the_robust_z_score_by_hand() -> None:
    # 10 x 1, 2, 3: median 2; distances 1, 0, 1: MAD 1; (5 - 2) / 1.4826
    score = z_score(5.0, np.tile(arr(1, 2, 3), 10))
    assert score.z == pytest.approx(2.0235, abs=1e-4)
    assert score.n == 30


def test_the_classic_z_score_by_hand() -> None:
    # 10 x 4 and 10 x 6: mean 5, sample deviation sqrt(20 / 19)
    assert z_score(8.0, np.tile(arr(4, 6), 10), "classic").z == pytest.approx(3 / sqrt(20 / 19))


def test_more_than_half_equal_falls_back_on_the_mean_distance() -> None:
    # 16 x 1 and 4 x 2: median 1, MAD 0; mean distance 0.2; (2 - 1) / (1.2533 x 0.2)
    lookback = arr(*[1.0] * 16, *[2.0] * 4)
    assert z_score(2.0, lookback).z == pytest.approx(3.9895, abs=1e-4)


def test_one_burst_does_not_blind_the_robust_z_score() -> None:
    calm = np.tile(arr(1, 2, 3), 10)
    burst = calm.copy()
    burst[5] = 1e6
    assert z_score(9.0, burst).z == pytest.approx(cast("float", z_score(9.0, calm).z), rel=0.05)
    assert abs(cast("float", z_score(9.0, burst, "classic").z)) < 0.5


def test_nineteen_values_are_too_few() -> None:
    score = z_score(5.0, np.append(np.arange(19.0), [NAN] * 40))
    assert score.z is None
    assert score.reason == "only 19 values in the look-back, 20 are needed"
    assert percentile_rank(5.0, np.arange(19.0)) is None


def test_no_variation_has_no_z_score() -> None:
    assert z_score(0.2, np.full(30, 0.1)).reason == NO_VARIATION
    assert z_score(1e9, np.tile(arr(1, 2, 3), 10)).reason == NO_VARIATION  # beyond a thousand deviations


@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e-14, 1e-14), min_size=20, max_size=90), st.floats(-1e-14, 1e-14))
@pytest.mark.parametrize("estimator", ["robust", "classic"])
def test_a_constant_within_1e_14_never_gives_a_z(
    estimator: Estimator, constant: float, noise: list[float], now: float
) -> None:
    assert z_score(constant + now, constant + arr(*noise), estimator).z is None
    assert z_score(constant + 1.0, constant + arr(*noise), estimator).z is None


@given(reals, st.lists(reals | st.just(NAN), max_size=60))
@pytest.mark.parametrize("estimator", ["robust", "classic"])
def test_a_z_score_is_finite_and_bounded_or_has_a_reason(
    estimator: Estimator, value: float, lookback: list[float]
) -> None:
    score = z_score(value, arr(*lookback), estimator)
    assert (score.z is None) is (score.reason is not None)
    assert score.z is None or (isfinite(score.z) and abs(score.z) <= 1000)


@given(reals, st.lists(st.floats(-1e3, 1e3), min_size=20, max_size=40), st.sampled_from([2.0, 0.5, -1.0]))
def test_a_z_score_does_not_depend_on_the_unit(value: float, lookback: list[float], factor: float) -> None:
    plain, scaled = z_score(value, arr(*lookback)).z, z_score(value * factor, arr(*lookback) * factor).z
    if plain is not None and scaled is not None:
        assert scaled == pytest.approx(plain * np.sign(factor), rel=1e-6, abs=1e-6)


def test_the_percentile_by_hand() -> None:
    assert percentile_rank(15.0, np.arange(1.0, 21.0)) == 75.0  # 15 of 20 at or below
    assert percentile_rank(0.5, np.arange(1.0, 21.0)) == 0.0
    assert percentile_rank(20.0, np.append(np.arange(1.0, 21.0), NAN)) == 100.0


@pytest.mark.parametrize(
    ("series", "reach"),
    [
        ([5, 1, 2, 3, 4], Reach("high", 0, whole=False)),
        ([3, 1, 2, 3, 4], Reach("high", 0, whole=True)),
        ([3, 1, 2, 3, 0], Reach("low", 0, whole=True)),
        ([1, 5, 4, 3, 2], Reach("low", 0, whole=False)),
        ([NAN, 5, NAN, 3, 4], Reach("high", 1, whole=False)),
        ([NAN, 2, NAN, 3, 4], Reach("high", 1, whole=True)),
        ([1, 2, 2], None),  # an equal value yesterday is as extreme
        ([3, 1, 4, 1, 4], Reach("high", 2, whole=False)),
        ([1, 2, NAN], None),
        ([NAN, NAN, 1], None),
        ([1], None),
        ([], None),
    ],
)
def test_how_far_back_a_record_reaches(series: list[float], reach: Reach | None) -> None:
    assert record_reach(arr(*series)) == reach


def test_only_the_extremes_asked_for() -> None:
    assert record_reach(arr(3, 1, 2, 3, 0), ("high",)) is None
    assert record_reach(arr(3, 1, 2, 3, 0), ("low",)) == Reach("low", 0, whole=True)


@given(st.lists(st.integers(0, 9).map(float) | st.just(NAN), min_size=1, max_size=30))
def test_a_record_agrees_with_a_plain_search(series: list[float]) -> None:
    def plain(sign: int) -> tuple[int, bool] | None:
        known = [i for i, value in enumerate(series[:-1]) if isfinite(value)]
        if not known or not isfinite(series[-1]):
            return None
        as_extreme = [i for i in known if sign * series[i] >= sign * series[-1]]
        if not as_extreme:
            return known[0], True
        return None if as_extreme[-1] == known[-1] else (as_extreme[-1], False)

    for extreme, sign in (("high", 1), ("low", -1)):
        reach = record_reach(arr(*series), (extreme,))  # type: ignore[arg-type]
        assert (None if reach is None else (reach.index, reach.whole)) == plain(sign)


def test_realised_volatility_by_hand() -> None:
    # returns of 1 % and -1 %: root mean square 0.01; sqrt(365) = 19.105
    assert realised_volatility(arr(0.01, -0.01, NAN), 1.0) == pytest.approx(0.19105, abs=1e-5)
    assert realised_volatility(arr(0.01, -0.01), 24.0) == pytest.approx(0.01 * sqrt(24 * 365))
    assert realised_volatility(arr(NAN), 1.0) is None


def test_rolling_volatility_equals_the_plain_one_and_leaves_no_residue() -> None:
    returns = arr(NAN, 0.5, -0.5, 0.02, -0.01, NAN, 0.03, *[0.0] * 5)
    rolling = rolling_volatility(returns, 3, 2, 1.0)
    assert np.isnan(rolling[:2]).all()
    for i in range(2, len(returns)):
        assert rolling[i] == pytest.approx(realised_volatility(returns[max(0, i - 2) : i + 1], 1.0))
    assert rolling[-1] == 0.0


def test_amihud_by_hand() -> None:
    # a move of 2 % on 1,000 million USD
    assert amihud_illiquidity(arr(-0.02, 0.0, 0.02, NAN), arr(1e9, 1e9, 0.0, 1e9)) == pytest.approx(
        arr(2e-11, NAN, NAN, NAN), nan_ok=True
    )


def test_a_quotient_is_finite_or_unknown() -> None:
    found = quotient(arr(1, 1, 1, NAN, 1e308), arr(2, 0, -1, 1, 1e-308))
    assert found == pytest.approx(arr(0.5, NAN, NAN, NAN, NAN), nan_ok=True)
