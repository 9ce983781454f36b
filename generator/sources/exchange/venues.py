"""The venues, in order of preference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.sources.exchange import (
    binanceusdm,
    bitget,
    bybit,
    deribit,
    gate,
    htx,
    hyperliquid,
    krakenfutures,
    okx,
)
from generator.sources.exchange.venue import Venue

VENUES: Final[Mapping[str, Venue]] = {
    room.VENUE.name: room.VENUE
    for room in (binanceusdm, bybit, okx, gate, bitget, deribit, krakenfutures, hyperliquid, htx)
}
"""Every venue by name, in the order they are asked and listed."""
