"""Side and size of a move on its metric's own scale."""

from __future__ import annotations

import math

import pytest

from generator.metrics.snapshot import Measure, Metric
from generator.planning.magnitude import Magnitude, magnitude

M = Metric


@pytest.mark.parametrize(
    ("metric", "value", "side", "level"),
    [
        (M.TAKER_IMBALANCE, 0.0, "flat", 0),
        (M.TAKER_IMBALANCE, 0.4999, "flat", 0),
        (M.TAKER_IMBALANCE, 0.5, "high", 1),
        (M.TAKER_IMBALANCE, -0.5, "low", 1),
        (M.TAKER_IMBALANCE, -1.0, "low", 2),
        (M.TAKER_IMBALANCE, -2.28, "low", 3),
        (M.TAKER_IMBALANCE, 3.0, "high", 4),
        (M.MARKET_DEPTH_INDEX, -0.8, "low", 1),
        # A ratio is as far from balance at a half as at double.
        (M.TAKER_BUY_SELL_RATIO, 1.0, "flat", 0),
        (M.TAKER_BUY_SELL_RATIO, 0.79, "low", 3),
        (M.TAKER_BUY_SELL_RATIO, 1 / 0.79, "high", 3),
        (M.TAKER_BUY_SELL_RATIO, 0.0, "low", 4),
        # Neutral funding is -0.005 % to +0.015 %.
        (M.FUNDING_RATE, 0.0, "flat", 0),
        (M.FUNDING_RATE, 0.0001, "flat", 0),
        (M.FUNDING_RATE, 0.00015, "high", 1),
        (M.FUNDING_RATE, -0.00005, "low", 1),
        (M.FUNDING_RATE, 0.0003, "high", 2),
        (M.FUNDING_RATE, 0.0008, "high", 3),
        (M.PRICE_CHANGE, -0.0099, "flat", 0),
        (M.PRICE_CHANGE, -0.03, "low", 2),
        (M.PRICE_CHANGE, -0.155, "low", 4),
        (M.LIQUIDATIONS_LONG_SHARE, 0.5, "flat", 0),
        (M.LIQUIDATIONS_LONG_SHARE, 0.61, "high", 1),
        (M.LIQUIDATIONS_LONG_SHARE, 0.1, "low", 2),
    ],
)
def test_a_daily_move_has_its_size(metric: Metric, value: float, side: str, level: int) -> None:
    found = magnitude(Measure(metric, value), "1d")
    assert found is not None
    assert (found.side, found.level) == (side, level)


@pytest.mark.parametrize(("period", "hours"), [("1h", 1), ("4h", 4), ("1d", 24)])
def test_a_price_move_counts_for_more_in_a_shorter_bar(period: str, hours: int) -> None:
    step = 0.03 * math.sqrt(hours / 24)
    assert magnitude(Measure(M.PRICE_CHANGE, step), period) == Magnitude("high", 2)
    assert magnitude(Measure(M.PRICE_CHANGE, step * 0.999), period) == Magnitude("high", 1)


@pytest.mark.parametrize("metric", [M.VOLUME_USD, M.REALISED_VOLATILITY, M.SPREAD_BPS, M.OPEN_INTEREST_USD])
def test_an_amount_is_large_or_small_only_by_its_history(metric: Metric) -> None:
    assert magnitude(Measure(metric, 1e12), "1d") is None
    assert magnitude(Measure(metric, 1.0, z=-2.0), "1d") == Magnitude("low", 3)
    assert magnitude(Measure(metric, 1.0, z=0.2), "1d") == Magnitude("flat", 0)


@pytest.mark.parametrize("metric", [M.PRICE, M.LIQUIDATIONS_LONG_USD, M.LIQUIDATIONS_SHORT_USD])
def test_a_level_has_no_size(metric: Metric) -> None:
    assert magnitude(Measure(metric, 5.0, z=3.0), "1d") is None
