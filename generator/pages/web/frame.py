"""The links around an edition's page. The page itself stays as it was filed, to the byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.errors import invalid
from generator.pages.web.entries import Placed, month_link
from generator.pages.web.views import Frame, Link

_HEAD: Final = re.compile(r"</head\s*>", re.IGNORECASE)
_BODY: Final = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
PARTS: Final = ("frame_head.html.j2", "frame_top.html.j2", "frame_bottom.html.j2")
"""What a theme may put into the head of an edition's page, before its words and after them."""


def frame(placed: Placed, earlier: Placed | None, later: Placed | None, files: Sequence[str]) -> Frame:
    """Return what stands around an edition: the ones before and after it of its asset, its month, its data."""
    return Frame(
        entry=placed.entry,
        month=month_link(placed.month),
        earlier=None if earlier is None else Link(earlier.entry.headline, earlier.entry.path),
        later=None if later is None else Link(later.entry.headline, later.entry.path),
        files=tuple(Link(name, f"{placed.key}/{name}") for name in files),
    )


def framed(page: str, parts: Sequence[str], name: str) -> str:
    """Return a filed page with the parts of a frame in its head, before its words and after them."""
    head, body = _HEAD.search(page), _BODY.search(page)
    ends = list(_END.finditer(page))
    if head is None or body is None or not ends or not head.start() < body.start() < ends[-1].start():
        raise invalid(name, "has no head and body", "file the edition again")
    end = ends[-1].start()
    return (
        f"{page[: head.start()]}{parts[0]}{page[head.start() : body.end()]}\n{parts[1]}"
        f"{page[body.end() : end]}{parts[2]}{page[end:]}"
    )
