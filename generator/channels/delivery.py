"""Nouns of delivery: what a channel is given, what it is asked, and what it reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from generator.audit.clearance import Cleared


@dataclass(frozen=True, slots=True)
class Post:
    """A cleared edition as channels take it. The type of `cleared` is what forbids publishing the unaudited."""

    cleared: Cleared
    slug: str
    """``btc-20251121t1200z-daily``: the edition's own name, by which a channel finds what it made of it before."""
    files: Mapping[str, bytes]
    """The files of the edition's folder by their names, those of its charts included."""
    address: str = ""
    """Where the edition stands on the reader's side, with a slash at its end; empty where nobody said."""


class Outcome(StrEnum):
    """What a delivery did."""

    CREATED = "created"
    UPDATED = "updated"
    """What stood there was another version of the same edition."""
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one edition on one channel."""

    channel: str
    address: str
    """Where it can be found: a path or a link."""
    outcome: Outcome = Outcome.CREATED
    status: str = ""
    """``draft`` or ``published``, as the target says it when asked; empty where it knows no drafts."""
    remote: str = ""
    """The target's own name of it, such as the number of a post; empty where it gives none."""
    version: str = ""
    """The hash of what was sent."""
    note: str = ""
    """What else a person should know, in a line."""


class Channel(Protocol):
    """A target of publication.

    A channel is made from its settings and keeps nothing between calls: what was delivered before is the ledger's,
    which hands it in again as `known`. `deliver` and `check` raise `DeliveryFailed`, `DeliveryUncertain` or
    `SourceUnavailable`.
    """

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        ...

    def version(self, post: Post) -> str:
        """Return the hash of all that would be sent: the same hash need not be sent again."""
        ...

    def preview(self, post: Post) -> str:
        """Return exactly what would be sent and where, for a person, without secrets and without the network."""
        ...

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Make or update the post so that exactly one stands there, and read back what does.

        `known` is the last delivery of this edition that is certain. None does not mean there is nothing: a run may
        have died after the target took it, so a channel looks for the slug before it makes anything.
        """
        ...

    def check(self) -> str:
        """Ask the target, without publishing, whether it would take a post, and say in a line what it is."""
        ...


@runtime_checkable
class Slow(Protocol):
    """A channel whose target may carry out a request when the run that made it is gone and the next one is done."""

    def further(self, post: Post, known: Delivery) -> str:
        """Take away further drafts of a post that stands, and return what there was to say, in a line.

        Nothing is taken away but a draft under one of our names with the very words of the post that stays.
        """
        ...
