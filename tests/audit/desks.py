"""A desk to check single sentences at: the shipped rules and stylebook on a snapshot."""

from __future__ import annotations

from generator.audit.binding import Bound, Desk, bind
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Passage, passage
from generator.audit.review import review_text
from generator.metrics.snapshot import Snapshot
from generator.regimes.classify import classify
from tests.cases import shipped

BOOK = shipped().stylebook


def desk_of(snapshot: Snapshot) -> Desk:
    return Desk(BOOK, snapshot, classify(snapshot, shipped().rules))


def read(text: str) -> Passage:
    return passage(text, text, BOOK)


def bound(text: str, snapshot: Snapshot, carried: str | None = None) -> Bound:
    return bind(read(text), carried, desk_of(snapshot))


def found(text: str, snapshot: Snapshot, kind: str = "txt") -> list[Finding]:
    """Return what the desk finds in a text to which the disclaimer is put."""
    desk = desk_of(snapshot)
    whole = f"{text}\n\n{BOOK.disclaimer}" if kind != "html" else f"{text}<p>{BOOK.disclaimer}</p>"
    return review_text(whole, kind, snapshot, desk.reading, BOOK)


def kinds(text: str, snapshot: Snapshot, kind: str = "txt") -> set[Kind]:
    return {item.kind for item in found(text, snapshot, kind)}
