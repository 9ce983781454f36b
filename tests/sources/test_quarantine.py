"""Values that cannot be true are set aside with a reason; values that are merely extreme stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from generator.market import Field, History
from generator.sources.files import read_history

from .csv_files import days, values, write

CALM = 40


def read(folder: Path, changes: Mapping[int, Mapping[str, object]], **more: Sequence[object]) -> History:
    """Forty calm bars, with some cells of some bars changed."""
    columns: dict[str, list[object]] = {
        "time": list(days(CALM)),
        "open": [100.0] * CALM,
        "high": [104.0] * CALM,
        "low": [97.0] * CALM,
        "close": [101.0] * CALM,
        **{name: list(cells) for name, cells in more.items()},
    }
    for bar, cells in changes.items():
        for name, value in cells.items():
            columns[name][bar] = value
    return read_history(write(folder, columns), "BTC", None)


def aside(history: History) -> list[tuple[str, str]]:
    return [(item.field, item.value) for item in history.set_aside]


def test_calm_bars_are_left_alone(tmp_path: Path) -> None:
    assert read(tmp_path, {}).set_aside == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"high": 1089.0}, ["high"]),  # a spike
        ({"low": 0.97}, ["low"]),
        ({"high": 100.5}, ["high"]),  # just below the close
        ({"low": 100.5}, ["low"]),  # just above the open
        ({"high": 10.4}, ["high"]),  # a digit lost
        ({"close": 10.1}, ["close"]),
        ({"open": 1000.0}, ["open"]),
        ({"high": 80.0, "low": 75.0}, ["close", "high", "low", "open"]),  # none of the four stands out
        ({"close": 0}, ["close"]),
        ({"close": -3}, ["close"]),
        ({"close": "NaN"}, ["close"]),
        ({"close": "-inf"}, ["close"]),
        ({"close": "1e999"}, ["close"]),
        ({"close": "#N/A"}, ["close"]),
        ({"high": "1e300"}, ["high"]),
        ({"open": 0.1, "high": 0.104, "low": 0.097, "close": 0.101}, ["close", "high", "low", "open"]),  # another unit
        ({"close": ""}, []),  # an empty cell is unknown, and not set aside
        ({"low": 55.0}, []),  # a crash is real
        ({"low": 40.0, "close": 45.0}, []),
        ({"high": 250.0}, []),
    ],
)
def test_prices(tmp_path: Path, cells: dict[str, object], expected: list[str]) -> None:
    history = read(tmp_path, {20: cells})
    assert sorted(field for field, _ in aside(history)) == expected
    for name in ("open", "high", "low", "close"):
        unknown = name in expected or cells.get(name) == ""
        assert (values(history, Field(name))[20] is None) is unknown
        assert None not in values(history, Field(name))[:20]
        assert None not in values(history, Field(name))[21:]


def test_a_set_aside_value_is_told_as_the_file_wrote_it(tmp_path: Path) -> None:
    history = read(tmp_path, {20: {"high": "1.0890e3"}})
    assert aside(history) == [("high", "1.0890e3")]
    assert history.set_aside[0].time.isoformat() == "2024-01-21T00:00:00+00:00"
    assert "many times the open" in history.set_aside[0].reason


def test_a_run_in_another_unit_is_set_aside_as_long_as_it_lasts(tmp_path: Path) -> None:
    cents: dict[str, object] = {"open": 10_000.0, "high": 10_400.0, "low": 9_700.0, "close": 10_100.0}
    history = read(tmp_path, {bar: dict(cents) for bar in range(10, 15)})
    assert [value is None for value in values(history, Field.CLOSE)] == [10 <= bar < 15 for bar in range(CALM)]


def test_a_market_that_collapses_within_its_bars_is_believed(tmp_path: Path) -> None:
    changes: dict[int, dict[str, object]] = {}
    price = 100.0
    for bar in range(20, 24):
        changes[bar] = {"open": price, "high": price * 1.01, "low": price / 21, "close": price / 20}
        price /= 20
    changes |= {bar: {"open": price, "high": price, "low": price, "close": price} for bar in range(24, CALM)}
    assert read(tmp_path, changes).set_aside == ()


def test_a_price_may_be_another_after_a_long_silence(tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {"time": days(100), "close": [*[100.0] * 20, *[""] * 60, *[9000.0] * 20]}
    history = read_history(write(tmp_path, columns), "BTC", None)
    assert history.set_aside == ()


@pytest.mark.parametrize(
    ("name", "usual", "wrong"),
    [
        ("volume_coins", 50.0, -1),
        ("funding_rate", 0.0001, 1.5),
        ("spread_bps", 2.0, -2),
        ("open_interest_usd", 1e9, 1e12),
        ("open_interest_usd", 1e9, 1e6),
        ("open_interest_usd", 1e9, 0),
        ("depth_usd", 1e7, 1e10),
        ("mark", 101.0, 1.01),
        ("liquidations_long_usd", 1e6, 1e19),
    ],
)
def test_amounts_and_rates(tmp_path: Path, name: str, usual: float, wrong: float) -> None:
    history = read(tmp_path, {20: {name: wrong}}, **{name: [usual] * CALM})
    assert aside(history) == [(name, str(wrong))]
    assert values(history, Field(name))[20] is None


@pytest.mark.parametrize(
    ("name", "usual", "extreme"),
    [
        ("open_interest_usd", 1e9, 4e8),
        ("funding_rate", 0.0001, -0.03),
        ("liquidations_long_usd", 1e5, 5e8),
        ("volume_coins", 50.0, 0),
    ],
)
def test_an_extreme_value_is_not_an_impossible_one(tmp_path: Path, name: str, usual: float, extreme: float) -> None:
    assert read(tmp_path, {20: {name: extreme}}, **{name: [usual] * CALM}).set_aside == ()


def test_a_lasting_change_of_unit_is_never_compared(tmp_path: Path) -> None:
    changes = {bar: {"open_interest_usd": 1e12} for bar in range(20, CALM)}
    history = read(tmp_path, changes, open_interest_usd=[1e9] * CALM)
    assert [value is None for value in values(history, Field.OPEN_INTEREST_USD)] == [bar >= 20 for bar in range(CALM)]


def test_taker_volume_and_the_price_implied_by_volume(tmp_path: Path) -> None:
    more: dict[str, Sequence[object]] = {"volume_coins": [50.0] * CALM, "taker_buy_coins": [20.0] * CALM}
    history = read(tmp_path, {20: {"taker_buy_coins": 51}}, **more)
    assert aside(history) == [("taker_buy_coins", "51")]
    more["volume_usd"] = [5000.0] * CALM
    history = read(tmp_path, {20: {"volume_usd": 20_000}}, **more)
    assert aside(history) == [("volume_usd", "20000")]
    more["taker_sell_coins"] = [30.0] * CALM
    history = read(tmp_path, {20: {"taker_sell_coins": 45}}, **more)
    assert sorted(aside(history)) == [("taker_buy_coins", "20.0"), ("taker_sell_coins", "45")]


def test_open_interest_in_coins_and_usd_has_to_agree(tmp_path: Path) -> None:
    more: dict[str, Sequence[object]] = {"open_interest_coins": [1e6] * CALM, "open_interest_usd": [1.01e8] * CALM}
    history = read(tmp_path, {20: {"open_interest_coins": 3e6}}, **more)
    assert sorted(field for field, _ in aside(history)) == ["open_interest_coins", "open_interest_usd"]


def test_rows_that_repeat_a_bar(tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {
        "time": [*days(30), days(30)[4], days(30)[7]],
        "close": [*[100.0] * 31, 102.0],
        "funding_rate": [0.0001] * 32,
    }
    history = read_history(write(tmp_path, columns), "BTC", None)
    assert aside(history) == [("close", "100.0 and 102.0")]
    assert "disagree" in history.set_aside[0].reason
    for field in (Field.CLOSE, Field.FUNDING_RATE):
        assert [bar for bar, value in enumerate(values(history, field)) if value is None] == [7]


def test_every_number_kept_is_finite_or_unknown(tmp_path: Path) -> None:
    wild: list[object] = [1e308, -1e308, 1e-308, 0, "inf", "nan", "", 1e12, 1e18, -5] * 4
    history = read(tmp_path, {}, volume_coins=wild, volume_usd=wild, open_interest_usd=wild, funding_rate=wild)
    for series in history.series.values():
        kept = np.array(series.values)
        assert not np.isinf(kept).any()
