"""Links by which one reader leaves the list: signed, the same for ever, and of no use to anybody else."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from generator.errors import Fault, InputInvalid, SettingsInvalid
from generator.pages.mail.headers import address as sound_address

_SHORTEST: Final = 32  # characters of a key
_LONGEST: Final = 500  # characters of a token: an address has 254 at most
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{4,400}\.[A-Za-z0-9_-]{43}")
_PURPOSE: Final = b"unsubscribe 1\0"  # a signature made with the same key for anything else is none here


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs the links of a list: the first of them. Links that the others signed still work."""

    values: tuple[bytes, ...]

    def __repr__(self) -> str:
        return "Keys()"


def keys_of(secret: str, place: str) -> Keys:
    """Return the keys in a secret, spaces between them, newest first. Raises SettingsInvalid for a guessable one."""
    words = secret.split()
    if not words or any(len(word) < _SHORTEST or len(set(word)) < _SHORTEST // 4 for word in words):
        problem = f"holds a key that can be guessed: fewer than {_SHORTEST} characters, or always the same"
        raise SettingsInvalid([Fault(place, problem, "make one with `openssl rand -hex 32`")])
    return Keys(tuple(word.encode() for word in words))


def token(address: str, list_id: str, keys: Keys) -> str:
    """Return what a link names a reader by: letters, digits, ``-``, ``_`` and one dot."""
    key = address.lower()
    return f"{_written(key.encode())}.{_written(_signature(key, list_id, keys.values[0]))}"


def reader_of(given: str, list_id: str, keys: Keys) -> str | None:
    """Return the address, in lower case, whose token this is; None where it is nobody's. All take the same time."""
    if len(given) > _LONGEST or not _SHAPE.fullmatch(given):
        return None
    name, _, signed = given.partition(".")
    try:
        key, signature = _read(name).decode("ascii"), _read(signed)
        sound_address(key)
    except (ValueError, Error, InputInvalid):
        return None
    right = [hmac.compare_digest(_signature(key, list_id, secret), signature) for secret in keys.values]
    # What is written otherwise and says the same is no token: there is one for a reader and a key.
    sole = key == key.lower() and (_written(key.encode()), _written(signature)) == (name, signed)
    return key if any(right) and sole else None


def link(base: str, address: str, list_id: str, keys: Keys) -> str:
    """Return a reader's link below `base`, an https address."""
    return f"{base.rstrip('/')}/{token(address, list_id, keys)}"


def _signature(key: str, list_id: str, secret: bytes) -> bytes:
    return hmac.new(secret, _PURPOSE + f"{list_id}\0{key}".encode(), sha256).digest()


def _written(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
