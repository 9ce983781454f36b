"""Forms with files in them, as HTTP sends them (RFC 7578). The same form is the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a text, or a file where it has a name. Names are the house's own and need no escaping."""

    name: str
    data: bytes
    file: str = ""
    media_type: str = ""


def form(fields: Sequence[Field]) -> tuple[str, bytes]:
    """Return the content type and the body of a form."""
    # From the content: nothing in a file can then have been made to hold it.
    boundary = sha256(b"\0".join(field.data for field in fields)).hexdigest()
    body = bytearray()
    for field in fields:
        disposition = f'form-data; name="{field.name}"' + (f'; filename="{field.file}"' if field.file else "")
        kind = f"Content-Type: {field.media_type}\r\n" if field.media_type else ""
        body += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n".encode()
        body += field.data + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)
