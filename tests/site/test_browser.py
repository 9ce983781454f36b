"""The site as people see it: in Chromium, narrow and wide, light and dark, with hostile names all over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from generator.pages.visible import visible
from generator.site.build import Options, build_site
from tests.pages.corpus import CORPUS
from tests.site.editions import BASE, archive, edition, filed
from tests.tools import AXE, CHROMIUM, VNU, needs_axe, needs_chromium, needs_vnu, run

ALONE = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
PAGES = (
    *("index.html", "archive.html", "archive/2025-11.html", "regimes.html", "regime/cascade.html"),
    *(
        "regime/cascade/2025.html",
        "assets.html",
        "asset/btc.html",
        "method.html",
        "btc/20251106T1200Z-daily/article.html",
    ),
    "btc/20251030T1200Z-daily/article.html",
)
SIZES = (360, 1280)
PAPER: Mapping[Literal["light", "dark"], str] = {"light": "rgb(252, 251, 248)", "dark": "rgb(21, 23, 26)"}
NAMED = [name for name in CORPUS if visible(name)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ALONE))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of many days, one of whose editions was withdrawn."""
    root = archive(tmp_path_factory.mktemp("site"), 12, ("BTC", "ETH"))
    filed(root, [edition(60, headline="A headline of many words about a market that fell and rose and fell again")])
    build_site(root, Options(base_url=BASE))
    for path in (root / "btc" / "20251030T1200Z-daily").iterdir():
        path.unlink()
    (root / "btc" / "20251030T1200Z-daily").rmdir()
    return build_site(root, Options(base_url=BASE)).folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site whose every asset and venue has a hostile name, all of one month."""
    root = tmp_path_factory.mktemp("hostile")
    filed(root, (edition(2 + number % 28, name) for number, name in enumerate(NAMED)))
    return build_site(root, Options(title=NAMED[0], base_url=BASE)).folder


class Reader:
    """One window, what it asked for and what it complained about since it was last asked."""

    def __init__(self, browser: Browser, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> None:
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


@needs_chromium
@pytest.mark.parametrize("scheme", PAPER)
@pytest.mark.parametrize("width", SIZES)
def test_every_page_fits_its_window_and_is_of_its_colour(
    chromium: Browser, site: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    reader = Reader(chromium, width, scheme)
    for path in PAGES:
        page = reader.opens(site / path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert colour == PAPER[scheme], path
    reader.page.close()


@needs_chromium
@needs_axe
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(chromium: Browser, site: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    reader = Reader(chromium, width, scheme)
    for path in PAGES:
        page = reader.opens(site / path)
        page.evaluate(AXE.read_text(encoding="utf-8"))  # by the debugger: the pages' own policy lets no script in
        found = page.evaluate("axe.run(document)")
        faults = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
        assert (path, faults) == (path, [])
        assert len(found["passes"]) > 10
    reader.page.close()


@needs_chromium
def test_every_page_is_reached_by_links_alone(chromium: Browser, site: Path) -> None:
    reader = Reader(chromium)
    page = reader.opens(site / "index.html")
    for name in ("Archive", "October 2025", "ETH on day 0", "Later ETH on day 1"):
        page.get_by_role("link", name=name).click()
    assert page.title() == "ETH on day 1"
    page.get_by_role("link", name="Earlier ETH on day 0").click()
    page.get_by_role("link", name="Liquidation cascade").click()
    assert page.locator("h1").text_content() == "Liquidation cascade"
    assert reader.said == []
    page.close()


@needs_chromium
def test_hostile_names_do_nothing_in_a_browser(chromium: Browser, hostile: Path) -> None:
    reader = Reader(chromium)
    for path in ("index.html", "assets.html", "archive/2025-11.html", "regime/cascade/2025.html"):
        page = reader.opens(hostile / path)
        assert page.evaluate("window.__hit") is None
        html = (hostile / path).read_text(encoding="utf-8")
        written = sorted(re.findall(r"<([a-z][a-z0-9]*)\b", html))  # every tag of ours, and nothing that looks like one
        assert sorted(page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)")) == written
        assert page.evaluate("document.querySelectorAll('script, img, iframe, object, form, base, svg').length") == 0
        names = page.evaluate("[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())")
        assert not [name for name in names if name.startswith("on")]
    reader.page.close()


@needs_chromium
def test_hostile_names_are_read_as_they_are_spelt(chromium: Browser, hostile: Path) -> None:
    page = Reader(chromium).opens(hostile / "archive" / "2025-11.html")
    seen = {"".join(text.split()) for text in page.locator("article h3").all_text_contents()}
    expected = {"".join(f"{visible(name)} on day {2 + n % 28}".split()) for n, name in enumerate(NAMED)}
    assert seen == expected
    assert len(expected) >= 500
    page.close()


@needs_chromium
def test_hostile_editions_do_nothing_in_a_browser(chromium: Browser, hostile: Path) -> None:
    reader = Reader(chromium)
    for path in sorted(hostile.glob("*/*/article.html"))[::9]:
        assert reader.opens(path).evaluate("window.__hit") is None
    reader.page.close()


@needs_vnu
def test_the_pages_are_valid_html(site: Path, hostile: Path) -> None:
    pages = [*(site / path for path in PAGES), hostile / "archive" / "2025-11.html", hostile / "assets.html"]
    run("java", "-jar", VNU, "--errors-only", "--also-check-css", "--stdout", *pages)
