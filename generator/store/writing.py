"""Appends a batch: what is new becomes a row, what differs a revision, what is known nothing. Nothing is altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from generator.errors import InputInvalid, invalid
from generator.market import UNITS, Batch, Observations, SetAside
from generator.store import bulk
from generator.store.bulk import Floats, Integers
from generator.store.records import Receipt
from generator.store.tables import BATCH_ASSETS, BATCHES, BREAKS, OBSERVATIONS, QUARANTINE, SERIES
from generator.store.times import length, stamp

_CHUNK: Final = 50_000  # observations compared and inserted at a time
_LATEST: Final = 253_402_300_800_000  # the year 10000: no calendar goes further


# Statements of every series that is stored, built once: building one takes longer than running it.
_SERIES_KEY: Final = ("asset", "venue", "market", "field", "unit", "interval")
_SERIES_OF: Final = select(SERIES.c.id).where(*(SERIES.c[name] == bindparam(name) for name in _SERIES_KEY))
_WITHIN: Final = (OBSERVATIONS.c.series == bindparam("of")) & OBSERVATIONS.c.time.between(
    bindparam("first"), bindparam("last")
)
_ANY_STORED: Final = select(OBSERVATIONS.c.time).where(_WITHIN).limit(1)
_STORED: Final = (
    select(OBSERVATIONS.c.time, OBSERVATIONS.c.revision, OBSERVATIONS.c.value)
    .where(_WITHIN)
    .order_by(OBSERVATIONS.c.time, OBSERVATIONS.c.revision)
    .execution_options(stream_results=True)
)


@dataclass(slots=True)
class _Tally:
    new: int = 0
    unchanged: int = 0
    corrected: int = 0


def append(connection: Connection, batch: Batch, received: int) -> Receipt:
    """Store a batch received at a stamp, within the transaction of the caller. Raises InputInvalid, storing nothing."""
    assets = _assets(batch)
    if not assets:
        return Receipt()
    if all(is_known(connection, batch.digest, asset) for asset in assets):
        return Receipt(known_file=True)
    zeros = dict.fromkeys(("added", "unchanged", "corrected", "quarantined"), 0)
    given = {"source": _storable(batch.source), "digest": batch.digest, "received": received}
    number = _inserted(connection, BATCHES, {**given, **zeros})
    connection.execute(insert(BATCH_ASSETS), [{"batch": number, "asset": asset} for asset in assets])
    tally = _Tally()
    for observations in batch.observations:
        _store(connection, observations, (number, received), tally)
    quarantined = _quarantine(connection, batch.set_aside, assets[0], number) if batch.set_aside else 0
    counts = {"added": tally.new, "unchanged": tally.unchanged, "corrected": tally.corrected}
    # The one update there is: of a row this very transaction made.
    connection.execute(update(BATCHES).where(BATCHES.c.id == number).values(**counts, quarantined=quarantined))
    return Receipt(tally.new, tally.unchanged, tally.corrected, quarantined)


def is_known(connection: Connection, digest: str, asset: str) -> bool:
    """Return whether bytes with this digest were stored for an asset."""
    found = select(BATCHES.c.id).join(BATCH_ASSETS, BATCH_ASSETS.c.batch == BATCHES.c.id)
    found = found.where(BATCHES.c.digest == digest, BATCH_ASSETS.c.asset == asset.upper())
    return connection.execute(found.limit(1)).first() is not None


def _assets(batch: Batch) -> list[str]:
    """Return the assets of a sound batch in order, each once."""
    assets = sorted({_storable(observations.asset).upper() for observations in batch.observations})
    if batch.set_aside and len(assets) != 1:
        raise invalid(batch.source, "sets values aside of no asset or of several", "store one asset after another")
    for observations in batch.observations:
        fault = _fault(observations)
        if fault:
            raise _refused(batch, observations, fault)
    return assets


def _fault(observations: Observations) -> str:
    times, values = _columns(observations)
    if not np.isfinite(values).all():
        return "holds a value that is no number"
    if len(times) and not 0 <= times[0] <= times[-1] < _LATEST:
        return "holds a time before 1970 or after 9999"
    if (times % length(observations.interval or "")).any():
        return f"holds a bar that does not start at a multiple of {observations.interval} since 1970 UTC"
    return ""


def _refused(batch: Batch, observations: Observations, problem: str) -> InputInvalid:
    return invalid(f"{batch.source}: {observations.field}", problem, "nothing of it was stored; mend the source")


def _store(connection: Connection, observations: Observations, origin: tuple[int, int], tally: _Tally) -> None:
    """Store what is new and what differs of one series; `origin` is the batch and its moment of receipt."""
    times, values = _columns(observations)
    if not len(times) and not observations.breaks:
        return
    series = _series(connection, observations)
    batch, received = origin
    for start in range(0, len(times), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        keep, revisions = _news(connection, series, times[chunk], values[chunk])
        bulk.insert(connection, (series, batch, received), times[chunk][keep], revisions, values[chunk][keep])
        corrected = int(np.count_nonzero(revisions))
        tally.corrected += corrected
        tally.new += len(revisions) - corrected
        tally.unchanged += len(keep) - len(revisions)
    _break(connection, series, observations, batch)


def _news(connection: Connection, series: int, times: Integers, values: Floats) -> tuple[np.ndarray, Integers]:
    """Return which observations are to be stored, and the revisions of those."""
    within = {"of": series, "first": int(times[0]), "last": int(times[-1])}
    if connection.execute(_ANY_STORED, within).first() is None:
        return np.ones(len(times), np.bool_), np.zeros(len(times), np.int64)
    latest = np.full(len(times), -1, np.int64)
    stored = np.zeros(len(times))
    for part in connection.execute(_STORED, within).partitions(_CHUNK):
        at, revision, value = zip(*part, strict=True)
        stamps = np.array(at, np.int64)
        place = np.minimum(np.searchsorted(times, stamps), len(times) - 1)
        same = times[place] == stamps
        # Ascending by revision: of several the last one is kept.
        latest[place[same]] = np.array(revision, np.int64)[same]
        stored[place[same]] = np.array(value, np.float64)[same]
    keep = (latest < 0) | (stored != values)
    return keep, (latest + 1)[keep]


def _series(connection: Connection, observations: Observations) -> int:
    key = {
        "asset": _storable(observations.asset).upper(),
        "venue": _storable(observations.venue or ""),
        "market": _storable(observations.market or ""),
        "field": observations.field.value,
        "unit": UNITS[observations.field],
        "interval": observations.interval or "",
    }
    found = connection.scalar(_SERIES_OF, key)
    return _inserted(connection, SERIES, key) if found is None else int(found)


def _break(connection: Connection, series: int, observations: Observations, batch: int) -> None:
    if not observations.breaks:
        return
    stored = set(connection.scalars(select(BREAKS.c.time).where(BREAKS.c.series == series)))
    fresh = sorted({stamp(moment) for moment in observations.breaks} - stored)
    if fresh:
        connection.execute(insert(BREAKS), [{"series": series, "time": time, "batch": batch} for time in fresh])


def _quarantine(connection: Connection, set_aside: tuple[SetAside, ...], asset: str, batch: int) -> int:
    """Store values set aside, each once however often it comes, and return how many are new."""
    columns = QUARANTINE.c.time, QUARANTINE.c.field, QUARANTINE.c.value
    given = {(stamp(item.time), _storable(item.field), _storable(item.value)): item for item in set_aside}
    stamps = [time for time, _, _ in given]
    query = select(*columns).where(QUARANTINE.c.asset == asset, QUARANTINE.c.time.between(min(stamps), max(stamps)))
    stored = {tuple(row) for row in connection.execute(query)}
    fresh = [(key, _storable(item.reason)) for key, item in given.items() if key not in stored]
    for number, ((time, field, value), reason) in enumerate(fresh, _next(connection, QUARANTINE)):
        row = {"asset": asset, "time": time, "field": field, "value": value, "reason": reason}
        connection.execute(insert(QUARANTINE).values(id=number, batch=batch, **row))
    return len(fresh)


def _inserted(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert one row under the next number and return that."""
    number = _next(connection, table)
    connection.execute(insert(table).values(id=number, **values))
    return number


def _next(connection: Connection, table: Table) -> int:
    """Return a number no row of a table has. There is one writer at a time, so nobody else takes it."""
    return int(connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0) + 1


def _columns(observations: Observations) -> tuple[Integers, Floats]:
    return np.array(observations.times, np.int64), np.array(observations.values, np.float64)


def _storable(text: str) -> str:
    """Return text both databases keep: without NUL and half characters, which a hostile file may hold."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
