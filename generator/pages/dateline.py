"""The moment the data end, as readers and as programs read it. UTC always."""

from __future__ import annotations

from datetime import UTC, datetime

from generator.market import clock_time

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)  # written out: strftime would follow the locale
"""The months of a year, in English."""


def moment(as_of: datetime) -> str:
    """Return ``21 November 2025, 12:00 UTC``."""
    utc = as_of.astimezone(UTC)
    return f"{utc.day} {MONTHS[utc.month - 1]} {utc.year}, {clock_time(utc)}"


def dateline(as_of: datetime) -> str:
    """Return the line every page for people carries: ``Data to 21 November 2025, 12:00 UTC.``."""
    return f"Data to {moment(as_of)}."


def timestamp(as_of: datetime) -> str:
    """Return ``2025-11-21T12:00:00Z``."""
    return as_of.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
