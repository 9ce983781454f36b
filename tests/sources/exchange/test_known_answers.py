"""Units and sides of every venue, from answers in its documented shape and from messages recorded at the venues."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.market import DISTANCES, Field
from generator.sources.exchange import binanceusdm, gate
from generator.sources.exchange.book import book_points
from generator.sources.exchange.figures import Odd, num
from generator.sources.exchange.funding import settlements
from generator.sources.exchange.judge import Terms, judge
from generator.sources.exchange.link import Options, connect
from generator.sources.exchange.poll import Outcome, Poll, poll
from generator.sources.exchange.venue import Contract, Point, Window
from generator.sources.exchange.venues import VENUES
from tests.fakes.exchange import Clock, json_response, serving
from tests.fakes.exchange_answers import BARS, HOUR, LIVE, NOW, NOW_MS, SETTLED

RECORDED = Path("/", "work", "shared", "data", "recorded")
NEAR = (Field.DEPTH_10BP_USD, Field.DEPTH_25BP_USD, Field.DEPTH_50BP_USD)
"""Depths nearer than 1 %: the book has one level a side there."""
BOOK = dict.fromkeys(NEAR, 269_990.0) | {
    Field.DEPTH_USD: 990_990.0, Field.DEPTH_COVERED: 1.0, Field.SPREAD_BPS: 20 / 90_000 * 1e4,
}  # fmt: skip
BAR = {Field.OPEN: 90000.0, Field.HIGH: 91000.0, Field.LOW: 89000.0, Field.CLOSE: 90500.0, Field.VOLUME_COINS: 1000.0}
USD = {Field.VOLUME_USD: 90_000_000.0}
TAKERS = {Field.TAKER_BUY_COINS: 441.0, Field.TAKER_SELL_COINS: 559.0}
PRICES = {Field.MARK: 90_450.0, Field.INDEX: 90_400.0}
SHARES = {Field.LONG_SHORT_RATIO: 1.5}
EXPECTED: dict[str, dict[Field, float]] = {
    "binanceusdm": BAR | USD | TAKERS | BOOK | PRICES | SHARES
    | {Field.OPEN_INTEREST_COINS: 96_000.5, Field.OPEN_INTEREST_USD: 8.64e9, Field.FUNDING_RATE: 0.00005},
    "bybit": BAR | USD | BOOK | PRICES | SHARES | {Field.OPEN_INTEREST_COINS: 55_000.1, Field.FUNDING_RATE: 0.0001},
    "okx": BAR | USD | TAKERS | BOOK | PRICES | SHARES
    | {Field.OPEN_INTEREST_COINS: 28_000.0, Field.OPEN_INTEREST_USD: 2.52e9, Field.FUNDING_RATE: 0.0001},
    "gate": BAR | USD | BOOK | PRICES | SHARES
    | {Field.OPEN_INTEREST_COINS: 90_000.0, Field.OPEN_INTEREST_USD: 8.1e9, Field.FUNDING_RATE: 0.0001,
       Field.LIQUIDATIONS_LONG_USD: 108_000.0, Field.LIQUIDATIONS_SHORT_USD: 8100.0},
    "bitget": BAR | USD | TAKERS | BOOK | PRICES | SHARES
    | {Field.OPEN_INTEREST_COINS: 52_234.5, Field.FUNDING_RATE: 0.0001},
    "deribit": BAR | USD | PRICES | BOOK | {Field.DEPTH_USD: 990_000.0} | dict.fromkeys(NEAR, 270_000.0)
    | {Field.OPEN_INTEREST_COINS: 10_000.0, Field.OPEN_INTEREST_USD: 904_500_000.0, Field.FUNDING_RATE: 0.0001},
    "krakenfutures": BAR | BOOK | PRICES
    | {Field.OPEN_INTEREST_COINS: 2000.0, Field.OPEN_INTEREST_USD: 180_900_000.0, Field.FUNDING_RATE: 0.0001},
    "hyperliquid": BAR | BOOK | PRICES
    | {Field.OPEN_INTEREST_COINS: 30_000.0, Field.OPEN_INTEREST_USD: 2_713_500_000.0, Field.FUNDING_RATE: 0.0001},
    "htx": BAR | USD | BOOK | PRICES | SHARES
    | {Field.OPEN_INTEREST_COINS: 32_476.092, Field.OPEN_INTEREST_USD: 2_922_848_280.0, Field.FUNDING_RATE: 0.0001,
       Field.LIQUIDATIONS_LONG_USD: 3000.5, Field.LIQUIDATIONS_SHORT_USD: 300.0},
}  # fmt: skip


@pytest.fixture(scope="module")
def polled() -> dict[str, Poll]:
    async def run() -> dict[str, Poll]:
        found = {}
        async with serving() as server:
            for name, venue in VENUES.items():
                options = Options(server.base(name), rate_limit=False)
                async with connect(venue, Clock().tools(), options=options) as link:
                    found[name] = await poll(venue, "BTC", tuple(Field), None, link)
        return found

    return asyncio.run(run())


@pytest.mark.parametrize("name", VENUES)
def test_every_field_of_every_venue_is_in_our_units(name: str, polled: dict[str, Poll]) -> None:
    done = polled[name]
    assert done.outcome is Outcome.DONE, (done.troubles, done.set_aside, done.notes)
    last = {one.field: one.values[-1] for one in done.observations}
    assert last == pytest.approx(EXPECTED[name])
    assert {missing.field for missing in done.missing} == set(Field) - set(EXPECTED[name])
    assert all(not missing.offered and missing.reason for missing in done.missing)


@pytest.mark.parametrize("name", VENUES)
def test_bars_are_finished_and_stamped_by_their_start(name: str, polled: dict[str, Poll]) -> None:
    for one in polled[name].observations:
        assert one.market == "perpetual"
        if one.interval is not None:
            assert one.interval == "1h"
            assert set(one.times) <= {BARS[0], BARS[1]}
        else:
            assert max(one.times) <= NOW_MS


def test_the_batch_goes_to_the_ledger_under_one_digest(polled: dict[str, Poll]) -> None:
    digests = {done.batch.digest for done in polled.values()}
    assert len(digests) == len(VENUES)
    assert polled["gate"].batch.source == "gate BTC"
    assert {one.venue for one in polled["binanceusdm"].observations} == {"binance"}


def test_inverse_contracts_count_usd_and_linear_ones_coins() -> None:
    linear, inverse = Contract(0.01), Contract(10.0, inverse=True)
    assert (linear.coins("300", "50000"), linear.usd("300", "50000")) == (3.0, 150_000.0)
    assert (inverse.coins("300", "50000"), inverse.usd("300", "50000")) == (0.06, 3000.0)
    assert isinstance(inverse.coins("300", "0"), Odd)


@pytest.mark.parametrize(
    ("bids", "asks", "reason"),
    [
        ([], [(101, 1)], "empty"),
        ([(100, 1)], [], "empty"),
        ([(102, 1)], [(101, 1)], "not above the best bid"),
        ([(101, 1)], [(101, 1)], "not above the best bid"),
        ([(100, 0)], [(101, 1)], "not above 0"),
        ([(-3, 1)], [(101, 1)], "not above 0"),
        ([(100, "nan")], [(101, 1)], "not a number"),
        ([(100, 1), (100, 2)], [(101, 1)], "twice"),
    ],
)
def test_a_book_that_cannot_be_is_set_aside_whole(bids: list[Any], asks: list[Any], reason: str) -> None:
    points = list(book_points(LIVE, bids, asks, Contract()))
    assert {point.field for point in points} == {*DISTANCES, Field.DEPTH_COVERED, Field.SPREAD_BPS}
    assert all(isinstance(point.value, Odd) and reason in point.value.reason for point in points)


def test_depth_says_how_much_of_the_band_was_seen() -> None:
    bids, asks = [(99.9, 10), (99.7, 10)], [(100.1, 10), (101.5, 10)]
    found = {point.field: point.value for point in book_points(LIVE, bids, asks, Contract())}
    assert found[Field.DEPTH_COVERED] == pytest.approx(0.3)
    assert found[Field.DEPTH_USD] == pytest.approx(999 + 997 + 1001)
    assert found[Field.DEPTH_10BP_USD] == pytest.approx(999 + 1001)
    assert found[Field.DEPTH_25BP_USD] == pytest.approx(999 + 1001)
    assert Field.DEPTH_50BP_USD not in found  # the bids end at 0.3 %, and a book that is cut off looks thin
    assert found[Field.SPREAD_BPS] == pytest.approx(20.0)


def test_funding_is_over_the_hours_since_the_settlement_before() -> None:
    rows = [(SETTLED[0], "0.0008"), (SETTLED[1], "0.0008"), (SETTLED[1] + 4 * HOUR, "0.0004"),
            (SETTLED[1] + 5 * HOUR, "0.0001"), (SETTLED[1] + 29 * HOUR, "0.0001")]  # fmt: skip
    assert [point.value for point in settlements(rows, 4.0)] == pytest.approx([0.0008, 0.0008, 0.0008, 0.0008, 0.0002])


@pytest.mark.parametrize(
    "cell",
    [None, "", True, "NaN", "inf", "1e400", "\uff11\uff12", "1_000", " 1", "0x1", [1], {}, float("nan"), 10**400],
)
def test_what_is_no_number_is_odd(cell: object) -> None:
    assert isinstance(num(cell), Odd)


def test_what_cannot_be_is_set_aside_with_its_reason() -> None:
    terms = Terms("BTC", "x", "1h", HOUR, BARS[0], NOW_MS, live=False, wanted=frozenset(Field))
    points = [
        Point(BARS[0], Field.CLOSE, "0"),
        Point(BARS[0] + 1, Field.CLOSE, "5"),
        Point(0, Field.CLOSE, "5"),
        Point(NOW_MS + 61_000, Field.CLOSE, "5"),
        Point(BARS[2], Field.CLOSE, "5"),
        Point(BARS[1], Field.OPEN_INTEREST_COINS, "0"),
        Point(BARS[1], Field.FUNDING_RATE, "0.6"),
        Point(BARS[1], Field.VOLUME_COINS, "10"),
        Point(BARS[1], Field.TAKER_BUY_COINS, "11"),
        Point(BARS[1], Field.MARK, "7"),
        Point(BARS[1], Field.MARK, "8"),
    ]
    found = judge(points, terms)
    assert {one.field: list(one.values) for one in found.observations(terms)} == {
        Field.VOLUME_COINS: [10.0],
        Field.MARK: [7.0],
    }
    assert len(found.set_aside) == 8
    assert all(one.reason for one in found.set_aside)


def test_a_history_is_asked_in_pages_and_no_deeper_than_the_venue_remembers() -> None:
    async def run() -> None:
        async with serving() as server:
            venue = VENUES["binanceusdm"]
            options = Options(server.base(venue.name), rate_limit=False)
            async with connect(venue, Clock().tools(), options=options) as link:
                since = NOW - timedelta(days=60)
                fields = (Field.CLOSE, Field.OPEN_INTEREST_USD)
                done = await poll(venue, "btc", fields, since, link)
                assert server.asked["binanceusdm", "klines"] == 2  # 1,440 hours, 1,000 a page
                assert server.asked["binanceusdm", "openInterestHist"] == 2  # 720 hours, 500 a page
                assert any("remembers 30 days only" in note for note in done.notes)
                assert done.outcome is Outcome.DEGRADED

    asyncio.run(run())


def test_what_was_not_due_is_missing_without_a_fault() -> None:
    async def run() -> None:
        async with serving() as server:
            venue = VENUES["binanceusdm"]
            options = Options(server.base(venue.name), rate_limit=False)
            async with connect(venue, Clock().tools(), options=options) as link:
                since = NOW - timedelta(minutes=5)
                fields = (Field.FUNDING_RATE, Field.OPEN_INTEREST_COINS, Field.MARK)
                done = await poll(venue, "BTC", fields, since + timedelta(minutes=4, seconds=45), link)
        assert done.outcome is Outcome.DONE
        assert [(missing.field, missing.due) for missing in done.missing] == [
            (Field.FUNDING_RATE, False),
            (Field.MARK, False),
        ]

    asyncio.run(run())


def test_an_answer_about_another_market_is_refused() -> None:
    async def run() -> None:
        async with serving() as server:
            venue = VENUES["bybit"]
            options = Options(server.base(venue.name), rate_limit=False)
            async with connect(venue, Clock().tools(), options=options) as link:
                done = await poll(venue, "ETH", (Field.CLOSE,), None, link)
        assert done.outcome is Outcome.REFUSED
        assert "another market" in done.missing[0].reason

    asyncio.run(run())


def test_liquidations_that_do_not_fit_one_answer_are_set_aside() -> None:
    async def run() -> None:
        async with serving() as server:
            row = {"id": "1", "contract_code": "BTC-USDT", "liquidation_time": str(BARS[1] + 5), "side": "sell",
                   "position_side": "long", "trade_turnover": "10"}  # fmt: skip

            async def full(_: object, sound: object) -> Any:  # noqa: ANN401
                del sound
                return json_response(json.dumps({"code": 200, "data": [row] * 100, "ts": LIVE}))

            server.faults["htx", "v5/liquidation_orders"] = full
            venue = VENUES["htx"]
            options = Options(server.base(venue.name), rate_limit=False)
            async with connect(venue, Clock().tools(), options=options) as link:
                done = await poll(venue, "BTC", (Field.LIQUIDATIONS_LONG_USD,), None, link)
        assert done.observations == ()
        assert "does not hold all liquidations" in done.missing[0].reason

    asyncio.run(run())


def _recorded(name: str) -> Iterator[tuple[str, Any]]:
    path = RECORDED / name
    if not path.exists():
        pytest.skip(f"{name} is not here: recorded market data is not part of the project")
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        address, arrow, rest = line.partition(" -> ")
        if arrow:
            yield address, json.loads(rest.partition(": ")[2])


def _window(market: str, **facts: float) -> Window:
    return Window("X", market, 0, 0, "", 1, 1, facts)


def test_recorded_books_of_binance_are_read() -> None:
    answers = [answer for address, answer in _recorded("BINANCE_FUTURES.http.0.0.gz") if "/depth" in address]
    assert answers
    for answer in answers:
        found = {point.field: point.value for point in binanceusdm.read_depth(answer, _window("X"))}
        best = float(answer["bids"][0][0]), float(answer["asks"][0][0])
        mid = sum(best) / 2
        usd = sum(
            float(p) * float(q) for side in ("bids", "asks") for p, q in answer[side] if abs(float(p) / mid - 1) <= 0.01
        )
        assert found[Field.DEPTH_USD] == pytest.approx(usd)
        assert found[Field.SPREAD_BPS] == pytest.approx((best[1] - best[0]) / mid * 1e4)
        assert found[Field.DEPTH_COVERED] == 1.0


def test_recorded_books_of_gate_count_contracts() -> None:
    answers = [answer for address, answer in _recorded("GATEIO_FUTURES.http.0.0.gz") if "/order_book" in address]
    assert answers
    for answer in answers:
        one = {p.field: p.value for p in gate.read_book(answer, _window("X", size=1.0))}
        ten = {p.field: p.value for p in gate.read_book(answer, _window("X", size=10.0))}
        if not isinstance(one[Field.DEPTH_USD], Odd):
            assert ten[Field.DEPTH_USD] == pytest.approx(10 * one[Field.DEPTH_USD])  # type: ignore[operator]
            assert ten[Field.SPREAD_BPS] == one[Field.SPREAD_BPS]
