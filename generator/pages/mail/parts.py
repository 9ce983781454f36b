"""Nouns of the mail, before it is written and before it is addressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@dataclass(frozen=True, slots=True)
class Image:
    """A chart that goes along: `png` as bytes, `alt` saying in words what it shows, its numbers included."""

    name: str
    """Lower-case letters, digits, ``-`` and ``_``, such as ``price``."""
    png: bytes
    alt: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name for an image")
        if not self.png.startswith(_PNG) or len(self.png) < len(_PNG) + 8:
            raise ValueError(f"the image {self.name} is no PNG")

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int.from_bytes(self.png[len(_PNG) : len(_PNG) + 4], "big")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to nobody in particular. Texts are plain but for `html`."""

    subject: str
    text: str
    html: str
    """Whole, with its styles inlined and a mark where the list's footer goes."""
    images: tuple[Image, ...]
    date: datetime
    """The moment the data are of, UTC."""
    series: str
    """``daily`` or ``flash``."""
    edition: str
    """Its asset, moment and form: a corrected text is the same mail again."""
    identity: str
    """Hex digits derived from all of the content: the same content gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, and whose it is."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom a mail goes to whom, and how its recipient gets off the list."""

    sender: Mailbox
    recipient: Mailbox
    list_id: str
    """``daily.example.org``: the same for ever, whatever the list is called."""
    unsubscribe_url: str
    """https, and the recipient's alone: one POST to it has to do (RFC 8058)."""
    list_name: str = ""
    unsubscribe_address: str = ""
    date: datetime | None = None
    """When it is sent, UTC; where None, the moment the data are of."""
