"""Sides and units of pushed trades and liquidations, and streams that fall silent."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.sources.exchange import events
from generator.sources.exchange.events import LIQUIDATIONS, TRADES, Event, Reader, Spoilt, read_events
from generator.sources.exchange.streams import DataAge, follow, liquidations
from generator.sources.exchange.troubles import CallFailed, Kind
from generator.sources.exchange.venue import Contract
from generator.sources.exchange.venues import VENUES
from tests.fakes.exchange import Clock

RECORDED = Path("/", "work", "shared", "data", "recorded")
AT = 1_768_478_400_000
ONE, CENT, INVERSE = Contract(), Contract(0.01), Contract(1.0, inverse=True)


def _okx(**order: str) -> dict[str, Any]:
    detail = {"bkPx": "90000", "sz": "200", "ts": str(AT), "bkLoss": "0", **order}
    place = {"channel": "liquidation-orders", "instType": "SWAP"}
    return {"arg": place, "data": [{"instId": "BTC-USDT-SWAP", "details": [detail, {**detail, "sz": "100"}]}]}


def _deribit(liquidation: str, direction: str) -> dict[str, Any]:
    row = {"trade_id": "7", "timestamp": AT, "price": 90000.0, "amount": 180000.0, "direction": direction,
           "instrument_name": "BTC-PERPETUAL", "liquidation": liquidation}  # fmt: skip
    return {"method": "subscription", "params": {"channel": "trades.BTC-PERPETUAL.raw", "data": [row]}}


def _kraken(side: str) -> dict[str, Any]:
    return {"feed": "trade", "product_id": "PF_XBTUSD", "uid": "u", "side": side, "type": "liquidation", "seq": 1,
            "time": AT, "qty": 2.0, "price": 90000.0}  # fmt: skip


def _binance(side: str) -> dict[str, Any]:
    order = {
        "s": "BTCUSDT",
        "S": side,
        "q": "3",
        "p": "89000",
        "ap": "90000",
        "X": "FILLED",
        "l": "1",
        "z": "2",
        "T": AT,
    }
    return {"e": "forceOrder", "E": AT, "o": order}


def _bybit(side: str) -> dict[str, Any]:
    rows = [{"T": AT, "s": "BTCUSDT", "S": side, "v": "2", "p": "90000"}]
    return {"topic": "allLiquidation.BTCUSDT", "type": "snapshot", "ts": AT, "data": rows}


@pytest.mark.parametrize(
    ("name", "market", "message", "contract", "sides"),
    [
        ("binanceusdm", "BTCUSDT", _binance("SELL"), ONE, ["long"]),
        ("binanceusdm", "BTCUSDT", _binance("BUY"), ONE, ["short"]),
        ("bybit", "BTCUSDT", _bybit("Buy"), ONE, ["long"]),
        ("bybit", "BTCUSDT", _bybit("Sell"), ONE, ["short"]),
        ("okx", "BTC-USDT-SWAP", _okx(posSide="long", side="sell"), CENT, ["long", "long"]),
        ("okx", "BTC-USDT-SWAP", _okx(posSide="net", side="buy"), CENT, ["short", "short"]),
        ("deribit", "BTC-PERPETUAL", _deribit("T", "sell"), INVERSE, ["long"]),
        ("deribit", "BTC-PERPETUAL", _deribit("M", "sell"), INVERSE, ["short"]),
        ("deribit", "BTC-PERPETUAL", _deribit("MT", "buy"), INVERSE, ["long", "short"]),
        ("krakenfutures", "PF_XBTUSD", _kraken("sell"), ONE, ["long"]),
    ],
)
def test_liquidations_name_the_position_that_was_closed(
    name: str, market: str, message: object, contract: Contract, sides: list[str]
) -> None:
    found = read_events(LIQUIDATIONS[name], message, market, contract)
    assert all(isinstance(event, Event) for event in found)
    first = found[0]
    assert isinstance(first, Event)
    assert (first.coins, first.usd, first.price, first.time) == (2.0, 180_000.0, 90_000.0, AT)
    assert [event.side for event in found if isinstance(event, Event)] == sides
    assert read_events(LIQUIDATIONS[name], message, "ANOTHER", contract) == ()


@pytest.mark.parametrize("reader", [*LIQUIDATIONS.values(), *TRADES.values()])
@pytest.mark.parametrize(
    "message",
    [None, [], "text", {}, {"data": None}, {"data": [None]}, {"arg": 3, "data": []}, {"topic": "publicTrade.X"},
     {"feed": "trade", "product_id": "X", "price": "NaN"}, {"e": "forceOrder", "o": None}, {"params": {"channel": 4}},
     {"channel": "trades", "data": [{"coin": "X"}]}],
)  # fmt: skip
def test_a_broken_message_gives_no_event(reader: Reader, message: object) -> None:
    assert all(isinstance(event, Spoilt) for event in read_events(reader, message, "X", ONE))


@pytest.mark.parametrize("change", [{"z": "NaN"}, {"z": "0"}, {"ap": "-1"}, {"ap": None}, {"S": "HOLD"}, {"T": "soon"}])
def test_a_liquidation_that_cannot_be_is_spoilt(change: dict[str, Any]) -> None:
    message = _binance("SELL")
    message["o"] |= change
    assert [type(event) for event in read_events(LIQUIDATIONS["binanceusdm"], message, "BTCUSDT", ONE)] == [Spoilt]


class _Venue:
    """Stands for a client of ccxt.pro: hands messages to `handle_message`, then keeps silent or fails."""

    def __init__(self, messages: list[Any], error: Exception | None = None) -> None:
        self.messages, self.error, self.handled = messages, error, 0

    def handle_message(self, connection: object, message: object) -> None:
        del connection, message
        self.handled += 1

    async def watch_trades(self, symbol: str) -> None:
        assert symbol == "BTC/USDT:USDT"
        for message in self.messages:
            self.handle_message(None, message)
        if self.error is not None:
            raise self.error
        await asyncio.Event().wait()


def _followed(venue: _Venue) -> tuple[list[Event | Spoilt], CallFailed]:
    async def run() -> tuple[list[Event | Spoilt], CallFailed]:
        async def sleep(_: float) -> None:
            for _tick in range(5):
                await asyncio.sleep(0)

        found: list[Event | Spoilt] = []
        dog = DataAge(60.0, sleep)
        reader = LIQUIDATIONS["okx"]
        try:
            following = follow(venue, VENUES["okx"], "BTC", CENT, reader, ("watch_trades",), dog)
            async for event in following:
                found += [event]
        except CallFailed as error:
            return found, error
        raise AssertionError

    return asyncio.run(run())


def test_a_silent_stream_gives_what_came_and_then_says_so() -> None:
    venue = _Venue([_okx(posSide="long", side="sell")])
    found, error = _followed(venue)
    assert len(found) == 2  # ccxt's own parser hands out the first of the two only
    assert venue.handled == 1
    assert error.trouble.kind is Kind.UNREACHABLE
    assert "fell silent" in error.trouble.problem


def test_a_stream_that_breaks_says_so() -> None:
    _, error = _followed(_Venue([], ConnectionResetError("gone")))
    assert "the stream broke: ConnectionResetError gone" in error.trouble.problem


def test_a_venue_without_the_stream_is_refused() -> None:
    async def run() -> None:
        tools = Clock().tools()
        async for _ in liquidations(VENUES["gate"], "BTC", tools, DataAge(1.0, tools.sleep)):
            raise AssertionError

    with pytest.raises(CallFailed, match="no such stream"):
        asyncio.run(run())


def _messages(name: str) -> Iterator[Any]:
    path = RECORDED / name
    if not path.exists():
        pytest.skip(f"{name} is not here: recorded market data is not part of the project")
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        head, colon, rest = line.partition(": ")
        if colon and head.replace(".", "").isdigit():
            yield json.loads(rest)


@pytest.mark.parametrize(
    ("name", "file", "market", "contract", "least"),
    [
        ("binanceusdm", "BINANCE_FUTURES.ws.1.0.gz", "SUSHIUSDT", ONE, 1),
        ("okx", "OKX.ws.1.0.gz", "BTC-USDT", ONE, 50),
        ("okx", "OKX.ws.1.0.gz", "BTC-USD-220527", Contract(100.0, inverse=True), 1),
        ("krakenfutures", "KRAKEN_FUTURES.ws.1.0.gz", "PI_ETHUSD", INVERSE, 1),
    ],
)
def test_recorded_trades_are_read(name: str, file: str, market: str, contract: Contract, least: int) -> None:
    found = [event for message in _messages(file) for event in read_events(TRADES[name], message, market, contract)]
    assert len(found) >= least
    assert not [event for event in found if isinstance(event, Spoilt)]
    whole = [event for event in found if isinstance(event, Event)]
    assert all(event.usd == pytest.approx(event.coins * event.price) for event in whole)
    assert len({event.identity for event in whole}) == len(whole)


def test_recorded_trades_of_gate_are_signed() -> None:
    markets = {
        row["contract"]: row["size"]
        for message in _messages("GATEIO_FUTURES.ws.1.0.gz")
        if message.get("channel") == "futures.trades" and message.get("event") == "update"
        for row in message["result"]
    }
    reader: Callable[..., Any] = events.gate_trades
    for market, size in markets.items():
        for message in _messages("GATEIO_FUTURES.ws.1.0.gz"):
            for event in read_events(reader, message, market, ONE):
                assert isinstance(event, Event)
                assert event.side == ("sell" if size < 0 else "buy") or len(markets) > 1
