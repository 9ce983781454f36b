"""How the tables came to be: one step after another, each applied whole and recorded under its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, inspect, select

from generator.errors import invalid
from generator.store.tables import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. A published one is never changed: what it made is out there."""

    name: str
    sql: str
    """Statements that SQLite and PostgreSQL both read; words in braces stand for where they differ."""


STEPS: Final[tuple[Migration, ...]] = (
    Migration(
        "0001 observations",
        """
        CREATE TABLE ledger_series (
            id INTEGER NOT NULL PRIMARY KEY,
            asset TEXT NOT NULL, venue TEXT NOT NULL, market TEXT NOT NULL,
            field TEXT NOT NULL, unit TEXT NOT NULL, interval TEXT NOT NULL,
            UNIQUE (asset, venue, market, field, unit, interval)
        );
        CREATE TABLE ledger_batches (
            id INTEGER NOT NULL PRIMARY KEY,
            source TEXT NOT NULL, digest TEXT NOT NULL, received BIGINT NOT NULL,
            added BIGINT NOT NULL, unchanged BIGINT NOT NULL, corrected BIGINT NOT NULL, quarantined BIGINT NOT NULL
        );
        CREATE INDEX ledger_batches_by_digest ON ledger_batches (digest);
        CREATE TABLE ledger_batch_assets (
            batch INTEGER NOT NULL REFERENCES ledger_batches (id),
            asset TEXT NOT NULL,
            PRIMARY KEY (batch, asset)
        );
        CREATE TABLE ledger_observations (
            series INTEGER NOT NULL {series},
            time BIGINT NOT NULL,
            revision INTEGER NOT NULL,
            received BIGINT NOT NULL,
            value DOUBLE PRECISION NOT NULL,
            batch INTEGER NOT NULL {batch},
            PRIMARY KEY (series, time, revision)
        ) {clustered}
        """,
    ),
    Migration(
        "0002 quarantine, breaks and an index of corrections",
        """
        CREATE TABLE ledger_quarantine (
            id INTEGER NOT NULL PRIMARY KEY,
            asset TEXT NOT NULL, time BIGINT NOT NULL, field TEXT NOT NULL,
            value TEXT NOT NULL, reason TEXT NOT NULL,
            batch INTEGER NOT NULL REFERENCES ledger_batches (id)
        );
        CREATE INDEX ledger_quarantine_by_time ON ledger_quarantine (asset, time);
        CREATE TABLE ledger_breaks (
            series INTEGER NOT NULL REFERENCES ledger_series (id),
            time BIGINT NOT NULL,
            batch INTEGER NOT NULL REFERENCES ledger_batches (id),
            PRIMARY KEY (series, time)
        );
        CREATE INDEX ledger_corrections ON ledger_observations (series, time) WHERE revision > 0
        """,
    ),
    Migration(
        "0003 gaps",
        """
        CREATE TABLE ledger_gaps (
            asset TEXT NOT NULL, venue TEXT NOT NULL, field TEXT NOT NULL, interval TEXT NOT NULL,
            first BIGINT NOT NULL, past BIGINT NOT NULL, cause TEXT NOT NULL, received BIGINT NOT NULL,
            PRIMARY KEY (asset, venue, field, interval, first, past)
        )
        """,
    ),
    Migration(
        "0004 deliveries",
        """
        CREATE TABLE ledger_deliveries (
            edition TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT NOT NULL,
            state TEXT NOT NULL, version TEXT NOT NULL, holder TEXT NOT NULL, attempts INTEGER NOT NULL,
            first BIGINT NOT NULL, last BIGINT NOT NULL, due BIGINT NOT NULL, note TEXT NOT NULL,
            delivered TEXT NOT NULL, address TEXT NOT NULL, remote TEXT NOT NULL, status TEXT NOT NULL,
            PRIMARY KEY (edition, channel, recipient)
        ) {clustered};
        CREATE INDEX ledger_deliveries_by_state ON ledger_deliveries (channel, state)
        """,
    ),
    Migration(
        "0005 subscribers",
        """
        CREATE TABLE ledger_subscribers (
            key TEXT NOT NULL PRIMARY KEY,
            address TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, assets TEXT NOT NULL,
            since BIGINT NOT NULL
        );
        CREATE TABLE ledger_suppressions (
            address TEXT NOT NULL, list_id TEXT NOT NULL, reason TEXT NOT NULL, since BIGINT NOT NULL,
            PRIMARY KEY (address, list_id)
        )
        """,
    ),
    Migration(
        "0006 refusals",
        """
        CREATE TABLE ledger_refusals (
            address TEXT NOT NULL, edition TEXT NOT NULL, at BIGINT NOT NULL, reason TEXT NOT NULL,
            counts INTEGER NOT NULL,
            PRIMARY KEY (address, edition)
        )
        """,
    ),
)
"""Every migration, in the order they are applied."""

_WORDS: Final = {
    # SQLite keeps the rows of such a table in the order of their key: a range of times is read in one go.
    "sqlite": {
        "clustered": "WITHOUT ROWID",
        "series": "REFERENCES ledger_series (id)",
        "batch": "REFERENCES ledger_batches (id)",
    },
    # PostgreSQL runs a query for every reference of every row: that made an import five times as long. One writer
    # holds the lock and makes both rows first; `Ledger.check` looks for orphans.
    "postgresql": {"clustered": "", "series": "", "batch": ""},
}


def applied(connection: Connection) -> tuple[str, ...]:
    """Return the names of the migrations a database has, oldest first; none where it holds no ledger."""
    if not inspect(connection).has_table(MIGRATIONS.name):
        return ()
    return tuple(connection.scalars(select(MIGRATIONS.c.name).order_by(MIGRATIONS.c.name)))


def holds_something_else(connection: Connection) -> bool:
    """Return whether a SQLite file has tables but no ledger. A PostgreSQL database may be shared."""
    return connection.dialect.name == "sqlite" and bool(inspect(connection).get_table_names())


def missing(names: tuple[str, ...], place: str) -> tuple[Migration, ...]:
    """Return the migrations still to apply. Raises InputInvalid where a newer program has been here."""
    foreign = [name for name in names if name not in {step.name for step in STEPS}]
    if foreign:
        problem = f"was made by a newer version of this program (it has {', '.join(foreign)})"
        raise invalid(place, problem, "update the program; nothing was changed")
    return tuple(step for step in STEPS if step.name not in names)


def apply(connection: Connection, step: Migration) -> None:
    """Apply one migration and record it, unless another process just did. The caller holds the transaction."""
    MIGRATIONS.create(connection, checkfirst=True)
    if connection.scalar(select(func.count()).where(MIGRATIONS.c.name == step.name)):
        return
    for statement in step.sql.split(";"):
        connection.exec_driver_sql(statement.format(**_WORDS[connection.dialect.name]))
    connection.execute(insert(MIGRATIONS).values(name=step.name))
