"""Simulated markets and clients for the tests of the simulated venue."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import ccxt

from generator.sources.simulated import SimulatedVenue, StillClock, redirected, serve_in_thread
from generator.sources.simulated_market import Market
from generator.sources.simulated_script import Episode, Kind

ORIGIN = datetime(2025, 9, 1, tzinfo=UTC)
CRASH = ORIGIN + timedelta(days=35, hours=6)
BTC = "BTC/USDT:USDT"


@cache
def crashing() -> Market:
    """A month of ordinary days, then a cascade of six hours. Shared: a market never changes."""
    return Market(7, ORIGIN, [Episode(CRASH, Kind.CASCADE, 6)])


@contextmanager
def served(after: timedelta = timedelta(hours=3, minutes=7, seconds=33)) -> Iterator[tuple[SimulatedVenue, StillClock]]:
    """A venue whose clock stands in the middle of the cascade."""
    clock = StillClock(CRASH + after)
    with serve_in_thread(crashing(), clock) as venue:
        yield venue, clock


@contextmanager
def client(name: str, url: str, **options: object) -> Iterator[Any]:
    """A stock client of ccxt, its addresses redirected and nothing else."""
    exchange = getattr(ccxt, name)({"enableRateLimit": False, "timeout": 5000, **options})
    exchange.urls["api"] = redirected(exchange.urls["api"], url)
    yield exchange
    exchange.session.close()


def get(url: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer, as they came over the wire."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
