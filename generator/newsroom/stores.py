"""The wiring of the ledger: where it is, and who opens it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # SQLAlchemy is loaded where a ledger is opened
    from generator.store.ledger import Ledger


def default_store() -> Path:
    """Return where the ledger of this user is kept, by the custom of the system."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("commentary", appauthor=False) / "ledger.sqlite"


def open_store(url: str | None, *, create: bool = False) -> Ledger:
    """Open the ledger at `url`, a SQLAlchemy URL or a path; the user's own where it is None."""
    from generator.store.ledger import open_ledger  # noqa: PLC0415

    return open_ledger(url or str(default_store()), create=create, holder=f"process {os.getpid()}")


def now() -> datetime:
    """Return the present moment, UTC: the one clock of the program."""
    return datetime.now(UTC)
