"""Mail: messages a second against bare smtplib, and what 10,000 readers get under SIGKILLs and a failing server.

python -m benchmarks.mailing rate [COUNT]
python -m benchmarks.mailing kills [READERS] [KILLS]
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from smtplib import SMTP
from statistics import median
from tempfile import TemporaryDirectory

from generator.audit.clearance import Cleared
from generator.channels.delivery import Post
from generator.edition import edit
from generator.newsroom.mail_parts import Tools, letters_of, tools
from generator.newsroom.mailing import mail_edition
from generator.planning.story import Form
from generator.settings.mail import MailSettings
from generator.settings.secret import Secret
from generator.store.delivery import State
from generator.store.ledger import open_ledger
from generator.store.subscriber import Subscriber
from tests.cases import real, shipped
from tests.servers.smtp import FAULTS

START = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 5
SHARE = 20  # of the readers, one in so many meets a fault
UNTAKEN = {"later", "nobody", "policy", "bare", "closing", "busy", "before", "spam", "full"}  # faults, by their names
AIOSMTPD = """
import socket
import sys
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 taken"
with socket.create_server(("127.0.0.1", 0)) as held:
    free = held.getsockname()[1]
controller = Controller(Sink(), hostname="127.0.0.1", port=free)
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
"""


def settings(port: int, patience: int = 600) -> MailSettings:
    key = Secret("key", env="KEY", environment={"KEY": "0123456789abcdef" * 2})
    return MailSettings(
        name="daily", host="127.0.0.1", port=port, security="none", sender="desk@example.test", patience=patience,
        list_id="daily.example.test", unsubscribe_url="https://example.test/u", unsubscribe_key=key,
    )  # fmt: skip


def post() -> Post:
    verdict = edit(real("2022-11-09"), Form.DAILY, shipped(), seed=0, style="plain").verdict
    if not isinstance(verdict, Cleared):
        raise TypeError("the edition is spiked")
    return Post(verdict, "btc-20221109t2359z-daily", {})


@contextmanager
def sink(command: list[str]) -> Iterator[int]:
    """Run a mail server in a process of its own and give its port."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("no output")
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def bare(port: int, messages: list[tuple[str, bytes]]) -> float:
    started = time.perf_counter()
    with SMTP("127.0.0.1", port) as session:
        for address, message in messages:
            session.sendmail("desk@example.test", [address], message)
    return len(messages) / (time.perf_counter() - started)


def ours(port: int, readers: list[Subscriber], folder: Path, edition: Post) -> float:
    with open_ledger(str(folder / "store.db"), create=True) as ledger:
        ledger.subscribers.put(readers, START)
        started = time.perf_counter()
        summary = mail_edition(edition, settings(port), ledger, tools())
        taken = time.perf_counter() - started
    if summary.sent != len(readers):
        raise RuntimeError(str(summary))
    return summary.sent / taken


def rate(count: int) -> None:
    readers = [Subscriber(f"reader{n:05}@example.test", "A Reader") for n in range(count)]
    edition = post()
    letters = letters_of(edition, settings(1))
    messages = [(item.address, letters.letter(item, START).message) for item in readers]
    print(f"{count} readers, messages of {len(messages[0][1]):,} octets, median of {ROUNDS} rounds")
    with TemporaryDirectory() as folder:
        own = ["-m", "tests.servers.smtp", f"{folder}/log"]
        servers = {
            "the tests' server, commands ahead of answers as Postfix takes them": own,
            "the tests' server, one command at a time": [*own, "plain"],
            "aiosmtpd, one command at a time": ["-c", AIOSMTPD],
        }
        for name, command in servers.items():
            with sink(command) as port:
                _compare(name, lambda: bare(port, messages), readers, edition, port)


def _compare(name: str, plain: Callable[[], float], readers: list[Subscriber], edition: Post, port: int) -> None:
    pairs = []
    for _ in range(ROUNDS):
        with TemporaryDirectory() as folder:
            pairs.append((plain(), ours(port, readers, Path(folder), edition)))
    ratio = median(mine / theirs for theirs, mine in pairs)
    theirs, mine = (median(column) for column in zip(*pairs, strict=True))
    print(f"{name}: bare smtplib {theirs:,.0f}/s, ours {mine:,.0f}/s, ratio {ratio:.2f}")


def worker(store: str, port: int, hours: float) -> None:
    """Send what is due, at so many hours after the start; the driver kills this."""
    given = tools()
    began = time.monotonic()
    moment = START + timedelta(hours=hours)

    def now() -> datetime:
        return moment + timedelta(seconds=time.monotonic() - began)

    def told(readers: Sequence[Subscriber]) -> Iterator[Subscriber]:
        print("sending", flush=True)
        yield from readers

    own = Tools(now, given.clock, lambda _: None, given.holder, given.boot, given.stop)
    with open_ledger(store) as ledger:
        summary = mail_edition(post(), settings(port, 1), ledger, own, told)
    print(summary, summary.trouble, flush=True)


