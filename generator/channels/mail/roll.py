"""Who gets an edition, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from generator.store.subscriber import Subscriber

WRITTEN_IN: Final = "en"
"""The language editions are written in."""


@dataclass(frozen=True, slots=True)
class Roll:
    """The readers of a list with respect to one edition: each is in exactly one of the three."""

    wanted: Mapping[str, Subscriber]
    """Who is to get it, by their keys."""
    suppressed: Mapping[str, str]
    """Who gets nothing, and why."""
    skipped: Mapping[str, str]
    """Who asked for something else, and for what."""

    @property
    def total(self) -> int:
        """How many readers there are."""
        return len(self.wanted) + len(self.suppressed) + len(self.skipped)


def roll_of(subscribers: Iterable[Subscriber], suppressions: Mapping[str, str], asset: str) -> Roll:
    """Return who of the readers gets an edition on `asset`; `suppressions` are reasons by keys."""
    wanted: dict[str, Subscriber] = {}
    suppressed: dict[str, str] = {}
    skipped: dict[str, str] = {}
    for item in subscribers:
        if item.key in suppressions:
            suppressed[item.key] = suppressions[item.key]
        elif reason := _unwanted(item, asset.upper()):
            skipped[item.key] = reason
        else:
            wanted[item.key] = item
    return Roll(wanted, suppressed, skipped)


def _unwanted(item: Subscriber, asset: str) -> str:
    if item.language.partition("-")[0] != WRITTEN_IN:
        return f"reads {item.language}; editions are written in {WRITTEN_IN}"
    if item.assets and asset not in item.assets:
        return f"wants {' '.join(item.assets)}, not {asset}"
    return ""
