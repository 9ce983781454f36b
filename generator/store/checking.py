"""Looks for damage in a ledger, and says what it is."""

from __future__ import annotations

from sqlalchemy import Connection, exists, func, select, text

from generator.store.migrations import applied
from generator.store.records import Description
from generator.store.tables import BATCHES, OBSERVATIONS, SERIES, is_correction

_MOST = 20  # faults named of one kind


def faults(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong; empty where nothing was found. Reads the whole database."""
    found = _sqlite_faults(connection) if connection.dialect.name == "sqlite" else []
    return tuple(found or [*_orphans(connection), *_gaps(connection), *_miscounts(connection)])


def _sqlite_faults(connection: Connection) -> list[str]:
    lines = [row[0] for row in connection.execute(text(f"PRAGMA integrity_check({_MOST})"))]
    return [f"SQLite: {line}" for line in lines if line != "ok"]


def _orphans(connection: Connection) -> list[str]:
    """Return what belongs to no series or no batch; PostgreSQL was not told to watch over that."""
    found = []
    for name, parents in (("series", SERIES), ("batch", BATCHES)):
        used = select(OBSERVATIONS.c[name].label("number")).distinct().subquery()
        query = select(used.c.number).where(used.c.number.not_in(select(parents.c.id))).limit(_MOST)
        found += [f"observations of {name} {number}, which is not there" for number in connection.scalars(query)]
    return found


def _gaps(connection: Connection) -> list[str]:
    """Return the corrections whose revision before is gone. Corrections have an index of their own."""
    later, before = OBSERVATIONS.alias(), OBSERVATIONS.alias()
    kept = exists().where(
        before.c.series == later.c.series, before.c.time == later.c.time, before.c.revision == later.c.revision - 1
    )
    query = select(later.c.series, later.c.time, later.c.revision).where(is_correction(later), ~kept).limit(_MOST)
    return [
        f"series {row.series} at {row.time}: revision {row.revision} without the one before"
        for row in connection.execute(query)
    ]


def _miscounts(connection: Connection) -> list[str]:
    """Return whether the batches gave as many observations as there are."""
    given = connection.scalar(select(func.coalesce(func.sum(BATCHES.c.added + BATCHES.c.corrected), 0)))
    there = connection.scalar(select(func.count()).select_from(OBSERVATIONS))
    if int(given or 0) == there:
        return []
    return [f"{there} observations are stored, but the batches gave {given}"]


def description(connection: Connection, place: str) -> Description:
    """Return what a ledger is."""
    sqlite = connection.dialect.name == "sqlite"
    version = connection.scalar(text("SELECT sqlite_version()" if sqlite else "SHOW server_version"))
    return Description(
        dialect=connection.dialect.name,
        version=str(version),
        place=place,
        migrations=applied(connection),
        series=int(connection.scalar(select(func.count()).select_from(SERIES)) or 0),
        observations=int(connection.scalar(select(func.count()).select_from(OBSERVATIONS)) or 0),
    )
