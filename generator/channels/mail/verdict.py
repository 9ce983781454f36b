"""What a mail server's answer means for one recipient, and when to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from generator.pages.visible import visible
from generator.store.delivery import State


class Stage(StrEnum):
    """How far a transaction came."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    DATA = "DATA"
    BODY = "the message"
    """Before the dot that ends it: whatever happens, the server has taken nothing."""
    DOT = "the dot"
    """The server may have taken it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a transaction."""

    stage: Stage
    code: int
    """Three digits; 0 where the connection was lost or what came was no answer."""
    text: str = ""

    @property
    def lost(self) -> bool:
        """Whether there was no answer."""
        return self.code == 0

    @property
    def closing(self) -> bool:
        """Whether the server takes no more on this connection."""
        return self.lost or self.code == _CLOSING

    def __str__(self) -> str:
        said = visible(self.text)[:_LONGEST]
        return f"{self.stage.value}: {said}" if self.lost else f"{self.stage.value}: {self.code} {said}".rstrip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be written down of a recipient."""

    state: State
    """DELIVERED, WAITING, FAILED or UNCERTAIN."""
    note: str = ""
    gone: bool = False
    """Whether the address gets no mail at all, so that it is suppressed."""


LIFETIME: Final = timedelta(days=5)
"""How long a mail is tried again, as Postfix does."""
_FIRST: Final = timedelta(minutes=5)
_LAST: Final = timedelta(hours=4)
_CLOSING: Final = 421
_TAKEN: Final = 2  # hundred: what was asked for is done
_REFUSED: Final = 5  # hundred: and would be again
_LONGEST: Final = 200
_ENHANCED: Final = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_GONE: Final = {("1", "1"), ("1", "6"), ("1", "10"), ("2", "1")}
"""RFC 3463 and 7505: no such mailbox, moved without an address, no mail to that domain, mailbox disabled."""
_TURNED_AWAY: Final = re.compile(rf"{Stage.RECIPIENT.value}: 55\d(?! +5\.7\.\d)")
"""A refusal as `Answer` writes it down. 50x and 53x are about commands and logins, 5.7.x is a policy about senders."""


def judged(answer: Answer) -> Verdict:
    """Return what an answer means for its recipient. What is not certainly one thing is uncertain."""
    kind = answer.code // 100
    if answer.stage is Stage.DOT and kind not in {4, 5}:
        return Verdict(State.DELIVERED if kind == _TAKEN else State.UNCERTAIN, "" if kind == _TAKEN else str(answer))
    if kind == _REFUSED:
        return Verdict(State.FAILED, str(answer), gone=_gone(answer))
    return Verdict(State.WAITING, str(answer))


def _gone(answer: Answer) -> bool:
    """Return whether a refusal says that there is no such mailbox: by its enhanced code alone, as words vary."""
    found = _ENHANCED.match(answer.text)
    return found is not None and found[1] == "5" and (found[2], found[3]) in _GONE


def turned_away(note: str) -> bool:
    """Return whether what is written down of a failure says that the server refused the recipient, as it may again.

    Of a mail refused as a whole, after its recipient was taken, nobody knows whose fault that is.
    """
    return _TURNED_AWAY.match(note) is not None


def next_try(first: datetime, attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after as many attempts: in 5 minutes, 10, 20 ... 4 hours; None where it is given up."""
    pause = min(_LAST, _FIRST * 2 ** min(max(attempts, 1) - 1, 10))
    due = now + pause
    return due if due - first <= LIFETIME else None
