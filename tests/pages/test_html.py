from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit.clearance import Cleared
from generator.charts.chart import Kind
from generator.market import SetAside
from generator.metrics.snapshot import Measure, Metric, Notes
from generator.pages.dateline import dateline
from generator.pages.html import html_page
from generator.pages.visible import visible
from generator.prose.article import Claim
from tests.pages.conftest import AS_OF, DATELINE, Page, bare, charts_of, cleared_of, read_by, sentence, with_texts
from tests.pages.corpus import CORPUS

DRAWN = {
    "svg": {"class", "viewbox", "role", "aria-labelledby", "aria-describedby"},
    "desc": {"id"},
    "path": {"d", "class", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"},
    "circle": {"cx", "cy", "r", "class", "fill", "stroke", "stroke-width"},
    "text": {"x", "y", "text-anchor", "font-size", "font-weight", "class", "fill"},
}
ALLOWED = DRAWN | {
    "html": {"lang"},
    "head": set(),
    "meta": {"charset", "name", "content", "http-equiv", "property"},
    "title": {"id"},
    "script": {"type"},
    "style": set(),
    "body": set(),
    "header": set(),
    "h1": {"id"},
    "h2": {"id", "data-exhibit"},
    "p": {"class", "role", "id"},
    "time": {"datetime"},
    "main": set(),
    "article": {"aria-labelledby"},
    "data": {"value", "data-metric", "data-field", "data-rule", "tabindex", "aria-describedby"},
    "figure": {"class", "aria-labelledby"},
    "figcaption": {"data-exhibit"},
    "section": {"class", "aria-labelledby", "data-exhibit"},
    "div": {"class", "role", "aria-labelledby", "tabindex"},
    **{key: set() for key in ("table", "thead", "tbody", "tr", "td", "dt", "dd", "details", "q", "code", "span")},
    "th": {"scope"},
    "dl": {"data-exhibit"},
    "summary": {"data-exhibit"},
    "ol": {"data-exhibit"},
    "li": {"id"},
    "footer": set(),
    "small": set(),
}
PLAIN = [tag for tag, _ in Page(html_page(cleared_of(), charts_of("BTC"))).elements]


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 500


def hostile_page(name: str) -> str:
    """Return a page that meets a name as its asset, venue, source, note and chart."""
    cleared = cleared_of(name, name)
    notes = Notes((name,), {Metric.BASIS: name}, (SetAside(AS_OF, name, name, name),), (name,))
    measure = Measure(Metric.MARKET_DEPTH_INDEX, -0.8, venue=name, window=name, method=name)
    snapshot = replace(cleared.snapshot, notes=notes, measures={Metric.MARKET_DEPTH_INDEX: measure})
    return html_page(replace(cleared, snapshot=snapshot), charts_of(name))


def test_hostile_names_are_shown_and_do_nothing() -> None:
    for name in CORPUS:
        html = hostile_page(name)
        page = Page(html)
        assert bare(page.text) == read_by(cleared_of(name, name), [name] * len(Kind), dated=True), name
        assert not page.strays, name
        assert all(set(attributes) <= ALLOWED[tag] for tag, attributes in page.elements), name
        assert {tag for tag, _ in page.elements} == {*PLAIN, "data", "q", "code"}, name
        assert bare(page.shown).count(bare(visible(name))) >= 8, name
        assert "{{" not in html, name
        assert "{%" not in html, name


def test_hostile_claims_are_attributes_and_nothing_else() -> None:
    for name in CORPUS:
        claim = Claim(name, name, name, name, name, 4)
        said = replace(sentence(f"The {name} is thin."), claims=(claim,))
        cleared = cleared_of()
        html = html_page(replace(cleared, article=replace(cleared.article, dek=said)))
        page = Page(html)
        assert all(set(attributes) <= ALLOWED[tag] for tag, attributes in page.elements), name
        assert bare(visible(said.text)) in bare(page.text), name
        found = [given for tag, given in page.elements if tag == "data" and given.get("value") == visible(name)]
        assert bool(visible(name)) == any(given.get("data-metric") == visible(name) for given in found), name


@settings(deadline=None)
@given(st.text())
def test_any_text_is_what_a_reader_sees(text: str) -> None:
    cleared = with_texts(text)
    page = Page(html_page(cleared, charts_of(text, Kind.GAUGES)))
    assert bare(page.text) == read_by(cleared, [text], dated=True)
    assert all(set(attributes) <= ALLOWED[tag] for tag, attributes in page.elements)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_a_claim_stands_where_its_words_are(before: str, words: str, after: str) -> None:
    claim = Claim(words, "price", "value", 1.0, "cents", len(before))
    said = replace(sentence(f"{before}{words}{after}"), claims=(claim,))
    cleared = cleared_of()
    html = html_page(replace(cleared, article=replace(cleared.article, headline=said)))
    heading = html[html.index("<h1") : html.index("</h1>")]
    page = Page(heading)
    assert bare(page.text) == bare(visible(said.text))
    inside = re.findall(r"<data [^>]*>(.*?)</data>", heading, re.DOTALL)
    assert [bare(Page(item).text) for item in inside] in ([bare(visible(words))], [])


@settings(deadline=None)
@given(st.text())
def test_titles_and_descriptions_carry_the_texts(text: str) -> None:
    html = html_page(with_texts(text), address="https://example.org/btc/x/")
    given_as = {
        g.get("name") or g.get("property"): g["content"]
        for t, g in Page(html).elements
        if t == "meta" and "content" in g
    }
    for name in ("description", "og:title", "og:description"):
        assert given_as[name] == visible(text)
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    linked = json.loads(block[1])
    assert linked["headline"] == linked["description"] == visible(text)


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


def test_every_claim_says_what_it_rests_on_and_is_listed(cleared: Cleared) -> None:
    html = html_page(cleared)
    claims = [given for tag, given in Page(html).elements if tag == "data" and "tabindex" in given]
    assert claims == [
        {
            "value": "-0.8",
            "data-metric": "market_depth_index",
            "data-field": "value",
            "data-rule": "two decimals",
            "tabindex": "0",
            "aria-describedby": "claim-1",
        }
    ]
    entry = re.search(r'<li id="claim-1">(.*?)</li>', html)
    assert entry is not None
    assert Page(entry[1]).text == "-0.80 market_depth_index value -0.8 two decimals"


def test_claims_are_shown_on_hover_and_on_focus() -> None:
    style = re.search(r"<style>(.*?)</style>", html_page(cleared_of()), re.DOTALL)
    assert style is not None
    shown = re.search(r"data\[tabindex\]:hover::after,\s*data\[tabindex\]:focus::after \{([^}]*)\}", style[1])
    assert shown is not None
    assert all(f"attr({name})" in shown[1] for name in ("data-metric", "data-field", "value", "data-rule"))


def test_the_page_asks_for_nothing(cleared: Cleared) -> None:
    html = html_page(cleared, charts_of("BTC"))
    fetching = {"src", "srcset", "href", "xlink:href", "action", "formaction", "poster", "data", "background", "ping"}
    assert not [tag for tag, given in Page(html).elements if fetching & set(given) or tag in {"link", "img", "iframe"}]
    assert not re.search(r"url\(|@import", html)
    assert "default-src 'none'" in html


def test_a_page_with_an_address_has_a_canonical_link_and_a_card(cleared: Cleared) -> None:
    html = html_page(cleared, address="https://example.org/btc/20251121T1200Z-daily/", card=True)
    found = {given["property"]: str(given["content"]) for _, given in Page(html).elements if "property" in given}
    assert '<link rel="canonical" href="https://example.org/btc/20251121T1200Z-daily/article.html">' in html
    assert found["og:image"] == "https://example.org/btc/20251121T1200Z-daily/charts/card.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"].startswith("BTC order books thin out on Binance.")
    assert found["og:url"].endswith("/article.html")
    assert "og:image" not in html_page(cleared, address="https://example.org/")


