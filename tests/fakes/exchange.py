"""A local server that answers for every venue, soundly or with a fault, and counts what it was asked."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from generator.sources.exchange.transport import Tools
from generator.sources.exchange.venue import Call, Learn, Venue
from generator.sources.exchange.venues import VENUES
from tests.fakes.exchange_answers import ANSWERS, NOW

Fault = Callable[[web.Request, object], Awaitable[web.StreamResponse]]
_TOKENS = {
    "candlesticks": "contract=BTC_USDT",
    "charts": "/trade/",
    "candlesticks of mark_": "mark_",
    "candlesticks of index_": "index_",
}
_TYPES = ("candleSnapshot", "l2Book", "metaAndAssetCtxs", "fundingHistory")


@dataclass(slots=True)
class Clock:
    """A clock that stands still until told to move; sleeping moves it."""

    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def tools(self) -> Tools:
        return Tools(lambda: self.now, self._sleep, lambda: 0.5)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass(slots=True)
class Server:
    """The server of one test: its address, its faults by venue and call, and the requests it has had."""

    url: str = ""
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    targets: list[str] = field(default_factory=list)
    date: datetime | None = NOW

    def base(self, venue: str) -> str:
        return f"{self.url}/{venue}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        venue = VENUES[request.path.split("/")[1]]
        raw = str(request.rel_url) + (await request.text())
        name = _named(venue, request.path, raw)
        self.asked[venue.name, name] += 1
        self.targets.append(raw)
        sound = ANSWERS[venue.name][name]
        fault = self.faults.get((venue.name, name))
        response = await fault(request, sound) if fault else json_response(json.dumps(sound))
        if self.date is not None and not response.prepared:
            response.headers.setdefault("Date", format_datetime(self.date.astimezone(UTC), usegmt=True))
        return response


def json_response(text: str, status: int = 200, **headers: str) -> web.Response:
    return web.Response(text=text, status=status, content_type="application/json", headers=headers)


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """Serve on a free port of this machine."""
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def _named(venue: Venue, path: str, raw: str) -> str:
    """Return the name of the call a request is for; of several that fit, the one that says most."""
    found: list[tuple[int, str]] = []
    calls: list[Call | Learn] = [*venue.learns.values(), *venue.calls]
    for call in calls:
        pattern = re.sub(r"\\\{\w+\\\}", "[^/?]+", re.escape(call.path)) + "$"
        token = _TOKENS.get(call.name, "")
        if venue.name == "hyperliquid":
            token = "nSigFigs" if "nSigFigs" in call.name else call.name
        if venue.name == "krakenfutures" and call.name == "analytics/open-interest":
            token = "analytics"  # noqa: S105
        if re.search(pattern, path) and token in raw:
            found.append((len(call.path) + len(token), call.name))
    return max(found)[1]
