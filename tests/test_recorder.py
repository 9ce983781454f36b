"""The recorder against a simulated venue: every bar is stored as the venue published it, or declared missing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from generator.cli import main
from generator.market import INTERVALS, Field
from generator.newsroom.recorder import BARS, Recorder
from generator.newsroom.watch import Watch
from generator.sources.exchange.link import Options
from generator.sources.exchange.minutes import MINUTE
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.transport import Limits, Tools
from generator.sources.exchange.venues import VENUES
from generator.sources.simulated import SimulatedVenue, StillClock, accelerated, serve_in_thread
from generator.sources.simulated_day import BITCOIN
from generator.sources.simulated_faults import Fault
from generator.sources.simulated_market import Market
from generator.sources.simulated_record import record
from generator.sources.simulated_streams import shown
from generator.store.ledger import Ledger, open_ledger

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
Said = pytest.CaptureFixture[str]


def silent(venue: str, event: str, known: Mapping[str, object]) -> None:
    """Say nothing."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(str(tmp_path / "l.sqlite"), create=True) as found:
        yield found


def rows(ledger: Ledger, asset: str, field: Field, interval: str) -> dict[int, float]:
    """Return the stored bars of a field by their start, Unix milliseconds. No value may have been corrected."""
    assert not ledger.corrected(asset)
    found = ledger.history(asset, interval)
    step = INTERVALS[interval] // timedelta(milliseconds=1)
    series = found.series[field].values
    starts = ((known + 1) * 1000 - step for known in found.known)
    return {start: value for start, value in zip(starts, series, strict=True) if value == value}  # noqa: PLR0124


def declared(ledger: Ledger, asset: str, field: Field) -> set[int]:
    found = set()
    for gap in ledger.gaps(asset):
        if gap.field is field:
            step = INTERVALS[gap.interval] // timedelta(milliseconds=1)
            first = int(gap.start.timestamp() * 1000)
            found |= {first + n * step for n in range(gap.bars)}
    return found


