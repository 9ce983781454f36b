"""What is missing, stale or unsafe in this installation."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from generator import __version__
from generator.bundled import TEMPLATES
from generator.errors import CommentaryError
from generator.newsroom.level import Level
from generator.newsroom.readiness import settings_findings
from generator.newsroom.stores import default_store, now, open_store

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

BROKEN_STATUS = 2
_FRESH = timedelta(days=2)
_SAFE_WAL = (3, 51, 3)
_MENDED_MAIL = {(3, 11): 10, (3, 12): 5}
"""Last patch release of each Python whose mail headers let line breaks through (CVE-2024-6923 is fixed after it)."""


@dataclass(frozen=True, slots=True)
class Health:
    """Findings in the order they were made."""

    findings: tuple[tuple[Level, str], ...]

    @property
    def lines(self) -> list[str]:
        """The findings as a person reads them."""
        return [f"{level.value:7} {text}" for level, text in self.findings]

    @property
    def status(self) -> int:
        """Exit status: 0 unless something is broken."""
        return BROKEN_STATUS if any(level is Level.BROKEN for level, _ in self.findings) else 0


def examine(store: str | None, settings: str | None = None) -> Health:
    """Look at the program, its libraries, the ledger at `store` (the user's own where None), and the channels."""
    return Health((*_program(), *_libraries(), *_store(store), *settings_findings(settings, now)))


def _program() -> Iterator[tuple[Level, str]]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Level.FINE, f"commentary {__version__} on Python {version}"
    if sys.version_info.micro < _MENDED_MAIL.get(sys.version_info[:2], 0):
        yield (
            Level.NOTE,
            f"Python {version} lets line breaks into mail headers (CVE-2024-6923): update it before mailing",
        )
    found = TEMPLATES.is_dir()
    yield (Level.FINE if found else Level.BROKEN), f"templates {'found' if found else 'are missing: install again'}"


def _libraries() -> Iterator[tuple[Level, str]]:
    if sqlite3.sqlite_version_info < _SAFE_WAL:
        unsafe = "its write-ahead log can corrupt a file and is not used"
        yield Level.FINE, f"SQLite {sqlite3.sqlite_version}: {unsafe} (rollback journal)"
    else:
        yield Level.FINE, f"SQLite {sqlite3.sqlite_version}"
    if find_spec("psycopg") is None:
        yield Level.NOTE, "no PostgreSQL driver: install market-commentary-generator[postgresql] to share a store"


def _store(store: str | None) -> Iterator[tuple[Level, str]]:
    if store is None:
        path = default_store()
        yield Level.FINE, f"store: {path}"
        if not path.exists():
            yield Level.NOTE, "the store is empty: fill it with `commentary import`"
            return
    try:
        with open_store(store) as ledger:
            yield from _ledger(ledger, now())
    except CommentaryError as error:
        yield from ((Level.BROKEN, str(fault)) for fault in error.faults)


def _ledger(ledger: Ledger, moment: datetime) -> Iterator[tuple[Level, str]]:
    about = ledger.describe()
    size = f"{about.observations:,} observations in {about.series:,} series"
    yield (
        Level.FINE,
        f"{about.place}: {about.dialect} {about.version}, {size}; migrations: {', '.join(about.migrations)}",
    )
    series = ledger.series()
    for asset in sorted({item.asset for item in series}):
        newest = max(item.last for item in series if item.asset == asset)
        stale = moment - newest > _FRESH
        yield (Level.NOTE if stale else Level.FINE), f"{asset}: newest observation {newest:%Y-%m-%d %H:%M} UTC"
    damage = ledger.check()
    yield from ((Level.BROKEN, f"damaged: {fault}") for fault in damage)
    if not damage:
        yield Level.FINE, "no damage found"
