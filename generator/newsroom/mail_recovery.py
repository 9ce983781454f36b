"""Takes over what a run left that ended without a word: who got the mail, who did not, and who nobody can tell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from generator.channels.mail.reckoning import Known, bounced, read, settlement
from generator.newsroom.mail_parts import Tools, journal_of
from generator.store.delivery import Entry, State
from generator.store.journal import Kept, forgotten, kept

if TYPE_CHECKING:
    from generator.store.ledger import Ledger


def recover(ledger: Ledger, channel: str, tools: Tools) -> int:
    """Settle everything intended on a channel, which the caller holds, and return how many that were.

    Where a run's journal is whole, its recipients are certain but for the one whose mail it was at. Without a journal
    all it intended are uncertain.
    """
    path = journal_of(ledger, channel)
    found, now = kept(path, tools.boot), tools.now()
    left: dict[str, list[Entry]] = defaultdict(list)
    for entry in ledger.deliveries.entries(channel=channel, state=State.INTENDED):
        left[entry.key.edition].append(entry)
    for edition, entries in left.items():
        own = found if found is not None and found.edition == edition else None
        known = _known(own)
        settled = [(entry.key, settlement(entry, _of(entry, own, known), now)) for entry in entries]
        ledger.subscribers.suppress(bounced(known.verdicts, now))
        ledger.deliveries.record(settled, [], now)
    forgotten(path)
    return sum(map(len, left.values()))


def _known(found: Kept | None) -> Known:
    if found is None:
        return Known((), {}, whole=False)
    return Known(found.begun, {reader: read(outcome) for reader, outcome in found.outcomes.items()}, found.whole)


def _of(entry: Entry, found: Kept | None, known: Known) -> Known:
    """Return what is known of one entry: of another run's the journal knows nothing."""
    return known if found is not None and entry.holder == found.holder else Known((), {}, whole=False)
