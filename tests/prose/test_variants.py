"""Choosing among wordings: the same every time, spread out, and never what was just said where there is another way."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import edition
from generator.planning.memory import Memory, Told
from generator.planning.story import Form
from generator.prose.variants import Draws, Novelty, draw, licensed
from tests.cases import CASES, REAL_DAYS, case, shipped

NOW = datetime(2022, 6, 13, 23, 59, 59, tzinfo=UTC)


def test_a_draw_depends_on_its_seed_and_its_key_alone() -> None:
    # Known answers: every machine, process and version of Python has to give them.
    assert draw("7/BTC", "flow", "0") == 13_581_144_574_407_669
    assert draw("a", "bc") == 12_144_603_215_074_406_234
    assert draw("a", "bc") != draw("ab", "c")
    assert draw("7/BTC", "flow", "0") != draw("8/BTC", "flow", "0")


def test_a_stream_of_draws_is_the_same_everywhere() -> None:
    draws = Draws("7/BTC")
    assert [draws(10) for _ in range(8)] == [9, 0, 9, 7, 7, 5, 0, 5]


@given(st.text(max_size=8), st.lists(st.integers(1, 50), max_size=90))
def test_the_same_questions_get_the_same_answers_in_range(seed: str, options: list[int]) -> None:
    first, second = Draws(seed), Draws(seed)
    answers = [first(n) for n in options]
    assert answers == [second(n) for n in options]
    assert all(0 <= answer < n for answer, n in zip(answers, options, strict=True))


def test_every_option_is_drawn() -> None:
    counted = Counter(Draws(str(seed))(4) for seed in range(400))
    assert set(counted) == {0, 1, 2, 3}
    assert min(counted.values()) > 60


def test_plain_takes_from_the_front_and_vivid_from_the_back() -> None:
    words = ("fell", "declined", "sank")
    assert licensed(words, "plain") == ("fell", "declined")
    assert licensed(words, "vivid") == ("declined", "sank")
    assert licensed(("fell",), "plain") == licensed(("fell",), "vivid") == ("fell",)


def told(text: str, days: int) -> Told:
    return Told(NOW - timedelta(days=days), "daily", "headline", (text,), ("flow",))


def test_what_was_never_said_is_new() -> None:
    assert Novelty(Memory(), NOW).of("Open interest fell hard on the day.") == 1


def test_the_share_of_old_stretches_is_what_is_not_new() -> None:
    memory = Memory([told("Open interest fell hard that week.", 3)])
    # of 4-word stretches: "open interest fell hard" is old, "interest fell hard on", "fell hard on friday",
    # "hard on friday ." are not
    assert Novelty(memory, NOW).of("Open interest fell hard on Friday.") == pytest.approx(0.75)


def test_numbers_do_not_make_a_sentence_new() -> None:
    memory = Memory([told("Liquidations came to $12.5 million.", 3)])
    assert Novelty(memory, NOW).of("Liquidations came to $99 million.") < 0


def test_a_sentence_weighs_less_after_a_season() -> None:
    soon, late = (Memory([told("Liquidations came to nothing much.", days)]) for days in (10, 100))
    text = "Liquidations came to nothing much."
    assert Novelty(soon, NOW).of(text) < Novelty(late, NOW).of(text) < 0


def test_what_this_article_said_counts_as_said() -> None:
    novelty = Novelty(Memory(), NOW)
    novelty.said("Open interest fell hard on the day.")
    assert novelty.of("Open interest fell hard on the day.") < 0
    assert novelty.of("Open interest was worth a lot.") == pytest.approx(0.5)  # no old stretch, but an old opening


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_no_sentence_stands_twice_in_an_article_and_no_two_in_a_row_open_alike(name: str) -> None:
    for seed in range(4):
        article = edition.edit(case(name), Form.DAILY, shipped(), seed=seed, style="plain").verdict.article
        said = [sentence.text for paragraph in article.paragraphs for sentence in paragraph.sentences]
        assert len(said) == len(set(said))
        openings = [tuple(text.lower().replace(",", "").split()[:3]) for text in said]
        assert [first for first, second in pairwise(openings) if first == second] == []


def test_an_article_remembers_the_ones_before_it() -> None:
    first = edition.edit(case("reference"), Form.DAILY, shipped(), seed=0, style="plain").verdict.article
    again = edition.edit(case("reference"), Form.DAILY, shipped(), seed=0, style="plain").verdict.article
    assert first.text == again.text
    memory = Memory([first.told])
    second = edition.edit(case("reference"), Form.DAILY, shipped(), memory, seed=0, style="plain").verdict.article
    assert second.headline.text != first.headline.text
    assert not set(first.told.sentences) & set(second.told.sentences)
    assert (
        second.text
        == edition.edit(
            case("reference"), Form.DAILY, shipped(), Memory([first.told]), seed=0, style="plain"
        ).verdict.article.text
    )
