"""The wiring of a market's past: from which file or ledger it is read, and how a snapshot is taken of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from generator.edition import Chronicle, chronicle, snapshot_of
from generator.errors import InputInvalid, invalid
from generator.market import History
from generator.metrics.snapshot import Snapshot
from generator.newsroom.inputs import moment, read_bytes
from generator.newsroom.live import Live, live_history
from generator.newsroom.stores import of_ledger, open_store
from generator.regimes.rules import shipped_rules

if TYPE_CHECKING:
    from generator.metrics.statistics import Estimator
    from generator.store.records import Reach


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a market's past comes from, as the commands' options say it."""

    history: str | None = None
    """Name of a file; None for the ledger."""
    columns: str | None = None
    """Name of its column map; None where it fits a shipped one or names its columns plainly."""
    store: str | None = None
    """URL or path of the ledger; None for the user's own."""
    period: str | None = None
    """Length of the bars to make from the ledger; None for a day."""
    venue: str | None = None
    """Of the ledger: take this venue's series alone."""
    known_at: datetime | None = None
    """Of the ledger: only what had been received by then, UTC."""
    estimator: Estimator = "robust"
    live: Live | None = None
    """Ask the venues now, instead of a file or the ledger."""

    @property
    def name(self) -> str:
        """What messages call it."""
        if self.live is not None:
            return "the venues"
        return "the ledger" if self.history is None else Path(self.history).name


def history_of(asset: str, origin: Origin, as_of: datetime | None) -> History:
    """Return the bars of an asset. Of a ledger those that had ended by `as_of`, as they were known then.

    Raises InputInvalid where there is no bar.
    """
    if origin.live is not None:
        return live_history(asset, origin.period or "1d", origin.live)
    if origin.history is None:
        with open_store(origin.store) as ledger:
            period = origin.period or "1d"
            found = of_ledger(ledger, asset, period, as_of=as_of, known_at=origin.known_at, venue=origin.venue)
            if not found.known:
                raise _no_bar(asset, origin, period, as_of, ledger.reaches(asset))
            return found
    # numpy is wanted only here: writing from a snapshot must not pay for it.
    from generator.sources.column_map import read_column_map  # noqa: PLC0415
    from generator.sources.files import read_history  # noqa: PLC0415

    column_map = None
    if origin.columns is not None:
        column_map = read_column_map(read_bytes(origin.columns), Path(origin.columns).name)
    found = read_history(Path(origin.history), asset, column_map, venue=origin.venue)
    if not found.known:
        raise invalid(origin.name, "holds no bar", "give a file with market history")
    return found


def _no_bar(asset: str, origin: Origin, period: str, as_of: datetime | None, there: Sequence[Reach]) -> InputInvalid:
    """Return the error of a ledger without a bar of what was asked for, saying what it has instead."""
    by = "" if as_of is None else f" that ended by {as_of:%Y-%m-%d %H:%M} UTC"
    of = f" of venue {origin.venue}" if origin.venue else ""
    remedy = "import its history with `commentary import`, or choose a later time"
    if there:
        bars = ", ".join(sorted({item.interval or "samples" for item in there}))
        venues = ", ".join(sorted({item.venue or "no venue" for item in there}))
        remedy += f"; it has {bars} from {venues}"
    return invalid(origin.name, f"holds no {period} bar of {asset.upper()}{of}{by}", remedy)


def past_of(asset: str, origin: Origin, as_of: datetime | None = None) -> Chronicle:
    """Return the past of an asset with its regimes over time."""
    return chronicle(history_of(asset, origin, as_of), shipped_rules(), origin.estimator, as_of)


def last_close(past: Chronicle) -> datetime:
    """Return the close of the newest bar, UTC."""
    return datetime.fromtimestamp(past.panel.history.known[-1], UTC)


def snapshot_at(past: Chronicle, origin: Origin, as_of: datetime, told: datetime | None = None) -> Snapshot:
    """Return the snapshot of a past at a moment. Raises InputInvalid, with the reasons, where it gives no metric."""
    snapshot = snapshot_of(past, as_of, told)
    if not snapshot.measures:
        known = past.panel.history.known
        reasons = sorted(set(snapshot.notes.missing.values()), key=lambda text: (not text.startswith("no value"), text))
        reasons = reasons or ["nothing is known at that time"]
        first, last = (datetime.fromtimestamp(known[i], UTC) for i in (0, -1))
        problem = f"gives no metric at {as_of:%Y-%m-%dT%H:%M:%SZ} ({'; '.join(reasons)})"
        raise invalid(origin.name, problem, f"choose a time it covers, {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    return snapshot


def snapshot_from_history(asset: str, origin: Origin, at: str | None, told: datetime | None = None) -> Snapshot:
    """Return the snapshot of an asset at a time, or at its last bar."""
    as_of = None if at is None else moment(at)
    past = past_of(asset, origin, as_of)
    return snapshot_at(past, origin, last_close(past) if as_of is None else as_of, told)


def days(first: str, last: str) -> list[datetime]:
    """Return the last second of each day from `first` to `last`, both included. Raises InputInvalid for no day."""
    begin, end = (_day(name, text) for name, text in (("--from", first), ("--to", last)))
    if end < begin:
        raise invalid("--to", f"{last} lies before {first}", "give a day at or after --from")
    count = (end - begin).days + 1
    return [
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, seconds=-1)
        for day in (begin + timedelta(days=n) for n in range(count))
    ]


def _day(option: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise invalid(option, f"{text!r} is no day", "give a date such as 2022-01-31") from None
    if not 2009 <= found.year <= 2100:  # noqa: PLR2004 - no market traded before
        raise invalid(option, f"{text} lies outside of 2009 to 2100", "check the year")
    return found
