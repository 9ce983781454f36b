"""The story of a build: the archive is read, the pages are laid out, what changed is made, the site is switched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.archive import alone
from generator.errors import Fault, InputInvalid, invalid
from generator.pages.web.address import Base, base
from generator.pages.web.theme import Theme, open_theme
from generator.site.generation import (
    LINK,
    PLACE,
    forget,
    now_of,
    standing,
    unchanged,
    write_generation,
)
from generator.site.layout import Moved, layout, works_of
from generator.site.manifest import Manifest
from generator.site.shelf import Shelf, Standing, read_shelf

_PATIENCE: Final = 5


@dataclass(frozen=True, slots=True)
class Options:
    """What a site is called, where it is published, and how it looks."""

    title: str = "Market commentary"
    base_url: str | None = None
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    folder: Path
    editions: int
    files: int
    written: int
    """Files made anew; the others are those of the generation before."""
    faults: tuple[Fault, ...]
    """Of editions that are not whole: left out, or kept as they were last published."""


def build_site(root: Path, options: Options) -> Built:
    """Build or refresh the site of the editions below `root` and return what came of it.

    Raises InputInvalid where there are no editions, or where options, theme or folder will not do; then the site stays
    as it is.
    """
    if not root.is_dir():
        raise invalid(str(root), "is no folder", "give the folder that holds the editions")
    theme = open_theme(options.theme)
    base(options.base_url)
    place = root / PLACE
    try:
        place.mkdir(exist_ok=True)
        with alone(place):
            for _ in range(_PATIENCE):
                try:
                    return _build(root, options, theme)
                except Moved:
                    continue  # an edition was filed anew while it was read: read again
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise invalid(
            str(root / LINK), f"cannot be written ({reason})", "make room or choose another folder"
        ) from error
    raise invalid(str(root), "keeps changing while it is read", "wait until the editions are filed")


def _build(root: Path, options: Options, theme: Theme) -> Built:
    before = standing(root)
    known = before.manifest if before else Manifest()
    read_at = now_of(root / PLACE)
    shelf = read_shelf(root, known.editions, read_at=known.read_at)
    where = base(options.base_url, known.authority)
    editions = _kept(shelf, known.editions)
    faults = tuple(fault for found in shelf.damaged.values() for fault in found)
    if not editions:
        whole = [*faults, Fault(str(root), "holds no edition that is whole", "write one with `commentary brief`")]
        raise InputInvalid(whole)
    works = works_of(root, options.title, where, theme, editions)
    files = layout(works, editions, shelf.damaged.keys(), before)
    if before and unchanged(before, files):
        return Built(root / LINK, len(editions), len(files), 0, faults)
    manifest = Manifest(_authority(where, known), read_at, editions)
    made, anew = write_generation(root, files, before, manifest)
    forget(root, made)
    return Built(root / LINK, len(editions), len(files), anew, faults)


def _kept(shelf: Shelf, known: Mapping[str, Standing]) -> dict[str, Standing]:
    """Return the editions of the site: those that are whole, and as last published those that are damaged since."""
    damaged = {key: known[key] for key in shelf.damaged if key in known}
    return dict(sorted({**shelf.editions, **damaged}.items()))


def _authority(where: Base, known: Manifest) -> str | None:
    """Return whose names the ids are: the host first published under, once there was one."""
    return known.authority or (where.authority if where.url else None)
