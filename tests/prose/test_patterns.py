"""The writer's notation: alternatives, shared lists, slots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.prose.patterns import Malformed, Slot, count, literals, read, read_pattern, readings, slots

LISTS = {"reads": ("stood at", "came in at")}


def said(text: str) -> set[str]:
    pattern = read_pattern(text, LISTS)
    return {"".join(f"<{p}>" if isinstance(p, Slot) else p for p in found) for found in readings(pattern, 100)}


def test_alternatives_lists_and_slots() -> None:
    assert said("(Open interest|Leverage) [reads] {{ oi.value }}.") == {
        "Open interest stood at <oi.value>.",
        "Open interest came in at <oi.value>.",
        "Leverage stood at <oi.value>.",
        "Leverage came in at <oi.value>.",
    }


def test_alternatives_may_be_empty_nest_and_hold_slots() -> None:
    assert said("It fell( (hard|{{ a }})|).") == {"It fell hard.", "It fell <a>.", "It fell."}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a (b", "not closed"), ("a b)", "outside brackets"), ("a|b", "outside brackets"), ("[nothing]", "no list")],
)
def test_what_cannot_be_read_is_said(text: str, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        read_pattern(text, LISTS)


def test_readings_are_counted_and_their_parts_found() -> None:
    pattern = read_pattern("(a|b (c|d)) [reads] {{ x.y }}", LISTS)
    assert count(pattern) == 2 + 2 + 2  # three first halves, two list entries
    assert [str(slot) for slot in slots(pattern)] == ["x.y"]
    assert {"a", "c", "stood at"} <= set(literals(pattern))


@given(st.lists(st.integers(2, 5), min_size=1, max_size=9), st.integers(5, 60))
def test_every_alternative_is_in_some_reading(sizes: list[int], most: int) -> None:
    text = " ".join("(" + "|".join(f"w{i}x{j}" for j in range(n)) + ")" for i, n in enumerate(sizes))
    found = {
        word for reading in readings(read_pattern(text, {}), most) for part in reading for word in str(part).split()
    }
    assert found == {f"w{i}x{j}" for i, n in enumerate(sizes) for j in range(n)}


def test_a_reading_follows_its_draws() -> None:
    assert read(read_pattern("(a|b|c)(d|e)", {}), lambda n: n - 1) == ["c", "e"]