def killed(store: str, port: int, hours: float, when: Callable[[], bool] | None) -> bool:
    """Run the worker, kill it when something has come about, and return whether it was killed."""
    command = [sys.executable, "-m", "benchmarks.mailing", "worker", store, str(port), str(hours)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("no output")
        said = process.stdout.readline()
        while said == "sending\n" and when is not None and process.poll() is None:
            if when():
                os.kill(process.pid, signal.SIGKILL)
                break
            time.sleep(0.0005)
        said += process.stdout.read()
        if len(said.split()) > 1:
            print(f"  {hours:6.1f} h: {said.removeprefix('sending').strip()}", flush=True)
    if when is None and process.returncode:
        raise RuntimeError(f"the worker ended with {process.returncode}")
    return process.returncode == -signal.SIGKILL


def kills(count: int, wanted: int) -> None:
    random = Random(1)
    faults = list(FAULTS)
    readers = [
        Subscriber(f"{n:05}.{random.choice(faults) if n % SHARE == 0 else 'fine'}@example.test") for n in range(count)
    ]
    with TemporaryDirectory() as folder:
        store, log = f"{folder}/store.db", Path(folder) / "log"
        with open_ledger(store, create=True) as ledger:
            ledger.subscribers.put(readers, START)
        with sink(["-m", "tests.servers.smtp", str(log)]) as port:
            done, runs, places, tally = 0, 0, list[int](), Tally(log)
            expected = sum(item.key.split("@")[0].rpartition(".")[2] not in UNTAKEN for item in readers)
            while len(places) < wanted and runs < wanted * 2:
                # Each kill has its own share of the list, so that they lie over all of it, and comes when so many mails
                # were taken, at least one of them in this run; a moment later, to be at any step of a mail.
                mails = max(tally.count() + 1, int(expected * (len(places) + random.random()) / wanted))
                later = random.uniform(0.0, 0.003)
                done += killed(store, port, runs / 60, partial(tally.reached, mails, later))
                if _amid(store):
                    places.append(tally.count())
                runs += 1
            hours = runs / 60
            for _ in range(12):  # days go by, so that who was put off is tried again or given up
                while not _quiet(store, hours):
                    killed(store, port, hours, None)
                hours += 24
        tenths = Counter(min(9, 10 * place // max(1, expected)) for place in places)
        print(f"{done} kills, {len(places)} of them while mail was going out")
        print(f"of these in each tenth of the {expected} mails: {[tenths[tenth] for tenth in range(10)]}")
        _verdict(store, log, readers, done)


@dataclass(slots=True)
class Tally:
    """How many mails the server has taken: of its log only what is new is read."""

    log: Path
    mails: int = 0
    _read: int = 0

    def count(self) -> int:
        """Return how many there are by now."""
        if self.log.exists():
            with self.log.open("rb") as opened:
                opened.seek(self._read)
                new = opened.read()
            self.mails += new.count(b"\n")
            self._read += len(new)
        return self.mails

    def reached(self, mails: int, later: float) -> bool:
        """Return whether there are so many, some seconds later."""
        if self.count() < mails:
            return False
        time.sleep(later)
        return True


def _amid(store: str) -> bool:
    """Return whether a run was ended while it had mail to send."""
    with open_ledger(store) as ledger:
        return State.INTENDED in ledger.deliveries.counts()


def _quiet(store: str, hours: float) -> bool:
    """Return whether nothing is due."""
    moment = START + timedelta(hours=hours)
    with open_ledger(store) as ledger:
        entries = ledger.deliveries.entries()
    waiting = [entry for entry in entries if entry.state is State.WAITING and entry.due and entry.due <= moment]
    return bool(entries) and not waiting and not any(entry.state is State.INTENDED for entry in entries)


def _verdict(store: str, log: Path, readers: list[Subscriber], done: int) -> None:
    with open_ledger(store) as ledger:
        entries = {entry.key.recipient: entry for entry in ledger.deliveries.entries()}
    took = Counter(line.split()[0] for line in log.read_text().splitlines())
    states = Counter(entry.state.value for entry in entries.values())
    certain = {name for name, entry in entries.items() if entry.state is State.DELIVERED}
    doubted = {name for name, entry in entries.items() if entry.state is State.UNCERTAIN}
    faulty = {name for name in doubted if not name.split("@")[0].endswith(".fine")}
    result = {
        "readers": len(readers),
        "kills": done,
        "states": dict(states),
        "mails taken": sum(took.values()),
        "without an entry": len({item.key for item in readers} - set(entries)),
        "silent misses": len(certain - set(took)),
        "duplicates": sum(number - 1 for number in took.values()),
        "taken but called failed or waiting": len(set(took) - certain - doubted),
        "uncertain, by a fault of the server": len(faulty),
        "uncertain, by a kill": len(doubted - faulty),
        "of the uncertain, taken": len(doubted & set(took)),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "rate":
        rate(int(given[0]) if given else 2000)
    elif what == "kills":
        kills(int(given[0]) if given else 10_000, int(given[1]) if len(given) > 1 else 100)
    else:
        worker(given[0], int(given[1]), float(given[2]))
