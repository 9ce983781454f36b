"""The site as people see it: in Chromium, narrow and wide, light and dark, with hostile names all over it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.pages.visible import visible
from generator.site.build import Options, build_site
from tests.browsers import PAPER, SIZES, Reader, Scheme, violations
from tests.site.corpus import CORPUS
from tests.site.editions import BASE, archive, edition, filed
from tests.tools import VNU, needs_axe, needs_chromium, needs_vnu, run

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
NAMED = [name for name in CORPUS if visible(name)]


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


@needs_chromium
@pytest.mark.parametrize("scheme", PAPER)
@pytest.mark.parametrize("width", SIZES)
def test_every_page_fits_its_window_and_is_of_its_colour(
    chromium: Browser, site: Path, width: int, scheme: Scheme
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
def test_axe_finds_nothing(chromium: Browser, site: Path, width: int, scheme: Scheme) -> None:
    reader = Reader(chromium, width, scheme)
    for path in PAGES:
        page = reader.opens(site / path)
        assert (path, violations(page)) == (path, [])
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
