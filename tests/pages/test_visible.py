from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages.visible import visible

JOINERS = {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Bitcoin fell to $50 million.", "Bitcoin fell to $50 million."),
        ("BTC\u202eGNP\u202c", "BTCGNP"),
        ("a\r\n\n b\u2028c\x85d\te", "a b c d e"),
        ("a \u200b b", "a b"),
        ("50\u00a0million", "50\u00a0million"),
        ("\ud800\ufffe\x00", ""),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_what_is_seen(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_nothing_hidden_is_left_and_nothing_seen_is_lost(text: str) -> None:
    seen = visible(text)
    assert not [c for c in seen if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [c for c in seen if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}]
    lost = [c for c in text if not c.isspace() and c not in seen]
    assert all(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Cn"} and c not in JOINERS for c in lost)
    assert visible(seen) == seen
    assert seen.encode().decode() == seen