@pytest.mark.parametrize("seed", range(4))
def test_polls_through_outages_leave_rows_and_declared_gaps(seed: int, ledger: Ledger) -> None:
    random = Random(seed)  # noqa: S311 - outages, not secrets
    clock = StillClock(BEGIN + timedelta(days=2, minutes=1))
    market = Market(seed, BEGIN)

    async def nap(seconds: float) -> None:
        clock.move(timedelta(seconds=seconds))

    tools = Tools(clock, nap, lambda: 0.5)
    polled: list[datetime] = []

    async def run(server: SimulatedVenue) -> None:
        options = Options(server.url, Limits(attempts=1), rate_limit=False)
        recorder = Recorder(VENUES["binanceusdm"], ledger, Watch("BTC", "1h", tools, options, silent), Pauses())
        for hour in range(50):
            clock.moment = BEGIN + timedelta(days=2, minutes=1) + hour * HOUR
            down = random.random() < 0.35 and 0 < hour < 49
            server.faults.clear()
            if down:
                server.faults.set(
                    "*", random.choice([Fault.DOWN, Fault.HTML, Fault.TRUNCATED, Fault.EMPTY, Fault.NULL])
                )
            if random.random() < 0.1:  # the recorder dies, and another one begins with what the ledger knows
                recorder = Recorder(VENUES["binanceusdm"], ledger, recorder.watch, Pauses())
            found = await recorder.once()
            if not down:
                assert found.observations
                polled.append(clock.moment)

    with serve_in_thread(market, clock) as server:
        asyncio.run(run(server))
    end = BEGIN + timedelta(days=2) + 49 * HOUR
    for field in (Field.CLOSE, Field.VOLUME_USD, Field.TAKER_BUY_COINS):
        truth = record(market, "BTC", field, interval=BARS, start=BEGIN, end=end)
        stored = rows(ledger, "BTC", field, BARS)
        assert {at: round(value, 6) for at, value in stored.items()} == {
            at: round(value, 6) for at, value in zip(truth.times, truth.values, strict=True) if at in stored
        }
        assert set(truth.times) == set(stored) | (declared(ledger, "BTC", field) & set(truth.times))
    step = HOUR // timedelta(milliseconds=1)
    sampled = {int(moment.timestamp() * 1000) // step * step for moment in polled}
    first, last = min(sampled), max(sampled)
    assert sampled | declared(ledger, "BTC", Field.DEPTH_USD) == set(range(first, last + step, step))
    assert not sampled & declared(ledger, "BTC", Field.DEPTH_USD)


SPEED = 40.0  # simulated seconds a second


def test_minutes_of_a_stream_are_the_venues_own_or_a_gap(ledger: Ledger) -> None:
    market = Market(3, BEGIN - timedelta(days=1))
    clock = accelerated(time.monotonic, BEGIN, SPEED)
    tools = Tools(clock, lambda seconds: asyncio.sleep(seconds / SPEED), lambda: 0.5)

    async def run(server: SimulatedVenue) -> None:
        options = Options(server.url, rate_limit=False)
        watch = Watch("BTC", "1h", tools, options, silent)
        recorder = Recorder(VENUES["binanceusdm"], ledger, watch, Pauses())
        stop = asyncio.Event()
        following = asyncio.ensure_future(recorder.follows(stop))
        await asyncio.sleep(10)  # 400 simulated seconds
        server.faults.set("*ws*", Fault.STUCK)
        await asyncio.sleep(3.5)
        server.faults.clear()
        await asyncio.sleep(8)
        stop.set()
        await asyncio.wait_for(following, 30)

    with serve_in_thread(market, clock) as server:
        asyncio.run(run(server))
    field = Field.LIQUIDATIONS_LONG_USD
    series = [item for item in ledger.series() if item.field is field and item.interval == "1m"]
    assert series
    stored, missing = minutes_of(ledger, field), declared(ledger, "BTC", field)
    assert len(stored) >= 4
    assert missing
    first, last = min(stored | missing), max(stored | missing)
    assert stored | missing == set(range(first, last + MINUTE, MINUTE))
    assert not stored & missing
    for start, value in amounts_of(ledger, field).items():
        orders = market.orders("BTC", start, start + MINUTE)
        seen = shown(orders)
        sold = [i for i in seen.tolist() if not bool(orders.bought[i])]
        lot, tick = BITCOIN.lot, BITCOIN.tick
        truth = sum(float(orders.lots[i]) * lot * float(orders.prices[i]) * tick for i in sold)
        assert value == pytest.approx(truth, rel=1e-6, abs=1e-6), datetime.fromtimestamp(start / 1000, UTC)


def amounts_of(ledger: Ledger, field: Field) -> dict[int, float]:
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - the rows themselves, not what is made of them

    place = ledger.describe().place
    query = (
        "SELECT o.time, o.value FROM ledger_observations o JOIN ledger_series s ON s.id = o.series"
        " WHERE s.field = :field AND s.interval = '1m' ORDER BY o.time, o.revision"
    )
    with create_engine(f"sqlite:///{place}").connect() as connection:
        return {row[0]: row[1] for row in connection.execute(text(query), {"field": field.value})}


def minutes_of(ledger: Ledger, field: Field) -> set[int]:
    return set(amounts_of(ledger, field))


# The command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def venue() -> Iterator[tuple[SimulatedVenue, Market]]:
    """A venue that runs with the real clock, as the command does."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    market = Market(5, today - timedelta(days=94))
    with serve_in_thread(market, lambda: datetime.now(UTC)) as server:
        yield server, market


def collecting(store: str, url: str, *more: str) -> list[str]:
    command = [sys.executable, "-m", "generator.cli", "collect", "binanceusdm", "--asset", "BTC"]
    return [*command, "--store", store, "--address", url, *more]


def test_one_pass_stores_what_a_snapshot_needs(
    venue: tuple[SimulatedVenue, Market], tmp_path: Path, capsys: Said
) -> None:
    server, _ = venue
    store = str(tmp_path / "l.sqlite")
    asked = ["collect", "binanceusdm", "gate", "--asset", "BTC", "--once", "--store", store, "--address", server.url]
    assert main(asked) == 0
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {line["venue"] for line in said} == {"binanceusdm", "gate"}
    assert main(["snapshot", "BTC", "--store", store, "--period", "1h"]) == 0
    snapshot = json.loads(capsys.readouterr().out)
    assert snapshot["metrics"]["volume_usd"]["venue"] == "Binance and Gate"
    assert "taker_imbalance" in snapshot["metrics"]


def test_a_live_brief_needs_no_ledger(venue: tuple[SimulatedVenue, Market], tmp_path: Path, capsys: Said) -> None:
    server, _ = venue
    asked = ["brief", "BTC", "--live", "--venues", "binanceusdm,gate", "--address", server.url, "-o", str(tmp_path)]
    assert main(asked) == 0
    said = capsys.readouterr()
    article = Path(said.out.strip())
    assert main(["audit", str(article), str(article.with_name("snapshot.json"))]) == 0
    assert "binanceusdm: " in said.err


def test_a_venue_that_fails_is_said_and_the_others_go_on(
    venue: tuple[SimulatedVenue, Market], tmp_path: Path, capsys: Said
) -> None:
    server, _ = venue
    server.faults.set("/api/v4/*", Fault.GEO)
    asked = ["brief", "BTC", "--live", "--venues", "binanceusdm,gate", "--address", server.url, "-o", str(tmp_path)]
    assert main(asked) == 0
    assert "gate is not available from your location" in capsys.readouterr().err


def test_no_venue_at_all_is_status_3_with_a_line_each(
    venue: tuple[SimulatedVenue, Market], tmp_path: Path, capsys: Said
) -> None:
    server, _ = venue
    server.faults.set("*", Fault.GEO)
    asked = ["snapshot", "BTC", "--live", "--venues", "binanceusdm,gate", "--address", server.url]
    assert main([*asked, "-o", str(tmp_path / "s.json")]) == 3
    lines = capsys.readouterr().err.splitlines()
    assert any(line.startswith("binanceusdm: binanceusdm is not available") for line in lines)
    assert any(line.startswith("gate: gate is not available") for line in lines)
    assert not (tmp_path / "s.json").exists()


def test_a_second_recorder_is_refused_by_name(
    venue: tuple[SimulatedVenue, Market], tmp_path: Path, capsys: Said
) -> None:
    server, _ = venue
    store = str(tmp_path / "l.sqlite")
    with open_ledger(store, create=True) as ledger, ledger.watched("binanceusdm BTC", "process 12, since noon"):
        asked = ["collect", "binanceusdm", "--asset", "BTC", "--once", "--store", store, "--address", server.url]
        assert main(asked) == 3
    assert "binanceusdm BTC is recorded already by process 12, since noon" in capsys.readouterr().err


def test_a_recorder_stops_cleanly_when_asked(venue: tuple[SimulatedVenue, Market], tmp_path: Path) -> None:
    server, _ = venue
    store = str(tmp_path / "l.sqlite")
    running = subprocess.Popen(collecting(store, server.url), stderr=subprocess.PIPE, text=True, env=os.environ)
    assert running.stderr is not None
    first = json.loads(running.stderr.readline())
    assert (first["venue"], first["event"]) == ("binanceusdm", "poll")
    running.send_signal(signal.SIGTERM)
    _, rest = running.communicate(timeout=60)
    assert running.returncode == 0, rest
    assert "Traceback" not in rest
    with open_ledger(store) as ledger:
        assert ledger.check() == ()


def test_a_recorder_killed_at_any_moment_loses_and_doubles_nothing(
    venue: tuple[SimulatedVenue, Market], tmp_path: Path
) -> None:
    server, market = venue
    store = str(tmp_path / "l.sqlite")
    random = Random(11)  # noqa: S311 - when to kill
    for _ in range(6):
        running = subprocess.Popen(
            collecting(store, server.url, "--every", "1m"), stderr=subprocess.DEVNULL, env=os.environ
        )
        time.sleep(random.uniform(0.8, 4.0))
        running.kill()
        running.wait()
    assert main(collecting(store, server.url, "--once")[3:]) == 0
    with open_ledger(store) as ledger:
        assert ledger.check() == ()
        stored = rows(ledger, "BTC", Field.CLOSE, BARS)
    begin, end = (datetime.fromtimestamp(at / 1000, UTC) for at in (min(stored), max(stored)))
    truth = record(market, "BTC", Field.CLOSE, interval=BARS, start=begin, end=end + HOUR)
    assert {at: round(value, 6) for at, value in stored.items()} == {
        at: round(value, 6) for at, value in zip(truth.times, truth.values, strict=True)
    }
