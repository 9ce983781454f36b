"""What the ledger answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator.market import Field


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one batch. Once it is returned the batch survives a crash."""

    new: int = 0
    """Observations of moments the ledger knew nothing of."""
    unchanged: int = 0
    """Observations equal to the newest one stored; they added nothing."""
    corrected: int = 0
    """Observations unlike the newest one stored; they became its next revision."""
    quarantined: int = 0
    """Values set aside that were not set aside before."""
    known_file: bool = False
    """The same bytes were stored before for the same assets: nothing was read or changed."""


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """One series of the ledger and how far it reaches."""

    asset: str
    venue: str | None
    market: str | None
    field: Field
    unit: str
    interval: str | None
    """Length of its bars; None for samples taken at moments."""
    first: datetime
    """Oldest event: start of a bar or moment of a sample, UTC."""
    last: datetime
    """Newest event, UTC."""
    rows: int
    """Observations stored, corrections included."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one series of an asset goes."""

    venue: str | None
    field: Field
    interval: str | None
    """Length of its bars; None for samples taken at moments."""
    last: datetime
    """Newest event, UTC."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a ledger is, for ``doctor``."""

    dialect: str
    """``sqlite`` or ``postgresql``."""
    version: str
    """Of the SQLite library or the PostgreSQL server."""
    place: str
    """Path, or host and database; never a user or a password."""
    migrations: tuple[str, ...]
    """Names of the migrations applied, oldest first."""
    series: int
    observations: int
