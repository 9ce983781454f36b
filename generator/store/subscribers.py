"""The list of readers, and those of them who get nothing. The two are apart: no import brings anybody back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, text, update

from generator.store.database import Database
from generator.store.subscriber import Enrolment, Refusal, Subscriber, Suppression
from generator.store.tables import REFUSALS, SUBSCRIBERS, SUPPRESSIONS
from generator.store.times import moment, stamp

_SUPPRESS: Final = text(
    """
    INSERT INTO ledger_suppressions VALUES (:address, :list_id, :reason, :since)
    ON CONFLICT (address, list_id) DO NOTHING
    """
)
_REFUSE: Final = text(
    """
    INSERT INTO ledger_refusals VALUES (:address, :edition, :at, :reason, 1) ON CONFLICT (address, edition) DO NOTHING
    """
)
_FORGIVE: Final = text("UPDATE ledger_refusals SET counts = 0 WHERE address = :address AND at <= :until")


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
        return self._database.write(lambda connection: _suppressed(connection, given), _since(given[0].since))

    def refused(self, given: Sequence[Refusal], taken: Mapping[str, datetime], most: int, now: datetime) -> int:
        """Put refusals on disk, suppress whom they hit on `most` days in a row, and return of how many that is new.

        `taken` are the moments, UTC, at which mail was taken, by address: no refusal before it counts any more. All of
        one day count once, and so does one that is given again.
        """
        if not given and not self._database.read(lambda connection: bool(_counting(connection))):
            return 0

        def work(connection: Connection) -> int:
            if given:
                connection.execute(_REFUSE, [{**asdict(item), "at": stamp(item.at)} for item in given])
            held = {row.address for row in _counting(connection)}
            if forgiven := [{"address": key, "until": stamp(taken[key])} for key in sorted(held & taken.keys())]:
                connection.execute(_FORGIVE, forgiven)
            days: dict[str, dict[date, str]] = {}
            for row in _counting(connection):
                days.setdefault(row.address, {})[moment(row.at).date()] = row.reason
            reached = {key: list(found.values()) for key, found in days.items() if len(found) >= most}
            why = {key: f"refused on {len(reasons)} days in a row: {reasons[-1]}" for key, reasons in reached.items()}
            return _suppressed(connection, [Suppression(key, "", reason, now) for key, reason in why.items()])

        return self._database.write(work, _since(now))

    def restore(self, address: str, now: datetime) -> int:
        """Take back every suppression of an address, and what counts against it, and return how many there were."""
        query = delete(SUPPRESSIONS).where(SUPPRESSIONS.c.address == address.lower())

        def work(connection: Connection) -> int:
            connection.execute(_FORGIVE, {"address": address.lower(), "until": stamp(now)})
            return int(connection.execute(query).rowcount)

        return self._database.write(work, _since(now))

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


def _suppressed(connection: Connection, given: Iterable[Suppression]) -> int:
    rows = [{**asdict(item), "address": item.address.lower(), "since": stamp(item.since)} for item in given]
    return sum(int(connection.execute(_SUPPRESS, row).rowcount) for row in rows)


def _counting(connection: Connection) -> Sequence[Row[Any]]:
    """Return the refusals that count, in the order of their moments."""
    query = select(REFUSALS).where(REFUSALS.c.counts == 1).order_by(REFUSALS.c.at, REFUSALS.c.edition)
    return connection.execute(query).all()


def _row(item: Subscriber) -> dict[str, Any]:
    given = {"address": item.address, "name": item.name, "language": item.language, "assets": " ".join(item.assets)}
    return {"key": item.key, **given}


def _since(now: datetime) -> str:
    return f"{now:%Y-%m-%d %H:%M:%S} UTC"
