"""What followed: known answers, unknown closes, and intervals that are what they are called."""

from __future__ import annotations

import numpy as np
import pytest

from generator.metrics.comparison import FEWEST_CASES, compare, usual
from generator.metrics.outcomes import (
    OUTCOMES,
    Kind,
    block_medians,
    changes_after,
    median_interval,
    resampled_medians,
    spread,
)
from generator.metrics.statistics import FloatArray

CLOSES = np.array([100.0, 90.0, 120.0, 60.0, 66.0])
UNKNOWN = float("nan")


@pytest.mark.parametrize(
    ("kind", "ahead", "expected"),
    [
        ("return", 1, [-0.1, 1 / 3, -0.5, 0.1, UNKNOWN]),
        ("return", 3, [-0.4, 66 / 90 - 1, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("drawdown", 1, [-0.1, 0.0, -0.5, 0.0, UNKNOWN]),
        ("drawdown", 3, [-0.4, 60 / 90 - 1, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("volatility", 1, [abs(np.log(0.9)) * 365**0.5, np.log(4 / 3) * 365**0.5, np.log(2) * 365**0.5]),
        ("volatility", 2, [np.sqrt((np.log(0.9) ** 2 + np.log(4 / 3) ** 2) / 2 * 365)]),
    ],
)
def test_known_answers(kind: Kind, ahead: int, expected: list[float]) -> None:
    found = OUTCOMES[kind](CLOSES, ahead, 1)
    assert len(found) == len(CLOSES)
    assert found[: len(expected)] == pytest.approx(expected, nan_ok=True)
    assert np.all(np.isnan(found[len(CLOSES) - ahead :]))


@pytest.mark.parametrize("kind", OUTCOMES)
def test_an_unknown_close_makes_what_spans_it_unknown(kind: Kind) -> None:
    closes = np.array([100.0, 101.0, UNKNOWN, 103.0, 104.0, 105.0])
    known = np.isfinite(OUTCOMES[kind](closes, 2, 1)).tolist()
    # a return asks for its two ends only
    assert known == ([False, True, False, True] if kind == "return" else [False, False, False, True]) + [False, False]


@pytest.mark.parametrize("kind", OUTCOMES)
@pytest.mark.parametrize("ahead", [1, 3, 7])
def test_what_ended_does_not_change_when_the_history_grows(kind: Kind, ahead: int) -> None:
    closes = np.exp(np.cumsum(np.random.Generator(np.random.PCG64(5)).normal(0, 0.03, 60)))
    whole, cut = OUTCOMES[kind](closes, ahead, 1), OUTCOMES[kind](closes[:40], ahead, 1)
    assert np.all(np.isnan(cut[40 - ahead :]))
    assert cut[: 40 - ahead].tolist() == pytest.approx(whole[: 40 - ahead].tolist())


@pytest.mark.parametrize("kind", OUTCOMES)
@pytest.mark.parametrize("bars", [0, 1, 3])
def test_a_history_shorter_than_the_span_has_no_outcome(kind: Kind, bars: int) -> None:
    assert not np.any(np.isfinite(OUTCOMES[kind](CLOSES[:bars], 3, 1)))


def test_changes_after_are_the_returns_of_the_bars_asked_for() -> None:
    assert changes_after(CLOSES, [0, 2, 4], 1).tolist() == pytest.approx([-0.1, -0.5])


def test_a_spread_of_nothing_is_nothing() -> None:
    assert spread(np.array([])) is None
    found = spread(np.array([4.0, 1.0, 2.0, 3.0]))
    assert found is not None
    assert (found.n, found.low, found.median, found.high) == (4, 1.75, 2.5, 3.25)


@pytest.mark.parametrize("n", [2, 5, 8])
def test_resampled_medians_are_medians_of_samples(n: int) -> None:
    outcomes = np.arange(float(n)) ** 2
    draws = np.random.Generator(np.random.PCG64(3)).integers(0, n, (50, n))
    assert resampled_medians(outcomes, 3, 50).tolist() == np.median(outcomes[draws], axis=1).tolist()
    rows = np.stack([outcomes, outcomes[::-1] + 1])
    assert resampled_medians(rows, 3, 50)[1].tolist() == (resampled_medians(outcomes, 3, 50) + 1).tolist()


def test_the_same_seed_gives_the_same_interval() -> None:
    outcomes = np.random.Generator(np.random.PCG64(1)).normal(0, 1, 40)
    found = median_interval(outcomes, 7)
    assert found == median_interval(outcomes, 7)
    assert found is not None
    assert found[0] < np.median(outcomes) < found[1]
    assert median_interval(outcomes[:1], 7) is None


def test_nine_in_ten_intervals_hold_the_median() -> None:
    samples = np.random.Generator(np.random.PCG64(11)).normal(0, 1, (300, 41))
    held = [found is not None and found[0] <= 0 <= found[1] for found in (median_interval(s, 2, 400) for s in samples)]
    assert 0.85 <= np.mean(held) <= 0.97


def test_blocks_know_that_neighbours_are_alike() -> None:
    # thirty days of 0, thirty of 1, and so on: drawn singly their median looks surer than it is
    outcomes = np.repeat(np.random.Generator(np.random.PCG64(4)).normal(0, 1, 20), 30)
    single, blocks = block_medians(outcomes, 1, 1, 300), block_medians(outcomes, 30, 1, 300)
    assert float(np.std(blocks)) > 2 * float(np.std(single))


def noise(seed: int, n: int = 600) -> FloatArray:
    return np.random.Generator(np.random.PCG64(seed)).normal(0, 1, n)


def test_cases_that_differ_are_told_apart() -> None:
    outcomes = noise(8)
    bars = range(20, 600, 20)
    outcomes[list(bars)] += 3
    every = usual(outcomes, 10, 30, 1, 500)
    assert every is not None
    found = compare(every, [*bars], [7, 13], 2)
    assert found is not None
    assert (found.cases.n, found.apart, found.by_chance) == (29, True, (False, False))
    assert found.difference == pytest.approx(3, abs=0.8)


def test_shifted_cases_are_apart_as_often_as_chance_has_it() -> None:
    counts: list[bool] = []
    for seed in range(20, 30):
        every = usual(noise(seed), 0, 30, 1, 500)
        assert every is not None
        found = compare(every, [bar * bar % 599 for bar in range(1, 41)], range(5, 600, 7), 2)
        assert found is not None
        counts += found.by_chance
    assert 0.06 < np.mean(counts) < 0.14


def test_a_handful_is_counted_and_not_compared() -> None:
    every = usual(noise(10), 0, 30, 1, 100)
    assert every is not None
    found = compare(every, range(FEWEST_CASES - 1), [1], 2)
    assert found is not None
    assert (found.cases.n, found.interval, found.difference_interval, found.apart) == (9, None, None, False)
    assert compare(every, [], [1], 2) is None
    assert usual(np.full(5, np.nan), 0, 30, 1, 100) is None
