"""What can go wrong between us and a venue: one record a fault, in plain words, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_LONGEST_QUOTE = 120


class Kind(StrEnum):
    """How a call ended that gave nothing."""

    BLOCKED = "blocked"  # 451 or 403: not available from here; never retried
    THROTTLED = "throttled"  # 429 or 418: no request before a moment the venue named
    UNREACHABLE = "unreachable"  # no connection, no full answer in time, or the venue's own fault (5xx)
    BROKEN = "broken"  # an answer came that cannot be believed
    REFUSED = "refused"  # the venue understood and said no


@dataclass(frozen=True, slots=True)
class Trouble:
    """One call that gave nothing, and why."""

    kind: Kind
    venue: str
    call: str
    problem: str
    remedy: str
    until: datetime | None = None
    """For what is throttled or blocked: the moment, UTC, before which the host is not asked again."""

    def __str__(self) -> str:
        return f"{self.venue} ({self.call}): {self.problem}; {self.remedy}"


class CallFailed(Exception):
    """A call to a venue gave nothing. Carries the `trouble`; never leaves the package uncaught."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(str(trouble))


class Misshapen(Exception):
    """An answer is valid JSON, but not of the shape the venue documents. The text says where."""


def blocked(venue: str, call: str, status: int, until: datetime) -> Trouble:
    """Return the trouble of a venue that serves nobody from here."""
    return Trouble(
        Kind.BLOCKED,
        venue,
        call,
        f"{venue} is not available from your location or address (HTTP {status})",
        "it is not asked again for now; choose other venues, or run where it is allowed",
        until,
    )


def throttled(venue: str, call: str, until: datetime) -> Trouble:
    """Return the trouble of a venue that asked us to wait until a moment, UTC."""
    return Trouble(
        Kind.THROTTLED,
        venue,
        call,
        f"{venue} asked us to wait until {until.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "nothing is sent before that; what was missed is filled in later",
        until,
    )


def quoted(text: str) -> str:
    """Return a venue's words as they may stand in a message: printable, short, on one line."""
    plain = " ".join("".join(c if c.isascii() and c.isprintable() else " " for c in text[:1000]).split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 3] + "..."
