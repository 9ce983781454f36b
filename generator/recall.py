"""What earlier editions said, read back from the folders they were filed in."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from generator.archive import EDITION, asset_slug
from generator.planning.memory import KEPT, Memory, Told


class Shelf:
    """The editions of one asset, read once each as the memory of the next one asks for them."""

    def __init__(self, root: Path, asset: str) -> None:
        self._place = root / asset_slug(asset)
        self._memory = Memory()
        self._read: list[str] = []

    def memory(self, as_of: datetime) -> Memory:
        """Return what the editions before `as_of` said, UTC. One that cannot be read is passed over."""
        names = [name for name in self._names() if _stamp(name) < f"{as_of.astimezone(UTC):%Y%m%dT%H%MZ}"]
        oldest = f"{as_of.astimezone(UTC) - KEPT:%Y%m%dT%H%MZ}"
        wanted = [name for name in names if _stamp(name) >= oldest]
        same = [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(self._read, names, strict=False))]
        if len(same) < len(self._read):  # an edition came in between, or time went back
            self._memory, self._read = Memory(), []
        behind = set(self._read)
        for name in wanted:
            if name not in behind:
                told = _told(self._place / name / "article.json")
                if told is not None:
                    self._memory.remember(told)
        self._read = names
        return self._memory

    def _names(self) -> list[str]:
        if not self._place.is_dir():
            return []
        return sorted(name for name in os.listdir(self._place) if EDITION.fullmatch(name))  # noqa: PTH208 - names alone


def _stamp(name: str) -> str:
    return name.partition("-")[0]


def _told(path: Path) -> Told | None:
    """Return what an edition said, or None where its file is not there or not an article."""
    try:
        article = json.loads(path.read_text(encoding="utf-8"))
        body = [sentence for paragraph in article["paragraphs"] for sentence in paragraph["sentences"]]
        return Told(
            datetime.fromisoformat(article["as_of"]),
            str(article["form"]),
            str(article["headline"]),
            (str(article["dek"]), *(str(sentence["text"]) for sentence in body)),
            tuple(name for sentence in body for name in str(sentence["message"]).split("+")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
