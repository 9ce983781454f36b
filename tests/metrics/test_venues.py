"""Several venues as one market, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from generator.market import Field, History
from generator.metrics.measure import measure
from generator.metrics.snapshot import Metric
from generator.metrics.venues import combined

from .histories import end_of, history

F = Field


def venue(name: str, fields: dict[Field, list[float | None]]) -> History:
    found = history(fields)
    return replace(found, series={f: replace(s, venue=name) for f, s in found.series.items()})


def values(found: History, field: Field) -> list[float | None]:
    return [None if value != value else value for value in found.series[field].values]  # noqa: PLR0124


def test_amounts_are_added_and_prices_are_not() -> None:
    one = venue("binance", {F.CLOSE: [10.0, 11.0], F.OPEN_INTEREST_COINS: [100.0, 110.0]})
    two = venue("bybit", {F.CLOSE: [10.1, 11.1], F.OPEN_INTEREST_COINS: [50.0, 40.0]})
    found = combined({"binance": one, "bybit": two})
    assert values(found, F.CLOSE) == [10.0, 11.0]
    assert found.series[F.CLOSE].venue == "binance"
    assert values(found, F.OPEN_INTEREST_COINS) == [150.0, 150.0]
    assert found.series[F.OPEN_INTEREST_COINS].venue == "Binance and Bybit"


def test_a_venue_that_drops_out_is_no_fall() -> None:
    one = venue("binance", {F.OPEN_INTEREST_COINS: [100.0, 101.0, 102.0], F.CLOSE: [1.0, 1.0, 1.0]})
    two = venue("bybit", {F.OPEN_INTEREST_COINS: [900.0, 900.0, None]})
    found = combined({"binance": one, "bybit": two})
    assert values(found, F.OPEN_INTEREST_COINS) == [100.0, 101.0, 102.0]
    assert found.series[F.OPEN_INTEREST_COINS].venue == "binance"
    assert found.silent == ("bybit",)


def test_a_gap_of_one_venue_is_a_gap_of_the_sum() -> None:
    one = venue("binance", {F.LIQUIDATIONS_LONG_USD: [*[1.0] * 19, 1.0]})
    two = venue("okx", {F.LIQUIDATIONS_LONG_USD: [2.0, None, *[2.0] * 18]})
    found = combined({"binance": one, "okx": two})
    assert values(found, F.LIQUIDATIONS_LONG_USD) == [3.0, None, *[3.0] * 18]


def test_a_venue_without_a_past_waits_before_it_joins() -> None:
    one = venue("binance", {F.VOLUME_USD: [1.0] * 20})
    two = venue("okx", {F.VOLUME_USD: [*[None] * 10, *[5.0] * 10]})
    assert values(combined({"binance": one, "okx": two}), F.VOLUME_USD) == [1.0] * 20


def test_flow_is_summed_over_venues_that_give_both_sides_of_it() -> None:
    flow: dict[Field, list[float | None]] = {F.VOLUME_COINS: [10.0, 10.0], F.TAKER_BUY_COINS: [4.0, 6.0]}
    parts = {
        "binance": venue("binance", {**flow, F.CLOSE: [1.0, 1.0]}),
        "gate": venue("gate", dict(flow)),
        "okx": venue("okx", {F.VOLUME_COINS: [900.0, 900.0]}),
    }
    found = combined(parts)
    assert values(found, F.VOLUME_COINS) == [20.0, 20.0]
    ratio = measure(found, end_of(found)).get(Metric.TAKER_BUY_SELL_RATIO)
    assert ratio is not None
    assert ratio.value == pytest.approx(12 / 8)
    assert ratio.venue == "Binance and Gate"


def test_a_book_that_is_cut_off_is_in_no_sum() -> None:
    one = venue("binance", {F.DEPTH_USD: [1e6, 1e6], F.DEPTH_COVERED: [0.1, 0.1]})
    two = venue("okx", {F.DEPTH_USD: [2e6, 2e6], F.DEPTH_COVERED: [1.0, 1.0]})
    found = combined({"binance": one, "okx": two})
    assert values(found, F.DEPTH_USD) == [2e6, 2e6]


def test_histories_of_different_length_share_a_grid() -> None:
    one = venue("binance", {F.CLOSE: [1.0, 2.0, 3.0], F.VOLUME_USD: [1.0, 1.0, 1.0]})
    two = venue("bybit", {F.VOLUME_USD: [5.0, 5.0, 5.0]})
    late = replace(two, known=two.known[1:], series={f: replace(s, values=s.values[1:]) for f, s in two.series.items()})
    found = combined({"binance": one, "bybit": late})
    assert found.known == one.known
    assert values(found, F.CLOSE) == [1.0, 2.0, 3.0]


def test_the_snapshot_names_who_is_silent() -> None:
    parts = {
        "binance": venue("binance", {F.CLOSE: [1.0, 2.0]}),
        "gate": venue("gate", {F.CLOSE: [1.0, None]}),
    }
    found = combined(parts)
    assert measure(found, end_of(found)).notes.silent == ("gate",)
    assert measure(found, end_of(found) + timedelta(days=9)).notes.silent == ()


def test_one_venue_stays_as_it_is() -> None:
    one = venue("binance", {F.CLOSE: [1.0, 2.0], F.VOLUME_USD: [1.0, 1.0]})
    found = combined({"binance": one})
    assert [values(found, field) for field in one.series] == [values(one, field) for field in one.series]
    assert np.isfinite(found.series[F.CLOSE].values[-1])
