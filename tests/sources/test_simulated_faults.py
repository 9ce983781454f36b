"""Every way the simulated venue can fail, seen from outside."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.client import IncompleteRead
from typing import Any

import ccxt
import pytest

from generator.sources.simulated import SimulatedVenue, StillClock, accelerated, serve_in_thread
from generator.sources.simulated_faults import Fault, Faults
from tests.sources.simulated_worlds import BTC, CRASH, client, crashing, get, ms, served

INTEREST = "/fapi/v1/openInterest"
ASKED = f"{INTEREST}?symbol=BTCUSDT"


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[SimulatedVenue, StillClock]]:
    with served() as found:
        yield found


@pytest.fixture
def venue(world: tuple[SimulatedVenue, StillClock]) -> Iterator[SimulatedVenue]:
    yield world[0]
    world[0].faults.clear()
    world[0].log.clear()


@pytest.fixture(scope="module")
def binance(world: tuple[SimulatedVenue, StillClock]) -> Iterator[Any]:
    with client("binanceusdm", world[0].url, timeout=500, maxRetriesOnFailure=0) as exchange:
        exchange.load_markets()
        yield exchange


def test_a_fault_strikes_its_paths_as_often_as_it_is_told() -> None:
    faults = Faults()
    faults.set("/fapi/v1/*", Fault.HTML, times=2)
    faults.set("/fapi/v1/depth", Fault.DOWN)
    struck = [faults.strike("/fapi/v1/klines") for _ in range(3)]
    assert [item and item.fault for item in struck] == [Fault.HTML, Fault.HTML, None]
    assert [item and item.fault for item in [faults.strike("/fapi/v1/depth")] * 3] == [Fault.DOWN] * 3
    faults.clear("/fapi/v1/depth")
    assert faults.strike("/fapi/v1/depth") is None


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.GEO, 451, ccxt.ExchangeNotAvailable),
        (Fault.FORBIDDEN, 403, ccxt.ExchangeNotAvailable),
        (Fault.BUSY, 429, ccxt.DDoSProtection),
        (Fault.BANNED, 418, ccxt.DDoSProtection),
        (Fault.DOWN, 503, ccxt.ExchangeNotAvailable),
    ],
)
def test_refusals(venue: SimulatedVenue, binance: Any, fault: Fault, status: int, error: type[Exception]) -> None:  # noqa: ANN401
    venue.faults.set(INTEREST, fault, times=2, seconds=30)
    found, headers, body = get(venue.url, ASKED)
    assert found == status
    assert headers.get("Retry-After") == ("30" if status in {429, 418} else None)
    if fault is Fault.BANNED:
        until = ms(CRASH + timedelta(hours=3, minutes=7, seconds=33 + 30))
        assert f"banned until {until}." in json.loads(body)["msg"]
    with pytest.raises(error):
        binance.fetch_open_interest(BTC)
    assert binance.fetch_open_interest(BTC)["openInterestAmount"] > 0  # both are spent
    assert [call.fault for call in venue.calls(INTEREST)] == [fault, fault, None]


def test_nothing_is_asked_before_the_end_of_a_ban_can_be_asserted(
    world: tuple[SimulatedVenue, StillClock], venue: SimulatedVenue
) -> None:
    venue.faults.set("*", Fault.BUSY, times=1, seconds=60)
    get(venue.url, ASKED)
    world[1].move(timedelta(seconds=61))
    get(venue.url, "/fapi/v1/ping")
    refused, after = venue.calls()
    assert (refused.order + 1, refused.fault) == (after.order, Fault.BUSY)
    assert after.moment - refused.moment == timedelta(seconds=61)
    world[1].move(-timedelta(seconds=61))


@pytest.mark.parametrize(
    ("fault", "kind", "body"),
    [
        (Fault.HTML, "text/html", b"<!DOCTYPE html>"),
        (Fault.TRUNCATED, "application/json", b'{"symbol":"BTCUSDT","open'),
        (Fault.EMPTY, "application/json", b""),
        (Fault.NULL, "application/json", b"null"),
        (Fault.NAN, "application/json", b'"openInterest": "NaN"'),
    ],
)
def test_broken_bodies_come_with_status_200(venue: SimulatedVenue, fault: Fault, kind: str, body: bytes) -> None:
    venue.faults.set(INTEREST, fault)
    status, headers, found = get(venue.url, ASKED)
    assert status == 200
    assert headers["Content-Type"].startswith(kind)
    assert body in found
    assert int(headers["Content-Length"]) == len(found)


def test_times_stay_where_figures_are_nan(venue: SimulatedVenue) -> None:
    venue.faults.set("*", Fault.NAN, times=1)
    rows = json.loads(get(venue.url, "/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=2")[2])
    assert rows[0][0] == ms(CRASH + timedelta(hours=2))
    assert rows[0][1:6] == ["NaN"] * 5


def test_a_connection_cut_in_the_middle(venue: SimulatedVenue) -> None:
    venue.faults.set(INTEREST, Fault.CUT, times=1)
    with pytest.raises((IncompleteRead, ConnectionError)):
        get(venue.url, ASKED)


def test_a_bomb_is_small_on_the_wire(venue: SimulatedVenue) -> None:
    venue.faults.set(INTEREST, Fault.BOMB, size=4_000_000)
    _, headers, body = get(venue.url, ASKED)
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 10_000
    assert len(gzip.decompress(body)) > 4_000_000


def test_a_drip_outlasts_the_clients_timeout(venue: SimulatedVenue) -> None:
    venue.faults.set(INTEREST, Fault.DRIP, seconds=0.001)
    assert json.loads(get(venue.url, ASKED)[2])["symbol"] == "BTCUSDT"


def test_a_stuck_request_is_never_answered(venue: SimulatedVenue, binance: Any) -> None:  # noqa: ANN401
    venue.faults.set(INTEREST, Fault.STUCK, times=1)
    with pytest.raises(ccxt.RequestTimeout):
        binance.fetch_open_interest(BTC)


def test_a_crossed_book(venue: SimulatedVenue, binance: Any) -> None:  # noqa: ANN401
    venue.faults.set("/fapi/v1/depth", Fault.CROSSED, times=1)
    book = binance.fetch_order_book(BTC, limit=5)
    assert book["bids"][0][0] > book["asks"][0][0]


def test_a_clock_ahead_of_ours(venue: SimulatedVenue, binance: Any) -> None:  # noqa: ANN401
    before = binance.fetch_time()
    venue.faults.set("/fapi/v1/time", Fault.SKEW, seconds=3600, times=1)
    assert binance.fetch_time() - before == 3_600_000
    venue.faults.set("/fapi/v1/time", Fault.SKEW, seconds=-5, times=1)
    assert binance.fetch_time() - before == -5_000


def test_before_its_origin_the_venue_is_down() -> None:
    with serve_in_thread(crashing(), StillClock(CRASH - timedelta(days=99))) as venue:
        assert get(venue.url, ASKED)[0] == 503


def test_an_accelerated_clock() -> None:
    seconds = iter([100.0, 100.0, 101.5])
    clock = accelerated(lambda: next(seconds), CRASH, 3600)
    assert [clock(), clock()] == [CRASH, CRASH + timedelta(hours=1.5)]


def test_two_venues_run_beside_each_other_and_close() -> None:
    with served() as (one, _), served() as (two, _):
        assert one.url != two.url
        assert get(one.url, "/fapi/v1/ping")[0] == get(two.url, "/fapi/v1/ping")[0] == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(one.url.rpartition(":")[2])), timeout=1)
