"""The archive read back: every edition that is whole, and a fault for every one that is not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.archive import EDITION, SUMS, alone, asset_slug, settle
from generator.errors import Fault, InputInvalid, invalid
from generator.pages.listed import FiledEdition, read_filed

ARTICLE: Final = "article.json"
PAGE: Final = "article.html"
PUBLISHED: Final = (PAGE, ARTICLE, "snapshot.json")
"""Files of an edition that the site carries, its charts besides."""
_CHART: Final = re.compile(r"charts/[a-z0-9][a-z0-9._-]*")
_SUM: Final = re.compile(r"(?P<hash>[0-9a-f]{64})  (?P<name>[^\n]+)")
_AGAIN: Final = "file the edition again"
_TICK: Final = 1_000_000_000  # ns: what was written this shortly before it was read may change without a trace

Stamp = tuple[int, int, int, int]
"""Size, modification and change time in ns, and inode: while they stand, a file is what it was."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition that stands whole in the archive."""

    key: str
    """Its folder below the archive: ``btc/20251121T1200Z-daily``."""
    card: FiledEdition
    """What lists say of it; its paragraphs are left out."""
    sums: Mapping[str, str]
    """SHA-256 of each file that the site carries."""
    stamps: Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was found in the archive."""

    editions: Mapping[str, Standing]
    damaged: Mapping[str, tuple[Fault, ...]]
    """Faults of each edition that is not whole."""


def read_shelf(root: Path, known: Mapping[str, Standing], read_at: int) -> Shelf:
    """Read every edition below `root`. What is `known` is read again only where its files have changed since.

    `read_at` is when the known ones were read, by the clock of the file system, in ns.
    """
    editions: dict[str, Standing] = {}
    damaged: dict[str, tuple[Fault, ...]] = {}
    for place in _folders(root):
        with alone(place):
            with suppress(OSError):  # an archive that may only be read stays as a killed run left it
                settle(place)
            for name in sorted(entry.name for entry in os.scandir(place) if EDITION.fullmatch(entry.name)):
                key = f"{place.name}/{name}"
                try:
                    editions[key] = _unchanged(place / name, known.get(key), read_at) or _read(place / name, key)
                except InputInvalid as error:
                    damaged[key] = error.faults
    return Shelf(editions, damaged)


def whole(root: Path, standing: Standing) -> FiledEdition:
    """Return an edition with its paragraphs; without them where it can no longer be read."""
    try:
        return read_filed((root / standing.key / ARTICLE).read_bytes(), f"{standing.key}/{ARTICLE}")
    except (OSError, InputInvalid):
        return standing.card


def _folders(root: Path) -> Iterator[Path]:
    with os.scandir(root) as entries:
        names = sorted(e.name for e in entries if not e.name.startswith(".") and e.is_dir(follow_symlinks=False))
    yield from (root / name for name in names)


def stamp(path: str) -> Stamp:
    """Return what tells whether a file has changed."""
    found = os.stat(path)  # noqa: PTH116 - thousands of them; a Path takes longer to make than to look up
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _unchanged(folder: Path, known: Standing | None, read_at: int) -> Standing | None:
    if known is None:
        return None
    place = str(folder)
    for name, then in known.stamps.items():
        try:
            if stamp(f"{place}/{name}") != then or then[2] > read_at - _TICK:
                return None
        except OSError:
            return None
    return known


def _read(folder: Path, key: str) -> Standing:
    if folder.is_symlink() or not folder.is_dir():
        raise invalid(key, "is no folder of its own", "remove the link or the file")
    stamps: dict[str, Stamp] = {}
    sums = _sums(_bytes(folder, SUMS, key, stamps), key)
    files = {name: _bytes(folder, name, key, stamps) for name in sums}
    altered = [name for name, content in files.items() if sha256(content).hexdigest() != sums[name]]
    if altered:
        problem = "is not what was filed: damaged, or altered without being audited"
        raise InputInvalid([Fault(f"{key}/{name}", problem, _AGAIN) for name in altered])
    filed = read_filed(files[ARTICLE], f"{key}/{ARTICLE}")
    at = filed.as_of.astimezone(UTC)
    if key != f"{asset_slug(filed.asset)}/{at.year:04}{at:%m%dT%H%MZ}-{filed.form}":
        raise invalid(f"{key}/{ARTICLE}", "speaks of another asset, time or form than its folder", _AGAIN)
    return Standing(key, replace(filed, paragraphs=()), sums, stamps)


def _sums(text: bytes, key: str) -> dict[str, str]:
    lines = [_SUM.fullmatch(line) for line in text.decode("utf-8", "replace").splitlines()]
    if not all(lines):
        raise invalid(f"{key}/{SUMS}", "is not a list of hashes", _AGAIN)
    sums = {line["name"]: line["hash"] for line in lines if line is not None}
    missing = [name for name in PUBLISHED if name not in sums]
    if missing:
        raise invalid(f"{key}/{SUMS}", f"does not list {', '.join(missing)}", _AGAIN)
    return {name: digest for name, digest in sums.items() if name in PUBLISHED or _CHART.fullmatch(name)}


def _bytes(folder: Path, name: str, key: str, stamps: dict[str, Stamp]) -> bytes:
    try:
        stamps[name] = stamp(f"{folder}/{name}")
        return (folder / name).read_bytes()
    except OSError as error:
        raise invalid(f"{key}/{name}", f"cannot be read ({error.strerror})", _AGAIN) from None
