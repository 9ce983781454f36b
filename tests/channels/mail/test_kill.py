"""Mail under SIGKILL: what the ledger says, against what the server took. `benchmarks.mailing` does it at length."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from threading import Event

import pytest

from generator.channels.mail.summary import Summary
from generator.newsroom.mailing import mail_edition
from generator.store.delivery import State
from generator.store.ledger import open_ledger
from tests.channels.mail.lists import Clock, journal, post, settings, subscribe
from tests.servers.smtp import smtp_server

READERS, KILLS = 600, 8
WORK = """
import sys
from generator.newsroom.mail_parts import tools
from generator.newsroom.mailing import mail_edition
from generator.store.ledger import open_ledger
from tests.channels.mail.lists import post, settings
with open_ledger(sys.argv[1]) as ledger:
    edition = post()
    print("ready", flush=True)
    mail_edition(edition, settings(int(sys.argv[2])), ledger, tools())
"""
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills, which only POSIX does")


def killed(store: Path, port: int, after: float) -> bool:
    """Run a run, kill it so many seconds after it began, and return whether it still lived."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK, str(store), str(port)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        Event().wait(after)
        os.kill(process.pid, signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def test_killed_again_and_again_nobody_is_missed_and_nobody_gets_it_twice(tmp_path: Path) -> None:
    random, store = Random(3), tmp_path / "store.db"  # noqa: S311 - moments, not secrets
    amid = 0
    with smtp_server(tmp_path / "log", keep=False) as server:
        with open_ledger(str(store), create=True) as ledger:
            subscribe(ledger, *(f"{n:04}{'.after' if n % 50 == 7 else ''}" for n in range(READERS)))
        for _ in range(KILLS):
            killed(store, server.port, random.uniform(0.05, 0.25))
            with open_ledger(str(store)) as ledger:
                amid += State.INTENDED in ledger.deliveries.counts()
        with open_ledger(str(store)) as ledger:
            clock = Clock()
            from generator.newsroom.stores import now  # noqa: PLC0415

            clock.moment = now()
            tools = clock.tools()
            summary = mail_edition(post(), settings(server.port), ledger, type(tools)(
                tools.now, tools.clock, tools.sleep, tools.holder, _boot(), tools.stop
            ))  # fmt: skip
            entries = {entry.key.recipient: entry.state for entry in ledger.deliveries.entries()}
        took = Counter(server.taken())
    assert amid > KILLS // 2  # else this has shown nothing
    assert set(took.values()) == {1}
    assert len(entries) == READERS
    assert {name for name, state in entries.items() if state is State.DELIVERED} <= set(took)
    assert set(took) <= {name for name, state in entries.items() if state in {State.DELIVERED, State.UNCERTAIN}}
    faulty = READERS // 50
    assert faulty <= summary.uncertain <= faulty + amid
    assert summary.waiting == summary.failed == 0
    assert summary.total == READERS
    assert not journal(tmp_path).exists()


def _boot() -> str:
    from generator.newsroom.mail_parts import tools  # noqa: PLC0415

    return tools().boot


def test_the_one_at_hand_is_uncertain_and_the_rest_of_its_batch_is_not(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with smtp_server(tmp_path / "log", keep=False) as server:
        with open_ledger(str(store), create=True) as ledger:
            subscribe(ledger, "01", "02", "03.hang", "04", "05")
        with subprocess.Popen(
            [sys.executable, "-c", WORK.replace("settings(int(sys.argv[2]))", "settings(int(sys.argv[2]), patience=60)"),
             str(store), str(server.port)], cwd=Path(__file__).parents[3],
        ) as process:  # fmt: skip
            for _ in range(1200):
                if len(server.taken()) == 3 and _dots(journal(tmp_path)) == 3:
                    break
                Event().wait(0.05)
            os.kill(process.pid, signal.SIGKILL)
        with open_ledger(str(store)) as ledger:
            clock = Clock()
            given = clock.tools(boot=_boot())
            clock.moment = max(entry.last for entry in ledger.deliveries.entries())
            assert mail_edition(post(), settings(server.port), ledger, given) == Summary(
                total=5, sent=2, already=2, uncertain=1
            )
        assert server.taken() == [f"{name}@example.test" for name in ("01", "02", "03.hang", "04", "05")]


def _dots(path: Path) -> int:
    return path.read_bytes().count(b'[".",') if path.exists() else 0
