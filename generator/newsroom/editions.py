"""The wiring of editions: each one taken from the past, told against the one before it, and filed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from generator import edition
from generator.archive import edition_before, file_edition
from generator.audit.clearance import Spiked
from generator.charts.chart import Chart
from generator.edition import Materials
from generator.errors import InputInvalid
from generator.metrics.snapshot import Snapshot
from generator.newsroom.histories import Origin, last_close, past_of, snapshot_at
from generator.newsroom.inputs import moment
from generator.newsroom.stores import open_store, venues_of
from generator.planning.story import Form
from generator.recall import Shelf

Progress = Callable[[Sequence[datetime]], Iterable[datetime]]
"""Gives the moments one by one, showing how far it is."""
_RECENT = timedelta(days=14)
"""Age up to which the edition before is what news is told against; after that nobody remembers it."""


@dataclass(frozen=True, slots=True)
class Press:
    """How editions are written, and where they are filed."""

    materials: Materials
    form: Form
    seed: int
    style: str
    root: Path
    charts: bool = True
    """Whether editions have charts: pictures take longer than all the rest."""
    base: str = ""
    """Address at which `root` will be found, for canonical links and cards; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one edition."""

    as_of: datetime
    folder: Path | None = None
    """Where it was filed; None where it was spiked or nothing is known of its day."""
    spiked: Spiked | None = None
    unknown: InputInvalid | None = None
    """Why nothing is known of its day."""


def file_snapshot(
    snapshot: Snapshot, press: Press, past: edition.Chronicle | None = None, shelf: Shelf | None = None
) -> Filed:
    """Write the edition of a snapshot and file it, with charts of its past where there is one.

    A shelf that is kept reads each earlier edition once.
    """
    memory = (shelf or Shelf(press.root, snapshot.asset)).memory(snapshot.as_of)
    made = edition.edit(snapshot, press.form, press.materials, memory, seed=press.seed, style=press.style)
    if isinstance(made.verdict, Spiked):
        return Filed(snapshot.as_of, spiked=made.verdict)
    charts: tuple[Chart, ...] = ()
    if press.charts:
        series = None if past is None else edition.series_at(past, snapshot.as_of)
        charts = edition.illustrate(made, press.materials, series)
    return Filed(snapshot.as_of, file_edition(press.root, made.verdict, charts, press.base))


def brief(asset: str, origin: Origin, at: str | None, press: Press) -> Filed:
    """Write and file the edition of an asset at a time, or at its last bar, as news to readers of the one before."""
    as_of = None if at is None else moment(at)
    past = past_of(asset, origin, as_of)
    as_of = as_of or last_close(past)
    return file_snapshot(snapshot_at(past, origin, as_of, told(press, asset, as_of)), press, past)


def told(press: Press, asset: str, as_of: datetime) -> datetime | None:
    """Return the moment of the edition before, where there is a recent one."""
    found = edition_before(press.root, asset, press.form, as_of)
    return found if found is not None and as_of - found <= _RECENT else None


def backfill(
    asset: str, origin: Origin, moments: Sequence[datetime], press: Press, progress: Progress | None = None
) -> Iterator[Filed]:
    """Write and file an edition for each of the moments, oldest first, each as news to readers of the one before.

    Nothing is remembered but what is filed, so a backfill that was stopped goes on when it is started again, and what
    it files is what it would have filed without the stop.
    """
    pasts, shelf = _pasts(asset, origin, moments), Shelf(press.root, asset)
    for as_of in (progress or progress_bar)(moments):
        try:
            past = pasts(as_of)
            snapshot = snapshot_at(past, origin, as_of, told(press, asset, as_of))
        except InputInvalid as error:
            yield Filed(as_of, unknown=error)
            continue
        yield file_snapshot(snapshot, press, past, shelf)


def _pasts(asset: str, origin: Origin, moments: Sequence[datetime]) -> Callable[[datetime], edition.Chronicle]:
    """Return what gives the past as it was known at a moment.

    One past serves for all where no value was corrected since and no sum depends on which venues answered when.
    """
    if origin.history is None and origin.known_at is None:
        with open_store(origin.store) as ledger:
            summed = origin.venue is None and len(venues_of(ledger, asset)) > 1
            if summed or ledger.corrected(asset):
                return lambda as_of: past_of(asset, origin, as_of)
    whole = past_of(asset, origin, moments[-1])
    return lambda _: whole


def progress_bar(moments: Sequence[datetime]) -> Iterator[datetime]:
    """Give the moments behind a bar on standard error, which shows on a terminal only."""
    from tqdm import tqdm  # noqa: PLC0415

    yield from tqdm(moments, desc="backfill", unit="edition", disable=None, leave=False)
