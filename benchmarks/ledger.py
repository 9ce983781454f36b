"""What the ledger costs, against the plainest code that does the same: ``python -m benchmarks.ledger``.

Two questions, each measured side by side within one run, every part in a process of its own, so that the ratios hold
on a busy machine and one part's memory is not another's. Appending: a batch against ``sqlite3.executemany`` of the same
rows into an equally shaped table with the same durability, and against ``pandas.to_sql``. Reading: the history of an
asset and its metrics against reading all observations with ``pandas.read_sql`` and grouping them by day. Only the
numbers count: nothing here passes or fails. Needs a Unix system, for the memory of a process.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np

from generator.market import Batch, Field, Observations
from generator.store.ledger import open_ledger

MINUTE = 60_000
BEGIN = 1_600_000_000_000 // 86_400_000 * 86_400_000
FIELDS = (
    Field.OPEN,
    Field.HIGH,
    Field.LOW,
    Field.CLOSE,
    Field.VOLUME_USD,
    Field.TAKER_BUY_COINS,
    Field.TAKER_SELL_COINS,
    Field.OPEN_INTEREST_USD,
    Field.LIQUIDATIONS_LONG_USD,
    Field.DEPTH_USD,
)
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = (
    "CREATE TABLE plain (series INTEGER NOT NULL REFERENCES series (id), time BIGINT NOT NULL,"
    " revision INTEGER NOT NULL, received BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL,"
    " batch INTEGER NOT NULL REFERENCES batches (id), PRIMARY KEY (series, time, revision)) WITHOUT ROWID"
)
LEDGER, MANY, PANDAS = "ledger.append", "sqlite3.executemany", "pandas.to_sql"
READ_ALL = "pandas.read_sql, groupby"


def values(rows: int, seed: int) -> np.ndarray:
    """Return positive numbers that wander as a market does."""
    steps = np.random.default_rng(seed).normal(0, 1e-4, rows)
    return np.asarray(np.exp(np.cumsum(steps)) * 100 * (seed + 1), np.float64)


def batch(rows: int, *, start: int = 0, digest: str = "") -> Batch:
    """Return one-minute bars of every field, `rows` observations in all."""
    bars = rows // len(FIELDS)
    times = array("q", range(BEGIN + start * MINUTE, BEGIN + (start + bars) * MINUTE, MINUTE))
    observations = []
    for seed, field in enumerate(FIELDS):
        column = array("d")
        column.frombytes(values(bars, seed).tobytes())
        observations.append(Observations("BTC", field, times, column, "1m", "binance", "perpetual"))
    return Batch("bars.csv", digest or f"{start}", tuple(observations))


def tuples(given: Batch) -> list[tuple[int, int, int, int, float, int]]:
    """Return the rows of a batch as plain code inserts them."""
    received = int(RECEIVED.timestamp() * 1000)
    return [
        (series, at, 0, received, value, 1)
        for series, column in enumerate(given.observations)
        for at, value in zip(column.times, column.values, strict=True)
    ]


def by_ledger(store: str, rows: int) -> float:
    given = batch(rows)
    with open_ledger(store, create=True) as ledger:
        start = time.perf_counter()
        receipt = ledger.append(given, RECEIVED)
        taken = time.perf_counter() - start
    if receipt.new != rows // len(FIELDS) * len(FIELDS):
        raise SystemExit(f"not everything was stored: {receipt}")
    return taken


def plain_store(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode = TRUNCATE", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.executescript(
        "CREATE TABLE series (id INTEGER PRIMARY KEY); CREATE TABLE batches (id INTEGER PRIMARY KEY);"
        "INSERT INTO batches VALUES (1)"
    )
    connection.execute(TABLE)
    connection.executemany("INSERT INTO series VALUES (?)", [(number,) for number in range(len(FIELDS))])
    return connection


def by_executemany(store: str, rows: int) -> float:
    given, connection = batch(rows), plain_store(store)
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?)", tuples(given))
    connection.execute("COMMIT")
    taken = time.perf_counter() - start
    connection.close()
    return taken


def by_pandas(store: str, rows: int) -> float:
    import pandas as pd  # noqa: PLC0415 - each process loads what it measures
    from sqlalchemy import create_engine, event  # noqa: PLC0415

    given = batch(rows)
    plain_store(store).close()
    engine = create_engine(f"sqlite:///{store}")
    event.listen(engine, "connect", lambda connection, _: connection.executescript("PRAGMA foreign_keys = ON"))
    start = time.perf_counter()
    columns = ["series", "time", "revision", "received", "value", "batch"]
    pd.DataFrame(tuples(given), columns=columns).to_sql("plain", engine, if_exists="append", index=False)
    return time.perf_counter() - start


def fill(store: str, rows: int) -> float:
    """Fill a ledger in ten batches, as files of an archive would."""
    start = time.perf_counter()
    with open_ledger(store, create=True) as ledger:
        for part in range(10):
            bars = rows // 10 // len(FIELDS)
            ledger.append(batch(rows // 10, start=part * bars), RECEIVED)
    return time.perf_counter() - start


def read_and_measure(store: str, period: str) -> float:
    from generator.metrics.measure import measure  # noqa: PLC0415

    start = time.perf_counter()
    with open_ledger(store) as ledger:
        history = ledger.history("BTC", period)
        snapshot = measure(history, datetime.fromtimestamp(history.known[-1], UTC))
    taken = time.perf_counter() - start
    if len(snapshot.measures) < len(FIELDS) - 2:
        raise SystemExit(f"too little was measured: {snapshot.notes.missing}")
    return taken


def read_all(store: str, _: int) -> float:
    import pandas as pd  # noqa: PLC0415
    from sqlalchemy import create_engine  # noqa: PLC0415

    start = time.perf_counter()
    frame = pd.read_sql("SELECT series, time, value FROM ledger_observations", create_engine(f"sqlite:///{store}"))
    frame["day"] = frame["time"] // 86_400_000
    frame.groupby(["series", "day"])["value"].agg(["first", "max", "min", "last", "sum", "mean"])
    return time.perf_counter() - start


PARTS: dict[str, Callable[[str, int], float]] = {
    LEDGER: by_ledger,
    MANY: by_executemany,
    PANDAS: by_pandas,
    "fill": fill,
    "history and measure, 1h": lambda store, _: read_and_measure(store, "1h"),
    "history and measure, 4h": lambda store, _: read_and_measure(store, "4h"),
    "history and measure, 1d": lambda store, _: read_and_measure(store, "1d"),
    READ_ALL: read_all,
}


def measured(part: str, store: str, rows: int) -> tuple[float, float]:
    """Return the seconds a part takes in a process of its own, and the most memory that process held, in MB."""
    command = [sys.executable, "-m", "benchmarks.ledger", "--part", part, "--store", store, "--rows", str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, kilobytes = json.loads(done.stdout)
    return float(seconds), float(kilobytes) / 1024


def appending(folder: Path, rows: int, rounds: int, postgresql: str | None) -> None:
    found: dict[str, list[tuple[float, float]]] = {LEDGER: [], MANY: [], PANDAS: []}
    for turn in range(rounds):
        for part, results in found.items():
            store = folder / f"{turn} {part}.db"
            results.append(measured(part, str(store), rows))
            store.unlink()
    if postgresql:
        found["ledger.append, PostgreSQL"] = [measured(LEDGER, postgresql, rows)]
    print(f"appending {rows:,} observations, median of {rounds} rounds\n")
    print_table(found, MANY)


def reading(folder: Path, rows: int, rounds: int) -> None:
    store = str(folder / "large.db")
    filled, _ = measured("fill", store, rows)
    size = Path(store).stat().st_size / 1e6
    print(f"\nreading {rows:,} observations ({size:,.0f} MB, appended in {filled:.1f} s), median of {rounds} rounds\n")
    parts = [part for part in PARTS if part.startswith("history") or part == READ_ALL]
    print_table({part: [measured(part, store, rows) for _ in range(rounds)] for part in parts}, READ_ALL)


def print_table(found: dict[str, list[tuple[float, float]]], by: str) -> None:
    print(f"{'':28}{'s':>8}{'best':>8}{'peak MB':>9}{'x ' + by:>28}")
    base = median(seconds for seconds, _ in found[by])
    for name, pairs in found.items():
        seconds = [pair[0] for pair in pairs]
        memory = median(pair[1] for pair in pairs)
        print(f"{name:28}{median(seconds):8.2f}{min(seconds):8.2f}{memory:9.0f}{median(seconds) / base:28.2f}")


def print_profile(part: str, store: str, rows: int) -> None:
    profile = cProfile.Profile()
    with profile:
        PARTS[part](store, rows)
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(15)


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description="What the ledger costs.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="observations appended; default: 1,000,000")
    parser.add_argument("--stored", type=int, default=10_000_000, help="observations read; default: 10,000,000")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each; default: 3")
    parser.add_argument("--folder", help="where the databases are made; default: a temporary folder")
    parser.add_argument("--postgresql", help="URL of an empty PostgreSQL database to append to as well")
    parser.add_argument("--profile", action="store_true", help="print what takes the time within a part, and no table")
    parser.add_argument("--part", choices=PARTS, default=LEDGER, help="the part to profile; default: ledger.append")
    parser.add_argument("--store", help=argparse.SUPPRESS)  # a process of one part
    return parser.parse_args(given)


def main() -> None:
    """Measure and print."""
    options = arguments()
    if options.store and not options.profile:
        seconds = PARTS[options.part](options.store, options.rows)
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
        return
    folder = Path(tempfile.mkdtemp(dir=options.folder))
    try:
        if options.profile:
            print_profile(options.part, options.store or str(folder / "profiled.db"), options.rows)
        else:
            appending(folder, options.rows, options.rounds, options.postgresql)
            reading(folder, options.stored, options.rounds)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
