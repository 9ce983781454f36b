"""How a post's files come to stand in a folder: pictures first, documents by one rename each, what is stale last."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.channels.disk.layout import Layout
from generator.errors import DeliveryFailed, Fault

_OURS: Final = re.compile(r"[a-z_-]+-[0-9a-f]{10}\.(?:svg|png)")
"""Names of pictures that were put on the shelf of a post by this room."""


def standing(root: Path, layout: Layout) -> dict[str, bytes | None]:
    """Return the documents as they stand now, None for those that do not. Raises DeliveryFailed as `put` does."""
    with _explained(root):
        return {name: _read(_inside(root, name)) for name in layout.documents}


def put(root: Path, layout: Layout) -> None:
    """Write what differs. Killed at any point, every document is an old or a new one, with the pictures it shows.

    Raises:
        DeliveryFailed: the folder cannot be written, or a link leads out of it.
    """
    with _explained(root):
        for name, data in layout.pictures.items():
            _write(_inside(root, name), data)
        for name, text in layout.documents.items():
            _write(_inside(root, name), text.encode("utf-8", "backslashreplace"))
        shelf = _inside(root, layout.shelf)
        kept = {name.rpartition("/")[2] for name in layout.pictures}
        for stale in [*shelf.iterdir()] if shelf.is_dir() else []:
            if _OURS.fullmatch(stale.name) and stale.name not in kept:
                stale.unlink(missing_ok=True)


def digest(documents: dict[str, bytes | None]) -> str:
    """Return the hash of documents as they stand; one that is missing counts as none."""
    whole = sha256()
    for name, data in documents.items():
        whole.update(name.encode() + b"\0" + (b"-" if data is None else data) + b"\0")
    return whole.hexdigest()


def _inside(root: Path, name: str) -> Path:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        problem = "leads out of the folder of the channel"
        raise DeliveryFailed([Fault(str(path), problem, "remove the link or choose another folder")])
    return path


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    if _read(path) == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        place = str(error.filename or root)
        raise DeliveryFailed(
            [Fault(place, f"cannot be written ({reason})", "make room, or check the rights")]
        ) from None
