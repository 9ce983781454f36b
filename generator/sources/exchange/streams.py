"""Follows trades and liquidations through ccxt.pro, with a watchdog that a silent socket cannot fool.

ccxt keeps the subscription; every raw message is read by `events` before ccxt handles it. Whoever follows reconnects by
following again: gaps are for the recorder to note.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

from generator.sources.exchange import events
from generator.sources.exchange.events import Event, Reader, Spoilt, read_events
from generator.sources.exchange.link import Options, client
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.transport import Tools, Transport
from generator.sources.exchange.troubles import CallFailed, Kind, Trouble, quoted
from generator.sources.exchange.venue import Contract, Venue

_MARKETS: Final = 4
"""How many calls' deadlines loading the markets may take."""
_WAITING: Final = 10_000
_LIQUIDATIONS: Final[Mapping[str, str]] = {
    "binanceusdm": "watch_liquidations",
    "bybit": "watch_liquidations",
    "okx": "watch_liquidations",
}


class Watchdog(Protocol):
    """Notices silence by the age of data, not by the state of a socket."""

    def fed(self) -> None:
        """Note that the venue sent something about the market."""

    async def silence(self) -> None:
        """Return once nothing has been fed for too long."""


@dataclass(slots=True)
class DataAge:
    """A watchdog that barks when nothing came for `longest` seconds, up to twice as long."""

    longest: float
    sleep: Callable[[float], Awaitable[None]]
    _fed: int = 0

    def fed(self) -> None:
        """Note that something came."""
        self._fed += 1

    async def silence(self) -> None:
        """Return once nothing came between two looks."""
        seen = -1
        while seen != self._fed:
            seen = self._fed
            await self.sleep(self.longest)


async def liquidations(
    venue: Venue, asset: str, tools: Tools, dog: Watchdog, options: Options | None = None
) -> AsyncIterator[Event | Spoilt]:
    """Follow the liquidations of an asset. Trades of the market are followed too: they are the pulse `dog` listens to.

    Raises CallFailed where the venue has no such stream, cannot be reached, fails or falls silent.
    """
    reader = events.LIQUIDATIONS.get(venue.name)
    watch = ("watch_trades", _LIQUIDATIONS[venue.name]) if venue.name in _LIQUIDATIONS else ("watch_trades",)
    async for event in _opened(venue, asset, tools, dog, options, reader, watch):
        yield event


async def trades(
    venue: Venue, asset: str, tools: Tools, dog: Watchdog, options: Options | None = None
) -> AsyncIterator[Event | Spoilt]:
    """Follow the trades of an asset. Raises as `liquidations` does."""
    reader = events.TRADES.get(venue.name)
    async for event in _opened(venue, asset, tools, dog, options, reader, ("watch_trades",)):
        yield event


async def _opened(  # noqa: PLR0913, PLR0917 - what both streams are made of
    venue: Venue,
    asset: str,
    tools: Tools,
    dog: Watchdog,
    options: Options | None,
    reader: Reader | None,
    watch: tuple[str, ...],
) -> AsyncIterator[Event | Spoilt]:
    if reader is None:
        raise _failed(venue, Kind.REFUSED, f"{venue.name} has no such stream", "ask another venue")
    chosen = options or Options()
    exchange = client(venue, chosen, streaming=True)
    exchange.has["fetchCurrencies"] = False  # one call less; coins are of no use here
    if venue.name == "binanceusdm":  # the pulse has to come over the very connection that liquidations come over
        exchange.options["watchTrades"] = {"name": "aggTrade"}
        exchange.options["streamLimits"] = {**exchange.options["streamLimits"], "linear": 1}
    link = Transport(exchange, venue.name, tools, Pauses(), chosen.limits, chosen.trust_env)
    try:
        contract = await _contract(exchange, venue, asset, chosen.limits.deadline * _MARKETS)
        async for event in follow(exchange, venue, asset, contract, reader, watch, dog):
            yield event
    finally:
        with suppress(Exception):  # a broken socket may not close cleanly; the fault that broke it is told already
            await link.close()


async def _contract(exchange: Any, venue: Venue, asset: str, deadline: float) -> Contract:  # noqa: ANN401
    """Return the unit of the market's amounts, as its list of markets says."""
    try:
        async with asyncio.timeout(deadline):
            markets = await exchange.load_markets()
    except TimeoutError as error:
        raise _failed(venue, Kind.UNREACHABLE, "its markets did not come in time", "follow again later") from error
    except CallFailed:
        raise
    except Exception as error:
        raise _failed(venue, Kind.BROKEN, f"its markets cannot be read ({type(error).__name__})", "later") from error
    market = markets.get(venue.symbol(asset))
    if market is None:
        raise _failed(venue, Kind.REFUSED, f"{venue.name} does not list {venue.symbol(asset)}", "check the asset")
    # amounts of raw messages are USD on inverse markets here, and contracts where the list says how large one is
    return Contract(1.0, inverse=True) if venue.inverse else Contract(float(market.get("contractSize") or 1.0))


async def follow(  # noqa: PLR0913, PLR0917 - the parts of a running stream
    exchange: Any,  # noqa: ANN401 - ccxt has no types
    venue: Venue,
    asset: str,
    contract: Contract,
    reader: Reader,
    watch: tuple[str, ...],
    dog: Watchdog,
) -> AsyncIterator[Event | Spoilt]:
    """Yield what a prepared client of ccxt.pro receives, until it fails or `dog` hears nothing. Raises CallFailed."""
    queue: asyncio.Queue[Event | Spoilt] = asyncio.Queue(_WAITING)
    market, pulse = venue.market(asset), events.TRADES.get(venue.name, reader)
    handle = exchange.handle_message

    def tapped(connection: object, message: object) -> object:
        if read_events(pulse, message, market, contract):
            dog.fed()
        for event in read_events(reader, message, market, contract):
            dog.fed()
            queue.put_nowait(event)
        return handle(connection, message)

    async def keep(name: str) -> None:
        while True:
            await getattr(exchange, name)(venue.symbol(asset))

    exchange.handle_message = tapped
    guards: list[asyncio.Future[None]] = [
        asyncio.ensure_future(one) for one in (*(keep(name) for name in watch), dog.silence())
    ]
    try:
        while True:
            getting = asyncio.ensure_future(queue.get())
            waited: list[asyncio.Future[Any]] = [getting, *guards]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                yield getting.result()
                continue
            getting.cancel()
            raise _ended(venue, guards)
    finally:
        for guard in guards:
            guard.cancel()
        await asyncio.gather(*guards, return_exceptions=True)


def _ended(venue: Venue, guards: list[asyncio.Future[None]]) -> CallFailed:
    ended = next(guard for guard in guards if guard.done())
    error = ended.exception()
    if isinstance(error, CallFailed):
        return error
    if error is None:
        return _failed(venue, Kind.UNREACHABLE, "the stream fell silent", "follow again; the gap is noted")
    words = quoted(f"{type(error).__name__} {error}")
    return _failed(venue, Kind.UNREACHABLE, f"the stream broke: {words}", "follow again; the gap is noted")


def _failed(venue: Venue, kind: Kind, problem: str, remedy: str) -> CallFailed:
    return CallFailed(Trouble(kind, venue.name, "stream", problem, remedy))
