"""The formats an article can be had in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.audit.clearance import Cleared
from generator.pages.html import html_page
from generator.pages.markdown import markdown_page
from generator.pages.provenance import json_page
from generator.pages.text import text_page

FORMATS: Mapping[str, Callable[[Cleared], str]] = {
    "markdown": markdown_page,
    "html": html_page,
    "text": text_page,
    "json": json_page,
}
"""Pages by the name ``--format`` gives them."""
