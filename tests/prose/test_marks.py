"""Claims come out of a rendered phrase at the place where their words stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.prose.marks import Ledger, placed


def test_a_claim_stands_where_its_words_do() -> None:
    ledger = Ledger()
    rendered = (
        f"The index is {ledger.mark('-0.80', 'depth', 'value', -0.8, '2')}, "
        f"{ledger.mark('thin', 'depth', 'value', -0.8, 'low')}."
    )
    text, claims = placed(rendered, ledger.claims)
    assert text == "The index is -0.80, thin."
    assert [(claim.text, claim.start, claim.value, claim.rule) for claim in claims] == [
        ("-0.80", 13, -0.8, "2"),
        ("thin", 20, -0.8, "low"),
    ]


def test_a_sentence_begins_with_a_capital() -> None:
    assert placed("the index.", [])[0] == "The index."


def test_a_word_that_begins_a_sentence_is_a_capital_in_its_claim_too() -> None:
    ledger = Ledger()
    text, (claim,) = placed(f"{ledger.mark('heavy selling', 'flow', 'value', -2.0, 'low')} came.", ledger.claims)
    assert text == "Heavy selling came."
    assert claim.text == "Heavy selling"


def test_a_name_that_begins_a_sentence_stays_as_it_came() -> None:
    ledger = Ledger()
    text, (claim,) = placed(f"{ledger.mark('dYdX', 'snapshot', 'name', 'dydx', 'venue')} leads.", ledger.claims)
    assert text == "dYdX leads."
    assert claim.text == "dYdX"


def test_claims_are_in_the_order_of_the_text_not_of_the_making() -> None:
    ledger = Ledger()
    late, early = ledger.mark("late", "a", "value", 1, ""), ledger.mark("early", "b", "value", 2, "")
    _, claims = placed(f"{early} then {late}", ledger.claims)
    assert [claim.metric for claim in claims] == ["b", "a"]


def test_a_claim_that_was_made_and_not_printed_is_dropped() -> None:
    ledger = Ledger()
    ledger.mark("unsaid", "a", "value", 1, "")
    assert placed("Said.", ledger.claims) == ("Said.", ())


PLAIN = st.text("abcXYZ 019-+.%$\u00e9\u6bd4{}\\", max_size=12)


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=6), PLAIN)
def test_every_claim_is_a_slice_of_the_sentence(parts: list[tuple[str, str]], tail: str) -> None:
    ledger = Ledger()
    rendered = "".join(before + ledger.mark(words, "m", "value", 0, "") for before, words in parts) + tail
    text, claims = placed(rendered, ledger.claims)
    assert len(claims) == len(parts)
    for claim in claims:
        assert text[claim.start : claim.start + len(claim.text)] == claim.text
    whole = "".join(before + words for before, words in parts) + tail
    assert text == whole or text == whole[:1].upper() + whole[1:]
