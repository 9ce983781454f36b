"""How a market is read from the ledger."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime
from pathlib import Path

from generator.market import Batch, Field, Observations
from generator.newsroom.stores import venues_of
from generator.sources.exchange.venues import VENUES
from generator.store.ledger import open_ledger


def test_venues_are_asked_in_the_order_they_are_asked_live(tmp_path: Path) -> None:
    names = [venue.known_as for venue in VENUES.values()]
    with open_ledger(str(tmp_path / "l.sqlite"), create=True) as ledger:
        for name in ("another", *reversed(names)):
            one = Observations("BTC", Field.CLOSE, array("q", [0]), array("d", [1.0]), "1h", name)
            ledger.append(Batch(name, name, (one,)), datetime(2025, 1, 1, tzinfo=UTC))
        assert venues_of(ledger, "BTC") == [*names, "another"]
        assert venues_of(ledger, "ETH") == []
