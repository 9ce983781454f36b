from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.audit.clearance import Cleared
from generator.pages.dateline import dateline
from generator.pages.html import html_page
from generator.pages.visible import visible
from tests.pages.conftest import AS_OF, DATELINE, Page, bare, cleared_of, read_by, with_texts
from tests.pages.hostile import HOSTILE

ALLOWED = {
    "html": {"lang"},
    "head": set(),
    "meta": {"charset", "name", "content", "http-equiv"},
    "title": set(),
    "style": set(),
    "body": set(),
    "header": set(),
    "h1": {"id"},
    "p": {"class", "role"},
    "time": {"datetime"},
    "main": set(),
    "article": {"aria-labelledby"},
    "footer": set(),
    "small": set(),
}
FURNITURE = [tag for tag, _ in Page(html_page(cleared_of())).elements]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_and_do_nothing(name: str) -> None:
    cleared = cleared_of(name, name)
    html = html_page(cleared)
    page = Page(html)
    assert bare(page.text) == read_by(cleared)
    assert not page.strays
    assert all(set(attributes) <= ALLOWED[tag] for tag, attributes in page.elements)
    assert len(page.elements) <= len(FURNITURE)
    assert {tag for tag, _ in page.elements} == set(FURNITURE)
    assert "{{" not in html
    assert "{%" not in html


@given(st.text())
def test_any_text_is_what_a_reader_sees(text: str) -> None:
    cleared = with_texts(text)
    page = Page(html_page(cleared))
    assert bare(page.text) == read_by(cleared)
    assert all(set(attributes) <= ALLOWED[tag] for tag, attributes in page.elements)


@given(st.text())
def test_title_and_description_carry_the_texts(text: str) -> None:
    html = html_page(with_texts(text))
    described = [given["content"] for tag, given in Page(html).elements if given.get("name") == "description"]
    assert described == [visible(text)]


def test_the_page_is_whole_and_accessible(cleared: Cleared) -> None:
    html = html_page(cleared)
    assert html.startswith('<!doctype html>\n<html lang="en">')
    tags = [tag for tag, _ in Page(html).elements]
    assert tags.count("h1") == 1
    assert all(tags.count(landmark) == 1 for landmark in ("header", "main", "article", "footer", "title"))
    assert '<time datetime="2025-11-21T12:00:00Z">21 November 2025, 12:00 UTC</time>' in html
    assert '<p class="disclaimer" role="note"><small>BTC may fall. This is no advice.</small></p>' in html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert DATELINE in Page(html).text


def test_the_page_asks_for_nothing(cleared: Cleared) -> None:
    html = html_page(cleared)
    assert not re.search(r"<(script|link|img|iframe|a)\b|\b(src|href)=|url\(|@import|https?:|//", html)


def test_times_are_utc() -> None:
    elsewhere = AS_OF.astimezone(timezone(timedelta(hours=-9)))
    cleared = cleared_of()
    moved = replace(cleared, article=replace(cleared.article, as_of=elsewhere))
    assert html_page(moved) == html_page(cleared)
    assert dateline(elsewhere) == DATELINE


def test_the_same_bytes_twice(cleared: Cleared) -> None:
    assert html_page(cleared) == html_page(cleared)


def test_other_formats_load_no_html_library() -> None:
    check = "import sys, generator.pages.formats; sys.exit(bool({'markdown', 'nh3', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
