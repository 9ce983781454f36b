"""What a recorder that dies between two writes, or meets a store that fails, still accounts for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.errors import Fault, SourceUnavailable
from generator.market import Batch, Field
from generator.newsroom.following import Followed
from generator.newsroom.recorder import Recorder
from generator.newsroom.watch import Watch
from generator.sources.exchange.link import Options
from generator.sources.exchange.minutes import MINUTE, Closed, Minutes
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.transport import Limits, Tools
from generator.sources.exchange.venues import VENUES
from generator.sources.simulated import StillClock, serve_in_thread
from generator.sources.simulated_market import Market
from generator.store.ledger import Ledger, open_ledger
from generator.store.records import Receipt

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIDES = (Field.LIQUIDATIONS_LONG_USD, Field.LIQUIDATIONS_SHORT_USD)
Logged = list[tuple[str, Mapping[str, object]]]


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(str(tmp_path / "l.sqlite"), create=True) as found:
        yield found


def recorder_at(clock: StillClock, ledger: Ledger, logged: Logged, url: str = "") -> Recorder:
    tools = Tools(clock, lambda seconds: asyncio.sleep(seconds / 1000), lambda: 0.5)
    options = Options(url, Limits(attempts=1), rate_limit=False)
    watch = Watch("BTC", "1h", tools, options, lambda _, event, known: logged.append((event, known)))
    return Recorder(VENUES["binanceusdm"], ledger, watch, Pauses())


def minutes_at(clock: StillClock, ledger: Ledger, logged: Logged) -> Followed:
    one = recorder_at(clock, ledger, logged)
    return Followed(one.venue, ledger, one.watch, SIDES, trading=False)


def millis(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


@pytest.mark.parametrize("last_write", ["append", "declare"])
def test_a_poll_that_dies_between_its_writes_leaves_no_gap_unsaid(
    last_write: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StillClock(BEGIN + timedelta(days=1, minutes=1))
    with serve_in_thread(Market(2, BEGIN), clock) as server:
        asyncio.run(recorder_at(clock, ledger, [], server.url).once())
        clock.move(5 * HOUR)
        write = getattr(ledger, last_write)

        def dying(*given: object) -> None:
            write(*given)
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(ledger, last_write, dying)
            with pytest.raises(Killed):
                asyncio.run(recorder_at(clock, ledger, [], server.url).once())
        clock.move(HOUR)
        asyncio.run(recorder_at(clock, ledger, [], server.url).once())
    (gap,) = [gap for gap in ledger.gaps("BTC") if gap.field is Field.DEPTH_USD]
    first = BEGIN + timedelta(days=1) + HOUR
    assert (gap.start, gap.end) == (first, first + (4 if last_write == "append" else 5) * HOUR)


@pytest.mark.parametrize("last_write", ["append", "declare"])
def test_minutes_that_die_between_their_writes_leave_no_gap_unsaid(
    last_write: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StillClock(BEGIN + timedelta(minutes=4))
    closed = [Closed(millis(BEGIN) + n * MINUTE, None if n < 2 else (1.0, 2.0), "cut") for n in range(4)]
    write = getattr(ledger, last_write)

    def dying(*given: object) -> None:
        write(*given)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(ledger, last_write, dying)
        with pytest.raises(Killed):
            minutes_at(clock, ledger, [])._store(closed)  # noqa: SLF001
    clock.move(timedelta(minutes=2))
    another = minutes_at(clock, ledger, [])
    another._store(another.minutes.closed(millis(clock.moment) + 5_000))  # noqa: SLF001
    stored = sum(item.interval == "1m" for item in ledger.series())
    said = {gap.start + n * timedelta(minutes=1) for gap in ledger.gaps("BTC") for n in range(gap.bars)}
    missing = range(6) if last_write == "declare" else (0, 1, 4, 5)
    assert said == {BEGIN + n * timedelta(minutes=1) for n in missing}
    assert stored == (0 if last_write == "declare" else 2)


def test_a_store_that_fails_for_a_while_costs_no_minute(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, logged = StillClock(BEGIN), Logged()
    followed = minutes_at(clock, ledger, logged)
    followed.minutes.alive(millis(BEGIN))
    followed.minutes.add(millis(BEGIN) + 1, 0, 7.0, "a")
    followed.minutes.alive(millis(BEGIN) + MINUTE)
    clock.move(timedelta(minutes=1, seconds=5))
    append, fails = ledger.append, iter([True, True])

    def failing(batch: Batch, received: datetime) -> Receipt:
        if next(fails, False):
            raise SourceUnavailable([Fault("l.sqlite", "is being written by process 7", "try again")])
        return append(batch, received)

    async def run() -> None:
        stop = asyncio.Event()
        closing = asyncio.ensure_future(followed._close(stop))  # noqa: SLF001
        async with asyncio.timeout(10):
            while not ledger.series():  # noqa: ASYNC110 - what is awaited is a row
                await asyncio.sleep(0.01)
        stop.set()
        await closing

    monkeypatch.setattr(ledger, "append", failing)
    asyncio.run(run())
    assert [event for event, _ in logged] == ["store", "store"]
    assert {(item.field, item.rows) for item in ledger.series()} == {(side, 1) for side in SIDES}


def test_a_recorder_that_was_away_for_months_goes_on_at_once(ledger: Ledger) -> None:
    minutes = Minutes(millis(BEGIN))
    minutes.missed("no recorder was running")
    away = 92 * 24 * 60
    now = millis(BEGIN) + away * MINUTE
    minutes.alive(now)
    begin = time.process_time()
    found: Sequence[Closed] = minutes.closed(now + 5_000)
    assert time.process_time() - begin < 5  # it took minutes once: every minute looked at all before it
    assert len(found) == away
    followed = minutes_at(StillClock(BEGIN + timedelta(days=92)), ledger, [])
    followed._store(found)  # noqa: SLF001
    assert {gap.bars for gap in ledger.gaps("BTC")} == {away}
