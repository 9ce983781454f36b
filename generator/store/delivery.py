"""Nouns of what was sent where, without the database behind them: cheap to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How far a delivery has come."""

    INTENDED = "intended"
    """Begun. Where nobody is at it any more it may have gone out: look before it is made again, mail is uncertain."""
    DELIVERED = "delivered"
    WAITING = "waiting"
    """Nothing went out; to be tried again from `Entry.due` on."""
    UNCERTAIN = "uncertain"
    """It went out, or it did not: a person looks, or the target is asked."""
    FAILED = "failed"
    """Refused for good: nothing went out."""
    SUPPRESSED = "suppressed"
    """Not to be sent: the recipient does not want it, or cannot get it."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is delivered where: one entry of the ledger."""

    edition: str
    """Its slug, such as ``btc-20251121t1200z-daily``."""
    channel: str
    """The channel's name in the settings."""
    recipient: str = ""
    """Whom it goes to; empty where a channel makes one post for all."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an intent."""

    state: State
    address: str = ""
    remote: str = ""
    """The target's own name of what was delivered. This, `address` and `status` count where the state is DELIVERED."""
    status: str = ""
    due: datetime | None = None
    """From when on to try again, where the state is WAITING."""
    note: str = ""
    """Why it was not delivered, in a line without secrets."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one delivery stands. Moments are UTC."""

    key: Key
    state: State
    version: str
    """Hash of what was sent last, or is being."""
    holder: str
    """Who intended it last."""
    attempts: int
    """How often it was intended."""
    first: datetime
    last: datetime
    """When it was intended first, and when anything became of it last."""
    due: datetime | None
    note: str
    delivered: str
    """Hash of what certainly stands there, however later tries ended; empty where nothing is certain."""
    address: str
    remote: str
    status: str
    """Of what certainly stands there, as the target said then."""