def test_without_an_address_nothing_points_elsewhere(cleared: Cleared) -> None:
    html = html_page(cleared)
    assert "canonical" not in html
    assert "og:image" not in html
    assert re.findall(r"https?://[^\"' ]+", html) == ["https://schema.org"]


def test_the_numbers_and_the_note_hold_the_snapshot(cleared: Cleared) -> None:
    shown = Page(html_page(cleared)).shown
    assert "Market depth index-0.80-0.80\u2013\u2013Binance" in bare(shown).replace(
        "Marketdepthindex", "Market depth index"
    )
    assert "Funding rate" in shown  # not known
    assert re.search(r"Snapshot, SHA-256\s+[0-9a-f]{64}", shown)


def test_times_are_utc() -> None:
    elsewhere = AS_OF.astimezone(timezone(timedelta(hours=-9)))
    cleared = cleared_of()
    moved = replace(cleared, article=replace(cleared.article, as_of=elsewhere))
    assert html_page(moved) == html_page(cleared)
    assert dateline(elsewhere) == DATELINE


def test_the_same_bytes_twice(cleared: Cleared) -> None:
    assert html_page(cleared, charts_of("BTC")) == html_page(cleared, charts_of("BTC"))


def test_other_formats_load_no_html_library() -> None:
    heavy = "{'markdown', 'nh3', 'jinja2', 'matplotlib', 'numpy', 'PIL'}"
    check = f"import sys, generator.pages.formats; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.parametrize("name", ["", "x" * 200])
def test_a_page_of_nothing_much_is_still_a_page(name: str) -> None:
    assert html_page(with_texts(name)).endswith("</html>\n")
