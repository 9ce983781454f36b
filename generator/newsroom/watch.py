"""What the parts of a recorder share: what is watched, waiting that can be stopped, and gaps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from generator.market import Field, Gap
from generator.sources.exchange.link import Options
from generator.sources.exchange.transport import Tools

SILENCE: Final = 28.0
"""Seconds after which a stream may be called silent; it is at twice as many."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Log = Callable[[str, str, Mapping[str, object]], None]
"""Takes the venue, what happened, and what is known of it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What one recorder does."""

    asset: str
    every: str
    """Time between two polls, one of `INTERVALS`."""
    tools: Tools
    options: Options
    log: Log
    silence: float = SILENCE


def as_gaps(bars: Sequence[int], step: int, of: tuple[str, str, Field, str], cause: str) -> list[Gap]:
    """Return neighbouring bars as gaps, each as long as it can be."""
    gaps: list[Gap] = []
    first = past = -1
    for bar in (*sorted(bars), -1):
        if bar == past and first >= 0:
            past += step
            continue
        if first >= 0:
            gaps.append(Gap(*of, from_millis(first), from_millis(past), cause))
        first, past = bar, bar + step
    return gaps


async def until(stop: asyncio.Event, seconds: float, tools: Tools) -> None:
    """Wait so many seconds by the tools, or until stopped."""
    waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(_sleep(tools, seconds))]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def _sleep(tools: Tools, seconds: float) -> None:
    await tools.sleep(seconds)


def to_millis(moment: datetime) -> int:
    """Return a moment as Unix milliseconds."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_millis(millis: int) -> datetime:
    """Return Unix milliseconds as a moment, UTC."""
    return _EPOCH + timedelta(milliseconds=millis)
