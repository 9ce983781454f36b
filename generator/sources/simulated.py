"""A venue that never was, on loopback: it answers as Binance USDM and Gate do, out of a simulated market.

A stock ccxt takes it for the real one once its addresses are `redirected`. The clock is the caller's; `Faults` make it
fail in the ways that real venues do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from fnmatch import fnmatchcase
from threading import Event, Thread
from typing import Final, Self
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from generator.sources import simulated_binance as binance
from generator.sources import simulated_gate as gate
from generator.sources.simulated_answers import Question, Refusal
from generator.sources.simulated_binance_names import refusal
from generator.sources.simulated_faults import PAGE, STREAMED, Fault, Faults, Setting, bomb, spoiled
from generator.sources.simulated_gate_history import refusal as gate_refusal
from generator.sources.simulated_market import Market, moment_of
from generator.sources.simulated_streams import frames, known

Clock = Callable[[], datetime]

_BEAT: Final = 0.02  # seconds between two looks at what a stream has to say
_PATIENCE: Final = 0.1  # seconds open requests get when the venue closes
_REFUSING: Final = frozenset({Fault.GEO, Fault.FORBIDDEN, Fault.BUSY, Fault.BANNED, Fault.DOWN})


def accelerated(clock: Callable[[], float], start: datetime, speed: float) -> Clock:
    """Return a clock that stands at `start` now and runs `speed` times as fast as `clock`, which counts seconds."""
    first = clock()
    return lambda: start + timedelta(seconds=(clock() - first) * speed)


def redirected(urls: object, base: str) -> object:
    """Return a client's addresses (``exchange.urls["api"]``, nested) with `base` for their host; paths stay."""
    if isinstance(urls, Mapping):
        return {name: redirected(item, base) for name, item in urls.items()}
    if not isinstance(urls, str):
        return urls
    parts = urlsplit(urls.replace("{hostname}", "host"))
    return (base.replace("http", "ws", 1) if parts.scheme in {"ws", "wss"} else base) + parts.path


@dataclass(slots=True)
class StillClock:
    """A clock that stands still until it is moved: with it every answer of the venue is the same each time."""

    moment: datetime

    def __call__(self) -> datetime:
        """Return the moment it stands at."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Move the clock."""
        self.moment += by


@dataclass(frozen=True, slots=True)
class Call:
    """One request the venue received, in the order of its arrival. The opening of a WebSocket is one too."""

    order: int
    """From 0 on."""
    path: str
    query: Mapping[str, str]
    moment: datetime
    """By the caller's clock, whatever the skew; UTC."""
    fault: Fault | None
    """What struck it."""


