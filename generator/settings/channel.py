"""What the settings of every channel have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["draft", "publish"]
"""Whether readers see a post at once. A draft waits for a person wherever the target knows drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What every channel has."""

    name: str
    """The user's name of it: ``blog`` in ``[channels.blog]``. Not a key of the table."""
