"""The ledger of deliveries: an intent is on disk before anything goes out, and the outcome after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, text

from generator.store import locks
from generator.store.database import Database
from generator.store.delivery import Entry, Key, Settlement, State
from generator.store.tables import DELIVERIES
from generator.store.times import moment, stamp

_INTEND: Final = text(
    """
    INSERT INTO ledger_deliveries VALUES (
        :edition, :channel, :recipient, 'intended', :version, :holder, 1, :now, :now, 0, '', '', '', '', ''
    ) ON CONFLICT (edition, channel, recipient) DO UPDATE SET
        state = 'intended', version = excluded.version, holder = excluded.holder,
        attempts = ledger_deliveries.attempts + 1, last = excluded.last, due = 0, note = ''
    """
)
_SETTLE: Final = text(
    """
    INSERT INTO ledger_deliveries VALUES (
        :edition, :channel, :recipient, :state, '', '', 0, :now, :now, :due, :note, '', :address, :remote, :status
    ) ON CONFLICT (edition, channel, recipient) DO UPDATE SET
        state = excluded.state, last = excluded.last, due = excluded.due, note = excluded.note
    """
)
_DELIVER: Final = text(
    f"""{_SETTLE.text},
        delivered = ledger_deliveries.version,
        address = excluded.address, remote = excluded.remote, status = excluded.status
    """
)
"""What certainly stands there is kept, however later tries end."""


class Deliveries:
    """What was sent where. Hold `alone` while delivering: then whoever intended something before is gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def alone(self, channel: str, holder: str) -> Iterator[locks.Held]:
        """Hold a channel against other runs, until the context ends or the process does.

        Raises SourceUnavailable naming who delivers to it, where that takes longer than `locks.PATIENCE`.
        """
        with self._database.watched(f"channel {channel}", holder, locks.delivered, locks.PATIENCE) as held:
            yield held

    def intend(self, key: Key, version: str, now: datetime, holder: str) -> None:
        """Put on disk that a version is about to be sent."""
        self.record([], [(key, version)], now, holder)

    def settle(self, key: Key, settlement: Settlement, now: datetime) -> None:
        """Put on disk what became of an intent, or that there will be none."""
        self.record([(key, settlement)], [], now)

    def record(
        self,
        settled: Sequence[tuple[Key, Settlement]],
        intended: Sequence[tuple[Key, str]],
        now: datetime,
        holder: str = "",
    ) -> None:
        """Put outcomes and the next intents, keys with their versions, on disk in one transaction.

        What mail to thousands needs: the outcome of one recipient costs no more when the intent of the next goes along.
        """
        at = stamp(now)
        intents = [{**_named(key), "version": version, "holder": holder, "now": at} for key, version in intended]
        outcomes, certain = list[dict[str, object]](), list[dict[str, object]]()
        for key, item in settled:
            row = {**_named(key), "state": item.state.value, "due": _due(item), "note": item.note, "now": at}
            if item.state is State.DELIVERED:
                certain.append({**row, "address": item.address, "remote": item.remote, "status": item.status})
            else:
                outcomes.append({**row, "address": "", "remote": "", "status": ""})

        def work(connection: Connection) -> None:
            for statement, rows in ((_SETTLE, outcomes), (_DELIVER, certain), (_INTEND, intents)):
                if rows:
                    connection.execute(statement, rows)

        self._database.write(work, f"{moment(at):%Y-%m-%d %H:%M:%S} UTC")

    def standing(self, key: Key) -> Entry | None:
        """Return where a delivery stands; None where it was never intended."""
        query = select(DELIVERIES).where(
            DELIVERIES.c.edition == key.edition,
            DELIVERIES.c.channel == key.channel,
            DELIVERIES.c.recipient == key.recipient,
        )
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else _entry(row)

    def entries(
        self, *, edition: str | None = None, channel: str | None = None, state: State | None = None
    ) -> tuple[Entry, ...]:
        """Return every delivery of an edition, on a channel and in a state, in the order of their keys."""
        query = _narrowed(select(DELIVERIES), edition, channel, state).order_by(
            DELIVERIES.c.edition, DELIVERIES.c.channel, DELIVERIES.c.recipient
        )
        return tuple(map(_entry, self._database.read(lambda connection: connection.execute(query).all())))

    def counts(self, *, edition: str | None = None, channel: str | None = None) -> Mapping[State, int]:
        """Return how many deliveries there are in each state that has any."""
        query = _narrowed(select(DELIVERIES.c.state, func.count()), edition, channel, None).group_by(DELIVERIES.c.state)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return {State(state): number for state, number in rows}


def _narrowed(query: Select[Any], edition: str | None, channel: str | None, state: State | None) -> Select[Any]:
    if edition is not None:
        query = query.where(DELIVERIES.c.edition == edition)
    if channel is not None:
        query = query.where(DELIVERIES.c.channel == channel)
    if state is not None:
        query = query.where(DELIVERIES.c.state == state.value)
    return query


def _named(key: Key) -> dict[str, object]:
    return {"edition": key.edition, "channel": key.channel, "recipient": key.recipient}


def _due(settlement: Settlement) -> int:
    return 0 if settlement.due is None else stamp(settlement.due)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        Key(row.edition, row.channel, row.recipient),
        State(row.state),
        row.version,
        row.holder,
        row.attempts,
        moment(row.first),
        moment(row.last),
        moment(row.due) if row.due else None,
        row.note,
        row.delivered,
        row.address,
        row.remote,
        row.status,
    )
