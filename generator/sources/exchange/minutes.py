"""A stream's events as bars of a minute, and the minutes nobody can vouch for.

A stream does not say that nothing happened: it says nothing. A minute without an event is 0 only where the stream was
open and alive through all of it; every other minute is a gap, and is declared as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60_000
_GRACE: Final = 5_000
"""Milliseconds a minute stays open after its end, for events that are late."""
_KEPT: Final = 15
"""Closed minutes that still take a late event, as a correction."""


@dataclass(frozen=True, slots=True)
class Closed:
    """One minute that is over."""

    start: int
    """Unix milliseconds, UTC."""
    amounts: tuple[float, ...] | None
    """One sum a side; None for a gap."""
    cause: str = ""
    """Why it is a gap."""


@dataclass(slots=True)
class Minutes:
    """The minutes of one stream, in order. `sides` is how many amounts each of them has."""

    start: int
    """The first minute to account for, Unix milliseconds, UTC."""
    sides: int = 2
    _down: int | None = 0
    """Since when nothing is known; None while the stream is open and alive."""
    _seen: int = 0
    """The newest sign of life. No minute is over before one that is later than its end."""
    _cause: str = "the stream was not open yet"
    _open: dict[int, dict[str, tuple[int, float]]] = field(default_factory=dict)
    _done: dict[int, bool] = field(default_factory=dict)
    _late: set[int] = field(default_factory=set)
    _broken: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start -= self.start % MINUTE

    def missed(self, cause: str) -> None:
        """Name the cause of minutes before the first sign of life."""
        self._cause = cause

    def alive(self, at: int) -> None:
        """Note a sign of life: the stream is open from the first one on, until it is lost."""
        self._seen = max(self._seen, at)
        if self._down is not None:
            first = max(self._next, self._down - self._down % MINUTE)
            for minute in range(first, at + (at % MINUTE > 0), MINUTE):
                self._broken.setdefault(minute, self._cause)
            self._down = None

    def lost(self, cause: str) -> None:
        """Note that nothing is known since the last sign of life."""
        if self._down is None:
            self._down, self._cause = self._seen, cause

    def add(self, at: int, side: int, amount: float, identity: str) -> None:
        """Count an event once, whatever its order: the same identity in the same minute is the same event."""
        minute = at - at % MINUTE
        if minute < self.start:
            return
        events = self._open.setdefault(minute, {})
        if identity not in events:
            events[identity] = (side, amount)
            if minute in self._done:
                self._late.add(minute)

    def closed(self, now: int) -> list[Closed]:
        """Return the minutes that are over at `now` and were not returned before, and corrected ones, oldest first."""
        found, minute = [], self._next
        while minute + MINUTE + _GRACE <= now:
            if self._down is None and self._seen < minute + MINUTE:
                break  # it may be stuck: until it speaks again, or is given up, the minute is neither
            if self._down is not None and minute + MINUTE > self._down:
                self._broken.setdefault(minute, self._cause)
            found.append(self._account(minute))
            self._done[minute] = minute not in self._broken
            self._broken.pop(minute, None)
            minute += MINUTE
        late = [minute for minute in sorted(self._late) if self._done.get(minute)]
        found += [Closed(minute, self._sums(minute)) for minute in late]
        self._late.clear()
        for minute in sorted(self._done)[:-_KEPT]:
            del self._done[minute]
            self._open.pop(minute, None)
            self.start = max(self.start, minute + MINUTE)
        return found

    @property
    def _next(self) -> int:
        return max(self._done, default=self.start - MINUTE) + MINUTE

    def _account(self, minute: int) -> Closed:
        cause = self._broken.get(minute)
        return Closed(minute, None, cause) if cause is not None else Closed(minute, self._sums(minute))

    def _sums(self, minute: int) -> tuple[float, ...]:
        events: Iterable[tuple[int, float]] = self._open.get(minute, {}).values()
        listed = sorted(events)  # so that the order of arrival leaves no trace in the last digit
        return tuple(sum(amount for side, amount in listed if side == wanted) for wanted in range(self.sides))
