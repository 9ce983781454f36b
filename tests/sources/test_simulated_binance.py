"""Stock ccxt takes the simulated venue for Binance USDM, and what it gets agrees with the market's own record."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import ccxt
import ccxt.async_support
import pytest

from generator.market import Field, Observations
from generator.sources.simulated import SimulatedVenue, StillClock, redirected
from generator.sources.simulated_record import record
from tests.sources.simulated_worlds import BTC, CRASH, ORIGIN, client, crashing, get, ms, served

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[SimulatedVenue, StillClock]]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def venue(world: tuple[SimulatedVenue, StillClock]) -> SimulatedVenue:
    return world[0]


@pytest.fixture(scope="module")
def binance(venue: SimulatedVenue) -> Iterator[Any]:
    with client("binanceusdm", venue.url) as exchange:
        exchange.load_markets()
        yield exchange


def truth(field: Field, interval: str, hours: int) -> Observations:
    """What was published in the hours up to 3 h into the cascade."""
    end = CRASH + 3 * HOUR
    return record(crashing(), "BTC", field, interval=interval, start=end - hours * HOUR, end=end)


def test_markets(binance: Any) -> None:  # noqa: ANN401 - ccxt has no types
    assert list(binance.markets) == [BTC, "ETH/USDT:USDT"]
    market = binance.market(BTC)
    assert (market["contractSize"], market["linear"], market["precision"]["price"]) == (1.0, True, 0.1)
    assert market["precision"]["amount"] == 0.001


def test_bars_and_their_taker_volume(binance: Any) -> None:  # noqa: ANN401
    rows = binance.fetch_ohlcv(BTC, "5m", since=ms(CRASH), limit=36)
    assert [row[0] for row in rows] == list(truth(Field.OPEN, "5m", 3).times)
    for column, field in enumerate((Field.OPEN, Field.HIGH, Field.LOW, Field.CLOSE, Field.VOLUME_COINS), start=1):
        assert [row[column] for row in rows] == list(truth(field, "5m", 3).values)
    raw = binance.fapiPublicGetKlines({"symbol": "BTCUSDT", "interval": "5m", "startTime": ms(CRASH), "limit": 36})
    assert [float(row[9]) for row in raw] == list(truth(Field.TAKER_BUY_COINS, "5m", 3).values)
    assert [float(row[7]) for row in raw] == pytest.approx(list(truth(Field.VOLUME_USD, "5m", 3).values))


def test_the_taker_ratio_has_the_volumes_of_the_bars(binance: Any) -> None:  # noqa: ANN401
    rows = binance.fapiDataGetTakerlongshortRatio({"symbol": "BTCUSDT", "period": "1h", "limit": 24})
    bars = binance.fapiPublicGetKlines({"symbol": "BTCUSDT", "interval": "1h", "limit": 25})[:-1]
    assert [int(row["timestamp"]) for row in rows] == [int(bar[0]) for bar in bars]
    assert [row["buyVol"] for row in rows] == [bar[9] for bar in bars]
    sold = [float(row["sellVol"]) for row in rows]
    assert sold == pytest.approx([float(bar[5]) - float(bar[9]) for bar in bars])


def test_the_newest_bar_holds_what_has_traded(binance: Any) -> None:  # noqa: ANN401
    last = binance.fetch_ohlcv(BTC, "1h", limit=2)[-1]
    trades = binance.fetch_trades(BTC, limit=1000, params={"fetchTradesMethod": "fapiPublicGetTrades"})
    mine = [trade for trade in trades if trade["timestamp"] >= last[0]]
    assert len(mine) < len(trades)
    assert sum(trade["amount"] for trade in mine) == pytest.approx(last[5])
    assert mine[-1]["price"] == last[4] == binance.fetch_ticker(BTC)["last"]


def test_trades_can_be_paged_without_gaps(binance: Any) -> None:  # noqa: ANN401
    first = binance.fetch_trades(BTC, since=ms(CRASH), limit=500)
    more = binance.fapiPublicGetAggTrades({"symbol": "BTCUSDT", "fromId": int(first[-1]["id"]) + 1, "limit": 1000})
    ids = [int(trade["id"]) for trade in first] + [int(row["a"]) for row in more]
    assert ids == list(range(ids[0], ids[0] + 1500))
    assert first[0]["timestamp"] >= ms(CRASH)


def test_the_book_is_a_small_part_of_one_percent(binance: Any) -> None:  # noqa: ANN401
    book = binance.fetch_order_book(BTC, limit=1000)
    assert (len(book["bids"]), len(book["asks"])) == (1000, 1000)
    assert book["bids"][0][0] < book["asks"][0][0]
    assert 0.0005 < 1 - book["bids"][-1][0] / book["bids"][0][0] < 0.003
    assert len(binance.fetch_order_book(BTC, limit=5)["bids"]) == 5


def test_open_interest_now_and_then(binance: Any) -> None:  # noqa: ANN401
    rows = binance.fetch_open_interest_history(BTC, "5m", limit=500)
    assert len(rows) == 500
    expected = truth(Field.OPEN_INTEREST_COINS, "5m", 1)
    found = {row["timestamp"]: row["openInterestAmount"] for row in rows}
    assert [found[moment] for moment in expected.times] == list(expected.values)
    asked = binance.fetch_open_interest_history(BTC, "1h", since=ms(CRASH - 10 * HOUR), limit=5)
    assert [row["timestamp"] for row in asked] == [ms(CRASH - (10 - n) * HOUR) for n in range(5)]
    current = binance.fetch_open_interest(BTC)
    assert current["openInterestAmount"] == pytest.approx(rows[-1]["openInterestAmount"], rel=0.01)
    with pytest.raises(ccxt.BadRequest, match="startTime"):
        binance.fetch_open_interest_history(BTC, "1h", since=ms(ORIGIN))


def test_funding_as_it_stands_and_as_it_was_paid(binance: Any) -> None:  # noqa: ANN401
    now = binance.fetch_funding_rate(BTC)
    assert now["fundingTimestamp"] == ms(CRASH + 10 * HOUR)
    assert now["fundingRate"] < 0
    assert now["markPrice"] < now["indexPrice"]
    paid = binance.fetch_funding_rate_history(BTC, limit=1000)
    end = CRASH + 3 * HOUR
    expected = record(crashing(), "BTC", Field.FUNDING_RATE, interval="1h", start=ORIGIN, end=end)
    assert [(row["timestamp"], row["fundingRate"]) for row in paid] == list(
        zip(expected.times, expected.values, strict=True)
    )
    assert set(binance.fetch_funding_rates()) == {BTC, "ETH/USDT:USDT"}
    assert binance.fetch_funding_intervals() == {}


def test_ratios_basis_and_the_bars_of_mark_index_and_premium(binance: Any) -> None:  # noqa: ANN401
    (row,) = binance.fetch_long_short_ratio_history(BTC, "1h", limit=1)
    now = CRASH + 3 * HOUR
    (expected,) = record(
        crashing(), "BTC", Field.LONG_SHORT_RATIO, interval="1h", start=now, end=now + timedelta(minutes=1)
    ).values
    assert (row["timestamp"], row["longShortRatio"]) == (ms(now), expected)
    (basis,) = binance.fapiDataGetBasis({"pair": "BTCUSDT", "contractType": "PERPETUAL", "period": "1h", "limit": 1})
    assert float(basis["basisRate"]) == pytest.approx(
        float(basis["futuresPrice"]) / float(basis["indexPrice"]) - 1, abs=1e-8
    )
    since = ms(CRASH)
    mark, index = binance.fetch_mark_ohlcv(BTC, "1h", since, 3), binance.fetch_index_ohlcv(BTC, "1h", since, 3)
    assert [bar[4] for bar in mark] == pytest.approx(list(truth(Field.MARK, "1h", 3).values))
    assert [bar[4] for bar in index] == pytest.approx(list(truth(Field.INDEX, "1h", 3).values))
    premium = binance.fetch_premium_index_ohlcv(BTC, "1h", since, 3)
    ratios = [m[4] / i[4] - 1 for m, i in zip(mark, index, strict=True)]
    assert [bar[4] for bar in premium] == pytest.approx(ratios, abs=1e-8)


def test_what_does_not_exist_is_refused(binance: Any, venue: SimulatedVenue) -> None:  # noqa: ANN401
    with pytest.raises(ccxt.BadSymbol):
        binance.fapiPublicGetKlines({"symbol": "DOGEUSDT", "interval": "1h"})
    for path in ("/fapi/v1/klines?symbol=BTCUSDT&interval=2d", "/fapi/v1/depth?symbol=BTCUSDT&limit=7"):
        assert get(venue.url, path)[0] == 400
    assert get(venue.url, "/fapi/v1/nothing")[0] == 404


def test_the_same_request_at_the_same_moment_gives_the_same_bytes(venue: SimulatedVenue) -> None:
    path = "/fapi/v1/depth?symbol=ETHUSDT&limit=1000"
    assert get(venue.url, path)[2] == get(venue.url, path)[2]
    with served() as (again, _):
        assert get(again.url, path)[2] == get(venue.url, path)[2]


def test_the_async_client_works_too(venue: SimulatedVenue) -> None:
    async def ask() -> tuple[float, int]:
        exchange = ccxt.async_support.binanceusdm({"enableRateLimit": False})
        exchange.urls["api"] = redirected(exchange.urls["api"], venue.url)
        try:
            interest = await exchange.fetch_open_interest(BTC)
            return interest["openInterestAmount"], len(await exchange.fetch_ohlcv(BTC, "1m", limit=1500))
        finally:
            await exchange.close()

    amount, bars = asyncio.run(ask())
    assert amount > 0
    assert bars == 1000  # the most this client asks for, whatever it is told
