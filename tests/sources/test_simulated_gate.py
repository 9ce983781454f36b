"""Stock ccxt takes the simulated venue for Gate, whose liquidations and statistics agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import ccxt
import pytest

from generator.market import Field
from generator.sources.simulated_day import BITCOIN
from generator.sources.simulated_record import record
from tests.sources.simulated_worlds import BTC, CRASH, client, crashing, ms, served

HOUR = timedelta(hours=1)
SECONDS = ms(CRASH) // 1000


@pytest.fixture(scope="module")
def gate() -> Iterator[Any]:
    with served() as (venue, _), client("gate", venue.url) as exchange:
        exchange.load_markets()  # all kinds of market are asked for; only perpetuals are there
        yield exchange


def test_markets(gate: Any) -> None:  # noqa: ANN401 - ccxt has no types
    assert list(gate.markets) == [BTC, "ETH/USDT:USDT"]
    assert gate.market(BTC)["contractSize"] == BITCOIN.gate_multiplier


def test_liquidations_add_up_to_the_statistics(gate: Any) -> None:  # noqa: ANN401
    stats = gate.publicFuturesGetSettleContractStats(
        {"settle": "usdt", "contract": "BTC_USDT", "interval": "5m", "from": SECONDS, "limit": 6}
    )
    assert [int(row["time"]) for row in stats] == [SECONDS + 300 * n for n in range(6)]
    found = gate.fetch_liquidations(BTC, limit=1000, params={"from": SECONDS, "to": SECONDS + 1799})
    for row in stats:
        mine = [f for f in found if int(row["time"]) <= f["timestamp"] // 1000 < int(row["time"]) + 300]
        longs = [f for f in mine if int(f["info"]["size"]) > 0]  # the size of the position that was closed
        assert sum(f["contracts"] for f in longs) == int(row["long_liq_size"])
        assert sum(f["quoteValue"] for f in longs) == pytest.approx(float(row["long_liq_usd"]))
        shorts = [f for f in mine if int(f["info"]["size"]) < 0]
        assert sum(f["quoteValue"] for f in shorts) == pytest.approx(float(row["short_liq_usd"]))
    truth = record(
        crashing(), "BTC", Field.LIQUIDATIONS_LONG_USD, interval="5m", start=CRASH, end=CRASH + HOUR / 2, venue="gate"
    )
    assert [float(row["long_liq_usd"]) for row in stats] == pytest.approx(list(truth.values))


def test_an_hour_of_liquidations_at_most_and_in_seconds(gate: Any) -> None:  # noqa: ANN401
    with pytest.raises(ccxt.BadRequest):
        gate.fetch_liquidations(BTC, params={"from": SECONDS - 3600, "to": SECONDS + 1})
    with pytest.raises(ccxt.BadRequest):  # the client sends milliseconds
        gate.fetch_liquidations(BTC, since=ms(CRASH))


def test_open_interest_in_contracts_is_the_share_of_the_market(gate: Any) -> None:  # noqa: ANN401
    rows = gate.fetch_open_interest_history(BTC, "1h", limit=4)
    assert [row["timestamp"] for row in rows] == [ms(CRASH + n * HOUR) for n in range(4)]
    coins = [row["openInterestAmount"] * BITCOIN.gate_multiplier for row in rows]
    truth = record(
        crashing(), "BTC", Field.OPEN_INTEREST_COINS, interval="1h", start=CRASH, end=CRASH + 4 * HOUR, venue="gate"
    )
    assert coins == pytest.approx(list(truth.values), rel=1e-6)
    ratio = float(rows[1]["info"]["lsr_taker"])
    buy, sell = (
        record(crashing(), "BTC", field, interval="1h", start=CRASH + HOUR, end=CRASH + 2 * HOUR).values[0]
        for field in (Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS)
    )
    assert ratio == pytest.approx(buy / sell)


def test_a_merged_book_covers_one_percent(gate: Any) -> None:  # noqa: ANN401
    book = gate.fetch_order_book(BTC, limit=100, params={"interval": "10"})
    mid = (book["bids"][0][0] + book["asks"][0][0]) / 2
    assert book["bids"][-1][0] < 0.99 * mid
    assert book["asks"][-1][0] > 1.01 * mid
    worth = sum(
        p * s * BITCOIN.gate_multiplier for side in ("bids", "asks") for p, s in book[side] if abs(p / mid - 1) <= 0.01
    )
    now = CRASH + timedelta(hours=3, minutes=7)
    (truth,) = record(
        crashing(), "BTC", Field.DEPTH_USD, interval="1m", start=now, end=now + timedelta(minutes=1), venue="gate"
    ).values
    assert worth == pytest.approx(truth, rel=0.03)
    assert len(gate.fetch_order_book(BTC, limit=300)["asks"]) == 300


def test_candles_funding_and_the_rest(gate: Any) -> None:  # noqa: ANN401
    bars = gate.fetch_ohlcv(BTC, "1h", since=ms(CRASH), limit=3)
    closes = record(crashing(), "BTC", Field.CLOSE, interval="1h", start=CRASH, end=CRASH + 3 * HOUR)
    assert [bar[4] for bar in bars] == list(closes.values)
    assert gate.fetch_mark_ohlcv(BTC, "1h", limit=2)[0][4] < gate.fetch_index_ohlcv(BTC, "1h", limit=2)[0][4]
    assert gate.fetch_funding_rate(BTC)["fundingRate"] < 0
    assert len(gate.fetch_funding_rate_history(BTC)) == 100
    assert gate.fetch_trades(BTC, limit=3)[-1]["price"] == gate.fetch_ticker(BTC)["last"]
