"""Six years of Bitcoin: known events score as they should, and the past does not change when the file grows."""

from __future__ import annotations

from array import array
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from generator.market import Field, History
from generator.metrics.measure import measure
from generator.metrics.snapshot import Metric, Record, Snapshot
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from generator.metrics.statistics import FloatArray, log_changes, z_score
from generator.sources.files import read_history

from .histories import DATA, cut, needs_data

pytestmark = needs_data
DAILY = DATA / "btc_daily_2018_2023.csv"
CHANGE_OF_METHOD = date(2021, 4, 27)


@cache
def daily() -> History:
    return read_history(DAILY, "BTC", None)


def end(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T23:59:59+00:00")


@cache
def on(day: str) -> Snapshot:
    return measure(daily(), end(day))


# Measured with the definitions of docs/method.md: day, liquidations (USD, 90 days), open interest, taker, illiquidity.
EVENTS = [
    ("2021-05-19", 2.97, -10.44, -1.41, 0.59, -0.1438, 0.615),
    ("2021-12-04", 3.78, -10.05, -2.25, 0.69, -0.0830, 0.752),
    ("2022-06-13", 3.17, -1.19, -1.14, 0.93, -0.1538, 0.645),
    ("2022-11-08", 3.63, -1.84, -1.58, 1.19, -0.0993, 0.695),
    ("2022-11-09", 3.49, 1.92, -2.27, 1.75, -0.1415, 0.654),
    ("2023-08-17", 2.64, -3.93, -0.12, 1.22, -0.0733, 0.749),
]


@pytest.mark.parametrize(("day", "liquidations", "interest", "taker", "illiquidity", "change", "share"), EVENTS)
def test_known_events(  # noqa: PLR0913, PLR0917 - the columns of the table
    day: str, liquidations: float, interest: float, taker: float, illiquidity: float, change: float, share: float
) -> None:
    snapshot = on(day)
    assert snapshot.value(Metric.LIQUIDATIONS_USD_Z) == pytest.approx(liquidations, abs=0.006)
    assert snapshot.value(Metric.OPEN_INTEREST_Z) == pytest.approx(interest, abs=0.006)
    assert snapshot.value(Metric.TAKER_IMBALANCE) == pytest.approx(taker, abs=0.006)
    assert snapshot.value(Metric.ILLIQUIDITY_Z) == pytest.approx(illiquidity, abs=0.006)
    assert snapshot.value(Metric.PRICE_CHANGE) == pytest.approx(change, abs=6e-5)
    assert snapshot.value(Metric.LIQUIDATIONS_LONG_SHARE) == pytest.approx(share, abs=6e-4)


def field(name: Field) -> FloatArray:
    return np.array(daily().series[name].values)


def score(values: FloatArray, day: str, bars: int, first: int = 0) -> float:
    here = (date.fromisoformat(day) - date(2018, 1, 1)).days
    found = z_score(float(values[here]), values[max(first, here - bars) : here]).z
    assert found is not None
    return found


# An independent calculation of the same days: liquidations in coins over 90 days, the rest over 30 days.
PUBLISHED = [
    ("2021-05-19", 3.9, -8.6, -1.1, -1.7),
    ("2021-12-04", 4.6, -10.5, -1.7, -1.1),
    ("2022-06-13", 3.2, -1.0, -1.1, -2.1),
    ("2022-11-08", 3.8, -1.5, -1.4, 0.3),
    ("2022-11-09", 3.9, 1.6, -2.0, -5.3),
    ("2023-08-17", 2.6, -3.5, -0.2, 1.0),
]


@pytest.mark.parametrize(("day", "liquidations", "interest", "taker", "funding"), PUBLISHED)
def test_an_independent_table_is_reproduced(
    day: str, liquidations: float, interest: float, taker: float, funding: float
) -> None:
    close, volume, buy = field(Field.CLOSE), field(Field.VOLUME_COINS), field(Field.TAKER_BUY_COINS)
    coins = (field(Field.LIQUIDATIONS_LONG_USD) + field(Field.LIQUIDATIONS_SHORT_USD)) / close
    after_change = (CHANGE_OF_METHOD - date(2018, 1, 1)).days + 1
    assert score(np.log1p(coins), day, 90, after_change) == pytest.approx(liquidations, abs=0.051)
    assert score(log_changes(field(Field.OPEN_INTEREST_USD) / close), day, 30) == pytest.approx(interest, abs=0.051)
    assert score((2 * buy - volume) / volume, day, 30) == pytest.approx(taker, abs=0.051)
    assert score(field(Field.FUNDING_RATE), day, 30) == pytest.approx(funding, abs=0.051)


def test_the_crash_of_may_2021_is_scored_on_the_21_days_since_the_source_changed() -> None:
    found = on("2021-05-19").get(Metric.LIQUIDATIONS_USD_Z)
    assert found is not None
    assert found.n == 21
    assert found.coverage == pytest.approx(21 / 90)
    assert "27 April 2021" in on("2021-05-10").notes.missing[Metric.LIQUIDATIONS_USD_Z]


def test_records() -> None:
    fall = on("2021-05-19").get(Metric.PRICE_CHANGE)
    assert fall is not None
    assert fall.record == Record("low", date(2020, 3, 12), 433)
    longs = on("2023-08-17").get(Metric.LIQUIDATIONS_LONG_USD)
    assert longs is not None
    assert longs.record == Record("high", date(2022, 11, 9), 281)
    funding = on("2022-11-09").get(Metric.FUNDING_RATE)
    assert funding is not None
    assert funding.record == Record("low", date(2022, 5, 12), 181)


def test_no_record_of_liquidations_reaches_over_the_change_of_method() -> None:
    for days in range((date(2023, 12, 31) - date(2021, 4, 28)).days + 1):
        day = date(2021, 4, 28) + timedelta(days=days)
        found = on(day.isoformat()).get(Metric.LIQUIDATIONS_USD)
        assert found is not None
        assert found.record is None or found.record.since > CHANGE_OF_METHOD


def test_what_the_file_lacks_is_missing_with_a_reason() -> None:
    notes = on("2023-09-25").notes
    assert notes.missing == {
        Metric.MARKET_DEPTH_INDEX: "no order-book history in the file",
        Metric.BASIS: "no mark and index prices in the file",
        Metric.LONG_SHORT_RATIO: "no long/short ratio in the file",
        Metric.SPREAD_BPS: "no order-book history in the file",
    }
    assert notes.sources == ("Binance spot", "Binance perpetual")
    assert on("2018-06-01").notes.missing[Metric.FUNDING_RATE] == "no funding rates in the file"
    assert on("2018-06-01").notes.sources == ("Binance spot",)


def test_what_was_set_aside_is_in_the_notes_from_its_day_on() -> None:
    assert on("2018-07-05").notes.set_aside == ()
    assert [(s.field, s.value) for s in on("2018-07-06").notes.set_aside] == [
        ("high", "108978.64"),
        ("volume_usd", "545032288.4"),
    ]
    assert on("2018-07-06").value(Metric.VOLUME_USD) is None


@pytest.mark.parametrize("day", ["2018-07-20", "2020-03-13", "2021-05-19", "2022-06-13"])
def test_a_file_that_ended_that_day_gives_the_same_snapshot(day: str, tmp_path: Path) -> None:
    lines = DAILY.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line[0].isdigit() or line[:10] <= day]
    short = tmp_path / DAILY.name
    short.write_text("".join(kept), encoding="utf-8")
    assert measure(read_history(short, "BTC", None), end(day)) == on(day)
    assert measure(cut(daily(), end(day)), end(day)) == on(day)


def test_every_day_is_read_back_as_written() -> None:
    for seconds in daily().known[::30]:
        snapshot = measure(daily(), datetime.fromtimestamp(seconds, UTC))
        assert read_snapshot(write_snapshot(snapshot), "day.json") == snapshot


def test_the_hourly_file() -> None:
    hourly = read_history(DATA / "eth_hourly_2025_03_09.csv", "ETH", None)
    snapshot = measure(hourly, datetime(2025, 9, 30, 23, 59, 59, tzinfo=UTC))
    interest = snapshot.get(Metric.OPEN_INTEREST_Z)
    assert interest is not None
    assert (interest.venue, interest.window, interest.n, interest.change_over) == ("hyperliquid", "30d", 720, "1h")
    volatility = snapshot.get(Metric.REALISED_VOLATILITY)
    assert volatility is not None
    assert (volatility.window, volatility.n) == ("7d", 168)
    assert 0.2 < volatility.value < 2
    assert snapshot.notes.missing[Metric.LIQUIDATIONS_USD_Z] == "no liquidations in the file"
    assert snapshot.notes.missing[Metric.TAKER_IMBALANCE] == "no taker volume in the file"
    assert isinstance(hourly.known, array)
