"""What clean articles are written from: real days and hours, the examples, and snapshots made up by the hundred."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, cycle, islice
from itertools import count as numbers
from pathlib import Path
from random import Random

from generator.bundled import EXAMPLES
from generator.edition import Chronicle, snapshot_of
from generator.market import PERIODS
from generator.metrics.snapshot import Snapshot
from generator.newsroom.histories import Origin, past_of
from generator.planning.story import Form
from generator.planning.weekly import weekly_possible
from tests.audit import snapshots
from tests.cases import CASES, DAILY, DATA, case

from .made_up import full_snapshot, other_day

FORMS = (Form.DAILY, Form.WEEKLY, Form.FLASH)
"""The forms there are: a new one joins here. A day without two weeks before it has no weekly."""
STYLES = ("plain", "vivid")
_REAL_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_PART = 3  # a third each: real days, real hours of three assets, made up


@dataclass(frozen=True, slots=True)
class Given:
    """What one clean article is written from."""

    snapshot: Snapshot
    before: Snapshot | None
    """Of the bar before."""
    form: Form
    style: str
    seed: int
    origin: str


def given(count: int, seed: int) -> tuple[list[Given], list[str]]:
    """Return what `count` articles are written from, and why some origins gave none."""
    random, skipped = Random(f"articles {seed}"), []
    origins: list[Iterator[tuple[str, Snapshot, Snapshot | None]]] = []
    for name, file, columns in _files():
        if file.exists():
            origins.append(_real(name, file, columns, Random(f"{name} {seed}")))
        else:
            skipped.append(f"{name}: the shared data folder is not here")
    shares = [count // _PART, *[count // _PART // _PART] * _PART][: len(origins)]
    found = [item for origin, share in zip(origins, shares, strict=True) for item in islice(origin, share)]
    found += islice(chain(_examples(), _made_up(seed)), count - len(found))
    made, turns = [], {weekly: cycle(_turns(weekly=weekly)) for weekly in (True, False)}
    for name, snapshot, before in found:
        form, style = next(turns[weekly_possible(snapshot)])
        made.append(Given(snapshot, before, form, style, random.randrange(10**6), name))
    return made, skipped


def _turns(*, weekly: bool) -> list[tuple[Form, str]]:
    """Return every form in every style, the forms in turn."""
    return [(form, style) for style in STYLES for form in FORMS if weekly or form is not Form.WEEKLY]


def _files() -> list[tuple[str, Path, Path]]:
    hourly = [(f"{asset} hourly", DATA / f"{asset}_hourly_2025_03_09.csv") for asset in ("btc", "eth", "sol")]
    found = [("btc daily", DAILY, EXAMPLES / "btc_daily_2018_2023.toml")]
    return found + [(name, file, EXAMPLES / "hourly_2025.toml") for name, file in hourly]


def _real(name: str, file: Path, columns: Path, random: Random) -> Iterator[tuple[str, Snapshot, Snapshot | None]]:
    """Yield snapshots of moments drawn from a file, each with that of the bar before; no moment twice."""
    past = past_of(name.split(maxsplit=1)[0].upper(), Origin(str(file), str(columns)))
    known = past.panel.history.known
    first = next((i for i, moment in enumerate(known) if moment >= _REAL_FROM.timestamp()), 0)
    places = list(range(max(first, len(known) // 10), len(known)))
    random.shuffle(places)
    for place in places:
        snapshot = _at(past, known[place], random.choice((None, None, 1, 3)))
        if snapshot.measures:
            yield name, snapshot, _at(past, known[place - 1], None)


def _at(past: Chronicle, moment: int, told: int | None) -> Snapshot:
    as_of = datetime.fromtimestamp(moment, UTC)
    bar = PERIODS[past.panel.history.period]
    return snapshot_of(past, as_of, None if told is None else as_of - told * bar)


def _examples() -> Iterator[tuple[str, Snapshot, Snapshot | None]]:
    for snapshot in (*snapshots.examples(), *(case(name) for name in CASES)):
        yield "example", snapshot, other_day(snapshot, 0)


def _made_up(seed: int) -> Iterator[tuple[str, Snapshot, Snapshot | None]]:
    makers: tuple[tuple[str, Callable[[int], Snapshot]], ...] = (
        ("made up", snapshots.snapshot),
        ("made up in full", full_snapshot),
    )
    for number in numbers():
        for name, make in makers:
            snapshot = make(seed * 100_000 + number)
            yield name, snapshot, other_day(snapshot, seed)
