"""What a server said, as an error may repeat it: short, on one line, without markup and without secrets."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

from generator.pages.visible import visible

_LONGEST: Final = 200
_READ: Final = 8192  # bytes of an answer that are looked at
_TELLING: Final = ("message", "context", "detail", "description", "error", "errors", "reason", "title")
_TAG: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_LEAST: Final = 4
"""Shorter than this nothing is a secret, and cutting it out would leave no words."""


def said(body: bytes, hidden: Iterable[str]) -> str:
    """Return the words of an answer, at most 200 characters, every one of the `hidden` texts cut out."""
    text = body.decode("utf-8", "replace")
    try:
        words = " ".join(dict.fromkeys(_told(json.loads(text))))
    except (ValueError, RecursionError):
        words = html.unescape(_TAG.sub(" ", text[:_READ]))
    clean = visible(cleaned(words, hidden))  # before it is cut short: half a secret is too much of one
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST].rstrip()} ..."


def cleaned(text: str, hidden: Iterable[str]) -> str:
    """Return a text without secrets, however they are spelt in it."""
    spellings = {spelling for secret in hidden if len(secret) >= _LEAST for spelling in _spellings(secret)}
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, "[secret]")
    return text


def _spellings(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret))
    yield from (json.dumps(secret)[1:-1], json.dumps(secret)[1:-1].replace("/", "\\/"))
    yield b64encode(secret.encode()).decode()


def _told(data: object, *, telling: bool = False) -> Iterator[str]:
    """Yield the texts of an answer under the names by which servers give their reasons."""
    if isinstance(data, str) and telling:
        yield data
    elif isinstance(data, list):
        for item in data[:8]:
            yield from _told(item, telling=telling)
    elif isinstance(data, dict):
        for name in _TELLING:
            if name in data:
                yield from _told(data[name], telling=True)
