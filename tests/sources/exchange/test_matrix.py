"""The matrix says what the code does, and every declaration is complete."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from generator.market import INTERVALS, Field
from generator.sources.exchange.events import LIQUIDATIONS, TRADES
from generator.sources.exchange.matrix import matrix_data, matrix_text
from generator.sources.exchange.venue import Window
from generator.sources.exchange.venues import VENUES

NAMES = ("binanceusdm", "bybit", "okx", "gate", "bitget", "deribit", "krakenfutures", "hyperliquid", "htx")


def test_the_venues_are_the_documented_ones_in_order() -> None:
    assert tuple(VENUES) == NAMES


def test_the_matrix_names_every_field_of_every_venue() -> None:
    data = json.loads(json.dumps(matrix_data(VENUES)))
    assert [venue["venue"] for venue in data["venues"]] == list(NAMES)
    for venue in data["venues"]:
        assert list(venue["fields"]) == [field.value for field in Field]
        for entry in venue["fields"].values():
            assert entry["calls"] if entry["way"] else entry["reason"]
    text = matrix_text(VENUES)
    assert all(name in text for name in NAMES)
    row = next(line for line in text.splitlines() if line.startswith("taker_buy_coins"))
    assert row.split()[1:] == ["rest", "stream", "rest", "stream", "rest", "stream", "stream", "stream", "-"]


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.name)
def test_declarations_are_whole(venue: object) -> None:
    declared = VENUES[venue.name]  # type: ignore[attr-defined]
    offered = {field for call in declared.calls for field in call.gives}
    streamed = {field for stream in declared.streams for field in stream.gives}
    assert offered | streamed | set(declared.absent) == set(Field)
    assert not set(declared.absent) & (offered | streamed)
    for call in declared.calls:
        assert set(call.intervals or {}) <= set(INTERVALS)
        assert set(call.needs) <= set(declared.learns)
        at = int(datetime(2026, 1, 15, tzinfo=UTC).timestamp() * 1000)
        window = Window("BTC", declared.market("BTC"), at, at, "1h", 1, 1, {"price": 90_000.0})
        assert json.dumps(dict(call.params(window)))
    if {Field.LIQUIDATIONS_LONG_USD} & streamed:
        assert declared.name in LIQUIDATIONS
    if {Field.TAKER_BUY_COINS} & streamed:
        assert declared.name in TRADES
