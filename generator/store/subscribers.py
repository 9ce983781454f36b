"""The list of readers, and those of them who get nothing. The two are apart: no import brings anybody back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, text, update

from generator.store.database import Database
from generator.store.subscriber import Enrolment, Subscriber, Suppression
from generator.store.tables import SUBSCRIBERS, SUPPRESSIONS
from generator.store.times import moment, stamp

_SUPPRESS: Final = text(
    """
    INSERT INTO ledger_suppressions VALUES (:address, :list_id, :reason, :since)
    ON CONFLICT (address, list_id) DO NOTHING
    """
)


class Subscribers:
    """Who wants mail, and who gets none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, subscribers: Iterable[Subscriber], now: datetime) -> Enrolment:
        """Put readers on the list, or alter what they asked for; who is not among them stays as they are."""
        wanted = {item.key: item for item in subscribers}

        def work(connection: Connection) -> Enrolment:
            before = {item.key: item for item in _everyone(connection)}
            added = [_row(item) | {"since": stamp(now)} for key, item in wanted.items() if key not in before]
            changed = [item for key, item in wanted.items() if key in before and before[key] != item]
            if added:
                connection.execute(insert(SUBSCRIBERS), added)
            for item in changed:
                connection.execute(update(SUBSCRIBERS).where(SUBSCRIBERS.c.key == item.key).values(**_row(item)))
            return Enrolment(len(added), len(changed), len(wanted) - len(added) - len(changed))

        return self._database.write(work, _since(now))

    def remove(self, addresses: Iterable[str], now: datetime) -> int:
        """Take addresses off the list and return how many were on it. This forbids nothing: `suppress` does."""
        keys = [address.lower() for address in addresses]

        def work(connection: Connection) -> int:
            return sum(
                int(connection.execute(delete(SUBSCRIBERS).where(SUBSCRIBERS.c.key == key)).rowcount) for key in keys
            )

        return self._database.write(work, _since(now))

    def everyone(self) -> tuple[Subscriber, ...]:
        """Return the list in the order of its addresses, those included who get nothing."""
        return self._database.read(_everyone)

    def suppress(self, given: Sequence[Suppression]) -> int:
        """Put on disk that addresses get nothing, and return of how many that is new. The first reason stays."""
        if not given:
            return 0
        rows = [{**asdict(item), "address": item.address.lower(), "since": stamp(item.since)} for item in given]

        def work(connection: Connection) -> int:
            return sum(int(connection.execute(_SUPPRESS, row).rowcount) for row in rows)

        return self._database.write(work, _since(given[0].since))

    def restore(self, address: str, now: datetime) -> int:
        """Take back every suppression of an address, and return how many there were."""
        query = delete(SUPPRESSIONS).where(SUPPRESSIONS.c.address == address.lower())
        return self._database.write(lambda connection: int(connection.execute(query).rowcount), _since(now))

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return every suppression in the order of the addresses."""
        query = select(SUPPRESSIONS).order_by(SUPPRESSIONS.c.address, SUPPRESSIONS.c.list_id)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return tuple(Suppression(row.address, row.list_id, row.reason, moment(row.since)) for row in rows)

    def suppressed(self, list_id: str) -> Mapping[str, str]:
        """Return the addresses, in lower case, that get nothing of a list, and why."""
        columns = SUPPRESSIONS.c.address, SUPPRESSIONS.c.reason
        query = select(*columns).where(SUPPRESSIONS.c.list_id.in_(("", list_id)))
        return self._database.read(lambda connection: {row[0]: row[1] for row in connection.execute(query)})


def _everyone(connection: Connection) -> tuple[Subscriber, ...]:
    rows = connection.execute(select(SUBSCRIBERS).order_by(SUBSCRIBERS.c.key))
    return tuple(Subscriber(row.address, row.name, row.language, tuple(row.assets.split())) for row in rows)


def _row(item: Subscriber) -> dict[str, Any]:
    given = {"address": item.address, "name": item.name, "language": item.language, "assets": " ".join(item.assets)}
    return {"key": item.key, **given}


def _since(now: datetime) -> str:
    return f"{now:%Y-%m-%d %H:%M:%S} UTC"
