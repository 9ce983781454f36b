"""Generations of the site: each written whole beside the last, then put in its place by one atomic step.

``<root>/site`` is a link to ``<root>/.site/<number>/public``. A reader who has opened a page of the old generation goes
on in it; nobody is ever shown half of a new one, whatever kills the run.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import invalid
from generator.site.manifest import Manifest, Written, manifest_written, read_manifest

PLACE: Final = ".site"
LINK: Final = "site"
_PUBLIC: Final = "public"
_MANIFEST: Final = "manifest.json"
_NUMBER: Final = re.compile(r"\d{6,}")
_TARGET: Final = re.compile(rf"{re.escape(PLACE)}/(\d{{6,}})/{_PUBLIC}")


@dataclass(frozen=True, slots=True)
class Made:
    """A file to be made: what it depends on, and how it is made where that has changed."""

    key: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the whole site on disk."""

    number: int
    public: Path
    manifest: Manifest


def now_of(place: Path) -> int:
    """Return what time it is by the clock of the file system, in ns, so that it compares with its stamps."""
    mark = place / "clock"
    mark.write_bytes(b"")
    os.utime(mark)
    return mark.stat().st_mtime_ns


def standing(root: Path) -> Generation | None:
    """Return the generation that readers see. Raises InputInvalid where something else is in its place."""
    link = root / LINK
    if not link.is_symlink():
        if link.exists():
            raise invalid(str(link), "is in the way of the site, and not made by it", "move it away")
        return None
    target = link.readlink()
    found = _TARGET.fullmatch(target.as_posix())
    if found is None:
        raise invalid(str(link), "is a link that leads elsewhere", "move it away")
    return Generation(int(found[1]), root / target, read_manifest((root / target).parent / _MANIFEST))


def unchanged(generation: Generation, files: Mapping[str, Made]) -> bool:
    """Return whether the standing generation already is what would be made."""
    known = generation.manifest.files
    if known.keys() != files.keys():
        return False
    return all(known[name].key == made.key and _as_written(generation, name) for name, made in files.items())


def write_generation(
    root: Path, files: Mapping[str, Made], before: Generation | None, manifest: Manifest
) -> tuple[Generation, int]:
    """Write a generation and put it in its place. Return it, and how many of its files were made anew.

    Files that would be the same again are shared with the generation before, as links to the same content.
    """
    place = root / PLACE
    number = before.number + 1 if before else 1
    folder = place / f"{number:06}"
    _clear(place, keep=set() if before is None else {before.number, before.number - 1})
    public = folder / _PUBLIC
    made_folders: set[Path] = set()
    written: dict[str, Written] = {}
    anew = 0
    for name, made in files.items():
        target = public / name
        if target.parent not in made_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            made_folders.add(target.parent)
        kept = _kept(before, name, made.key, target)
        if kept is None:
            anew += 1
            target.write_bytes(made.content())
            kept = _written(target, made.key)
        written[name] = kept
    whole = Manifest(manifest.authority, manifest.read_at, manifest.editions, written)
    (folder / _MANIFEST).write_bytes(manifest_written(whole))
    _switch(root, f"{PLACE}/{number:06}/{_PUBLIC}")
    return Generation(number, public, whole), anew


def forget(root: Path, current: Generation) -> None:
    """Clear away generations older than the one before the current."""
    _clear(root / PLACE, keep={current.number, current.number - 1})


def _as_written(generation: Generation, name: str) -> bool:
    known = generation.manifest.files[name]
    try:
        found = os.stat(f"{generation.public}/{name}")  # noqa: PTH116 - thousands of them, and a Path is slow to make
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (known.size, known.mtime)


def _kept(before: Generation | None, name: str, key: str, target: Path) -> Written | None:
    known = before.manifest.files.get(name) if before else None
    if before is None or known is None or known.key != key or not _as_written(before, name):
        return None
    try:
        target.hardlink_to(before.public / name)
    except OSError:
        shutil.copy2(before.public / name, target)  # a file system without hard links
        return _written(target, known.key)
    return known


def _written(path: Path, key: str) -> Written:
    found = path.stat()
    return Written(key, found.st_size, found.st_mtime_ns)


def _switch(root: Path, target: str) -> None:
    beside = root / f".{LINK}.next"
    beside.unlink(missing_ok=True)
    beside.symlink_to(target, target_is_directory=True)
    beside.replace(root / LINK)


def _clear(place: Path, keep: set[int]) -> None:
    for name in os.listdir(place):  # noqa: PTH208 - names alone
        if _NUMBER.fullmatch(name) and int(name) not in keep:
            shutil.rmtree(place / name)
