"""The bytes of a mail. Written here, because per recipient the library's writer is slow and folds what must stay whole.

Every line ends in CRLF and is at most 998 octets long. The same parts give the same bytes: boundaries come from the
mail's identity, and no encoded part can hold one, because it begins with ``=_``.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence

from generator.pages.mail.headers import Header
from generator.pages.mail.parts import Image, Mail

PLACE = "commentary.invalid"
"""Stands for the sender's domain until there is one: it belongs to nobody, by RFC 2606."""


def content_id(image: Image, identity: str) -> str:
    """Return the name by which the HTML calls an image, without its angle brackets."""
    return f"{image.name}.{identity[:16]}@{PLACE}"


def written(mail: Mail, headers: Sequence[Header]) -> bytes:
    """Return the mail with these headers before its own ``MIME-Version`` and ``Content-Type``."""
    kind, body = _alternative(mail)
    head = "".join(f"{name}: {value}\r\n" for name, value in (*headers, *closing(kind)))
    return head.encode("ascii") + b"\r\n" + body


def closing(kind: str) -> list[Header]:
    """Return the headers that come last."""
    return [("MIME-Version", "1.0"), ("Content-Type", kind)]


def kind_of(mail: Mail) -> str:
    """Return the type of the whole."""
    return f'multipart/alternative; boundary="=_alternative_{mail.identity[:24]}"'


def _alternative(mail: Mail) -> tuple[str, bytes]:
    page = _text("html", mail.html)
    parts = [_text("plain", mail.text), _related(mail, page) if mail.images else page]
    return kind_of(mail), _joined(f"=_alternative_{mail.identity[:24]}", parts)


def _related(mail: Mail, page: bytes) -> bytes:
    boundary = f"=_related_{mail.identity[:24]}"
    head = f'Content-Type: multipart/related; type="text/html"; boundary="{boundary}"\r\n\r\n'
    return head.encode("ascii") + _joined(boundary, [page, *(_image(each, mail.identity) for each in mail.images)])


def _joined(boundary: str, parts: Sequence[bytes]) -> bytes:
    line = f"--{boundary}".encode("ascii")
    return b"".join(line + b"\r\n" + part for part in parts) + line + b"--\r\n"


def _text(subtype: str, text: str) -> bytes:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + quoted(text) + b"\r\n"  # which belongs to the boundary that follows


def quoted(text: str) -> bytes:
    """Return a text in quoted-printable. Texts of whole lines may be encoded one by one and joined."""
    lines = text.replace("\r\n", "\n").encode("utf-8").replace(b"\n", b"\r\n")
    # "From " at the start of a line is a separator to mailboxes, which spoil it and any signature over it.
    return (b"\r\n" + b2a_qp(lines)).replace(b"\r\nFrom ", b"\r\n=46rom =\r\n")[2:]


def _image(image: Image, identity: str) -> bytes:
    head = (
        f'Content-Type: image/png; name="{image.name}.png"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{content_id(image, identity)}>\r\n"
        f'Content-Disposition: inline; filename="{image.name}.png"\r\n\r\n'
    )
    return head.encode("ascii") + encodebytes(image.png).replace(b"\n", b"\r\n")
