"""One database: how it is connected to, and its transactions, whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Event
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from generator.errors import invalid
from generator.store import locks
from generator.store.faults import explained, lost
from generator.store.places import Place

PAUSES: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0)
"""Seconds between the tries of a transaction whose server went away; a crashed PostgreSQL needs a few to come back."""
_PRAGMAS: Final = ("journal_mode = TRUNCATE", "synchronous = FULL", "foreign_keys = ON")
"""A rollback journal: before SQLite 3.51.3 two connections can corrupt a database with a write-ahead log."""
_PROGRAM: Final = "market-commentary-generator"
_CONNECT_SECONDS: Final = 5
_LOCK_TIMEOUT: Final = "55P03"

Answer_co = TypeVar("Answer_co", covariant=True)
"""What a transaction finds or did."""


class Work(Protocol[Answer_co]):
    """What is done within one transaction. It may be done again, so it must not leave anything outside."""

    def __call__(self, connection: Connection, /) -> Answer_co:
        """Do the work."""
        ...


class Database:
    """An engine and the rules of its transactions. Every error it lets through is one a user can act on."""

    def __init__(self, place: Place, holder: str) -> None:
        self.place = place
        self._holder = holder or f"process {os.getpid()}"
        self._engine = _engine(place)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.place.path is not None

    def once(self, work: Work[Answer_co]) -> Answer_co:
        """Return what a reading transaction finds, tried once: for opening, where nobody waits for a server."""
        with self.explained():
            return self._run(work, writes=False)

    def read(self, work: Work[Answer_co]) -> Answer_co:
        """Return what a reading transaction finds: one state of the database, whoever writes meanwhile."""
        with self.explained():
            return _repeated(lambda: self._run(work, writes=False))

    def write(self, work: Work[Answer_co], since: str) -> Answer_co:
        """Return what a writing transaction did once it is on disk. One writer at a time, shown with `since`.

        Raises SourceUnavailable naming the holder where another one writes for longer than `locks.PATIENCE`.
        """
        with self.explained(), self._file_lock(since):
            try:
                return _repeated(lambda: self._run(work, writes=True))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", "") != _LOCK_TIMEOUT:
                    raise
                place = self.place.shown
                raise self._run(lambda connection: locks.advisory_holder(connection, place), writes=False) from None

    def _run(self, work: Work[Answer_co], *, writes: bool) -> Answer_co:
        with self._engine.connect() as connection:
            if self.is_sqlite:
                connection.execution_options(writes=writes)
            elif not writes:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                if writes and not self.is_sqlite:
                    locks.take_advisory_lock(connection)
                return work(connection)

    @contextmanager
    def watched(
        self, name: str, holder: str, busy: locks.Busy = locks.recorded, patience: float = 0
    ) -> Iterator[locks.Held]:
        """Hold the right to `name`, such as to record it, until the context ends or the process does.

        Raises what `busy` makes of who holds it, after as many seconds as `patience` says.
        """
        if self.place.path is not None:
            with self.explained(), locks.file_watch(self.place.path, name, holder, busy, patience):
                yield lambda: None
            return
        with self.explained(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            locks.advisory_watch(connection, self.place.shown, name, holder, busy, patience)

            def held() -> None:
                with self.explained():
                    locks.ask(connection)

            try:
                yield held
            finally:
                connection.invalidate()  # the server lets go of the lock with the connection

    def _file_lock(self, since: str) -> AbstractContextManager[None]:
        if self.place.path is None:
            return nullcontext()
        return locks.file_lock(self.place.path, f"{self._holder}, since {since}" if since else self._holder)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what the driver or the file system raises into what a user can act on."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise explained(error, self.place) from None
        except OSError as error:
            name = error.filename or self.place.shown
            raise invalid(str(name), f"cannot be used ({error.strerror})", "check the folder and its rights") from None


def _repeated(run: Callable[[], Answer_co]) -> Answer_co:
    """Run until it succeeds, as long as it fails for want of a server."""
    for pause in PAUSES:
        try:
            return run()
        except DBAPIError as error:
            if not lost(error):
                raise
        Event().wait(pause)
    return run()


def _engine(place: Place) -> Engine:
    if place.path is not None:
        engine = create_engine(place.url, connect_args={"timeout": locks.PATIENCE})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    options = {"application_name": _PROGRAM, "connect_timeout": _CONNECT_SECONDS}
    given = {name: value for name, value in options.items() if name not in place.url.query}
    try:
        return create_engine(place.url, pool_pre_ping=True, connect_args=given)
    except ImportError:
        remedy = "install market-commentary-generator[postgresql]"
        raise invalid(place.shown, "needs the PostgreSQL driver psycopg, which is not installed", remedy) from None


def _prepare(connection: Any, _: ConnectionPoolEntry) -> None:  # noqa: ANN401 - what the driver gives
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not where the driver guesses
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A reader that turns into a writer fails at once and without waiting; who is going to write says so first.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
