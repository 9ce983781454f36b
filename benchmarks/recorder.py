"""The recorder against the simulated venue: killed, left alone, cut off, run for a week, and timed beside stock ccxt.

``python -m benchmarks.recorder [--kills 500] [--stuck 50] [--outages 200] [--days 7] [--starts 10]``; 0 leaves a part
out. Each part prints its counts, and the exit status is 1 where one falls short. Times are measured in turns within one
run. Needs Linux: processes are forked, and memory is read from /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import multiprocessing
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, cast

from generator.market import INTERVALS, Field
from generator.newsroom.following import Followed
from generator.newsroom.recorder import BARS, REACH, Recorder
from generator.newsroom.watch import Watch
from generator.sources.exchange.link import Options
from generator.sources.exchange.minutes import MINUTE
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.transport import Limits, Tools
from generator.sources.exchange.venues import VENUES
from generator.sources.simulated import Clock, StillClock, accelerated, serve_in_thread
from generator.sources.simulated_faults import Fault
from generator.sources.simulated_market import Market
from generator.sources.simulated_record import record
from generator.sources.simulated_streams import shown
from generator.store.ledger import open_ledger

VENUE: Final = VENUES["binanceusdm"]
ASSET: Final = "BTC"
BEGIN: Final = datetime(2026, 3, 2, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
POLLED: Final = (Field.CLOSE, Field.VOLUME_USD, Field.TAKER_BUY_COINS)
STREAMED: Final = (Field.LIQUIDATIONS_LONG_USD, Field.LIQUIDATIONS_SHORT_USD)
SPEED: Final = 40.0
"""Simulated seconds a second, where the clock runs."""
KILLS_OF_ONE: Final = 50
"""Kills after which a ledger is examined and another one begun: the first poll writes the most."""
SHORT: Final = (0.0, 0.5)
LONG: Final = (2.5, 6.5)
"""Seconds a recorder lives: around its first poll, or long enough for minutes of a stream; one in ten is of these."""
OUTAGE_HOURS: Final = 50
NOTICED: Final = 60.0
"""Seconds after which a stuck stream must have been noticed."""
FLAT: Final = 1.1
"""How much of the memory after the first day a recorder may have after the last one."""
_STREAM: Final = "*ws*"


# The venue, in a process of its own ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remote:
    """A simulated venue in another process, so that neither its memory nor its threads are the recorder's."""

    url: str
    pipe: Connection

    def fault(self, pattern: str, fault: Fault) -> None:
        """Switch a fault on."""
        self._asked(("set", pattern, fault))

    def mend(self) -> None:
        """Switch all faults off."""
        self._asked(("clear",))

    def sent(self) -> int:
        """Return how many frames its streams have sent."""
        return int(str(self._asked(("sent",))))

    def calls(self) -> list[tuple[str, dict[str, str]]]:
        """Return the requests so far, path and query, and forget them."""
        return cast("list[tuple[str, dict[str, str]]]", self._asked(("calls",)))

    def _asked(self, wish: tuple[str, ...]) -> object:
        self.pipe.send(wish)
        return self.pipe.recv()


