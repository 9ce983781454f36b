"""One run over the readers of an edition, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from generator.channels.mail.letters import Letters
from generator.channels.mail.reckoning import Known, bounced, settlement, written
from generator.channels.mail.roll import Roll
from generator.channels.mail.sending import Letter, Pace, Sending
from generator.channels.mail.verdict import Verdict
from generator.errors import CommentaryError, InputInvalid
from generator.newsroom.mail_parts import Tools, journal_of, server_of
from generator.settings.mail import MailSettings
from generator.store.delivery import Entry, Key, Settlement, State
from generator.store.journal import Journal, forgotten
from generator.store.subscriber import Subscriber

if TYPE_CHECKING:
    from generator.store.ledger import Ledger
    from generator.store.locks import Held

Progress = Callable[[Sequence[Subscriber]], Iterable[Subscriber]]
"""Gives the readers one by one, showing how far it is."""
_BATCH: Final = 100
"""Recipients whose intents are one commit: after a failure of the power all of them may be uncertain."""
_STOPPED: Final = "stopped; who is left waits for the next run"


@dataclass(slots=True)
class Diary:
    """What is known of a batch, in the journal and at hand."""

    journal: Journal
    begun: set[str] = field(default_factory=set)
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def dot(self, recipient: str) -> None:
        """Write down that a mail may be out from now on."""
        self.begun.add(recipient)
        self.journal.dot(recipient)

    def outcome(self, recipient: str, verdict: Verdict) -> None:
        """Write down what became of it."""
        self.verdicts[recipient] = verdict
        self.journal.outcome(recipient, written(verdict))


@dataclass(slots=True)
class _Drafts:
    """Letters, each written while the server thinks about the one before: that costs no time."""

    letters: Letters
    readers: Sequence[Subscriber]
    now: Callable[[], datetime]
    _at: int = -1
    _draft: Letter | Verdict | None = None

    def write(self, number: int) -> None:
        """Write the letter of a reader, by their number; what cannot be written is a refusal."""
        if number >= len(self.readers):
            return
        self._at = number
        try:
            self._draft = self.letters.letter(self.readers[number], self.now())
        except InputInvalid as error:
            self._draft = Verdict(State.FAILED, "; ".join(map(str, error.faults)))

    def take(self, number: int) -> Letter | Verdict:
        """Return the letter of a reader, or why there is none."""
        if self._at != number or self._draft is None:
            self.write(number)
        if self._draft is None:
            raise IndexError(number)
        return self._draft


@dataclass(slots=True)
class Run:
    """One run over one edition. The caller holds the channel."""

    edition: str
    settings: MailSettings
    ledger: Ledger
    tools: Tools
    letters: Letters
    held: Held
    """Asked before every batch whether the channel is held still."""
    sent: set[str] = field(default_factory=set)
    """Who has got it in this run."""
    _intended: list[Entry] = field(default_factory=list)
    """The batch whose outcomes the ledger does not have yet."""

    def entries(self) -> dict[str, Entry]:
        """Return where the edition stands, by recipient, in the order of the addresses."""
        found = self.ledger.deliveries.entries(edition=self.edition, channel=self.settings.name)
        return {entry.key.recipient: entry for entry in found}

    def enrol(self, roll: Roll) -> None:
        """Write down everybody who is to get it, and that those who no longer want it do not."""
        now, standing = self.tools.now(), self.entries()
        new = Settlement(State.WAITING, due=now, note="not tried yet")
        settled = [(self._key(reader), new) for reader in roll.wanted if reader not in standing]
        for reader, entry in standing.items():
            if entry.state is State.WAITING and reader not in roll.wanted:
                reason = roll.suppressed.get(reader) or roll.skipped.get(reader) or "left the list"
                settled.append((entry.key, Settlement(State.SUPPRESSED, note=reason)))
        if settled:
            self.ledger.deliveries.record(settled, [], now)

    def due(self, roll: Roll) -> list[tuple[Subscriber, Entry]]:
        """Return the readers whose turn it is, and where they stand."""
        now = self.tools.now()
        return [
            (roll.wanted[reader], entry)
            for reader, entry in self.entries().items()
            if entry.state is State.WAITING and reader in roll.wanted and entry.due is not None and entry.due <= now
        ]

    def send(self, due: Sequence[tuple[Subscriber, Entry]], progress: Progress) -> str:
        """Send to readers and return what ended that early, in a line; empty where nothing did."""
        if not due:
            return ""
        path = journal_of(self.ledger, self.settings.name)
        pace = Pace(self.settings.per_minute, self.tools.clock, self.tools.sleep)
        with Journal(path, self.edition, self.tools.holder, self.tools.boot) as journal:
            diary = Diary(journal)
            sending = Sending(server_of(self.settings), self.settings.sender, diary, pace)
            try:
                trouble = self._all(due, progress, sending, diary)
            except CommentaryError as error:
                trouble = "; ".join(map(str, error.faults))
            finally:
                sending.close()
                self._commit([], diary)
        forgotten(path)
        return trouble

    def _all(self, due: Sequence[tuple[Subscriber, Entry]], progress: Progress, sending: Sending, diary: Diary) -> str:
        entries = {reader.key: entry for reader, entry in due}
        intended: set[str] = set()
        readers = [reader for reader, _ in due]
        drafts = _Drafts(self.letters, readers, self.tools.now)
        for number, reader in enumerate(progress(readers)):
            if self.tools.stop.is_set():
                return _STOPPED
            if number % self._size == 0:
                batch = readers[number : number + self._size]
                intended = self._commit([entries[item.key] for item in batch], diary)
            if reader.key not in intended:
                continue
            draft = drafts.take(number)
            if isinstance(draft, Verdict):
                diary.outcome(reader.key, draft)
            elif sending.send(draft, partial(drafts.write, number + 1)).state is State.DELIVERED:
                self.sent.add(reader.key)
        return ""

    @property
    def _size(self) -> int:
        """Recipients of a batch: as many as go out in some seconds, so that the ledger is never far behind."""
        limit = self.settings.per_minute
        return _BATCH if not limit else max(1, min(_BATCH, limit // 6))

    def _commit(self, batch: Sequence[Entry], diary: Diary) -> set[str]:
        """Commit the outcomes of the batch before and the intents of this one, and return whom it is to go to.

        Who has left the list since the run began gets nothing.
        """
        if batch:
            self.held()
        now, deliveries = self.tools.now(), self.ledger.deliveries
        gone = self.ledger.subscribers.suppressed(self.settings.list_id) if batch else {}
        known = Known(diary.begun, diary.verdicts)
        settled = [(entry.key, settlement(entry, known, now)) for entry in self._intended]
        settled += (
            (entry.key, Settlement(State.SUPPRESSED, note=gone[entry.key.recipient]))
            for entry in batch
            if entry.key.recipient in gone
        )
        staying = [entry for entry in batch if entry.key.recipient not in gone]
        version = self.letters.mail.mail.identity
        self.ledger.subscribers.suppress(bounced(diary.verdicts, now))
        if settled or staying:
            deliveries.record(settled, [(entry.key, version) for entry in staying], now, self.tools.holder)
        diary.begun.clear()
        diary.verdicts.clear()
        self._intended = [replace(entry, attempts=entry.attempts + 1) for entry in staying]
        return {entry.key.recipient for entry in staying}

    def _key(self, recipient: str) -> Key:
        return Key(self.edition, self.settings.name, recipient)
