"""The simulated WebSocket, through ccxt.pro and bare."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import ccxt.pro
import pytest

from generator.sources.simulated import SimulatedVenue, StillClock, redirected
from generator.sources.simulated_faults import Fault
from generator.sources.simulated_streams import frames, shown
from tests.sources.simulated_worlds import BTC, CRASH, crashing, ms

START = CRASH + timedelta(hours=2)


@asynccontextmanager
async def streaming() -> AsyncIterator[tuple[SimulatedVenue, StillClock]]:
    clock = StillClock(START)
    async with SimulatedVenue(crashing(), clock) as venue:
        yield venue, clock


@asynccontextmanager
async def watching(venue: SimulatedVenue) -> AsyncIterator[Any]:
    exchange = ccxt.pro.binanceusdm({"enableRateLimit": False})
    exchange.urls["api"] = redirected(exchange.urls["api"], venue.url)
    try:
        yield exchange
    finally:
        await exchange.close()


async def answered(clock: StillClock, watch: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - ccxt has no types
    """What a watch gives, while the clock moves on."""
    task = asyncio.ensure_future(watch())
    while not task.done():
        clock.move(timedelta(seconds=2))
        await asyncio.sleep(0.03)
    return task.result()


def test_ccxt_watches_liquidations_and_trades() -> None:
    async def run() -> None:
        async with streaming() as (venue, clock), watching(venue) as exchange:
            (order,) = await answered(clock, lambda: exchange.watch_liquidations(BTC))
            orders = crashing().orders("BTC", order["timestamp"], order["timestamp"] + 1)
            assert order["contracts"] in [round(lots * 0.001, 3) for lots in orders.lots.tolist()]
            assert order["side"] == ("buy" if orders.bought[0] else "sell")
            trades = await answered(clock, lambda: exchange.watch_trades(BTC))
            assert trades[-1]["price"] > 0
            every = await answered(clock, lambda: exchange.watch_liquidations_for_symbols([]))
            assert every[0]["symbol"] in {BTC, "ETH/USDT:USDT"}
            mark = await answered(clock, lambda: exchange.watch_mark_price(BTC))
            assert mark["markPrice"] > 0
            assert {call.path.rpartition("/")[0] for call in venue.calls("*/ws/*")} == {"/market/ws", "/public/ws"}

    asyncio.run(run())


@asynccontextmanager
async def bare(venue: SimulatedVenue, path: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with aiohttp.ClientSession() as session, session.ws_connect(venue.url + path) as ws:
        yield ws


async def said(ws: aiohttp.ClientWebSocketResponse, wish: object) -> object:
    await ws.send_str(json.dumps(wish))
    return json.loads(await ws.receive_str())


def test_the_stream_tells_what_the_record_shows_and_nothing_else() -> None:
    async def run() -> list[Any]:
        async with streaming() as (venue, clock), bare(venue, "/market/ws/btcusdt@forceOrder") as ws:
            assert await said(ws, {"method": "LIST_SUBSCRIPTIONS", "id": 1}) == {
                "result": ["btcusdt@forceOrder"],
                "id": 1,
            }
            expected = frames(crashing(), ["btcusdt@forceOrder"], ms(START), ms(START) + 120_000)
            found: list[Any] = []
            for _ in range(12):  # in steps: nothing is told twice, and nothing between two steps is lost
                clock.move(timedelta(seconds=10))
                await asyncio.sleep(0.03)
            while len(found) < len(expected):
                found.append(json.loads(await ws.receive_str(timeout=2)))
            assert venue.sent == len(expected)
            assert found == expected
            return found

    found = asyncio.run(run())
    orders = crashing().orders("BTC", ms(START), ms(START) + 120_000)
    assert [frame["o"]["T"] for frame in found] == orders.times[shown(orders)].tolist()
    assert all(0 < frame["E"] - frame["o"]["T"] <= 1000 for frame in found)


def test_subscriptions_come_and_go() -> None:
    async def run() -> None:
        async with streaming() as (venue, _), bare(venue, "/market/ws") as ws:
            names = ["btcusdt@aggTrade", "ethusdt@markPrice@1s", "nothing@here"]
            assert await said(ws, {"method": "SUBSCRIBE", "params": names, "id": 1}) == {"result": None, "id": 1}
            listed = {"method": "LIST_SUBSCRIPTIONS", "id": 2}
            assert await said(ws, listed) == {"result": names[:2], "id": 2}
            assert await said(ws, {"method": "UNSUBSCRIBE", "params": names[:1], "id": 3}) == {"result": None, "id": 3}
            assert await said(ws, listed) == {"result": names[1:2], "id": 2}
            answer = await said(ws, ["nonsense"])
            assert isinstance(answer, dict)
            assert answer["error"]["code"] == 3

    asyncio.run(run())


def test_a_stuck_stream_is_open_and_silent_and_what_it_missed_is_lost() -> None:
    async def run() -> None:
        async with streaming() as (venue, clock), bare(venue, "/market/ws/btcusdt@aggTrade") as ws:
            venue.faults.set("/market/ws*", Fault.STUCK)
            clock.move(timedelta(minutes=5))
            with pytest.raises(TimeoutError):
                await ws.receive_str(timeout=0.2)
            await ws.ping()
            assert not ws.closed
            venue.faults.clear()
            after = ms(clock.moment)
            clock.move(timedelta(seconds=30))
            assert json.loads(await ws.receive_str(timeout=2))["T"] > after

    asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "text"),
    [(Fault.HTML, "<!DOCTYPE html>"), (Fault.EMPTY, ""), (Fault.NULL, "null"), (Fault.NAN, '"p": "NaN"')],
)
def test_broken_frames(fault: Fault, text: str) -> None:
    async def run() -> str:
        async with streaming() as (venue, clock), bare(venue, "/public/ws/btcusdt@trade") as ws:
            venue.faults.set("/public/ws*", fault, times=1)
            clock.move(timedelta(seconds=30))
            broken = await ws.receive_str(timeout=2)
            assert json.loads(await ws.receive_str(timeout=2))["e"] == "trade"
            return broken

    assert text in asyncio.run(run())


def test_a_stream_that_is_cut_and_one_that_is_refused() -> None:
    async def run() -> None:
        async with streaming() as (venue, clock), bare(venue, "/market/ws/btcusdt@aggTrade") as ws:
            venue.faults.set("/market/ws*", Fault.CUT, times=1)
            clock.move(timedelta(seconds=30))
            message = await ws.receive(timeout=2)
            assert message.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR}
            venue.faults.set("/market/ws*", Fault.GEO, times=1)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with bare(venue, "/market/ws"):
                    pass
            assert refused.value.status == 451

    asyncio.run(run())