@contextmanager
def served(market: Market, clock: Clock) -> Iterator[Remote]:
    """Serve a market. The clock must be one that two processes read alike."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(market, clock, theirs), daemon=True)
    process.start()
    try:
        yield Remote(str(ours.recv()), ours)
    finally:
        ours.send(None)
        process.join()


def _serve(market: Market, clock: Clock, pipe: Connection) -> None:
    logging.getLogger("aiohttp.server").disabled = True  # a client that is killed hangs up in the middle of an answer
    with serve_in_thread(market, clock) as venue:
        pipe.send(venue.url)
        for wish in iter(pipe.recv, None):
            match wish:
                case ("set", pattern, fault):
                    venue.faults.set(pattern, fault)
                case ("clear",):
                    venue.faults.clear()
            done = [(call.path, dict(call.query)) for call in venue.log] if wish[0] == "calls" else venue.sent
            venue.log.clear()
            pipe.send(done)


def recorder_of(store: str, url: str, clock: Clock, jitter: Callable[[], float], every: str) -> Recorder:
    """Return a recorder with an open ledger of its own, at the speed of an accelerated clock."""
    tools = Tools(clock, lambda seconds: asyncio.sleep(seconds / SPEED), jitter)
    watch = Watch(ASSET, every, tools, Options(url, rate_limit=False), _silent)
    return Recorder(VENUE, open_ledger(store, create=True), watch, Pauses())


def _silent(venue: str, event: str, known: Mapping[str, object]) -> None:
    """Say nothing."""


# What is stored, read without the program that wrote it --------------------------------------------------------------


@dataclass(slots=True)
class Stored:
    """The rows of a ledger, as they stand in its file."""

    rows: dict[tuple[Field, str], dict[int, float]] = field(default_factory=dict)
    """Of each field and interval the newest revision of every moment."""
    gaps: dict[tuple[Field, str], set[int]] = field(default_factory=dict)
    """Bars declared missing, whether or not they came later."""
    corrections: dict[tuple[Field, str], int] = field(default_factory=dict)
    doubled: int = 0
    faults: tuple[str, ...] = ()

    def account(self, name: Field, interval: str, *, sampled: bool = False) -> tuple[int, int, int]:
        """Return how many bars of a grid are stored, how many declared missing, and how many neither or both."""
        step = _step(interval)
        there = {at - at % step for at in self.rows.get((name, "" if sampled else interval), {})}
        missing = self.gaps.get((name, interval), set()) - (set() if sampled else there)
        if not there | missing:
            return 0, 0, 0
        grid = set(range(min(there | missing), max(there | missing) + step, step))
        return len(there), len(missing), len(grid ^ (there | missing)) + len(there & missing)


def stored(path: Path) -> Stored:
    """Return what a ledger holds."""
    with open_ledger(str(path)) as ledger:
        found = Stored(faults=ledger.check())
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT s.field, s.interval, o.time, o.revision, o.value FROM ledger_observations o"
            " JOIN ledger_series s ON s.id = o.series ORDER BY s.id, o.time, o.revision"
        ).fetchall()
        gaps = connection.execute("SELECT field, interval, first, past FROM ledger_gaps").fetchall()
    seen = set()
    for name, interval, at, revision, value in rows:
        key = Field(name), interval
        found.doubled += (key, at, revision) in seen
        seen.add((key, at, revision))
        found.rows.setdefault(key, {})[at] = value
        found.corrections[key] = found.corrections.get(key, 0) + (revision > 0)
    for name, interval, first, past in gaps:
        found.gaps.setdefault((Field(name), interval), set()).update(range(first, past, _step(interval)))
    return found


def _step(interval: str) -> int:
    return INTERVALS[interval] // timedelta(milliseconds=1)


def _millis(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def differences(found: Stored, market: Market, span: tuple[datetime, datetime], least: int) -> tuple[int, int]:
    """Return how many hourly bars are stored, and how many of them, or of those owed, differ from the venue's record.

    Owed is every bar of the span that was over by `least` (Unix milliseconds); later ones may be there.
    """
    bars = wrong = 0
    for name in POLLED:
        truth = record(market, ASSET, name, interval=BARS, start=span[0], end=span[1])
        known = dict(zip(truth.times, truth.values, strict=True))
        there = found.rows.get((name, BARS), {})
        bars += len(there)
        wrong += sum(at not in known or abs(known[at] - value) > 1e-6 for at, value in there.items())  # noqa: PLR2004
        wrong += sum(at not in there and at + _step(BARS) <= least for at in known)
    return bars, wrong


def unlike_the_stream(found: Stored, market: Market) -> int:
    """Return how many stored minutes differ from what the venue's stream showed."""
    wrong = 0
    listing = market.listings[ASSET]
    for name in STREAMED:
        for start, value in found.rows.get((name, "1m"), {}).items():
            orders = market.orders(ASSET, start, start + MINUTE)
            side = name is Field.LIQUIDATIONS_SHORT_USD
            mine = [at for at in shown(orders).tolist() if bool(orders.bought[at]) is side]
            truth = sum(float(orders.lots[at]) * listing.lot * float(orders.prices[at]) * listing.tick for at in mine)
            wrong += abs(truth - value) > max(1e-6, 1e-6 * truth)
    return wrong


# Kills ---------------------------------------------------------------------------------------------------------------


