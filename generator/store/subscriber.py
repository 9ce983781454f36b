"""Nouns of the list of readers, without the database behind them: cheap to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader who asked for mail, and for which."""

    address: str
    """Plain ASCII, as the reader writes it."""
    name: str = ""
    language: str = "en"
    """A language tag in lower case, such as ``en`` or ``pt-br``."""
    assets: tuple[str, ...] = ()
    """Tickers in upper case; empty for every asset."""

    @property
    def key(self) -> str:
        """By which the reader is known everywhere: two spellings of an address are one mailbox to anybody's eye."""
        return self.address.lower()


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that gets nothing, whoever subscribes it again."""

    address: str
    """In lower case."""
    list_id: str
    """The list it does not want; empty for every list."""
    reason: str
    since: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An edition that an address was refused."""

    address: str
    """In lower case."""
    edition: str
    at: datetime
    """UTC."""
    reason: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What became of subscribers who were put on the list."""

    added: int = 0
    changed: int = 0
    same: int = 0
