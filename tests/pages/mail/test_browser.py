"""The HTML of the mail as people see it, opened from disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.pages.mail.message import email_message
from generator.pages.visible import visible
from tests.browsers import PAPER, SIZES, Reader, Scheme, violations
from tests.pages.conftest import cleared_of
from tests.pages.mail.reading import html_of
from tests.site.corpus import CORPUS
from tests.tools import needs_axe, needs_chromium


def opened(tmp_path: Path, name: str = "BTC") -> Path:
    path = tmp_path / "mail.html"
    path.write_text(html_of(email_message(cleared_of(name, name))), encoding="utf-8")
    return path


@needs_chromium
@needs_axe
@pytest.mark.parametrize("scheme", PAPER)
@pytest.mark.parametrize("width", SIZES)
def test_a_mail_fits_its_window_and_axe_finds_nothing(
    chromium: Browser, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    reader = Reader(chromium, width, scheme)
    page = reader.opens(opened(tmp_path))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    colour = "getComputedStyle(document.querySelector('.page')).backgroundColor"
    assert page.evaluate(colour) == PAPER[scheme]
    column = page.locator(".column").bounding_box()
    assert column is not None
    assert column["width"] == min(600, width - 32)
    assert not page.locator(".preheader").is_visible()
    # A mail has one column and no landmarks: the program around it has them.
    assert [rule for rule, _ in violations(page) if rule not in {"landmark-one-main", "region"}] == []
    page.close()


@needs_chromium
def test_hostile_names_do_nothing_in_a_mail(chromium: Browser, tmp_path: Path) -> None:
    reader = Reader(chromium)
    for name in CORPUS[::5]:
        page = reader.opens(opened(tmp_path, name))
        assert page.evaluate("window.__hit") is None
        headline = page.locator("h1").text_content() or ""
        assert "".join(headline.split()) == "".join(f"{visible(name)} order books thin out on {visible(name)}".split())
    reader.page.close()
