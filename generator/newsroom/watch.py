"""What the parts of a recorder share: what is watched, waiting that can be stopped, and gaps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from generator.sources.exchange.link import Options
from generator.sources.exchange.transport import Tools

SILENCE: Final = 28.0
"""Seconds after which a stream may be called silent; it is at twice as many."""

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


async def until(stop: asyncio.Event, seconds: float, tools: Tools) -> None:
    """Wait so many seconds by the tools, or until stopped."""
    waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(_sleep(tools, seconds))]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def _sleep(tools: Tools, seconds: float) -> None:
    await tools.sleep(seconds)
