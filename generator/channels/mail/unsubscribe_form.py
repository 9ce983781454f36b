"""What a mail program or a reader posts to leave a list (RFC 8058)."""

from __future__ import annotations

from email.errors import MessageError
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final
from urllib.parse import parse_qsl

MOST: Final = 4096
"""Octets of a body: the form has one field."""
FIELD: Final = ("List-Unsubscribe", "One-Click")


def asks_to_leave(kind: str, body: bytes) -> bool:
    """Return whether a body of a content type is the form of RFC 8058, in either of the two shapes it allows."""
    name = kind.partition(";")[0].strip().lower()
    if name == "application/x-www-form-urlencoded":
        try:
            return FIELD in parse_qsl(body.decode("ascii"), max_num_fields=8)
        except ValueError:
            return False
    return name == "multipart/form-data" and "\n" not in kind and "\r" not in kind and _in_parts(kind, body)


def _in_parts(kind: str, body: bytes) -> bool:
    try:
        whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode("latin-1") + body)
        for part in whole.iter_parts():
            named = part.get_param("name", header="content-disposition")
            value = part.get_payload(decode=True)
            if named == FIELD[0] and isinstance(value, bytes) and value.strip() == FIELD[1].encode():
                return True
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return False
    return False
