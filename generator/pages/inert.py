"""Texts that HTML shows as they are spelt, and that no template engine takes for its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from generator.pages.visible import visible

if TYPE_CHECKING:
    from markupsafe import Markup


_SPELT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "{": "&#123;"})
"""Braces too: newsletters run templates over finished pages."""


def spelt(text: str) -> str:
    """Return a text that is visible throughout as HTML shows it."""
    return text.translate(_SPELT)


def inert(text: str) -> Markup:
    """Return `text` escaped for HTML, its braces too."""
    return markup(spelt(visible(text)))


def markup(html: str) -> Markup:
    """Return HTML that was made here as what templates put in as it is."""
    return _markup()(html)  # callers escape or sanitise what comes from outside


@cache
def _markup() -> type[Markup]:
    from markupsafe import Markup  # noqa: PLC0415 - only when HTML is asked for

    return Markup


_SIGNS = {sign: f"\\u{ord(sign):04x}" for sign in "<>&'{"}


def inert_json(data: object) -> str:
    """Return texts and truths by name as JSON for a script element: none ends the element or begins a template."""
    if isinstance(data, Mapping):
        rows = (f"{inert_json(name)}: {inert_json(value)}" for name, value in data.items())
        return "{\n" + ",\n".join(rows) + "\n}"
    text = json.dumps(visible(data) if isinstance(data, str) else data)
    return "".join(_SIGNS.get(sign, sign) for sign in text)
