"""Choosing among wordings: the same every time, spread out, and never twice alike where there is another way."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import edition
from generator.planning.story import Form
from generator.prose.variants import Choice, draw
from tests.cases import CASES, REAL_DAYS, case, shipped

WORDS = ("fell", "declined", "dropped", "retreated")


def test_a_draw_depends_on_its_seed_and_its_key_alone() -> None:
    # Known answers: every machine, process and version of Python has to give them.
    assert draw("7/BTC", "flow", "0") == 13_581_144_574_407_669
    assert draw("a", "bc") == 12_144_603_215_074_406_234
    assert draw("a", "bc") != draw("ab", "c")
    assert draw("7/BTC", "flow", "0") != draw("8/BTC", "flow", "0")


def test_the_same_questions_get_the_same_answers() -> None:
    def answers(seed: str) -> list[object]:
        choice = Choice(seed, "plain")
        return [x for i in range(9) for x in (choice.word(WORDS, "oi.move"), choice.variant("oi", [f"a{i}", "b", "c"]))]

    assert answers("1") == answers("1")
    assert any(answers("1") != answers(str(seed)) for seed in range(2, 6))


@given(st.text(max_size=5), st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=6, unique=True))
def test_plain_takes_from_the_front_and_vivid_from_the_back(seed: str, words: list[str]) -> None:
    half = (len(words) + 1) // 2
    assert Choice(seed, "plain").word(words, "k") in words[:half]
    assert Choice(seed, "vivid").word(words, "k") in words[-half:]


def test_a_word_is_not_used_again_before_the_others() -> None:
    choice = Choice("3", "plain")
    assert sorted(choice.word(WORDS, "k") for _ in range(4)) == ["declined", "declined", "fell", "fell"]


def test_a_variant_is_not_used_again_before_the_others() -> None:
    choice = Choice("3", "plain")
    assert sorted(choice.variant("m", ["a", "b", "c"]) for _ in range(6)) == [0, 0, 1, 1, 2, 2]


@given(st.text(max_size=5))
def test_a_variant_does_not_open_like_its_neighbour_where_another_is_there(seed: str) -> None:
    choice = Choice(seed, "plain")
    choice.variant("first", ["The index"])
    assert choice.variant("second", ["The index", "Order books"]) == 1
    assert choice.variant("third", ["The index", "Order books"]) in {0, 1}


def test_every_variant_is_chosen_by_some_seed() -> None:
    chosen = Counter(Choice(str(seed), "plain").variant("m", ["a", "b", "c", "d"]) for seed in range(400))
    assert set(chosen) == {0, 1, 2, 3}
    assert min(chosen.values()) > 60


def test_no_two_sentences_in_a_row_open_alike() -> None:
    found: dict[tuple[str, int], list[tuple[str, ...]]] = {}
    for name in [*CASES, *REAL_DAYS]:
        for seed in range(10):
            article = edition.edit(case(name), Form.DAILY, shipped(), seed=seed, style="plain").verdict.article
            said = [sentence.text for paragraph in article.paragraphs for sentence in paragraph.sentences]
            openings = [tuple(text.lower().replace(",", "").split()[:3]) for text in said]
            if alike := [first for first, second in pairwise(openings) if first == second]:
                found[name, seed] = alike
    assert not found


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_no_sentence_stands_twice_in_an_article(name: str) -> None:
    for seed in range(10):
        article = edition.edit(case(name), Form.DAILY, shipped(), seed=seed, style="plain").verdict.article
        said = [sentence.text for paragraph in article.paragraphs for sentence in paragraph.sentences]
        assert len(said) == len(set(said))
