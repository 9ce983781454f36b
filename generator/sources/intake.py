"""Reads any file that can be imported into a batch of observations: tables of bars and the archives of an exchange."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from generator.errors import InputInvalid, invalid
from generator.market import INTERVALS, Batch, Observations, SetAside
from generator.sources import archive_bars, archive_liquidations, archive_samples
from generator.sources.archive_kinds import recognised
from generator.sources.archive_names import Kind, archive_name
from generator.sources.archive_tables import Archive, first_row, read_archive
from generator.sources.column_map import ColumnMap
from generator.sources.files import read_bars
from generator.sources.observed import observed_bars
from generator.sources.stamps import milliseconds
from generator.sources.tables import KINDS
from generator.sources.text_lines import readable

ARCHIVE: Final = ".zip"
SUFFIXES: Final = (*KINDS, ARCHIVE)
"""How the names of files end that can be imported."""
ARCHIVE_VENUE: Final = "binance"
Found = tuple[list[Observations], list[SetAside]]
READERS: Final[Mapping[Kind, Callable[[Archive, str, str, int], Found]]] = {
    Kind.KLINES: archive_bars.read_klines,
    Kind.METRICS: archive_samples.read_metrics,
    Kind.FUNDING: archive_samples.read_funding,
    Kind.DEPTH: archive_samples.read_depth,
    Kind.LIQUIDATIONS: archive_liquidations.read_liquidations,
}


def read_batch(path: Path, asset: str, column_map: ColumnMap | None, *, venue: str | None, now: datetime) -> Batch:
    """Return all that a file tells of `asset`, and what was set aside of it; `now` is when it is read.

    A zip, and a CSV file whose first row is that of an archive, is read as one, from Binance unless `venue` is given.
    Any other file is a table of bars, read as `read_history` does, of any length in `INTERVALS`. A column map that
    fits a CSV file decides over its look. Raises `InputInvalid` with every fault: a file is taken whole or not at all.
    """
    if not path.name.lower().endswith(SUFFIXES):
        raise invalid(path.name, "is no kind of file that is read here", f"give a file ending in {', '.join(SUFFIXES)}")
    digest = digest_of(path)
    clock = milliseconds(now)
    if _is_archive(path, column_map):
        archive = read_archive(path, asset)
        observations, aside = READERS[archive.kind](archive, asset, venue or ARCHIVE_VENUE, clock)
    else:
        bars, found = read_bars(path, asset, column_map, venue, INTERVALS, clock)
        observations = list(observed_bars(bars, found.values, asset))
        aside = [*found.set_aside, *found.repeats]
    if not observations:
        raise _nothing(path.name, aside)
    ordered = sorted(aside, key=lambda item: (item.time, item.field))
    return Batch(path.name, digest, tuple(observations), tuple(ordered))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits. Raises `InputInvalid` where it cannot be read."""
    with readable(path.name), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _nothing(name: str, aside: list[SetAside]) -> InputInvalid:
    reason = f"every value was set aside: {aside[0].reason}" if aside else "every cell is empty"
    return invalid(name, f"holds nothing that can be kept ({reason})", "check the file, and the clock")


def _is_archive(path: Path, column_map: ColumnMap | None) -> bool:
    if path.name.lower().endswith(ARCHIVE):
        return True
    first = first_row(path)
    if column_map is not None and set(column_map.columns).issubset(first):
        return False
    return recognised(first, archive_name(path.name).kind) is not None
