"""What of a text can be seen: one line without control, bidi or other hidden characters."""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls, those that count as white space left out
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # change the direction of what follows
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # no width of their own
    "\ud800-\udfff\ufdd0-\ufdef"  # halves of a pair, and code points that are no characters
    + "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "\U000e0000-\U000e007f"  # tags: a second, unseen alphabet
    "]"
)
"""Characters a page never carries. Joiners stay: scripts and emoji are spelt with them."""
_SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # no-break spaces hold a number to its unit


def visible(text: str) -> str:
    """Return `text` on one line: hidden characters gone, white space single, no-break spaces kept."""
    if text.isascii() and text.isprintable():  # as almost every text is, and then nothing can hide in it
        return " ".join(text.split())
    return _SPACE.sub(" ", HIDDEN.sub("", text)).strip()
