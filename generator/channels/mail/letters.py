"""Finished letters of one edition: the mail as each reader gets it, read back before it may leave."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.channels.mail.sending import Letter
from generator.errors import InputInvalid, invalid
from generator.pages.mail.addressed import Prepared, message_id
from generator.pages.mail.parts import Envelope, Image, Mailbox
from generator.pages.visible import visible
from generator.store.subscriber import Subscriber

_LONGEST: Final = 998  # octets of a line, by RFC 5322


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every letter of a list has."""

    sender: Mailbox
    list_id: str
    list_name: str
    unsubscribe: Callable[[str], str]
    """Gives the link of an address."""
    unsubscribe_address: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes the letters of one edition."""

    mail: Prepared
    imprint: Imprint

    def letter(self, reader: Subscriber, sent: datetime) -> Letter:
        """Return a reader's letter. Raises InputInvalid where it cannot be written as it is meant."""
        envelope = self._envelope(reader, sent)
        try:
            message = self.mail.to(envelope)
        except ValueError:  # the headers, read back, are others
            raise _refused(reader) from None
        if not _sound(message):
            raise _refused(reader)
        return Letter(reader.key, reader.address, message)

    def message_id(self, reader: Subscriber) -> str:
        """Return the Message-ID of a reader's letter, the same at every try."""
        return message_id(self.mail.mail, self._envelope(reader, None))

    def _envelope(self, reader: Subscriber, sent: datetime | None) -> Envelope:
        own = self.imprint
        return Envelope(
            sender=own.sender,
            recipient=Mailbox(reader.address, reader.name),
            list_id=own.list_id,
            unsubscribe_url=own.unsubscribe(reader.address),
            list_name=own.list_name,
            unsubscribe_address=own.unsubscribe_address,
            date=sent,
        )


def _sound(message: bytes) -> bool:
    """Return whether every line ends in CRLF and none of the head is too long. Those of the body are encoded short."""
    whole = message.count(b"\r\n")
    if not message.endswith(b"\r\n") or message.count(b"\n") != whole or message.count(b"\r") != whole:
        return False
    return max(map(len, message.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= _LONGEST


def _refused(reader: Subscriber) -> InputInvalid:
    return invalid(f"mail to {reader.key}", "would not be the mail that is meant", "look at the reader's name")


def images_of(files: Mapping[str, bytes]) -> tuple[Image, ...]:
    """Return the charts of an edition's files as a mail carries them, in their order."""
    if "article.json" not in files:
        return ()
    found = []
    for chart in json.loads(files["article.json"]).get("charts", []):
        png = next((name for name in chart["files"] if name.endswith(".png")), "")
        if png in files:
            found.append(Image(chart["name"], files[png], visible(chart["alt"])))
    return tuple(found)
