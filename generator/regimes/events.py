"""Known events: what was published about a day, and the regimes one expects of it. Read from events.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from generator.market import Regime


@dataclass(frozen=True, slots=True)
class Event:
    """One named day with what was published about it."""

    asset: str
    day: date
    """UTC."""
    name: str
    published: str
    """What was reported, in plain words."""
    source: str
    expects: tuple[Regime, ...]
    """Derived from what was published, never from what the rules find."""
    informed: bool
    """Whether the thresholds were set with knowledge of this day: then it is no test out of sample."""


def read_events(text: str) -> tuple[Event, ...]:
    """Read events from TOML, in order of their day.

    The file ships with the program: a fault in it is a `KeyError` or `ValueError`.
    """
    found = []
    for raw in tomllib.loads(text)["event"]:
        if not isinstance(raw["day"], date):
            raise ValueError(f"{raw['name']}: the day is a TOML date")  # noqa: TRY004 - a fault in the file
        expects = tuple(Regime(name) for name in raw["expects"])
        if not expects:
            raise ValueError(f"{raw['name']}: an event without an expected regime tests nothing")
        found.append(
            Event(
                asset=raw["asset"],
                day=raw["day"],
                name=raw["name"],
                published=raw["published"],
                source=raw["source"],
                expects=expects,
                informed=raw["informed"],
            )
        )
    return tuple(sorted(found, key=lambda event: event.day))


@cache
def shipped_events() -> tuple[Event, ...]:
    """Return the events that ship with the program."""
    return read_events((Path(__file__).with_name("events.toml")).read_text(encoding="utf-8"))
