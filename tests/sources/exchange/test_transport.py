"""The guard: what it asks for, when it keeps quiet, and what it costs."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from generator.market import Field
from generator.sources.exchange.link import Options, connect
from generator.sources.exchange.pauses import Pauses, wait_until
from generator.sources.exchange.poll import Outcome, Poll, poll
from generator.sources.exchange.strict import NotStrict, read_json
from generator.sources.exchange.transport import Limits, Transport
from generator.sources.exchange.troubles import Kind
from generator.sources.exchange.venues import VENUES
from tests.fakes.exchange import Clock, Fault, Server, json_response, serving
from tests.fakes.exchange_answers import NOW
from tests.sources.exchange.faults import gzip_bomb

BINANCE = VENUES["binanceusdm"]
Test = Callable[[Server, Clock, Transport], Awaitable[None]]


def _run(test: Test, limits: Limits | None = None, name: str = "binanceusdm") -> None:
    async def run() -> None:
        async with serving() as server:
            clock = Clock()
            options = Options(server.base(name), limits or Limits(), rate_limit=False)
            async with connect(VENUES[name], clock.tools(), options=options) as link:
                await test(server, clock, link)

    asyncio.run(run())


async def _interest(link: Transport) -> Poll:
    calls = tuple(call for call in BINANCE.calls if call.name == "openInterest")
    return await poll(replace(BINANCE, calls=calls), "BTC", (Field.OPEN_INTEREST_COINS,), None, link)


def _status(status: int, text: str = "{}", **headers: str) -> Fault:
    async def fault(_: web.Request, sound: object) -> web.StreamResponse:
        del sound
        return json_response(text, status, **headers)

    return fault


@pytest.mark.parametrize(
    ("status", "text", "headers", "wait"),
    [
        (429, "{}", {"Retry-After": "90"}, 90),
        (429, "{}", {"Retry-After": "Thu, 15 Jan 2026 12:02:00 GMT"}, 90),
        (429, "{}", {}, 60),
        (429, "{}", {"Retry-After": "soon"}, 60),
        (418, '{"code": -1003, "msg": "IP banned until 1768479690000."}', {}, 1260),
        (418, "{}", {}, 900),
        (503, "{}", {"Retry-After": "30"}, 30),
    ],
)
def test_no_request_is_sent_before_the_moment_asked_for(
    status: int, text: str, headers: dict[str, str], wait: int
) -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        key = ("binanceusdm", "openInterest")
        server.faults[key] = _status(status, text, **headers)
        first = await _interest(link)
        assert first.troubles[0].until == NOW + timedelta(seconds=wait)
        assert first.troubles[0].kind is (Kind.UNREACHABLE if status == 503 else Kind.THROTTLED)
        server.faults.clear()
        asked = server.asked[key]
        assert asked == 1
        clock.now = NOW + timedelta(seconds=wait - 1)
        quiet = await _interest(link)
        assert quiet.outcome is Outcome.REFUSED
        assert server.asked[key] == asked
        clock.now = NOW + timedelta(seconds=wait)
        await _interest(link)
        assert server.asked[key] == asked + 1

    _run(test)


def test_a_wait_is_kept_for_every_call_of_the_host_and_other_links() -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        server.faults["binanceusdm", "klines"] = _status(429, **{"Retry-After": "60"})
        done = await poll(BINANCE, "BTC", tuple(Field), None, link)
        assert done.outcome is Outcome.REFUSED
        assert sum(server.asked.values()) == 1
        options = Options(server.base("binanceusdm"), rate_limit=False)
        async with connect(BINANCE, clock.tools(), link.pauses, options) as other:
            await _interest(other)
        assert sum(server.asked.values()) == 1
        reason = next(missing.reason for missing in done.missing if missing.field is Field.CLOSE)
        assert "asked us to wait until 2026-01-15 12:01:30 UTC" in reason

    _run(test)


@pytest.mark.parametrize("status", [403, 451])
def test_a_block_is_not_retried_and_names_the_venue(status: int) -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        server.faults["binanceusdm", "klines"] = _status(status)
        done = await poll(BINANCE, "BTC", tuple(Field), None, link)
        assert [trouble.kind for trouble in done.troubles] == [Kind.BLOCKED]
        assert "binanceusdm is not available from your location" in str(done.troubles[0])
        assert sum(server.asked.values()) == 1
        assert clock.slept == []

    _run(test)


def test_a_fault_of_the_venue_is_tried_again_with_growing_waits() -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        failing = iter([500, 502])

        async def flaky(_: web.Request, sound: object) -> web.StreamResponse:
            del sound
            status = next(failing, None)
            moment = int(clock.now.timestamp() * 1000)
            if status is None:
                return json_response(json.dumps({"openInterest": "5", "symbol": "BTCUSDT", "time": moment}))
            return json_response("{}", status)

        server.faults["binanceusdm", "openInterest"] = flaky
        done = await _interest(link)
        assert list(done.observations[0].values) == [5.0]
        assert clock.slept == [0.5, 1.0]

    _run(test)


def test_two_silences_end_the_poll() -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        for call in BINANCE.calls:
            server.faults["binanceusdm", call.name] = _status(500)
        done = await poll(BINANCE, "BTC", tuple(Field), None, link)
        assert sum(server.asked.values()) == 2 * Limits().attempts
        assert len(done.troubles) == 2
        assert all(missing.reason for missing in done.missing)
        assert clock.slept

    _run(test)


def test_the_skew_of_clocks_is_measured_and_said() -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        clock.now = NOW + timedelta(seconds=90)
        done = await _interest(link)
        assert done.skew == timedelta(seconds=-89.5)
        assert any("clock is -90 s from ours" in note for note in done.notes)
        assert done.outcome is Outcome.DEGRADED
        server.date = datetime(2026, 1, 15, 12, 0, 31, tzinfo=UTC)
        clock.now = NOW
        assert (await _interest(link)).outcome is Outcome.DONE

    _run(test)


def test_a_gzip_bomb_costs_no_more_than_the_cap() -> None:
    bomb = gzip_bomb(512 * 2**20)
    assert len(bomb) < 2**20

    async def bombing(_: web.Request, sound: object) -> web.StreamResponse:
        del sound
        return web.Response(body=bomb, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})

    async def test(server: Server, clock: Clock, link: Transport) -> None:
        await _interest(link)
        server.faults["binanceusdm", "openInterest"] = bombing
        tracemalloc.start()
        done = await _interest(link)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert done.troubles[0].kind is Kind.BROKEN
        assert "larger than 8,388,608 bytes" in done.troubles[0].problem
        assert peak < 32 * 2**20
        assert clock.slept == []

    _run(test, Limits(largest=8 * 2**20))


@pytest.mark.parametrize(
    ("name", "call", "text", "kind"),
    [
        ("bybit", "kline", '{"retCode": 10006, "retMsg": "Too many visits!", "result": {}}', Kind.THROTTLED),
        ("bybit", "kline", '{"retCode": 10001, "retMsg": "symbol invalid", "result": {}}', Kind.REFUSED),
        ("okx", "history-candles", '{"code": "50011", "msg": "Rate limit reached", "data": []}', Kind.THROTTLED),
        ("okx", "history-candles", '{"code": "51001", "msg": "Instrument does not exist", "data": []}', Kind.REFUSED),
        ("deribit", "get_order_book", '{"jsonrpc": "2.0", "error": {"code": 10028, "message": "too_many_requests"}}',
         Kind.THROTTLED),
        ("bitget", "candles", '{"code": "40034", "msg": "Parameter does not exist", "data": null}', Kind.REFUSED),
        ("htx", "history/kline", '{"status": "error", "err-code": "bad-request", "err-msg": "invalid symbol"}',
         Kind.REFUSED),
    ],
)  # fmt: skip
def test_errors_a_venue_hides_in_a_200_are_told(name: str, call: str, text: str, kind: Kind) -> None:
    async def test(server: Server, clock: Clock, link: Transport) -> None:
        del clock
        server.faults[name, call] = _status(200, text)
        venue = VENUES[name]
        calls = tuple(one for one in venue.calls if one.name == call)
        done = await poll(replace(venue, calls=calls), "BTC", tuple(calls[0].gives), None, link)
        assert [trouble.kind for trouble in done.troubles] == [kind]
        assert done.outcome is Outcome.REFUSED

    _run(test, name=name)


@pytest.mark.parametrize(
    "body", [b"", b" ", b"NaN", b"[Infinity]", b"[1e999]", b'{"a":1,"a":2}', b"[1,]", b"\xef\xbb\xbf[]", b"[01]"]
)
def test_json_is_strict(body: bytes) -> None:
    with pytest.raises(NotStrict):
        read_json(body)


def test_a_pause_has_bounds() -> None:
    assert wait_until(429, {"Retry-After": "9" * 12}, "", NOW) == NOW + timedelta(days=30)
    assert wait_until(429, {"Retry-After": "Thu, 15 Jan 2020 12:02:00 GMT"}, "", NOW) == NOW + timedelta(minutes=1)
    assert Pauses().on("host", NOW) is None
