"""Nouns of delivery: what a channel is and what it reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from generator.audit.clearance import Cleared


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one edition on one channel."""

    channel: str
    address: str
    """Where it can be found: a path or a link."""


class Channel(Protocol):
    """A target of publication. The type of `deliver` is what forbids publishing the unaudited."""

    name: str

    def deliver(self, cleared: Cleared) -> Delivery:
        """Publish a cleared article and say where it went."""
        ...
