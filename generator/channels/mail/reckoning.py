"""From what is known of recipients to what is written down of them: after a batch, a stop, or a kill alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.channels.mail.verdict import Verdict, next_try, turned_away
from generator.store.delivery import Entry, Settlement, State
from generator.store.subscriber import Refusal, Suppression

LOST: Final = "the run that sent it ended before it knew the outcome"
GIVEN_UP: Final = "given up after five days"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a run's recipients."""

    begun: Collection[str]
    """Whose mail may have gone out."""
    verdicts: Mapping[str, Verdict]
    whole: bool = True
    """Whether who is in neither certainly got nothing."""


def settlement(entry: Entry, known: Known, now: datetime) -> Settlement:
    """Return what is to be written down of a recipient who was intended. `entry` is as it stands since then."""
    recipient = entry.key.recipient
    verdict = known.verdicts.get(recipient)
    if verdict is None:
        if recipient in known.begun or not known.whole:
            return Settlement(State.UNCERTAIN, note=LOST)
        return Settlement(State.WAITING, due=now, note="not tried yet")
    if verdict.state is not State.WAITING:
        return Settlement(verdict.state, note=verdict.note)
    due = next_try(entry.first, entry.attempts, now)
    if due is None:
        return Settlement(State.FAILED, note=f"{GIVEN_UP}; {verdict.note}")
    return Settlement(State.WAITING, due=due, note=verdict.note)


def written(verdict: Verdict) -> dict[str, object]:
    """Return a verdict for the journal."""
    return {"state": verdict.state.value, "note": verdict.note, "gone": verdict.gone}


def read(kept: Mapping[str, object]) -> Verdict:
    """Return a verdict of the journal; what cannot be read is uncertain."""
    try:
        return Verdict(State(str(kept["state"])), str(kept["note"]), kept["gone"] is True)
    except (KeyError, ValueError):
        return Verdict(State.UNCERTAIN, LOST)


def bounced(verdicts: Mapping[str, Verdict], now: datetime) -> tuple[Suppression, ...]:
    """Return the addresses that get no mail at all, so that no list tries them again."""
    return tuple(
        Suppression(reader, "", f"bounced: {verdict.note}", now) for reader, verdict in verdicts.items() if verdict.gone
    )


def refusals(entries: Iterable[Entry]) -> tuple[tuple[Refusal, ...], dict[str, datetime]]:
    """Return who was refused an edition, by where its readers stand, and when those got it who did.

    Where more were refused than got it the fault is likelier the sender's than theirs, and nobody was.
    """
    taken, refused = dict[str, datetime](), list[Refusal]()
    for entry in entries:
        if entry.state is State.DELIVERED:
            taken[entry.key.recipient] = entry.last
        elif entry.state is State.FAILED and turned_away(entry.note):
            refused.append(Refusal(entry.key.recipient, entry.key.edition, entry.last, entry.note))
    return (tuple(refused) if len(refused) <= len(taken) else ()), taken
