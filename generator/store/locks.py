"""One writer at a time: a side file for SQLite, an advisory lock for PostgreSQL; who waits is told for whom."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import IO, Final
from urllib.parse import quote
from zlib import crc32

from sqlalchemy import Connection, text

from generator.errors import Fault, SourceUnavailable

if sys.platform != "win32":  # Windows has none; there SQLite's own lock decides, without a name
    import fcntl

PATIENCE = 5.0
"""Seconds a second writer waits before it gives up."""
_STEP: Final = 0.02  # seconds between two tries
_LONGEST: Final = 200  # characters read of who holds a lock
_KEY: Final = 0x6C656467  # "ledg": of all programs on a server, only this one locks it
_HOLDER: Final = text(
    "SELECT a.pid, a.application_name, a.xact_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = :key"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

_WATCHER: Final = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :key AND l.objid = :name AND l.objsubid = 2"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def file_lock(store: Path, holder: str) -> Iterator[None]:
    """Hold ``<store>.lock`` with `holder` written in it. Raises SourceUnavailable naming who holds it.

    The lock belongs to the open file: the system frees it when its process ends, however it ends.
    """
    with store.with_name(f"{store.name}.lock").open("a+", encoding="utf-8") as file:
        if not _taken(file):
            file.seek(0)
            raise _in_use(str(store), file.read(_LONGEST).strip() or "another process")
        file.seek(0)
        file.truncate()
        file.write(f"{holder}\n")
        file.flush()
        yield
        with suppress(OSError):  # a full disk must not turn a commit that succeeded into an error
            file.truncate(0)


def _taken(file: IO[str], patience: float | None = None) -> bool:
    if sys.platform == "win32":
        return True
    pause = Event()
    for _ in range(max(1, round((PATIENCE if patience is None else patience) / _STEP))):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        pause.wait(_STEP)
    return False


Held = Callable[[], None]
"""Raises SourceUnavailable where a right was lost: a server that ends lets go of it, and the next run may have it."""
Busy = Callable[[str, str, str], SourceUnavailable]
"""Makes the error that says who does already what is asked for: from the store's place, a name and the holder."""


@contextmanager
def file_watch(store: Path, name: str, holder: str, busy: Busy, patience: float = 0) -> Iterator[None]:
    """Hold ``<store>.<name>.watch`` with `holder` written in it. Raises what `busy` makes of who holds it."""
    with store.with_name(f"{store.name}.{quote(name, safe='')}.watch").open("a+", encoding="utf-8") as file:
        if not _taken(file, patience):
            file.seek(0)
            raise busy(str(store), name, file.read(_LONGEST).strip() or "another process")
        file.seek(0)
        file.truncate()
        file.write(f"{holder}\n")
        file.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                file.truncate(0)


def advisory_watch(  # noqa: PLR0913, PLR0917 - as above, and the connection
    connection: Connection, place: str, name: str, holder: str, busy: Busy, patience: float = 0
) -> None:
    """Take the right to `name` for as long as the connection lives. Raises as above."""
    keys = {"key": _KEY & 0x7FFFFFFF, "name": crc32(name.encode()) & 0x7FFFFFFF}
    pause = Event()
    for _ in range(max(1, round(patience / _STEP))):
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key, :name)"), keys):
            connection.execute(text("SELECT set_config('application_name', :holder, false)"), {"holder": holder[:63]})
            return
        pause.wait(_STEP if patience else 0)
    found = connection.execute(_WATCHER, keys).first()
    raise busy(place, name, found.application_name if found else "another process")


def ask(connection: Connection) -> None:
    """Have a server answer on the connection that a right lives with."""
    connection.execute(text("SELECT 1"))


def take_advisory_lock(connection: Connection) -> None:
    """Take the writers' lock of a PostgreSQL database until the transaction ends; it fails with SQLSTATE 55P03."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(PATIENCE * 1000)}")
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})


def advisory_holder(connection: Connection, place: str) -> SourceUnavailable:
    """Return the error that names who holds the writers' lock of a PostgreSQL database."""
    found = connection.execute(_HOLDER, {"key": _KEY}).first()
    if found is None:
        return _in_use(place, "another process, which has just finished")
    return _in_use(place, f"{found.application_name or 'a program'}, server pid {found.pid}, since {found.xact_start}")


def recorded(place: str, name: str, holder: str) -> SourceUnavailable:
    """Return the error that says who records `name` already."""
    return SourceUnavailable([Fault(place, f"{name} is recorded already by {holder}", "stop that recorder first")])


def delivered(place: str, name: str, holder: str) -> SourceUnavailable:
    """Return the error that says who delivers to `name` at this moment."""
    return SourceUnavailable([Fault(place, f"{name} is being delivered to by {holder}", "try again when it is done")])


def scheduled(place: str, _: str, holder: str) -> SourceUnavailable:
    """Return the error that says who runs the schedule already."""
    return SourceUnavailable([Fault(place, f"the schedule is run already by {holder}", "stop that run first")])


def _in_use(place: str, holder: str) -> SourceUnavailable:
    return SourceUnavailable([Fault(place, f"is being written by {holder}", "try again when it is done")])
