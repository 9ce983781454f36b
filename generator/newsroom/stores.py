"""The wiring of the ledger: where it is, who opens it, and how a market is read from it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator.market import History

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


def venues_of(ledger: Ledger, asset: str) -> list[str]:
    """Return the venues a ledger has of an asset, in the order they are asked when live; others follow by name."""
    found = {item.venue for item in ledger.reaches(asset) if item.venue is not None}
    if len(found) < 2:  # noqa: PLR2004 - one has no order
        return list(found)
    from generator.sources.exchange.venues import VENUES  # noqa: PLC0415

    order = [venue.known_as for venue in VENUES.values()]
    return sorted(found, key=lambda venue: (order.index(venue) if venue in order else len(order), venue))


def of_ledger(  # noqa: PLR0913 - what a ledger can be asked for
    ledger: Ledger,
    asset: str,
    period: str,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    venue: str | None = None,
) -> History:
    """Return an asset's bars: of the venue asked for, of the only one there is, or of several as one market."""
    venues = [] if venue is not None else venues_of(ledger, asset)
    if len(venues) < 2:  # noqa: PLR2004 - one venue is no sum
        return ledger.history(asset, period, as_of=as_of, known_at=known_at, venue=venue)
    from generator.metrics.venues import combined  # noqa: PLC0415

    return combined(
        {name: ledger.history(asset, period, as_of=as_of, known_at=known_at, venue=name) for name in venues}
    )


def now() -> datetime:
    """Return the present moment, UTC: the one clock of the program."""
    return datetime.now(UTC)
