"""Pages as people see them: Debian's Chromium, opened on files, watched for whatever they ask for or complain of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from tests.tools import AXE, CHROMIUM

Scheme = Literal["light", "dark"]
ALONE = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
SIZES = (360, 1280)
PAPER: Mapping[Scheme, str] = {"light": "rgb(252, 251, 248)", "dark": "rgb(21, 23, 26)"}


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """Start a browser that asks its maker for nothing, and end it."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ALONE))
        try:
            yield browser
        finally:
            browser.close()


class Reader:
    """One window, what it asked for and what it complained about since it was last asked."""

    def __init__(self, browser: Browser, width: int = 1280, scheme: Scheme = "light") -> None:
        self.page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def opens(self, path: Path) -> Page:
        """Open a page from disk, which asks for nothing else and complains of nothing."""
        self.asked.clear()
        self.page.goto(path.as_uri())
        assert self.asked == [path.as_uri()]
        assert self.said == [], path
        return self.page

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on a page: each rule, and the elements that break it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))  # by the debugger: the pages' own policy lets no script in
    found = page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 10  # it ran
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
