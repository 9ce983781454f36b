"""The data note: where the figures come from, what is missing, what was set aside, and the hashes of it all."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from generator.audit.clearance import Cleared
from generator.charts.labels import NAMES
from generator.metrics.snapshot import Snapshot
from generator.metrics.snapshot_json import write_snapshot
from generator.pages.dateline import moment
from generator.prose import figures


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the note: what it is about, and what there is to say."""

    name: str
    texts: tuple[str, ...]
    code: bool = False
    """Whether the texts are for programs, such as hashes."""


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal digits."""
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()  # half a pair has no UTF-8


def items(cleared: Cleared) -> list[Item]:
    """Return the lines of the note that have something to say."""
    article, snapshot = cleared.article, cleared.snapshot
    found = [
        Item("Data to", (moment(snapshot.ended),)),
        Item("Bars of", (figures.BARS[snapshot.period],)),
        Item("Sources", snapshot.notes.sources),
        Item("Look-backs", tuple(_windows(snapshot))),
        Item("Methods", tuple(dict.fromkeys(m.method for m in snapshot.measures.values() if m.method is not None))),
        Item("Not known", tuple(_unknown(snapshot))),
        Item("Silent venues", snapshot.notes.silent),
        Item("Set aside", tuple(note.quote for note in snapshot.notes.set_aside)),
        Item("Snapshot, SHA-256", (digest(write_snapshot(snapshot)),), code=True),
        Item("Text, SHA-256", (digest(article.text),), code=True),
        Item("Seed", (str(article.seed),), code=True),
    ]
    return [item for item in found if item.texts]


def _windows(snapshot: Snapshot) -> list[str]:
    windows = dict.fromkeys(m.window for m in snapshot.measures.values() if m.window is not None)
    return [figures.window(window) for window in windows]


def _unknown(snapshot: Snapshot) -> list[str]:
    """Return the metrics that are unknown, each with the reason where there is one."""
    reasons = snapshot.notes.missing
    return [f"{NAMES[m]} ({reasons[m]})" if m in reasons else NAMES[m] for m in snapshot.missing]
