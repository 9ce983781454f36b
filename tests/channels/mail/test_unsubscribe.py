from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.channels.mail.unsubscribe import Keys, keys_of, link, reader_of, token
from generator.errors import SettingsInvalid
from generator.pages.mail.headers import https

OLD, NEW = Keys((b"0123456789abcdef" * 2,)), Keys((b"fedcba9876543210" * 2, b"0123456789abcdef" * 2))
LIST = "daily.example.test"
ADDRESSES = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z]{1,60}\.example", fullmatch=True).filter(
    lambda text: "=?" not in text
)


def test_a_known_token() -> None:
    # HMAC-SHA256 of b"unsubscribe 1\0daily.example.test\0ann@example.test", made with openssl.
    made = token("Ann@Example.test", LIST, OLD)
    assert made == "YW5uQGV4YW1wbGUudGVzdA.TO3qN9wY5aUkeF7c2J1RoOE_MS_LYuIve53SlnTBZfA"
    assert made == token("ann@example.test", LIST, OLD)
    assert reader_of(made, LIST, OLD) == "ann@example.test"


@given(ADDRESSES)
def test_a_token_is_its_reader_s_and_its_list_s_alone(address: str) -> None:
    made = token(address, LIST, OLD)
    assert set(made) <= set(string.ascii_letters + string.digits + "-_.")
    assert https(link("https://example.test/u/", address, LIST, OLD)) == f"https://example.test/u/{made}"
    assert reader_of(made, LIST, OLD) == address.lower()
    assert reader_of(made, "flash.example.test", OLD) is None
    assert reader_of(made, LIST, Keys((b"another key, as long as the first",))) is None


@given(ADDRESSES, st.data())
def test_an_altered_token_is_nobody_s(address: str, data: st.DataObject) -> None:
    made = token(address, LIST, OLD)
    at = data.draw(st.integers(0, len(made) - 1))
    letter = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_.=~ \n\u00e9"))
    altered = made[:at] + letter + made[at + 1 :]
    assert altered == made or reader_of(altered, LIST, OLD) is None
    assert reader_of(made[:-1], LIST, OLD) is None
    assert reader_of(made + "A", LIST, OLD) is None


@given(st.text())
def test_anything_else_is_nobody_s(text: str) -> None:
    assert reader_of(text, LIST, OLD) is None


def test_links_outlive_their_key() -> None:
    made = token("ann@example.test", LIST, OLD)
    assert token("ann@example.test", LIST, NEW) != made
    assert reader_of(made, LIST, NEW) == "ann@example.test"
    assert reader_of(token("ann@example.test", LIST, NEW), LIST, OLD) is None


def test_keys_are_read_newest_first_and_never_shown() -> None:
    keys = keys_of(f" {'fedcba9876543210' * 2} {'0123456789abcdef' * 2} ", "place")
    assert keys == NEW
    assert repr(keys) == "Keys()"


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, f"{'0123456789abcdef' * 2} short"])
def test_keys_that_can_be_guessed_are_refused(secret: str) -> None:
    with pytest.raises(SettingsInvalid, match="can be guessed") as caught:
        keys_of(secret, "channels.daily.unsubscribe_key")
    assert "short" not in str(caught.value)
