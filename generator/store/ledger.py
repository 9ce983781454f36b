"""The ledger: append-only observations with the moment of the event and the moment of receipt, on SQLite or PostgreSQL.

No observation is ever updated or deleted: a correction is a further revision, so what was known at any earlier moment
can be read again. Series, bars and choices: `choice.chosen`; how finer bars become coarser ones: `rollup`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from generator.errors import InputInvalid, invalid
from generator.market import PERIODS, Batch, Gap, History
from generator.store import checking, locks, migrations, reading, writing
from generator.store import gaps as declaring
from generator.store.database import Database
from generator.store.deliveries import Deliveries
from generator.store.places import read_place
from generator.store.records import Description, Reach, Receipt, SeriesSummary
from generator.store.rollup import View
from generator.store.subscribers import Subscribers
from generator.store.times import moment, stamp


def open_ledger(url: str, *, create: bool = False, holder: str = "") -> Ledger:
    """Open the ledger at a SQLAlchemy URL (``sqlite:///FILE``, ``postgresql://USER@HOST/DATABASE``) or a plain path.

    Missing migrations are applied; with `create` an empty one is made, its folder too. `holder` is what a second
    writer is told of this one, by default its process number. Raises InputInvalid where there is no ledger, no database
    or one of a newer program, SourceUnavailable where a server cannot be reached or another one writes. Nothing is
    deleted, and no message shows a password.
    """
    place = read_place(url)
    if place.path is not None:
        if not create and not place.path.exists():
            raise invalid(place.shown, "is not there", "fill it with `commentary import` first, or check the name")
        if place.path.is_dir():
            raise invalid(place.shown, "is a folder", "give the name of a file in it")
    database = Database(place, holder)
    try:
        _prepare(database, create=create)
    except BaseException:
        database.close()
        raise
    return Ledger(database)


def _prepare(database: Database, *, create: bool) -> None:
    place = database.place
    if create and place.path is not None:
        with database.explained():
            place.path.parent.mkdir(parents=True, exist_ok=True)

    def state(connection: Connection) -> tuple[tuple[str, ...], bool]:
        names = migrations.applied(connection)
        return names, not names and migrations.holds_something_else(connection)

    names, foreign = database.once(state)
    if foreign:
        raise invalid(place.shown, "is a database of another program", "name another file; nothing was changed")
    if not names and not create:
        raise invalid(place.shown, "holds no ledger yet", "fill it with `commentary import` first")
    for step in migrations.missing(names, place.shown):
        database.write(lambda connection, step=step: migrations.apply(connection, step), "")


class Ledger:
    """An open ledger; close it, or use it in a ``with`` statement. Every time without an offset is UTC."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def append(self, batch: Batch, received: datetime) -> Receipt:
        """Store a batch whole or not at all; when this returns it survives a crash.

        Raises InputInvalid where the batch or the store is unsound, SourceUnavailable where the store is locked, full
        or out of reach. Appending the same batch again is harmless. Where a server fell silent after it had committed,
        the receipt of the repeated transaction says `known_file`.
        """
        at = stamp(received)
        return self._database.write(
            lambda connection: writing.append(connection, batch, at), f"{moment(at):%Y-%m-%d %H:%M:%S} UTC"
        )

    def has(self, digest: str, asset: str) -> bool:
        """Return whether bytes with this SHA-256 were stored for an asset."""
        return self._database.read(lambda connection: writing.is_known(connection, digest, asset))

    def corrected(self, asset: str) -> bool:
        """Return whether any value of an asset was ever corrected, so that its past depends on when it is asked for."""
        return self._database.read(lambda connection: reading.is_corrected(connection, asset.upper()))

    def reaches(self, asset: str) -> tuple[Reach, ...]:
        """Return how far each series of an asset goes, at the cost of a look-up a series."""
        return self._database.read(lambda connection: reading.reaches(connection, asset.upper()))

    def series(self) -> tuple[SeriesSummary, ...]:
        """Return every series and how far it reaches. Counts its observations, which reads all of them."""
        return self._database.read(reading.summaries)

    def history(
        self,
        asset: str,
        period: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        venue: str | None = None,
    ) -> History:
        """Return the bars of an asset that had ended by `as_of`, of `period`, on an even UTC grid; NaN where unknown.

        With `known_at` only what had been received by then counts. Without, a correction received after `as_of` does
        not count where an earlier value was received by then; what was first received later was known at its time.
        Without either everything counts, up to the newest observation. Each field comes from one series, of `venue`
        where given. Raises InputInvalid where `period` is not one of `PERIODS`.
        """
        if period not in PERIODS:
            raise invalid("period", f"{period!r} is not a length of bars", f"choose one of {', '.join(PERIODS)}")
        view = View(None if as_of is None else stamp(as_of), None if known_at is None else stamp(known_at))
        return self._database.read(lambda connection: reading.history(connection, asset.upper(), period, view, venue))

    def declare(self, gaps: Sequence[Gap], received: datetime) -> int:
        """Store bars that are missing and why; return how many gaps are new. Declaring one again is harmless."""
        at = stamp(received)
        return self._database.write(
            lambda connection: declaring.declare(connection, gaps, at), f"{moment(at):%Y-%m-%d %H:%M:%S} UTC"
        )

    def gaps(self, asset: str) -> tuple[Gap, ...]:
        """Return the declared gaps of an asset, oldest first, without the bars that came later after all."""
        return self._database.read(lambda connection: declaring.declared(connection, asset))

    def watched(self, name: str, holder: str) -> AbstractContextManager[locks.Held]:
        """Hold the right to record `name` into this ledger, as `holder`, until the context ends or the process does.

        Raises SourceUnavailable naming who records it already.
        """
        return self._database.watched(name, holder)

    @property
    def deliveries(self) -> Deliveries:
        """What was sent where."""
        return Deliveries(self._database)

    @property
    def subscribers(self) -> Subscribers:
        """Who wants mail, and who gets none."""
        return Subscribers(self._database)

    @property
    def path(self) -> Path | None:
        """The file of a ledger on SQLite."""
        return self._database.place.path

    def scheduled(self, holder: str) -> AbstractContextManager[locks.Held]:
        """Hold the right to run the schedule by this ledger. Raises SourceUnavailable naming who runs it already."""
        return self._database.watched("schedule", holder, locks.scheduled)

    def check(self) -> tuple[str, ...]:
        """Return the damage found; empty where there is none. Reads everything."""
        try:
            return self._database.read(checking.faults)
        except InputInvalid as error:  # damage that keeps SQLite from looking further
            return tuple(f"{fault.place}: {fault.problem}" for fault in error.faults)

    def describe(self) -> Description:
        """Return what this ledger is."""
        return self._database.read(lambda connection: checking.description(connection, self._database.place.shown))
