from __future__ import annotations

import pytest

from generator.audit.clearance import Kind
from generator.audit.tone import check_tone, without_disclaimer
from tests.cases import reference

from .desks import BOOK, kinds, read


def tones(text: str) -> list[tuple[str, str]]:
    return [(item.text, item.reason) for item in check_tone(read(text), BOOK)]


@pytest.mark.parametrize(
    ("text", "said", "tone"),
    [
        ("Traders should close positions.", "should", "advice"),
        ("BUY NOW!", "BUY NOW", "advice"),
        ("The price will rise.", "will", "forecast"),
        ("A fall is likely.", "likely", "forecast"),
        ("Funding is set to fall.", "set to", "forecast"),
        ("Gains are guaranteed.", "guaranteed", "promise"),
        ("It can't lose.", "can't lose", "promise"),
        ("Act now.", "Act now", "urgency"),
        ("Don't miss it.", "Don't miss", "urgency"),
    ],
)
def test_advice_forecasts_promises_and_urgency_are_found(text: str, said: str, tone: str) -> None:
    assert (said, f"reads as {tone}") in tones(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sellers were in control on 21 November 2025.",
        "The call of sell dominance would end with the taker imbalance above -1.00.",
        "Set aside before measuring, because they cannot be true: 3 values.",
        "The mustard and the willow stood there.",
    ],
)
def test_descriptions_are_not(text: str) -> None:
    assert tones(text) == []


def test_tone_is_found_in_headlines_and_among_other_words() -> None:
    assert Kind.TONE in kinds("Bitcoin will fall\n\nSellers were in control.", reference())
    assert Kind.TONE in kinds("Sellers were probably in control.", reference())


def test_the_disclaimer_stands_whole_and_once() -> None:
    whole = BOOK.disclaimer
    assert without_disclaimer(["Text.", whole], BOOK) == (["Text."], [])
    for blocks in (
        ["Text."],
        ["Text.", whole, whole],
        [f"Text. {whole}"],
        [whole.lower()],
        [whole.replace(" not ", " ")],
    ):
        rest, found = without_disclaimer(blocks, BOOK)
        assert [item.kind for item in found] == [Kind.FORM]
        assert whole not in rest


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Trade with the sellers.", True),
        ("Stay with the selling, which was unusually heavy.", True),
        ("Sellers were in control; stay with the selling.", True),
        ("Sellers were in control, stay with the selling.", True),
        ("Sellers were in control and meet the selling.", True),
        ("Sellers were in control, which means trade with the selling.", True),
        ("Bitcoin derivatives trade on a slightly thin book.", False),
        ("Order books, at -0.80, stand slightly thin.", False),
        ("Order books, which stay slightly thin.", False),
    ],
)
def test_a_clause_that_begins_with_a_bare_verb_is_an_order(text: str, *, order: bool) -> None:
    assert any(reason == "begins a clause as an order does" for _, reason in tones(text)) is order
