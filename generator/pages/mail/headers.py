"""Header lines that say what they were given and nothing else.

The standard library decodes encoded words in what it is given, line breaks among them, and up to Python 3.11.9 and
3.12.4 writes the breaks out: ``=?utf-8?q?=0ABcc:?=`` in a headline became a header of its own. Here anything but plain
text is encoded before a parser sees it, and finished bytes are read back (`written_as`).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from email import policy
from email.parser import BytesHeaderParser
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from generator.errors import invalid
from generator.pages.mail.parts import Mailbox
from generator.pages.visible import visible

Header = tuple[str, str]
"""A name, and the value as it is written: ASCII, folded where it has to be."""

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_URL: Final = re.compile(r"https://[!-;=?-~]+")  # printable ASCII without the angle brackets around it
_WORDS: Final = re.compile(r"[A-Za-z0-9 ,.:;%$&+'!/()\u005b\u005d\"*#@^_`|~{}<>?=\\-]*")
_PHRASE: Final = re.compile(r"[A-Za-z0-9 ]+")
_LONGEST: Final = 900
_OCTETS: Final = 45  # of text in an encoded word, which makes 60 of its 75 characters
_LONGEST_ADDRESS: Final = 254
_READER: Final = BytesHeaderParser(policy=policy.SMTP.clone(header_factory=lambda _, value: value))
"""Gives names and values; what the values mean is not asked for, and would take most of the time."""

_of_every_mail = lru_cache(maxsize=64)
"""What all mails of a list have in common is checked and encoded once, not ten thousand times."""


@_of_every_mail
def unstructured(text: str) -> str:
    """Return the value of a header of words, such as the subject: as it is where it is plain, else encoded."""
    seen = visible(text)
    if _WORDS.fullmatch(seen) and "=?" not in seen and len(seen) <= _LONGEST:
        return seen
    return "\r\n ".join(_encoded(seen))


def mailbox(given: Mailbox) -> str:
    """Return a mailbox as a header holds it. Raises InputInvalid for an address no mail could go to."""
    name = visible(given.name)
    shown = name if _PHRASE.fullmatch(name) else "\r\n ".join(_encoded(name))
    return f"{shown} <{address(given.address)}>" if name else address(given.address)


@_of_every_mail
def address(text: str) -> str:
    """Return an address of plain ASCII. Raises InputInvalid for anything else."""
    if len(text) > _LONGEST_ADDRESS or "=?" in text or not _ADDRESS.fullmatch(text):
        raise invalid(f"address {text!a}", "is no mail address this can write to", "give it as name@example.org")
    return text


@_of_every_mail
def domain(text: str) -> str:
    """Return a domain, which a list is known by. Raises InputInvalid for anything else."""
    if len(text) > _LONGEST_ADDRESS or not _DOMAIN.fullmatch(text):
        raise invalid(f"list {text!a}", "is not named by a domain", "give it as daily.example.org")
    return text


@_of_every_mail
def https(text: str) -> str:
    """Return an https address for a header. Raises InputInvalid for anything else."""
    try:
        sound = bool(_URL.fullmatch(text) and len(text) <= _LONGEST and "=?" not in text and urlsplit(text).hostname)
    except ValueError:
        sound = False
    if not sound:
        raise invalid(f"unsubscribe {text[:80]!a}", "is not an https address", "give https://example.org/u/token")
    return text


def written_as(message: bytes, headers: Sequence[Header]) -> bytes:
    """Return a finished mail after reading its headers back. Raises ValueError where they are not those given."""
    expected = [(name, value.replace("\r\n", "")) for name, value in headers]
    head = message.partition(b"\r\n\r\n")[0]
    found = [(name, str(value).replace("\r\n", "")) for name, value in _READER.parsebytes(head).raw_items()]
    if found != expected:
        raise ValueError("the headers written are not the headers meant")
    return message


def _encoded(text: str) -> Iterator[str]:
    """Yield `text` in encoded words of UTF-8 and base64 (RFC 2047), broken between characters only."""
    part = b""
    for letter in text:
        octets = letter.encode()
        if len(part) + len(octets) > _OCTETS:
            yield _word(part)
            part = b""
        part += octets
    yield _word(part)


def _word(octets: bytes) -> str:
    return f"=?utf-8?b?{b64encode(octets).decode('ascii')}?="
