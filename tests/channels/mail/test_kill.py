"""Mail under SIGKILL: what the ledger says, against what the server took. `benchmarks.mailing` does it at length."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event

import pytest

from generator.channels.mail.summary import Summary
from generator.newsroom.mail_parts import tools
from generator.newsroom.mailing import mail_edition
from generator.newsroom.stores import now
from generator.store.delivery import State
from generator.store.ledger import open_ledger
from tests.channels.mail.lists import Clock, journal, post, settings, subscribe
from tests.servers.smtp import SmtpServer, smtp_server

READERS, KILLS = 600, 8
WORK = """
import sys
from generator.newsroom.mail_parts import tools
from generator.newsroom.mailing import mail_edition
from generator.store.ledger import open_ledger
from tests.channels.mail.lists import post, settings
with open_ledger(sys.argv[1]) as ledger:
    mail_edition(post(), settings(int(sys.argv[2]), patience=int(sys.argv[3])), ledger, tools())
"""
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills, which only POSIX does")


def killed(store: Path, server: SmtpServer, patience: int, when: Callable[[], bool]) -> bool:
    """Run a run, kill it when something has come about, and return whether it still lived."""
    command = [sys.executable, "-c", WORK, str(store), str(server.port), str(patience)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3]) as process:
        while process.poll() is None and not when():
            Event().wait(0.001)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def test_killed_again_and_again_nobody_is_missed_and_nobody_gets_it_twice(tmp_path: Path) -> None:
    random, store, kills = Random(3), tmp_path / "store.db", 0  # noqa: S311 - moments, not secrets
    with smtp_server(tmp_path / "log", keep=False) as server:
        with open_ledger(str(store), create=True) as ledger:
            subscribe(ledger, *(f"{n:04}{'.after' if n % 50 == 7 else ''}" for n in range(READERS)))
        for _ in range(KILLS):
            wanted = len(server.taken()) + random.randint(1, READERS // KILLS)
            kills += killed(store, server, 1, lambda wanted=wanted: len(server.taken()) >= wanted)  # type: ignore[misc]
        with open_ledger(str(store)) as ledger:
            clock = Clock()
            clock.moment = now()
            summary = mail_edition(post(), settings(server.port), ledger, clock.tools(boot=tools().boot))
            entries = {entry.key.recipient: entry.state for entry in ledger.deliveries.entries()}
        took = Counter(server.taken())
    assert kills == KILLS
    assert set(took.values()) == {1}
    assert len(entries) == READERS
    assert {name for name, state in entries.items() if state is State.DELIVERED} <= set(took)
    assert set(took) <= {name for name, state in entries.items() if state in {State.DELIVERED, State.UNCERTAIN}}
    faulty = READERS // 50
    assert faulty <= summary.uncertain <= faulty + kills
    assert summary.waiting == summary.failed == 0
    assert summary.total == READERS
    assert not journal(tmp_path).exists()


def test_the_one_at_hand_is_uncertain_and_the_rest_of_its_batch_is_not(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with smtp_server(tmp_path / "log", keep=False) as server:
        with open_ledger(str(store), create=True) as ledger:
            subscribe(ledger, "01", "02", "03.hang", "04", "05")
        assert killed(store, server, 60, lambda: len(server.taken()) == 3)
        with open_ledger(str(store)) as ledger:
            assert {entry.state for entry in ledger.deliveries.entries()} == {State.INTENDED}
            clock = Clock()
            clock.moment = now()
            given = clock.tools(boot=tools().boot)
            assert mail_edition(post(), settings(server.port), ledger, given) == Summary(
                total=5, sent=2, already=2, uncertain=1
            )
        assert server.taken() == [f"{name}@example.test" for name in ("01", "02", "03.hang", "04", "05")]


def test_after_a_failure_of_the_power_all_of_a_batch_are_uncertain(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with smtp_server(tmp_path / "log", keep=False) as server:
        with open_ledger(str(store), create=True) as ledger:
            subscribe(ledger, "01", "02.hang", "03")
        assert killed(store, server, 60, lambda: len(server.taken()) == 2)
        with open_ledger(str(store)) as ledger:
            given = Clock().tools(boot="the next one")
            # What the journal still says holds; what it may have lost is doubted.
            assert mail_edition(post(), settings(server.port), ledger, given) == Summary(
                total=3, already=1, uncertain=2
            )
        assert len(server.taken()) == 2
