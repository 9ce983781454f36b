"""One writer at a time, and writers and servers that die."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, text

from generator.errors import SourceUnavailable
from generator.market import Field
from generator.store import locks
from generator.store.database import Database
from generator.store.ledger import open_ledger
from generator.store.places import read_place
from tests.store.batches import LATER, bars, batch
from tests.store.conftest import new_database
from tests.store.postgresql import Server

ROOT = Path(__file__).resolve().parents[2]
BARS = 40
WRITER = f"""
import sys
from itertools import count
from generator.store.ledger import open_ledger
from tests.store.batches import LATER, bars, batch
with open_ledger(sys.argv[1]) as ledger:
    for number in count(int(sys.argv[2])):
        given = {{number * {BARS} + bar: float(number) for bar in range({BARS})}}
        ledger.append(batch(bars(given), digest=str(number)), LATER)
        print(number, flush=True)
"""


@pytest.fixture
def held(url: str, impatient: None) -> Iterator[str]:  # noqa: ARG001 - a fixture for its effect
    """A ledger that another writer, called the recorder, does not let go of."""
    open_ledger(url, create=True).close()
    taken, done = Event(), Event()
    database = Database(read_place(url), "the recorder, process 4711")

    def hold(_: object) -> None:
        taken.set()
        done.wait(60)

    thread = Thread(target=lambda: database.write(hold, "2026-01-01 12:00:00 UTC"))
    thread.start()
    taken.wait(60)
    yield url
    done.set()
    thread.join()
    database.close()


def test_a_second_writer_is_told_who_writes(held: str) -> None:
    with open_ledger(held) as ledger:
        with pytest.raises(SourceUnavailable) as raised:
            ledger.append(batch(bars([1.0])), LATER)
        assert ledger.history("BTC", "1d").series == {}  # reading goes on
    if held.startswith("sqlite"):
        assert "is being written by the recorder, process 4711, since 2026-01-01 12:00:00 UTC" in str(raised.value)
    else:
        assert "is being written by market-commentary-generator, server pid " in str(raised.value)
        assert ", since 20" in str(raised.value)


def test_another_program_that_locks_the_file_is_waited_for(tmp_path: Path, impatient: None) -> None:  # noqa: ARG001
    path = tmp_path / "store.db"
    with open_ledger(str(path), create=True) as ledger:
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            connection.execute(text("BEGIN EXCLUSIVE"))
            with pytest.raises(SourceUnavailable, match="in use by another program"):
                ledger.append(batch(bars([1.0])), LATER)
        engine.dispose()
        assert ledger.append(batch(bars([1.0])), LATER).new == 1


def test_writers_take_turns(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 60.0)
    open_ledger(url, create=True).close()

    def write(number: int) -> int:
        with open_ledger(url) as ledger:
            return ledger.append(batch(bars({number: 1.0, 100: 7.0}), digest=str(number)), LATER).new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(12))) == 13
    with open_ledger(url) as ledger:
        assert ledger.series()[0].rows == 13
        assert ledger.check() == ()


def start_writer(url: str, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, url, str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def verify(url: str, acknowledged: int) -> int:
    """Check that every batch is there whole and once, up to the last acknowledged one at least; return how many."""
    with open_ledger(url) as ledger:
        assert ledger.check() == ()
        (summary,) = ledger.series()
        stored, half = divmod(summary.rows, BARS)
        assert half == 0
        assert stored >= acknowledged
        values = ledger.history("BTC", "1h").series[Field.VOLUME_USD].values
        assert list(values) == [float(number) for number in range(stored) for _ in range(BARS)]
    return stored


def test_a_writer_may_be_killed_at_any_moment(url: str) -> None:
    random, stored = Random(7), 0  # noqa: S311 - moments to kill at
    open_ledger(url, create=True).close()
    for _ in range(12):
        writer = start_writer(url, stored)
        assert writer.stdout is not None
        acknowledged = stored
        for line in (writer.stdout.readline() for _ in range(random.randrange(1, 6))):
            acknowledged = int(line) + 1
        Event().wait(random.random() * 0.01)
        writer.send_signal(signal.SIGKILL)
        acknowledged += len([line for line in writer.stdout.read().split("\n")[:-1] if line])
        writer.wait()
        writer.stdout.close()
        stored = verify(url, acknowledged)


@pytest.mark.parametrize("end", ["immediate", "fast", "kill"])
def test_a_server_may_go_away_and_come_back(mortal: Server, end: str) -> None:
    url = new_database(mortal)
    open_ledger(url, create=True).close()
    acknowledged: list[int] = []
    enough = Event()

    def write() -> None:
        with open_ledger(url) as ledger:
            number = 0
            while not (enough.is_set() and number % 10 == 0):
                given = {number * BARS + bar: float(number) for bar in range(BARS)}
                ledger.append(batch(bars(given), digest=str(number)), LATER)
                acknowledged.append(number)
                number += 1

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for _ in range(2):
            seen = len(acknowledged)
            while len(acknowledged) < seen + 5 and not writing.done():
                Event().wait(0.01)
            mortal.kill() if end == "kill" else mortal.stop(end)
            mortal.start_again()
        enough.set()
        writing.result(timeout=60)
    assert acknowledged == list(range(len(acknowledged)))
    assert verify(url, len(acknowledged)) == len(acknowledged)
