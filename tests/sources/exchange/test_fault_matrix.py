"""Every fault at every call of every venue ends as done, degraded and said so, or refused with a reason."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import product

import pytest
from aiohttp import web

from generator.market import Field
from generator.sources.exchange.link import Options, connect
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.poll import Outcome, Poll, poll
from generator.sources.exchange.transport import Limits
from generator.sources.exchange.venue import Venue
from generator.sources.exchange.venues import VENUES
from tests.fakes.exchange import Clock, Fault, Server, serving
from tests.sources.exchange.faults import FAULTS, SLOW, harmless

Table = Counter[tuple[str, str]]
_SMALL = Limits(deadline=5.0, largest=2**20)


@dataclass(slots=True)
class Noted:
    """A fault that notes whether it changed anything of the answer."""

    fault: Fault
    changed: bool = False

    async def __call__(self, request: web.Request, sound: object) -> web.StreamResponse:
        response = await self.fault(request, sound)
        body = response.body if isinstance(response, web.Response) and isinstance(response.body, bytes) else None
        same = response.status == HTTPStatus.OK and body == json.dumps(sound).encode()
        self.changed = not same or response.content_type != "application/json" or "Content-Encoding" in response.headers
        return response


async def _polled(server: Server, venue: Venue, table: Table) -> list[str]:
    """Fault each call, and each call for facts, in turn with everything; return what was silent."""
    silent = []
    clock = Clock()
    options = Options(base_url=server.base(venue.name), rate_limit=False, limits=_SMALL)
    async with connect(venue, clock.tools(), options=options) as link:
        for call in venue.calls:
            facts = {venue.learns[need].name for need in call.needs}
            for target, (name, fault) in product(sorted({call.name} | facts), FAULTS.items()):
                link.pauses, link.skew, clock.now = Pauses(), None, Clock().now
                noted = server.faults[venue.name, target] = Noted(fault)
                done = await poll(replace(venue, calls=(call,)), "BTC", tuple(call.gives), None, link)
                del server.faults[venue.name, target]
                if noted.changed and not harmless(name, venue.name, target, fact=target in facts):
                    table[name, done.outcome.value] += 1
                    found = _silent(done, tuple(call.gives), name)
                    silent += [f"{name}: {venue.name} {target}: {words}" for words in found]
    return silent


def _silent(done: Poll, fields: tuple[Field, ...], fault: str) -> list[str]:
    """Return the fields that got a value from a broken answer, or none without a word."""
    given = {one.field for one in done.observations}
    said = {missing.field for missing in done.missing if missing.reason and missing.offered}
    alone = {Field.MARK, Field.INDEX, Field.OPEN_INTEREST_USD, Field.OPEN_INTEREST_COINS}
    beside = alone if fault == "hollow lists" else set()  # deribit tells them beside the levels of its book
    found = [f"{field} has a value" for field in fields if field in given - beside]
    found += [f"{field} is missing without a reason" for field in fields if field not in given | said]
    if done.outcome is Outcome.REFUSED and not (done.troubles or done.set_aside or done.missing):
        found.append("refused without a reason")
    return found


def test_no_fault_of_any_call_of_any_venue_becomes_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    table: Table = Counter()

    async def run() -> list[str]:
        async with serving() as server:
            lists = await asyncio.gather(*(_polled(server, venue, table) for venue in VENUES.values()))
            return [line for lines in lists for line in lines]

    silent = asyncio.run(run())
    with capsys.disabled():
        print(f"\n{'fault':32} {'done':>6} {'degraded':>9} {'refused':>8}")  # noqa: T201
        for name in FAULTS:
            counts = [table[name, outcome.value] for outcome in Outcome]
            print(f"{name:32} {counts[0]:6} {counts[1]:9} {counts[2]:8}")  # noqa: T201
        print(f"{len(FAULTS)} faults, {table.total()} polls, {len(silent)} silent")  # noqa: T201
    assert silent == [], "\n".join(silent)


def test_a_slow_drip_ends_at_the_deadline_of_the_call() -> None:
    async def run() -> None:
        async with serving() as server:
            quick = Limits(deadline=0.1)

            async def one(venue: Venue) -> Poll:
                server.faults[venue.name, venue.calls[0].name] = SLOW["a slow drip"]
                options = Options(base_url=server.base(venue.name), rate_limit=False, limits=quick)
                async with connect(venue, Clock().tools(), options=options) as link:
                    return await poll(replace(venue, calls=venue.calls[:1]), "BTC", tuple(Field), None, link)

            for done in await asyncio.gather(*map(one, VENUES.values())):
                assert done.outcome is Outcome.REFUSED
                assert "within 0.1 seconds" in done.troubles[-1].problem

    asyncio.run(run())
