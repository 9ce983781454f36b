"""How much what the doctor finds matters."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    FINE = "ok"
    NOTE = "note"
    BROKEN = "broken"
