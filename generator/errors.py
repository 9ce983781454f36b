"""One error class per remedy: what a user can do about it decides the class and the exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, where it is, and what mends it."""

    place: str
    """File and position, such as ``snapshot.json: metrics.funding_rate``."""
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}; {self.remedy}"


class CommentaryError(Exception):
    """Base of every error a user can meet. `status` is the exit status of the command."""

    status: ClassVar[int] = 2

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("an error needs at least one fault")
        super().__init__("\n".join(str(fault) for fault in self.faults))


class InputInvalid(CommentaryError):
    """A file or an argument is wrong: mend it. Carries every fault found, not the first."""


class PhraseInvalid(CommentaryError):
    """A writer's file is wrong: mend the phrase or the lexicon."""


class SourceUnavailable(CommentaryError):
    """A source or a target could not be reached now: try again later, not before `until` where one is named."""

    status: ClassVar[int] = 3

    def __init__(self, faults: Iterable[Fault], until: datetime | None = None) -> None:
        super().__init__(faults)
        self.until = until


class SettingsInvalid(InputInvalid):
    """``commentary.toml`` or a secret it names is wrong: mend it. Carries every fault found."""


class DeliveryFailed(CommentaryError):
    """A target refused, and would again: nothing new stands there."""

    status: ClassVar[int] = 4


class DeliveryUncertain(CommentaryError):
    """The answer was lost after all was sent: it may stand there or not. Look, do not send again."""

    status: ClassVar[int] = 4


def invalid(place: str, problem: str, remedy: str) -> InputInvalid:
    """Return an `InputInvalid` with a single fault."""
    return InputInvalid([Fault(place, problem, remedy)])
