"""Sends letters one after another over one connection, and says of each what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from generator.channels.mail.session import Server, dialled, hung_up
from generator.channels.mail.transaction import hand_over
from generator.channels.mail.verdict import Answer, Stage, Verdict, judged
from generator.errors import DeliveryFailed, Fault, SourceUnavailable

if TYPE_CHECKING:
    from smtplib import SMTP

_PAUSES: Final = (1.0, 5.0, 15.0)
"""Seconds between the tries of a connection."""
_FUSE: Final = 5
"""Connections lost one after another, with a mail on each, before the server is left alone."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished mail and whose it is."""

    recipient: str
    """The key of the reader: the address in lower case."""
    address: str
    """As the envelope has it."""
    message: bytes


class Diary(Protocol):
    """Keeps what a run knows through the death of its process."""

    def dot(self, recipient: str) -> None:
        """Write down that the server may have the mail from now on. Raises a CommentaryError where it cannot."""
        ...

    def outcome(self, recipient: str, verdict: Verdict) -> None:
        """Write down what became of it."""
        ...


@dataclass(slots=True)
class Pace:
    """At most so many a minute, evenly; 0 for as fast as the server takes them."""

    per_minute: int
    clock: Callable[[], float]
    """Seconds that only go forward."""
    sleep: Callable[[float], None]
    _next: float = 0.0

    def wait(self) -> None:
        """Wait until the next one may go."""
        if not self.per_minute:
            return
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 60.0 / self.per_minute


@dataclass(slots=True)
class Sending:
    """A run of letters from one sender. Close it in the end."""

    server: Server
    sender: str
    """The address that failures are returned to."""
    diary: Diary
    pace: Pace
    _session: SMTP | None = None
    _served: int = 0
    """Transactions of this connection."""
    _lost: int = field(default=0)
    """Connections lost one after another."""

    def send(self, letter: Letter, meanwhile: Callable[[], None]) -> Verdict:
        """Send a letter and return what became of it, which is written down.

        `meanwhile` is done while the server thinks about the mail, such as writing the next; it must not raise.
        Raises SourceUnavailable where the server cannot be reached or loses one connection after another, and
        DeliveryFailed where it refuses this sender: nothing is amiss with the recipient then, who is to wait.
        """
        if self._lost >= _FUSE:
            problem = f"lost {self._lost} connections one after another"
            raise SourceUnavailable([Fault(self.server.place, problem, "try again later; what is left waits")])
        self.pace.wait()
        answer = self._tried(letter, meanwhile)
        if answer.stage is Stage.SENDER and answer.code // 100 == 5:  # noqa: PLR2004 - refused
            raise DeliveryFailed([Fault(self.server.place, f"refuses the sender ({answer})", "check `sender`")])
        verdict = judged(answer)
        self.diary.outcome(letter.recipient, verdict)
        return verdict

    def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            hung_up(self._session)
        self._session = None

    def _tried(self, letter: Letter, meanwhile: Callable[[], None]) -> Answer:
        """Return the answer to a letter. A connection used before may have grown old: then a new one is tried."""
        used = self._session is not None and self._served > 0
        answer = self._once(letter, meanwhile)
        if answer.closing and used and answer.stage is not Stage.DOT:
            answer = self._once(letter, meanwhile)
        self._lost = self._lost + 1 if answer.closing else 0
        return answer

    def _once(self, letter: Letter, meanwhile: Callable[[], None]) -> Answer:
        session = self._session or self._dialled()
        answer = hand_over(
            session,
            sender=self.sender,
            recipient=letter.address,
            message=letter.message,
            dotted=lambda: self.diary.dot(letter.recipient),
            meanwhile=meanwhile,
            patience=self.server.patience,
        )
        self._served += 1
        if answer.closing or session.sock is None:
            session.close()
            self._session = None
        return answer

    def _dialled(self) -> SMTP:
        for pause in _PAUSES:
            try:
                return self._opened()
            except SourceUnavailable:
                self.pace.sleep(pause)
        return self._opened()

    def _opened(self) -> SMTP:
        self._session, self._served = dialled(self.server), 0
        return self._session