def kills(times: int, folder: Path, seed: int) -> bool:
    """Kill a recorder many times, and compare what is stored with the venue's own record."""
    import ccxt.pro  # noqa: F401, PLC0415 - once, and every fork has it

    random = Random(seed)
    market = Market(seed, BEGIN - timedelta(days=94))
    clock = accelerated(time.monotonic, BEGIN + timedelta(hours=12), SPEED)
    count = dict.fromkeys(("killed", "mid-write", "bars", "wrong", "corrections", "doubled", "damage"), 0)
    minutes = dict.fromkeys(("stored", "declared", "neither or both", "wrong", "late"), 0)
    samples = dict.fromkeys(("taken", "declared", "neither or both"), 0)
    begin, said = time.perf_counter(), []
    with served(market, clock) as venue:
        for number in range(-(-times // KILLS_OF_ONE)):
            path = folder / f"kills-{number}.sqlite"
            started = clock()
            for turn in range(min(KILLS_OF_ONE, times - number * KILLS_OF_ONE)):
                life = random.uniform(*(LONG if turn % 10 == 9 else SHORT))  # noqa: PLR2004 - one in ten
                journal = path.with_name(f"{path.name}-journal")
                count["killed"] += _killed(partial(_records, str(path), venue.url, clock, random.random), life)
                count["mid-write"] += journal.exists() and journal.stat().st_size > 0
            least = _millis(clock())
            if _forked(partial(_polls_once, str(path), venue.url, clock)) != 0:
                said.append(f"{path.name}: the last poll failed")
            found = stored(path)
            first = started - REACH
            span = (first - (first - EPOCH) % HOUR + HOUR, clock())
            bars, wrong = differences(found, market, _with_first(found, span), least)
            for name, more in (("bars", bars), ("wrong", wrong), ("doubled", found.doubled)):
                count[name] += more
            count["damage"] += len(found.faults)
            count["corrections"] += sum(found.corrections.get((name, BARS), 0) for name in POLLED)
            for name in STREAMED:
                for what, more in zip(minutes, found.account(name, "1m"), strict=False):
                    minutes[what] += more
                minutes["late"] += found.corrections.get((name, "1m"), 0)
            minutes["wrong"] += unlike_the_stream(found, market)
            for what, more in zip(samples, found.account(Field.DEPTH_USD, "1m", sampled=True), strict=False):
                samples[what] += more
    seconds = time.perf_counter() - begin
    good = count["killed"] == times and count["bars"] > 0 and not said
    bad = ("wrong", "corrections", "doubled", "damage")
    good = good and not any(count[name] for name in bad)
    good = good and not minutes["wrong"] and not minutes["neither or both"] and not samples["neither or both"]
    print(f"kills: {_told(count)}, {seconds:.0f} s: {_verdict(good)}")
    print(f"  minutes of the liquidation streams: {_told(minutes)}")
    print(f"  minutes of sampled depth: {_told(samples)}")
    for line in said:
        print(f"  {line}")
    return good


def _with_first(found: Stored, span: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """Return a span that begins with the first poll that was stored, at most two hours after the first one made."""
    firsts = [min(found.rows[name, BARS]) for name in POLLED if (name, BARS) in found.rows]
    if not firsts:
        return span
    return min(EPOCH + timedelta(milliseconds=min(firsts)), span[0] + 2 * HOUR), span[1]


def _records(store: str, url: str, clock: Clock, jitter: Callable[[], float]) -> None:
    """Record until killed."""
    recorder = recorder_of(store, url, clock, jitter, "1m")

    async def run() -> None:
        stop = asyncio.Event()
        await asyncio.gather(recorder.polls(stop), recorder.follows(stop))

    with recorder.ledger.watched(f"{VENUE.name} {ASSET}", "the benchmark"):
        asyncio.run(run())


def _polls_once(store: str, url: str, clock: Clock) -> None:
    recorder = recorder_of(store, url, clock, lambda: 0.5, "1m")
    if not asyncio.run(recorder.once()).observations:
        raise SystemExit("nothing came")


def _forked(work: Callable[[], None], life: float | None = None) -> int:
    """Do some work in a fork, killed after so many seconds; return its wait status."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:  # noqa: BLE001 - a fork that goes on would be a second benchmark
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    if life is not None:
        time.sleep(life)
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _killed(work: Callable[[], None], life: float) -> bool:
    """Return whether a fork ran until it was killed."""
    status = _forked(work, life)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


# A stuck stream ------------------------------------------------------------------------------------------------------


def stuck(times: int, folder: Path, seed: int) -> bool:
    """Let a stream fall silent at random moments, and measure how long it takes the recorder to notice."""
    random = Random(seed)
    clock = accelerated(time.monotonic, BEGIN + timedelta(hours=12), SPEED)
    noticed: list[float] = []
    false: list[str] = []
    with served(Market(seed, BEGIN), clock) as venue:
        asyncio.run(_left_alone(times, str(folder / "stuck.sqlite"), venue, (clock, random), noticed, false))
    short = sum(seconds > NOTICED for seconds in noticed)
    good = len(noticed) == times and not short and not false
    figures = f"median {median(noticed):.1f} s, longest {max(noticed):.1f} s" if noticed else "none"
    print(
        f"stuck: {len(noticed) - short} of {times} noticed within {NOTICED:.0f} simulated seconds, {figures};"
        f" {len(false)} false alarms: {_verdict(good)}"
    )
    for line in dict.fromkeys(false):
        print(f"  {line}")
    return good


async def _left_alone(  # noqa: PLR0913, PLR0917 - what is used, and what is found
    times: int, store: str, venue: Remote, by: tuple[Clock, Random], noticed: list[float], false: list[str]
) -> None:
    clock, random = by
    recorder = recorder_of(store, venue.url, clock, random.random, "1h")
    heard = asyncio.Queue[tuple[datetime, str]]()

    def log(_: str, event: str, known: Mapping[str, object]) -> None:
        if event == "stream":
            heard.put_nowait((clock(), str(known["problem"])))

    watch = recorder.watch
    recorder.watch = Watch(watch.asset, watch.every, watch.tools, watch.options, log)
    stop = asyncio.Event()
    following = asyncio.ensure_future(
        Followed(recorder.venue, recorder.ledger, recorder.watch, STREAMED, trading=False).run(stop)
    )
    for _ in range(times):
        before = venue.sent()
        while venue.sent() < before + 2:  # noqa: ASYNC110 - what is awaited is in another process
            await asyncio.sleep(0.02)
        await asyncio.sleep(random.uniform(0, 40) / SPEED)
        while not heard.empty():
            false.append(heard.get_nowait()[1])
        since = clock()
        venue.fault(_STREAM, Fault.STUCK)
        try:
            async with asyncio.timeout(4 * NOTICED / SPEED):
                at, problem = await heard.get()
        except TimeoutError:
            problem = "not noticed at all"
        venue.mend()
        if problem == "the stream fell silent":
            noticed.append((at - since).total_seconds())
        else:
            false.append(problem)
    stop.set()
    await following
    recorder.ledger.close()


# Outages -------------------------------------------------------------------------------------------------------------


def outages(times: int, folder: Path, seed: int) -> bool:
    """Let the venue fail for random hours, and compare rows and declared gaps with the grid."""
    count = dict.fromkeys(("outages", "polls that failed", "recorders", "bars", "wrong", "neither or both"), 0)
    samples = dict.fromkeys(("taken", "declared", "neither or both"), 0)
    count["damage"] = count["corrections"] = 0
    begin = time.perf_counter()
    for number in range(seed, seed + 10 * times):
        if count["outages"] >= times:
            break
        path = folder / f"outages-{number}.sqlite"
        market = Market(number, BEGIN)
        _cut_off(path, market, number, count)
        found = stored(path)
        end = BEGIN + timedelta(days=2, hours=OUTAGE_HOURS - 1)
        bars, wrong = differences(found, market, (BEGIN, end), _millis(end))
        count["bars"] += bars
        count["damage"] += len(found.faults) + found.doubled
        count["corrections"] += sum(found.corrections.values())
        for name in POLLED:
            truth = record(market, ASSET, name, interval=BARS, start=BEGIN, end=end)
            declared = found.gaps.get((name, BARS), set()) - set(found.rows.get((name, BARS), {}))
            wrong -= len(declared)  # owed, and said to be missing
            count["neither or both"] += found.account(name, BARS)[2] + len(declared - set(truth.times))
        count["wrong"] += wrong
        for what, more in zip(samples, found.account(Field.DEPTH_USD, "1h", sampled=True), strict=True):
            samples[what] += more
    good = count["outages"] >= times and count["bars"] > 0 and not samples["neither or both"]
    good = good and not any(count[name] for name in ("wrong", "neither or both", "damage", "corrections"))
    print(f"outages: {_told(count)}, {time.perf_counter() - begin:.0f} s: {_verdict(good)}")
    print(f"  hours of sampled depth: {_told(samples)}")
    return good


def _cut_off(path: Path, market: Market, seed: int, count: dict[str, int]) -> None:
    random, clock = Random(seed), StillClock(BEGIN)

    async def nap(seconds: float) -> None:
        clock.move(timedelta(seconds=seconds))

    kinds = (Fault.DOWN, Fault.HTML, Fault.TRUNCATED, Fault.EMPTY, Fault.NULL, Fault.NAN, Fault.CUT, Fault.GEO)
    paths = ("*", "*", "/fapi/v1/klines", "/fapi/v1/depth", "/futures/data/*", "/fapi/v1/*PriceKlines")
    hours = [0 < hour < OUTAGE_HOURS - 1 and random.random() < 0.35 for hour in range(OUTAGE_HOURS)]  # noqa: PLR2004
    with open_ledger(str(path), create=True) as ledger, serve_in_thread(market, clock) as venue:
        options = Options(venue.url, Limits(attempts=1), rate_limit=False)
        watch = Watch(ASSET, "1h", Tools(clock, nap, lambda: 0.5), options, _silent)

        async def run() -> None:
            recorder = Recorder(VENUE, ledger, watch, Pauses())
            for hour, down in enumerate(hours):
                clock.moment = BEGIN + timedelta(days=2, minutes=1) + hour * HOUR
                venue.faults.clear()
                if down:
                    venue.faults.set(random.choice(paths), random.choice(kinds))
                if random.random() < 0.1:  # noqa: PLR2004 - another recorder begins with what the ledger knows
                    recorder = Recorder(VENUE, ledger, watch, Pauses())
                    count["recorders"] += 1
                await recorder.once()

        asyncio.run(run())
    count["outages"] += sum(down for down, _ in groupby(hours))
    count["polls that failed"] += sum(hours)


# Memory --------------------------------------------------------------------------------------------------------------


STEP: Final = timedelta(minutes=5)
A_DAY: Final = timedelta(days=1) // STEP


def memory(days: int, folder: Path, seed: int) -> bool:
    """Run a recorder for simulated days, five minutes a step, and print what memory it has after each."""
    start = BEGIN + timedelta(days=3)
    ticks = multiprocessing.Value("q", 0, lock=False)
    market = Market(seed, BEGIN)
    sizes: list[float] = []

    def clock() -> datetime:
        return start + int(ticks.value) * STEP

    async def run(url: str) -> int:
        # Streams have some real time for every step, and a silence is longer than that.
        tools = Tools(clock, lambda seconds: asyncio.sleep(seconds / 20), lambda: 0.5)
        watch = Watch(ASSET, "5m", tools, Options(url, rate_limit=False), _silent)
        polls = 0
        with open_ledger(str(folder / "memory.sqlite"), create=True) as ledger:
            recorder, stop = Recorder(VENUE, ledger, watch, Pauses()), asyncio.Event()
            following = asyncio.ensure_future(recorder.follows(stop))
            for _ in range(days):
                for _ in range(A_DAY):
                    ticks.value += 1
                    polls += bool((await recorder.once()).observations)
                    await asyncio.sleep(0.03)
                gc.collect()
                sizes.append(_resident())
            stop.set()
            await following
        return polls

    with served(market, clock) as venue:
        polls = asyncio.run(run(venue.url))
    found = stored(folder / "memory.sqlite")
    minutes = len(found.rows.get((STREAMED[0], "1m"), {}))
    good = polls == days * A_DAY and sizes[-1] <= FLAT * sizes[0] and minutes > 0 and not found.faults
    shown_sizes = ", ".join(f"{size:.0f}" for size in sizes)
    print(
        f"memory: {polls:,} of {days * A_DAY:,} polls and {minutes:,} minutes of a stream in {days} days;"
        f" MB resident after each: {shown_sizes}: {_verdict(good)}"
    )
    return good


def _resident() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


# Start-up ------------------------------------------------------------------------------------------------------------

IMPORT: Final = "import ccxt.async_support"
BARE: Final = "the same calls made bare"
ONCE: Final = "collect --once"
_BARE: Final = """
import asyncio, json, sys
import ccxt.async_support as ccxt
from urllib.parse import urlsplit
base, calls = sys.argv[1], json.loads(sys.argv[2])
def there(urls):
    return {k: there(v) for k, v in urls.items()} if isinstance(urls, dict) else base + urlsplit(urls).path
async def run():
    exchange = ccxt.binanceusdm({"enableRateLimit": False})
    exchange.urls["api"] = there(exchange.urls["api"])
    for path, query in calls:
        api = ["fapiData" if path.startswith("/futures/data/") else "fapiPublic"]
        await exchange.request(path.rpartition("/")[2], api, "GET", query)
    await exchange.close()
asyncio.run(run())
"""


def starts(rounds: int, folder: Path, seed: int) -> bool:
    """Time one pass of the command beside ccxt's own import and beside the same calls of stock ccxt, in turns."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    market = Market(seed, today - timedelta(days=94))
    found: dict[str, list[tuple[float, float]]] = {IMPORT: [], BARE: [], ONCE: []}
    with served(market, lambda: datetime.now(UTC)) as venue:
        commentary = str(Path(sys.executable).with_name("commentary"))
        once = [commentary, "collect", VENUE.name, "--asset", ASSET, "--once", "--address", venue.url, "--store"]
        _timed([*once, str(folder / "starts.sqlite")])
        calls = venue.calls()
        commands = {
            IMPORT: [sys.executable, "-c", "import ccxt.async_support"],
            BARE: [sys.executable, "-c", _BARE, venue.url, json.dumps(calls)],
        }
        for turn in range(-1, rounds):  # the first turn writes bytecode and does not count
            for name, command in {**commands, ONCE: [*once, str(folder / f"starts-{turn}.sqlite")]}.items():
                taken = _timed(command)
                if turn >= 0:
                    found[name].append(taken)
            if turn < 0 and venue.calls()[: len(calls)] != calls:
                raise SystemExit("the bare calls are not those of the recorder")
    print(f"start-up, median of {rounds} rounds in turns; {len(calls)} calls for {REACH.days} days of history")
    print(f"  {'':26}{'CPU ms':>9}{'wall ms':>9}{'x import':>10}{'x bare':>8}  (wall)")
    for name, pairs in found.items():
        cpu, wall = (median(pair[place] for pair in pairs) * 1e3 for place in (0, 1))
        by = [_ratio(pairs, found[other]) for other in (IMPORT, BARE)]
        print(f"  {name:26}{cpu:9.0f}{wall:9.0f}{by[0]:10.2f}{by[1]:8.2f}")
    return True


def _timed(command: Sequence[str]) -> tuple[float, float]:
    """Return the CPU and wall seconds of a process."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    cpu, wall = _cpu_of_children(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return _cpu_of_children() - cpu, time.perf_counter() - wall


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ratio(of: Iterable[tuple[float, float]], to: Iterable[tuple[float, float]]) -> float:
    return median(a / b for (_, a), (_, b) in zip(of, to, strict=True))


# Together ------------------------------------------------------------------------------------------------------------


def _told(count: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in count.items())


def _verdict(good: bool) -> str:  # noqa: FBT001 - what it turns into words
    return "good" if good else "SHORT"


def main() -> None:
    """Run the parts and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recorder", description="How sound a recorder is.")
    parser.add_argument("--kills", type=int, default=500, help="SIGKILLs; default: 500")
    parser.add_argument("--stuck", type=int, default=50, help="streams that fall silent; default: 50")
    parser.add_argument("--outages", type=int, default=200, help="times the venue fails; default: 200")
    parser.add_argument("--days", type=int, default=7, help="simulated days whose memory is printed; default: 7")
    parser.add_argument("--starts", type=int, default=10, help="rounds of processes; default: 10")
    parser.add_argument("--seed", type=int, default=1, help="of markets and of moments; default: 1")
    options = parser.parse_args()
    parts = (
        (kills, options.kills),
        (stuck, options.stuck),
        (outages, options.outages),
        (memory, options.days),
        (starts, options.starts),
    )
    with TemporaryDirectory() as folder:
        good = [work(number, Path(folder), options.seed) for work, number in parts if number]
    raise SystemExit(not all(good))


if __name__ == "__main__":
    main()
