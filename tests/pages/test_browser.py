"""The page as people meet it: opened from disk in a real browser, narrow and wide, light and dark."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.audit.clearance import Cleared
from generator.charts.chart import Kind
from generator.charts.drawing import Drawing, Label
from generator.charts.svg import svg_file
from generator.edition import edit, illustrate
from generator.pages.html import html_page
from generator.pages.visible import visible
from generator.planning.story import Form, Role
from generator.prose.article import Claim, Paragraph, Sentence
from tests.cases import case, shipped
from tests.pages.browsers import SCHEMES, SIZES, browser, visit, web_tool
from tests.pages.conftest import bare, charts_of, cleared_of
from tests.pages.corpus import CORPUS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("reference", "2022-11-09", "calm")
A_PAGE = 70
"""Hostile names a page."""


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return pages with every kind of chart, on disk."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    (with_series,) = charts_of("x", Kind.PRICE)
    for name in NAMES:
        made = edit(case(name), Form.DAILY, shipped(), seed=1, style="plain")
        assert isinstance(made.verdict, Cleared)
        charts = illustrate(made, shipped(), with_series.series)
        found[name] = folder / f"{name}.html"
        found[name].write_text(html_page(made.verdict, charts, "https://example.org/x/"), encoding="utf-8")
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_quiet_and_accessible(
    name: str, width: int, scheme: str, pages: dict[str, Path], running: Browser
) -> None:
    with visit(running, pages[name], width=width, scheme=scheme) as seen:
        assert seen.requests == [pages[name].as_uri()]
        assert seen.deeds == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        paper = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert paper == {"light": "rgb(252, 251, 248)", "dark": "rgb(21, 23, 26)"}[scheme]
        # One of the two drawings of each chart is seen, and its letters are never smaller than 9 pixels.
        drawn = seen.page.evaluate(
            "[...document.querySelectorAll('figure svg')].filter(s => s.getClientRects().length)"
            ".map(s => [s.classList[0], s.getBoundingClientRect().width / s.viewBox.baseVal.width])"
        )
        assert {kind for kind, _ in drawn} == {"slim" if width < 480 else "wide"}
        assert all(scale * 11 >= 9 for _, scale in drawn)
        seen.page.evaluate(web_tool("axe-core/axe.min.js").read_text(encoding="utf-8"))
        found = seen.page.evaluate("axe.run(document)")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_claim_is_told_on_hover_and_on_focus(width: int, pages: dict[str, Path], running: Browser) -> None:
    told = "getComputedStyle(document.querySelector('article p data'), '::after').content"
    with visit(running, pages["2022-11-09"], width=width) as seen:
        first = seen.page.locator("article p data").first
        assert seen.page.evaluate(told) == "none"
        first.hover()
        hovered = seen.page.evaluate(told)
        assert hovered == '"snapshot \u00b7 as_of 2022-11-09 \u00b7 day"'
        seen.page.mouse.move(0, 0)
        assert seen.page.evaluate(told) == "none"
        for _ in range(40):
            seen.page.keyboard.press("Tab")
            if seen.page.evaluate("document.activeElement === document.querySelector('article p data')"):
                break
        assert seen.page.evaluate(told) == hovered
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        described = first.get_attribute("aria-describedby")
        assert seen.page.locator(f"[id='{described}']").count() == 1


def test_a_printed_page_shows_every_claim(pages: dict[str, Path], running: Browser) -> None:
    with visit(running, pages["calm"]) as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
        assert seen.page.locator(".wide").first.is_visible()
        assert seen.page.pdf(format="A4").startswith(b"%PDF")


def test_the_pages_are_valid_html(pages: dict[str, Path]) -> None:
    jar = web_tool("vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java: apt-get install default-jre-headless")
    command = [java, "-jar", str(jar), "--format", "json", *map(str, pages.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    assert [message for message in messages if message["type"] == "error"] == []


def crowded(names: list[str]) -> Cleared:
    """Return an edition with a paragraph for each of the names, each of them a claim too."""
    cleared = cleared_of(names[0], names[-1])
    body = tuple(
        Paragraph(Role.LEDE, (Sentence(f"Say {name} now.", "x", (Claim(name, name, name, name, name, 4),)),))
        for name in names
    )
    return replace(cleared, article=replace(cleared.article, paragraphs=body))


@pytest.mark.parametrize("start", range(0, len(CORPUS), A_PAGE))
def test_hostile_names_do_nothing_in_a_browser(start: int, running: Browser, tmp_path: Path) -> None:
    names = list(CORPUS[start : start + A_PAGE])
    path = tmp_path / "article.html"
    path.write_text(html_page(crowded(names), charts_of(names[0])), encoding="utf-8", errors="backslashreplace")
    with visit(running, path, guarded=False) as seen:
        shown = seen.page.evaluate("[...document.querySelectorAll('article > p')].map(p => p.textContent)")
        assert [bare(text) for text in shown] == [bare(visible(f"Say {name} now.")) for name in names]
        tags = set(seen.page.evaluate("[...document.querySelectorAll('article > p *')].map(e => e.localName)"))
        assert tags == {"data"}
        odd = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on')))"
        assert seen.page.evaluate(f"{odd}.length") == 0
        for _ in range(3):
            seen.page.keyboard.press("Tab")
        seen.page.mouse.move(400, 300)
        assert seen.deeds == []
        assert seen.requests == [path.as_uri()]


@pytest.mark.parametrize("start", range(0, len(CORPUS), A_PAGE))
def test_hostile_names_do_nothing_in_a_drawing(start: int, running: Browser, tmp_path: Path) -> None:
    names = [visible(name) for name in CORPUS[start : start + A_PAGE]]
    labels = tuple(Label(name, (4, 14.0 * n + 12), 11) for n, name in enumerate(names))
    path = tmp_path / "chart.svg"
    text = svg_file(Drawing(700, 14.0 * A_PAGE, labels), names[0], " ".join(names))
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    with visit(running, path, guarded=False) as seen:
        shown = seen.page.evaluate("[...document.querySelectorAll('text')].map(t => t.textContent)")
        assert [bare(text) for text in shown] == [bare(name) for name in names]
        tags = set(seen.page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)"))
        assert tags == {"svg", "title", "desc", "style", "rect", "text"}
        assert seen.deeds == []
        assert seen.requests == [path.as_uri()]
