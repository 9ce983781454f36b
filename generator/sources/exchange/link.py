"""Opens the guarded connection to a venue. ccxt is loaded here, when the first link is opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.transport import Limits, Tools, Transport
from generator.sources.exchange.venue import Venue


@dataclass(frozen=True, slots=True)
class Options:
    """How venues are reached."""

    base_url: str = ""
    """Another address for all of a venue's hosts, such as that of a simulated venue; paths stay."""
    limits: Limits = field(default_factory=Limits)
    rate_limit: bool = True
    """Whether requests keep the pace the venue allows."""
    trust_env: bool = False
    """Whether the proxies named in the environment are used."""


@asynccontextmanager
async def connect(
    venue: Venue, tools: Tools, pauses: Pauses | None = None, options: Options | None = None
) -> AsyncIterator[Transport]:
    """Open a link to a venue and close it at the end. Share `pauses` among links so that all of them keep quiet."""
    chosen = options or Options()
    exchange = client(venue, chosen, streaming=False)
    link = Transport(exchange, venue.name, tools, pauses or Pauses(), chosen.limits, chosen.trust_env)
    try:
        yield link
    finally:
        await link.close()


def client(venue: Venue, options: Options, *, streaming: bool) -> Any:  # noqa: ANN401 - ccxt has no types
    """Return ccxt's client of a venue: no keys, its own retries off, redirected where asked."""
    if streaming:
        import ccxt.pro as library  # noqa: PLC0415 - 0.7 s and 112 MB
    else:
        import ccxt.async_support as library  # noqa: PLC0415 - 0.6 s and 105 MB
    exchange = getattr(library, venue.ccxt_id)({"enableRateLimit": options.rate_limit})
    exchange.timeout_on_exit = 0
    if options.base_url:
        exchange.urls["api"] = redirected(exchange.urls["api"], options.base_url.rstrip("/"))
    return exchange


def redirected(urls: Any, base: str) -> Any:  # noqa: ANN401 - nested settings of ccxt
    """Return ccxt's addresses with every host replaced by `base`, paths kept."""
    if isinstance(urls, dict):
        return {name: redirected(url, base) for name, url in urls.items()}
    if not isinstance(urls, str):
        return urls
    parts = urlsplit(urls.replace("{hostname}", "host"))
    return (base.replace("http", "ws", 1) if parts.scheme in {"ws", "wss"} else base) + parts.path
