"""What has to hold for a sentence approved as a whole: the day, the bar, the reading, and how two signals stand."""

from __future__ import annotations

import pytest

from generator.metrics.snapshot import Snapshot
from tests.cases import half_missing, reference, snapshot

from .desks import kinds

THIN = snapshot(taker_imbalance=-2.4, market_depth_index=-1.2)
DEEP = snapshot(taker_imbalance=-2.4, market_depth_index=1.2)
LITTLE = snapshot(price=84_000.0)


@pytest.mark.parametrize(
    ("right", "wrong", "day"),
    [
        ("Friday in Bitcoin derivatives: a thin book", "Thursday in Bitcoin derivatives: a thin book", THIN),
        ("Friday in Bitcoin derivatives: a thin book", "Friday in Bitcoin derivatives: a deep book", THIN),
        (
            "Covered here: the daily bar that ended at 12:00 UTC.",
            "Covered here: the daily bar that ended at 13:00 UTC.",
            THIN,
        ),
        (
            "Covered here: the daily bar that ended at 12:00 UTC.",
            "Covered here: the hourly bar that ended at 12:00 UTC.",
            THIN,
        ),
        (
            "Certainty is lowest for a liquidity crunch.",
            "Certainty is lowest for a severe liquidity crunch.",
            reference(),
        ),
        ("Certainty is lowest for a liquidity crunch.", "Certainty is lowest for deleveraging.", reference()),
    ],
)
def test_a_slot_holds_what_the_data_say(right: str, wrong: str, day: Snapshot) -> None:
    assert kinds(right, day) == set()
    assert kinds(wrong, day)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("No reading for Bitcoin derivatives", LITTLE, reference()),
        ("Flow and depth compound each other: heavy selling met {} book.", THIN, DEEP),
        ("The tape and the book work against each other: heavy selling met {} book.", DEEP, THIN),
        (
            "Resting on price impact instead of an order book, a liquidity crunch is the least certain of these calls.",
            half_missing(),
            reference(),
        ),
    ],
)
def test_a_sentence_needs_its_conditions(text: str, right: Snapshot, wrong: Snapshot) -> None:
    def said(day: Snapshot) -> str:
        return text.format("a deep" if day is DEEP else "a thin")

    assert kinds(said(right), right) == set()
    assert kinds(said(wrong), wrong)
