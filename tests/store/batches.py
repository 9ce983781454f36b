"""Small batches for tests."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from generator.market import Batch, Field, Observations, SetAside

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
DAY0 = 1_600_041_600_000
"""2020-09-14 00:00 UTC, where the data of the tests begins."""
START = datetime(2020, 9, 14, tzinfo=UTC)
LATER = datetime(2026, 1, 1, tzinfo=UTC)
"""When history is imported, long after it happened."""


def at(days: float = 0, **span: float) -> datetime:
    return START + timedelta(days=days, **span)


def bars(  # noqa: PLR0913 - the parts of a noun, with what most tests want
    values: Mapping[int, float] | Sequence[float],
    field: Field = Field.VOLUME_USD,
    interval: str | None = "1h",
    *,
    step: int = HOUR,
    asset: str = "BTC",
    venue: str | None = "binance",
    market: str | None = "perpetual",
    breaks: tuple[datetime, ...] = (),
) -> Observations:
    """Return observations: values by their number of `step` after DAY0."""
    given = dict(values) if isinstance(values, Mapping) else dict(enumerate(values))
    times = array("q", (DAY0 + number * step for number in sorted(given)))
    column = array("d", (given[number] for number in sorted(given)))
    return Observations(asset, field, times, column, interval, venue, market, breaks)


def batch(*observations: Observations, digest: str = "", set_aside: tuple[SetAside, ...] = ()) -> Batch:
    """Return a batch whose digest follows from its content where none is given."""
    digest = digest or sha256(repr((observations, set_aside)).encode()).hexdigest()
    return Batch("bars.csv", digest, observations, set_aside)
