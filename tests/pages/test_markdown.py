from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import markdown

from generator.charts.chart import Kind
from generator.pages.markdown import escape, markdown_page
from generator.pages.visible import visible
from tests.pages.conftest import DATELINE, Page, bare, charts_of, cleared_of, read_by, with_texts
from tests.pages.corpus import CORPUS
from tests.pages.hostile import HOSTILE

MARKS = st.text(alphabet="\\`*_{}[]()<>#+-.!&;:=~|@/?^$%'\" \n1aZw\u00a0\u00e9")
ORDINARY = (
    "Order-book depth fell to -0.80 standard deviations, its lowest since 14 July 2025.",
    "-0.80 is thin; 0.79 is weak: $50 million (about 79%) went in 1.5 hours.",
    'S&P 500 traders, P&L in hand, asked "why?" - and sold 3/4 of it!',
    "21 November 2025 was calm. Funding at +0.002% per 8 hours, +2.34 above, 1,000,000 USD.",
    "Bitcoin\u2019s open_interest_z \u2013 \u22121.48 \u2013 is low | a third = 1/3, \u20ac5.",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_prose_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("1. item", "1\\. item"),
        ("- item", "\\- item"),
        ("# heading", "\\# heading"),
        ("> said", "\\> said"),
        ("===", "&#61;=="),
        ("[a](b)", "\\[a\\](b)"),
        ("<b> &lt;", "&lt;b> &amp;lt;"),
        ("{{ x }} {% y %}", "&#123;&#123; x }} &#123;% y %}"),
        ("https://a.b c@d.e", "https&#58;//a.b c&#64;d.e"),
        ("a\n\n# b", "a # b"),
    ],
)
def test_markup_is_escaped(text: str, source: str) -> None:
    assert escape(text) == source


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "{} leads.", "Depth on {} is thin.", "Traders watch {}"])
def test_hostile_names_come_back_as_they_are_spelt(name: str, around: str) -> None:
    text = around.replace("{}", name)
    page = Page(markdown(escape(text)))
    assert bare(page.text) == bare(visible(text))
    assert {tag for tag, _ in page.elements} <= {"p"}
    assert not page.strays


@given(st.text() | MARKS)
@example("*]---&#1. ^}$")
def test_rendered_markdown_is_the_text(text: str) -> None:
    page = Page(markdown(escape(text)))
    assert bare(page.text) == bare(visible(text))
    assert {tag for tag, _ in page.elements} <= {"p"}


@given(st.text() | MARKS)
def test_rendered_page_is_the_article(text: str) -> None:
    cleared = with_texts(text)
    page = Page(markdown(markdown_page(cleared)))
    assert bare(page.text) == read_by(cleared, noted=True)
    assert {tag for tag, _ in page.elements} <= {"h1", "p", "em", "hr", "blockquote"}


def test_the_whole_corpus_is_rendered_as_it_is_spelt() -> None:
    for name in CORPUS:
        page = Page(markdown(markdown_page(cleared_of(name, name), charts_of(name))))
        assert bare(page.text) == read_by(cleared_of(name, name), noted=True), name
        assert {tag for tag, _ in page.elements} <= {"h1", "p", "em", "hr", "img", "blockquote"}, name
        pictures = [given for tag, given in page.elements if tag == "img"]
        assert [given["src"] for given in pictures] == [f"charts/{kind}.svg" for kind in Kind], name
        assert all(bare(given["alt"] or "") == bare(visible(f"{name} and more")) for given in pictures), name
        assert all(set(given) == {"src", "alt"} for given in pictures), name
        assert not page.strays, name


@pytest.mark.parametrize("name", HOSTILE)
def test_no_template_engine_finds_a_tag(name: str) -> None:
    source = markdown_page(cleared_of(name, name))
    assert "{" not in source
    assert "<" not in source


def test_the_page_reads_well_unrendered() -> None:
    blocks = markdown_page(cleared_of()).split("\n\n")
    assert blocks == [
        "# BTC order books thin out on Binance",
        "*Binance: sellers lead, and BTC*",
        "The depth index of BTC stands at -0.80, thin for $50 million of orders (about 79%). Binance leads.",
        "BTC S&P 500 traders watch Binance",
        "> Binance gave no funding rate for BTC.",
        f"> {DATELINE}",
        "---",
        "BTC may fall. This is no advice.\n",
    ]
