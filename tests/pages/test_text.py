from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.audit.clearance import Cleared
from generator.pages.text import text_page, wrap
from generator.pages.visible import visible
from tests.pages.conftest import DATELINE, cleared_of
from tests.pages.hostile import HOSTILE

WORDS = st.lists(st.sampled_from([".", "--", ">", "$50", "million", "-0.80", "standard", "\u22121.48", "a" * 90]))


def assert_safe(wrapped: str) -> None:
    for line in wrapped.splitlines():
        assert not line.startswith((".", ">"))
        assert line not in {"--", "-- "}
        assert line == line.rstrip(" ")
        assert len(line.split()) <= 1 or (len(line) <= 73 and len(line.encode()) <= 79)


@given(st.text() | WORDS.map(" ".join))
def test_wrapping_keeps_every_word_and_no_dangerous_line(text: str) -> None:
    wrapped = wrap(text)
    assert wrapped.split() == visible(text).split()
    assert_safe(wrapped.replace("\u00a0", "x").replace("\u2007", "x").replace("\u202f", "x"))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_make_no_dangerous_line(name: str) -> None:
    page = text_page(cleared_of(name, name))
    assert_safe(page)
    assert visible(name).split() == [] or visible(name).split()[0] in page


@pytest.mark.parametrize("start", range(50, 72))
@pytest.mark.parametrize("figure", ["$50 million", "1.48 standard", "21 November", "12:00 UTC.", "\u22120.80 points"])
def test_a_number_stays_with_its_unit(start: int, figure: str) -> None:
    assert figure in wrap(f"{'x' * start} {figure} and so on")


def test_the_words_are_the_article_s(cleared: Cleared) -> None:
    lines = text_page(cleared).splitlines()
    headline = cleared.article.headline.text
    assert lines[0] == headline
    assert lines[1] == "=" * len(headline)
    words = " ".join(lines[2:]).replace(DATELINE, "").split()
    assert words == cleared.article.text.removeprefix(headline).split()
    assert max(map(len, lines)) <= 72
    assert text_page(cleared).endswith("advice.\n")
