"""The formats an article can be had in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart
from generator.pages import short
from generator.pages.html import html_page
from generator.pages.markdown import markdown_page
from generator.pages.provenance import json_page
from generator.pages.text import text_page


class Page(Protocol):
    """Makes one page of an article, with charts where it can carry any."""

    def __call__(self, cleared: Cleared, charts: Sequence[Chart] = (), /) -> str:
        """Return the page."""


FORMATS: Mapping[str, Page] = {
    "markdown": markdown_page,
    "html": html_page,
    "text": text_page,
    "json": json_page,
    "line": short.line,
    "slack": short.slack,
    "discord": short.discord,
    "telegram": short.telegram,
    "alt": short.alt,
}
"""Pages by the name ``--format`` gives them."""