@dataclass(slots=True)
class SimulatedVenue:
    """The server: an async context manager that listens on a free port of 127.0.0.1 while it is entered."""

    market: Market
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    url: str = ""
    """Such as ``http://127.0.0.1:40123``; known once entered."""
    log: list[Call] = field(default_factory=list)
    sent: int = 0
    """Frames sent over WebSockets, answers to subscriptions aside."""
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        app.on_response_prepare.append(self._date)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_PATIENCE)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._stack.aclose()

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        """Date an answer by the caller's clock, as everything else in it is."""
        response.headers["Date"] = format_datetime(self.clock().astimezone(UTC), usegmt=True)

    def calls(self, pattern: str = "*") -> list[Call]:
        """Return the requests so far whose path matches a pattern as a shell writes it."""
        return [call for call in self.log if fnmatchcase(call.path, pattern)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        streaming = request.headers.get("Upgrade", "").lower() == "websocket"
        struck = self.faults.strike(request.path, _REFUSING if streaming else tuple(Fault))
        moment = self.clock().astimezone(UTC)
        fault = None if struck is None else struck.fault
        self.log.append(Call(len(self.log), request.path, dict(request.query), moment, fault))
        if struck is not None and struck.fault in _REFUSING:
            return self._refused(struck, moment)
        if streaming:
            return await self._stream(request)
        if struck is not None and struck.fault is Fault.STUCK:
            await self._closing.wait()
            return web.Response(status=503)
        skew = struck.seconds if struck is not None and struck.fault is Fault.SKEW else 0.0
        status, payload = self._answer(request, moment_of(moment + timedelta(seconds=skew)))
        body = json.dumps(payload, separators=(",", ":"))
        if struck is None:
            return web.json_response(text=body, status=status)
        return await self._spoiled(request, struck, body)

    def _answer(self, request: web.Request, moment: int) -> tuple[int, object]:
        """Return the status and the payload of an answer, as known at `moment` (Unix milliseconds)."""
        query = dict(request.query)
        handler, refuse = binance.ROUTES.get(request.path), refusal
        if handler is None:
            (handler, named), refuse = gate.route(request.path), gate_refusal
            query |= named
        if handler is None:
            return 404, {"code": -5000, "msg": f"Path {request.path}, Method {request.method} is invalid"}
        if moment < self.market.origin:
            return 503, {"code": -1000, "msg": "the market has not begun"}
        try:
            return 200, handler(Question(self.market, query, moment, refuse))
        except Refusal as refused:
            return refused.status, refused.payload

    def _refused(self, struck: Setting, moment: datetime) -> web.Response:
        wait = {"Retry-After": f"{struck.seconds:.0f}"}
        match struck.fault:
            case Fault.GEO:
                text = "Service unavailable from a restricted location according to 'b. Eligibility'."
                return web.json_response({"code": 0, "msg": text}, status=451)
            case Fault.FORBIDDEN:
                return web.Response(text=PAGE, content_type="text/html", status=403)
            case Fault.BUSY:
                return web.json_response({"code": -1003, "msg": "Too many requests"}, status=429, headers=wait)
            case Fault.BANNED:
                until = moment_of(moment + timedelta(seconds=struck.seconds))
                text = f"Way too much request weight used; IP banned until {until}."
                return web.json_response({"code": -1003, "msg": text}, status=418, headers=wait)
            case _:
                return web.Response(status=503)

    async def _spoiled(self, request: web.Request, struck: Setting, body: str) -> web.StreamResponse:
        match struck.fault:
            case Fault.DRIP | Fault.CUT:
                return await self._partly(request, struck, body.encode())
            case Fault.BOMB:
                headers = {"Content-Encoding": "gzip"}
                return web.Response(body=bomb(struck.size), headers=headers, content_type="application/json")
            case fault:
                kind = "text/html" if fault is Fault.HTML else "application/json"
                return web.Response(text=spoiled(fault, body), content_type=kind)

    async def _partly(self, request: web.Request, struck: Setting, body: bytes) -> web.StreamResponse:
        """Send the first half and hang up, or all of it byte by byte."""
        response = web.StreamResponse(headers={"Content-Length": str(len(body)), "Content-Type": "application/json"})
        await response.prepare(request)
        if struck.fault is Fault.CUT:
            await response.write(body[: len(body) // 2])
            _hang_up(request)
            return response
        for index in range(len(body)):
            with suppress(ConnectionResetError):
                await response.write(body[index : index + 1])
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), struck.seconds)
            if self._closing.is_set() or request.transport is None:
                _hang_up(request)
                break
        return response

    async def _stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        named = request.path.rpartition("/")[2]
        streams = {named} if known(self.market, named) else set[str]()
        pushing = asyncio.create_task(self._push(request, socket, streams))
        closing = asyncio.create_task(self._close(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await socket.send_str(json.dumps(self._subscribed(streams, message.data)))
        finally:
            for task in (pushing, closing):
                task.cancel()
            await asyncio.gather(pushing, closing, return_exceptions=True)
        return socket

    def _subscribed(self, streams: set[str], text: str) -> object:
        """Change what a connection listens to; return the answer."""
        try:
            wish = json.loads(text)
            method, names, number = wish["method"], wish.get("params", []), wish["id"]
        except (ValueError, KeyError, TypeError, AttributeError):
            return {"error": {"code": 3, "msg": "Invalid JSON"}}
        if method == "LIST_SUBSCRIPTIONS":
            return {"result": sorted(streams), "id": number}
        if method not in {"SUBSCRIBE", "UNSUBSCRIBE"}:
            return {"error": {"code": 2, "msg": "Invalid request: unknown method"}, "id": number}
        if method == "SUBSCRIBE":
            streams |= {name for name in names if known(self.market, name)}
        else:
            streams -= set(names)
        return {"result": None, "id": number}

    async def _push(self, request: web.Request, socket: web.WebSocketResponse, streams: set[str]) -> None:
        """Send what the streams say, as the clock moves on."""
        after = moment_of(self.clock())
        while not socket.closed:
            await asyncio.sleep(_BEAT)
            until = moment_of(self.clock())
            for frame in frames(self.market, sorted(streams), after, until):
                struck = self.faults.strike(request.path, STREAMED)
                if struck is not None and struck.fault is Fault.CUT:
                    _hang_up(request)
                    return
                if struck is None or struck.fault is not Fault.STUCK:
                    text = json.dumps(frame, separators=(",", ":"))
                    await socket.send_str(text if struck is None else spoiled(struck.fault, text))
                    self.sent += 1
            after = max(after, until)

    async def _close(self, socket: web.WebSocketResponse) -> None:
        await self._closing.wait()
        await socket.close(drain=False)


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


@contextmanager
def serve_in_thread(market: Market, clock: Clock, faults: Faults | None = None) -> Iterator[SimulatedVenue]:
    """Serve a venue from a thread of its own, for callers without an event loop."""
    ready, loops, stops = Event(), list[asyncio.AbstractEventLoop](), list[asyncio.Event]()
    venue = SimulatedVenue(market, clock, faults or Faults())

    async def serve() -> None:
        stop = asyncio.Event()
        loops.append(asyncio.get_running_loop())
        stops.append(stop)
        async with venue:
            ready.set()
            await stop.wait()

    thread = Thread(target=asyncio.run, args=(serve(),), name="simulated venue", daemon=True)
    thread.start()
    try:
        while not ready.wait(1.0):
            if not thread.is_alive():
                raise RuntimeError("the simulated venue could not be started")
        yield venue
    finally:
        if thread.is_alive():
            loops[0].call_soon_threadsafe(stops[0].set)
        thread.join()
