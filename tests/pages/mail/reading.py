"""A mail as the standard library reads it back."""

from __future__ import annotations

import struct
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage

from generator.pages.mail.parts import Envelope, Image, Mailbox

HEADERS = (
    *("Date", "From", "To", "Subject", "Message-ID", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("Content-Language", "MIME-Version", "Content-Type"),
)
ADDRESSED = (*HEADERS[:6], "List-Unsubscribe", "List-Unsubscribe-Post", *HEADERS[6:])
LINK = "https://example.test/u/" + "a1B2" * 45


def png(width: int = 1200, height: int = 500) -> bytes:
    """Return a PNG of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def image(name: str = "gauges", alt: str = "Depth is thin at -0.80.") -> Image:
    return Image(name, png(), alt)


def envelope(recipient: str | Mailbox = "reader@example.test", **changed: object) -> Envelope:
    given: dict[str, object] = {
        "sender": Mailbox("desk@example.test", "Market desk"),
        "recipient": Mailbox(recipient, "A Reader") if isinstance(recipient, str) else recipient,
        "list_id": "daily.example.test",
        "unsubscribe_url": LINK,
        "list_name": "Daily commentary",
        **changed,
    }
    return Envelope(**given)  # type: ignore[arg-type]


def parsed(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.SMTP)


def parts(message: bytes) -> list[str]:
    return [part.get_content_type() for part in parsed(message).walk()]


def text_of(message: bytes) -> str:
    body = parsed(message).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(message: bytes) -> str:
    body = parsed(message).get_body(("html",))
    assert body is not None
    return str(body.get_content())
