"""The wiring of an edited edition: its folder read back, audited, and filed as edited."""

from __future__ import annotations

from pathlib import Path

from generator import edition
from generator.archive import file_edition, read_drawn, read_edition
from generator.audit.clearance import Cleared
from generator.newsroom.editions import Filed
from generator.newsroom.inputs import read_text
from generator.newsroom.writing import materials


def revise(folder: Path, base: str = "") -> Filed:
    """Audit an edition's ``article.md`` as it stands and file the edition with these words, its charts as they were.

    `base` is the address at which the folder of the editions is found, where it has one.

    Raises:
        InputInvalid: the folder holds no edition, or a file of it cannot be read.
    """
    snapshot, article = read_edition(folder)
    verdict = edition.revise(read_text(str(folder / "article.md")), article, snapshot, materials())
    if isinstance(verdict, Cleared):
        return Filed(snapshot.as_of, file_edition(folder.parent.parent, verdict, read_drawn(folder), base))
    return Filed(snapshot.as_of, spiked=verdict)
