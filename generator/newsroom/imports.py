"""Imports files and folders into the ledger: each file whole or not at all, and every one of them tried."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from generator.errors import Fault, InputInvalid
from generator.market import Batch
from generator.newsroom.inputs import read_bytes

Progress = Callable[[Sequence[Path]], Iterable[Path]]
"""Gives the files one by one, showing how far it is."""


class Receipt(Protocol):
    """What the ledger says of a batch it has stored."""

    @property
    def new(self) -> int:
        """Observations it had not."""

    @property
    def unchanged(self) -> int:
        """Observations it had, with the same value."""

    @property
    def corrected(self) -> int:
        """Observations it had, with another value."""

    @property
    def quarantined(self) -> int:
        """Values set aside."""


class Ledger(Protocol):
    """What an import needs of the store."""

    def has(self, digest: str, asset: str) -> bool:
        """Return whether the file with this SHA-256 was stored for the asset."""

    def append(self, batch: Batch, received: datetime) -> Receipt:
        """Store a batch, whole or not at all."""


class Status(StrEnum):
    """What became of a file."""

    STORED = "stored"
    KNOWN = "already there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What became of one file."""

    name: str
    """Its path as it was given, or inside the folder that was given."""
    status: Status
    new: int = 0
    unchanged: int = 0
    corrected: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """How many values or rows were set aside, by reason."""
    faults: tuple[Fault, ...] = ()

    def data(self) -> dict[str, object]:
        """Return the record as JSON holds it."""
        return {
            "file": self.name,
            "status": self.status.value,
            "new": self.new,
            "unchanged": self.unchanged,
            "corrected": self.corrected,
            "set_aside": dict(self.set_aside),
            "faults": [str(fault) for fault in self.faults],
        }


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of every file, in the order they were read."""

    asset: str
    files: tuple[FileSummary, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault of every refused file."""
        return tuple(fault for file in self.files for fault in file.faults)

    def count(self, status: Status) -> int:
        """Return how many files ended so."""
        return sum(file.status is status for file in self.files)

    def data(self) -> dict[str, object]:
        """Return the summary as JSON holds it."""
        return {
            "asset": self.asset,
            "files": [file.data() for file in self.files],
            "new": sum(file.new for file in self.files),
            "unchanged": sum(file.unchanged for file in self.files),
            "corrected": sum(file.corrected for file in self.files),
            "set_aside": dict(self._aside()),
        }

    def text(self) -> str:
        """Return the summary as a person reads it: one line a file, the totals, and why values were set aside."""
        lines = [_line(file) for file in self.files]
        counts = [f"{self.count(status)} {status.value}" for status in Status if self.count(status)]
        lines.append(f"{len(self.files)} {_files(len(self.files))}: {', '.join(counts)}")
        lines.append(_totals(self.files))
        lines += [f"  {count:,} x {reason}" for reason, count in self._aside().most_common()]
        return "\n".join(lines) + "\n"

    def _aside(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for file in self.files:
            found.update(file.set_aside)
        return found


def import_files(  # noqa: PLR0913 - the arguments of the command
    names: Sequence[str],
    asset: str,
    *,
    venue: str | None,
    columns: str | None,
    ledger: Ledger,
    now: datetime,
    progress: Progress | None = None,
) -> ImportSummary:
    """Read the files and folders `names` into the ledger and return what became of each of them.

    A file the ledger has is skipped, so an import that was stopped is resumed by starting it again. A refused file
    stops nothing: its faults stand in the summary. Raises `InputInvalid` before anything is read where a name leads
    nowhere, a folder holds no file that can be imported, or the column map is wrong.
    """
    from generator.sources.column_map import read_column_map  # noqa: PLC0415 - numpy is wanted only here

    column_map = None if columns is None else read_column_map(read_bytes(columns), Path(columns).name)
    files = _expanded(names)

    def read(name: str, path: Path) -> FileSummary:
        from generator.sources.intake import digest_of, read_batch  # noqa: PLC0415

        try:
            if ledger.has(digest_of(path), asset.upper()):
                return FileSummary(name, Status.KNOWN)
            batch = read_batch(path, asset, column_map, venue=venue, now=now)
        except InputInvalid as error:
            return FileSummary(name, Status.REFUSED, faults=error.faults)
        receipt = ledger.append(batch, received=now)
        aside = Counter(item.reason for item in batch.set_aside)
        return FileSummary(name, Status.STORED, receipt.new, receipt.unchanged, receipt.corrected, dict(aside))

    shown = {path: name for name, path in files}
    done = [read(shown[path], path) for path in (progress or progress_bar)(list(shown))]
    return ImportSummary(asset.upper(), tuple(done))


def progress_bar(files: Sequence[Path]) -> Iterator[Path]:
    """Give the files behind a bar on standard error, which shows on a terminal only."""
    from tqdm import tqdm  # noqa: PLC0415

    yield from tqdm(files, desc="import", unit="file", disable=None, leave=False)


def raise_refused(summary: ImportSummary) -> None:
    """Raise `InputInvalid` with the faults of all refused files, if there are any."""
    if summary.faults:
        raise InputInvalid(summary.faults)


def _expanded(names: Sequence[str]) -> list[tuple[str, Path]]:
    """Return each file once, with the name to show: folders in order of their paths, files as given."""
    found: dict[Path, str] = {}
    faults: list[Fault] = []
    for name in names:
        path = Path(name)
        if not path.is_dir():
            if path.exists():
                found.setdefault(path.absolute(), name)
            else:
                faults.append(Fault(name, "does not exist", "check the path"))
            continue
        inside = sorted(_inside(path))
        if not inside:
            faults.append(Fault(name, "holds no file that can be imported", f"give a folder with {_suffixes()}"))
        for file in inside:
            found.setdefault(file.absolute(), str(file))
    if faults or not found:
        raise InputInvalid(faults or [Fault("import", "no file was given", "name files or folders")])
    return [(name, path) for path, name in found.items()]


def _inside(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and its folders that can be imported; links that lead out of it are left."""
    from generator.sources.intake import SUFFIXES  # noqa: PLC0415

    top = folder.resolve()
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(root, name)
            if not name.startswith(".") and name.lower().endswith(SUFFIXES) and path.resolve().is_relative_to(top):
                yield path


def _suffixes() -> str:
    from generator.sources.intake import SUFFIXES  # noqa: PLC0415

    return ", ".join(SUFFIXES)


def _line(file: FileSummary) -> str:
    if file.status is not Status.STORED:
        return f"{file.name}: {file.status.value}"
    aside = sum(file.set_aside.values())
    return f"{file.name}: stored, {file.new:,} new" + (f", {aside:,} set aside" if aside else "")


def _totals(files: Sequence[FileSummary]) -> str:
    new, unchanged, corrected = (
        sum(getattr(file, name) for file in files) for name in ("new", "unchanged", "corrected")
    )
    aside = sum(sum(file.set_aside.values()) for file in files)
    return f"observations: {new:,} new, {unchanged:,} unchanged, {corrected:,} corrected; {aside:,} set aside"


def _files(count: int) -> str:
    return "file" if count == 1 else "files"
