"""A real browser, and the tools that look at pages with it. Where one is absent, tests skip and say what to install."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
"""The tests run as root on CI, and a browser that looks up its maker's hosts says nothing of the page."""
SIZES = (360, 1280)
SCHEMES = ("light", "dark")


def web_tool(name: str) -> Path:
    """Return a file of a package from npm, or skip the test."""
    folders = (os.environ.get("COMMENTARY_WEB_TOOLS"), ROOT)
    for folder in (Path(place) for place in folders if place):
        found = folder / "node_modules" / name
        if found.exists():
            return found
    package = name.partition("/")[0]
    pytest.skip(f"{package} is absent: npm install --no-save {package}, or set COMMENTARY_WEB_TOOLS to where it is")


@contextmanager
def browser() -> Iterator[Browser]:
    """Give Debian's Chromium, or skip the test."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is absent: pip install playwright")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield running
        running.close()


@dataclass(slots=True)
class Visit:
    """One page opened from disk, and everything it did besides standing there."""

    page: Page
    requests: list[str] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    """Dialogs, errors, windows and messages."""

    def dismissed(self, dialog: Dialog) -> None:
        """Note a dialog and close it."""
        self.deeds.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def visit(
    running: Browser, path: Path, *, width: int = 1280, scheme: str = "light", guarded: bool = True
) -> Iterator[Visit]:
    """Open a file. Where it is not `guarded` its content security policy is not in force: it is to be inert without."""
    options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    context = running.new_context(bypass_csp=not guarded, **options)
    seen = Visit(context.new_page())
    page = seen.page
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.deeds.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.deeds.append(f"error: {error}"))
    page.on("dialog", lambda dialog: seen.dismissed(dialog))  # noqa: PLW0108 - it marks what it is given
    context.on("page", lambda other: seen.deeds.append(f"window: {other.url}"))
    page.goto(path.as_uri(), wait_until="load")
    try:
        yield seen
    finally:
        context.close()
