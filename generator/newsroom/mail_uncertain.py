"""Mails of which nobody can tell whether they arrived: listed, and resent or left as a person decides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.newsroom.mail_parts import Tools
from generator.newsroom.mail_recovery import recover
from generator.store.delivery import Entry, Settlement, State

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

_LEFT: Final = "left as it is: it may have arrived"


@dataclass(frozen=True, slots=True)
class Which:
    """Which uncertain mails are meant; what is empty means any."""

    edition: str | None = None
    channel: str | None = None
    recipients: Collection[str] = ()
    """In lower case."""


def uncertain(ledger: Ledger, which: Which) -> tuple[Entry, ...]:
    """Return the mails nobody can tell of, those included whose run ended without a word."""
    found = [
        entry
        for state in (State.UNCERTAIN, State.INTENDED)
        for entry in ledger.deliveries.entries(edition=which.edition, channel=which.channel, state=state)
    ]
    wanted = [entry for entry in found if entry.key.recipient and _meant(entry, which)]
    return tuple(sorted(wanted, key=lambda entry: (entry.key.edition, entry.key.channel, entry.key.recipient)))


def decide(ledger: Ledger, which: Which, tools: Tools, *, resend: bool) -> int:
    """Have uncertain mails sent again by the next run, or left alone for ever, and return how many.

    Raises SourceUnavailable where a run is at one of their channels.
    """
    count = 0
    for channel in sorted({entry.key.channel for entry in uncertain(ledger, which)}):
        with ledger.deliveries.alone(channel, tools.holder):
            recover(ledger, channel, tools)
            now = tools.now()
            settlement = (
                Settlement(State.WAITING, due=now, note="to be resent")
                if resend
                else Settlement(State.SUPPRESSED, note=_LEFT)
            )
            found = ledger.deliveries.entries(edition=which.edition, channel=channel, state=State.UNCERTAIN)
            meant = [(entry.key, settlement) for entry in found if entry.key.recipient and _meant(entry, which)]
            if meant:
                ledger.deliveries.record(meant, [], now)
            count += len(meant)
    return count


def _meant(entry: Entry, which: Which) -> bool:
    return not which.recipients or entry.key.recipient in which.recipients
