"""The channel that is a folder. It never writes over what a person changed there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.disk.layout import Layout
from generator.channels.disk.writing import digest, put, standing
from generator.errors import DeliveryFailed, Fault


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder, and how a post is laid out in it."""

    name: str
    root: Path
    layout: Callable[[Post], Layout]
    status: str = ""
    """``draft`` or ``published``; empty where the target knows no drafts."""
    makes: bool = False
    """Whether a folder that is not there is made; the folder of a site's program is always there before."""

    def version(self, post: Post) -> str:
        """Return the hash of the documents and the folder they belong in."""
        return sha256(f"{self.root}\0{self.layout(post).digest}".encode("utf-8", "backslashreplace")).hexdigest()

    def preview(self, post: Post) -> str:
        """Return every file that would be written, and the text of the documents."""
        found = self.layout(post)
        told = [f"{self.root / name}\n\n{text}" for name, text in found.documents.items()]
        told += [f"{self.root / name} ({len(data):,} bytes)\n" for name, data in found.pictures.items()]
        return "\n".join(told)

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Put the files in their place, unless they stand there or somebody changed them."""
        self._usable()
        found, version = self.layout(post), self.version(post)
        before = standing(self.root, found)
        there = all(data is not None for data in before.values())
        wanted = {name: text.encode("utf-8", "backslashreplace") for name, text in found.documents.items()}
        mark = digest({**wanted})
        outcome = Outcome.CREATED
        if there and known is not None and known.version == version and known.remote == mark:
            outcome = Outcome.UNCHANGED  # and what a person made of it since is theirs
        elif there and known is not None and known.remote not in {"", digest(before)} and before != wanted:
            place = str(self.root / next(iter(wanted)))
            remedy = "move it away, or make the change in the edition's article.md"
            raise DeliveryFailed([Fault(place, "was changed by somebody since it was delivered", remedy)])
        elif any(data is not None for data in before.values()):
            outcome = Outcome.UNCHANGED if before == wanted else Outcome.UPDATED
        if outcome is not Outcome.UNCHANGED or before == wanted:
            put(self.root, found)
        address = str(self.root / next(iter(wanted)))
        return Delivery(self.name, address, outcome, self.status, mark, version)

    def check(self) -> str:
        """Look whether the folder is there and can be written."""
        self._usable()
        place = next(path for path in (self.root, *self.root.absolute().parents) if path.exists())
        if not os.access(place, os.W_OK | os.X_OK):
            raise DeliveryFailed([Fault(str(place), "cannot be written", "check the rights")])
        return f"folder {self.root}"

    def _usable(self) -> None:
        if not self.root.is_dir() and not (self.makes and not self.root.exists()):
            problem = "is no folder"
            raise DeliveryFailed(
                [Fault(str(self.root), problem, f"check folder in [channels.{self.name}], or make it")]
            )
