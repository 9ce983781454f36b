"""What earlier editions said: entered, forgotten in time, and the same however it was entered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from generator.planning.memory import GRAM, KEPT, Memory, Told, grams, masked, opening, tokens

NOW = datetime(2022, 6, 13, 23, 59, 59, tzinfo=UTC)
WORDS = st.lists(st.sampled_from(["open", "interest", "fell", "rose", "hard", "12", "4.5%"]), min_size=1, max_size=9)


def told(days: int, *sentences: str, headline: str = "A headline") -> Told:
    return Told(NOW - timedelta(days=days), "daily", headline, sentences, ("flow", f"day{days}"))


def test_numbers_are_masked() -> None:
    assert masked("down 4.5% to $16,923 at 12:00") == "down #% to $# at #"
    assert masked("-0.80 and +2.34") == "# and #"


def test_tokens_are_words_and_signs_in_lower_case() -> None:
    assert tokens("Monday's $12 million, up 3.1%.") == ["monday's", "$", "#", "million", ",", "up", "#", "%", "."]
    assert list(grams(["a", "b", "c", "d", "e"])) == ["a b c d", "b c d e"]
    assert list(grams(["a"] * (GRAM - 1))) == []


def test_an_opening_is_two_words() -> None:
    assert opening("Open interest fell hard.") == "open interest"
    assert opening("Liquidations.") == "liquidations ."


def test_what_was_told_is_remembered_until_it_is_too_old() -> None:
    old, new = told(500, "It fell hard on the day.", headline="Old"), told(1, "It rose a lot on Friday.")
    memory = Memory([old, new])
    assert [item.as_of for item in memory.told] == [new.as_of]
    assert "it fell hard on" not in memory.grams
    assert "Old" not in memory.headlines
    assert memory.days_since("flow", NOW) == 1
    assert memory.days_since("day500", NOW) is None
    assert NOW - old.as_of > KEPT


@given(st.lists(st.lists(WORDS.map(" ".join), min_size=1, max_size=3), min_size=1, max_size=8))
def test_forgetting_undoes_remembering(texts: list[list[str]]) -> None:
    recent = [told(len(texts) - i, *sentences) for i, sentences in enumerate(texts)]
    fresh = Memory(recent)
    aged = Memory([told(600, "interest fell hard rose hard", headline="Gone"), *recent])
    assert aged.grams == fresh.grams
    assert aged.sentences == fresh.sentences
    assert aged.headlines == fresh.headlines
    assert +aged.openings == +fresh.openings
