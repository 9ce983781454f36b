"""The body of a letter: the article's words, its charts where readers can fetch them, and no template in it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from markdown import markdown

from generator.pages.letter import letter, letter_line, letter_subject, letter_text, untemplated
from generator.pages.markdown import markdown_page
from generator.pages.visible import visible
from tests.pages.conftest import charts_of, cleared_of, with_texts
from tests.pages.corpus import CORPUS

ADDRESS = "https://example.org/markets/"
_TEMPLATE = re.compile(r"\{[{%#]|@TrackLink")


def test_the_words_are_the_article_s_and_charts_have_their_addresses() -> None:
    cleared, charts = cleared_of(), charts_of("BTC")
    files = {"article.md": markdown_page(cleared, charts).encode(), "charts/price.png": b"", "charts/gauges.png": b""}
    text = letter(cleared, files, ADDRESS)
    assert re.findall(r"\]\((.*)\)", text) == [f"{ADDRESS}charts/gauges.png", f"{ADDRESS}charts/price.png"]
    assert re.sub(r"!\[.*\n\n", "", text) == markdown_page(cleared)
    assert letter(cleared, files, "") == markdown_page(cleared)


def test_another_text_in_the_folder_is_not_taken() -> None:
    cleared = cleared_of()
    files = {"article.md": markdown_page(cleared).encode() + b"\n\nNever audited."}
    assert letter(cleared, files, ADDRESS) == markdown_page(cleared)
    assert letter(cleared, {}, ADDRESS) == markdown_page(cleared)


@pytest.mark.parametrize(
    "rendered",
    [str, html.unescape, lambda text: html.unescape(markdown(text))],
    ids=["templates first", "entities first", "Markdown first"],
)
def test_no_order_of_rendering_finds_a_template(rendered: Callable[[str], str]) -> None:
    # Services differ in what they do first: look for templates, decode entities, or render Markdown and then look.
    for text in CORPUS[::4]:
        cleared = with_texts(f"{text}{text}")
        assert not _TEMPLATE.search(rendered(letter(cleared, {}, ""))), text
        for plain in (letter_text(cleared), letter_subject(cleared), letter_line(cleared)):
            assert not _TEMPLATE.search(plain), text


def test_what_is_parted_reads_the_same() -> None:
    assert untemplated("{{{ x }}} {% y %}").replace("\u200b", "") == "{{{ x }}} {% y %}"
    assert visible(html.unescape(untemplated("&#123;&#123; x"))) == "{{ x"
    assert untemplated("braces { } alone, 100 % and # stay") == "braces { } alone, 100 % and # stay"
