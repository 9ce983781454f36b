"""What became of an edition's readers, each counted once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from generator.channels.mail.roll import Roll
from generator.store.delivery import Entry, State


@dataclass(frozen=True, slots=True)
class Summary:
    """Readers by what became of them; the numbers add up to `total`, counted apart."""

    total: int
    """Readers of the list, and those who have left it since the edition was first sent."""
    sent: int = 0
    """In this run."""
    already: int = 0
    """Sent by an earlier run."""
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0
    suppressed: int = 0
    skipped: int = 0
    """Who asked for something else."""
    due: datetime | None = None
    """When the next of those waiting is to be tried, UTC."""
    trouble: str = ""
    """Why the run ended before its end, in a line; empty where it did not."""

    def __post_init__(self) -> None:
        if self.total != sum(number for _, number in self.counts):
            raise ValueError(f"{self.counts} do not add up to {self.total}")

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Each number and its name."""
        names = ("sent", "already sent", "waiting", "failed", "uncertain", "suppressed", "skipped")
        numbers = (self.sent, self.already, self.waiting, self.failed, self.uncertain, self.suppressed, self.skipped)
        return tuple(zip(names, numbers, strict=True))

    def __str__(self) -> str:
        parts = ", ".join(f"{number:,} {name}" for name, number in self.counts if number)
        text = f"{self.total:,} readers: {parts or 'nobody to send to'}"
        if self.waiting and self.due is not None:
            text += f"; the next try is at {self.due.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return text


def summary_of(roll: Roll, entries: Iterable[Entry], sent: Collection[str], trouble: str = "") -> Summary:
    """Return what became of the readers of `roll` and of `entries`; `sent` are those of this run."""
    standing = {entry.key.recipient: entry for entry in entries}
    readers = {*roll.wanted, *roll.suppressed, *roll.skipped, *standing}
    counted = dict.fromkeys(_FIELDS, 0)
    for name in _named(readers, roll, standing, sent):
        counted[name] += 1
    moments = [entry.due for entry in standing.values() if entry.state is State.WAITING and entry.due is not None]
    return Summary(len(readers), due=min(moments, default=None), trouble=trouble, **counted)


_FIELDS = ("sent", "already", "waiting", "failed", "uncertain", "suppressed", "skipped")
_BY_STATE = {
    State.INTENDED: "uncertain",
    State.WAITING: "waiting",
    State.FAILED: "failed",
    State.UNCERTAIN: "uncertain",
    State.SUPPRESSED: "suppressed",
}


def _named(readers: Iterable[str], roll: Roll, standing: dict[str, Entry], sent: Collection[str]) -> Iterator[str]:
    for reader in readers:
        entry = standing.get(reader)
        if entry is not None and entry.state is State.DELIVERED:
            yield "sent" if reader in sent else "already"
        elif entry is not None:
            yield _BY_STATE[entry.state]
        elif reader in roll.suppressed:
            yield "suppressed"
        else:
            yield "skipped" if reader in roll.skipped else "waiting"
