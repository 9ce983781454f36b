"""Every number and every name that a snapshot and its reading hold, to look up what an exhibit shows."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from generator.audit.days import MONTHS
from generator.market import Regime, clock_time, day_described
from generator.metrics.snapshot import Metric, Snapshot
from generator.metrics.snapshot_json import write_snapshot
from generator.regimes.reading import Reading, Severity


@cache
def shipped_exhibits() -> Mapping[str, Any]:
    """Return the desk's list of what exhibits may say."""
    return tomllib.loads((Path(__file__).parent / "exhibits.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, and how it may be spelt."""

    numbers: frozenset[float]
    """Every number of the snapshot and the reading, and how many there are of whatever there are several of."""
    texts: frozenset[str]
    """Every name, note and date."""
    digest: str
    """SHA-256 of the snapshot's JSON."""
    moment: str
    """When the data end, as a reader writes it."""

    @classmethod
    def of(cls, snapshot: Snapshot, reading: Reading) -> Facts:
        """Return the facts of a snapshot and its reading."""
        found = [*_walk(snapshot), *_walk(reading)]
        numbers = {float(item) for item in found if isinstance(item, int | float) and not isinstance(item, bool)}
        texts = {text for item in found if isinstance(item, str | date) for text in _spelt(item)}
        digest = sha256(write_snapshot(snapshot).encode("utf-8", "backslashreplace")).hexdigest()
        at = snapshot.ended.astimezone(UTC)
        moment = f"{at.day} {MONTHS[at.month - 1].capitalize()} {at.year}, {clock_time(at)}"
        return cls(frozenset(numbers), frozenset(texts), digest, moment)


def _walk(item: object) -> Iterator[object]:
    if isinstance(item, Enum):
        yield item.value
    elif is_dataclass(item) and not isinstance(item, type):
        for part in fields(item):
            yield from _walk(getattr(item, part.name))
        quote = getattr(item, "quote", None)
        if isinstance(quote, str):
            yield quote
    elif isinstance(item, Mapping):
        for key, value in item.items():
            yield from _walk(key)
            yield from _walk(value)
        yield len(item)
    elif isinstance(item, tuple | frozenset):
        for value in item:
            yield from _walk(value)
        yield len(item)
    elif item is not None:
        yield item


def _spelt(item: str | date) -> Iterator[str]:
    if isinstance(item, datetime):
        yield item.isoformat()
        yield day_described(item).isoformat()
    elif isinstance(item, date):
        yield item.isoformat()
    else:
        yield folded(item)


def folded(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


def number(text: str) -> float | None:
    """Return the number that a text is, None where it is none or not finite."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


NAMES = frozenset({*Metric, *Regime, *Severity, "regime", "snapshot", "precedent"})
"""Names for programs that claims may carry."""
