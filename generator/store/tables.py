"""The tables of the ledger as queries name them; `migrations` makes them. Moments are Unix milliseconds, UTC."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, Table, Text, literal_column
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

METADATA: Final = MetaData()

MIGRATIONS: Final = Table("ledger_migrations", METADATA, Column("name", Text, primary_key=True))
"""Names of the migrations applied."""

SERIES: Final = Table(
    "ledger_series",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("asset", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("market", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("interval", Text, nullable=False),
)
"""What was observed. The text is empty where nothing is known: a unique key takes two NULLs for different."""

BATCHES: Final = Table(
    "ledger_batches",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("corrected", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
)
"""What was appended at once, and what became of it."""

BATCH_ASSETS: Final = Table(
    "ledger_batch_assets",
    METADATA,
    Column("batch", Integer, primary_key=True),
    Column("asset", Text, primary_key=True),
)
"""The assets a batch was of: one file may be imported for two."""

OBSERVATIONS: Final = Table(
    "ledger_observations",
    METADATA,
    Column("series", Integer, primary_key=True),
    Column("time", BigInteger, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("received", BigInteger, nullable=False),
    Column("value", Double, nullable=False),
    Column("batch", Integer, nullable=False),
)
"""One row an observation, and one more for every correction of it. Rows are never updated nor deleted."""

QUARANTINE: Final = Table(
    "ledger_quarantine",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("asset", Text, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("batch", Integer, nullable=False),
)
"""Values that cannot be true, as their source gave them."""

BREAKS: Final = Table(
    "ledger_breaks",
    METADATA,
    Column("series", Integer, primary_key=True),
    Column("time", BigInteger, primary_key=True),
    Column("batch", Integer, nullable=False),
)
"""Moments at which a source changed what a series counts."""

GAPS: Final = Table(
    "ledger_gaps",
    METADATA,
    Column("asset", Text, primary_key=True),
    Column("venue", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("past", BigInteger, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("received", BigInteger, nullable=False),
)
"""Bars a recorder declared missing: from the start of the first one to the end of the last."""

DELIVERIES: Final = Table(
    "ledger_deliveries",
    METADATA,
    Column("edition", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("delivered", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("remote", Text, nullable=False),
    Column("status", Text, nullable=False),
)
"""What was sent where, or was going to be. Of observations nothing is ever updated; these rows are."""

SUBSCRIBERS: Final = Table(
    "ledger_subscribers",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("assets", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
)
"""Who asked for mail. The key is the address in lower case."""

SUPPRESSIONS: Final = Table(
    "ledger_suppressions",
    METADATA,
    Column("address", Text, primary_key=True),
    Column("list_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
)
"""Who gets nothing of a list, or of any where it is empty. No import touches them."""

REFUSALS: Final = Table(
    "ledger_refusals",
    METADATA,
    Column("address", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("counts", Integer, nullable=False),
)
"""Editions that an address was refused. They count, 1, until a mail is taken; rows stay, so that none counts anew."""


def is_correction(rows: FromClause) -> ColumnElement[bool]:
    """Return the condition of the index of corrections. With a bound number neither database would use that index."""
    return rows.c.revision > literal_column("0")
