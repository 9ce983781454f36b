from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.market import Regime
from generator.pages.listed import read_filed
from generator.pages.provenance import json_page, provenance
from generator.pages.visible import visible
from generator.planning.story import Form
from generator.regimes.reading import Severity
from tests.pages.conftest import AS_OF, cleared_of, with_texts
from tests.site.corpus import CORPUS


def data() -> dict[str, Any]:
    return dict(provenance(cleared_of()))


def read(given: object) -> object:
    return read_filed(json.dumps(given).encode(), "article.json")


def test_an_edition_comes_back_as_it_was_filed() -> None:
    found = read_filed(json_page(cleared_of()).encode(), "article.json")
    article = cleared_of().article
    assert (found.asset, found.as_of, found.ended, found.form) == ("BTC", AS_OF, AS_OF, Form.DAILY)
    assert found.headline == article.headline.text
    assert found.dek == article.dek.text
    assert found.summary == data().get("summary", article.dek.text)
    assert found.paragraphs == tuple(paragraph.text for paragraph in article.paragraphs)
    assert found.disclaimer == article.disclaimer
    assert [(each.regime, each.severity) for each in found.regimes] == [(Regime.LIQUIDITY_CRUNCH, Severity.MODERATE)]
    assert found.day == date(2025, 11, 21)


def test_a_summary_of_its_own_is_used() -> None:
    found = read_filed(json.dumps({**data(), "summary": "All of it in one line."}).encode(), "article.json")
    assert found.summary == "All of it in one line."


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_texts_come_back_visible(name: str) -> None:
    found = read_filed(json_page(with_texts(name)).encode("utf-8", "backslashreplace"), "article.json")
    assert found.headline == found.dek == found.disclaimer == visible(name)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema": 2}, "schema"),
        ({"schema": "1"}, "schema"),
        ({"asset": None}, "asset"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": None}, "as_of"),
        ({"as_of": "1025-11-21T12:00:00Z"}, "as_of"),
        ({"form": "hourly"}, "form"),
        ({"headline": 7}, "headline"),
        ({"headline": "x" * 20_001}, "headline"),
        ({"paragraphs": "text"}, "paragraphs"),
        ({"paragraphs": [{"role": "lede"}]}, r"paragraphs\[0\]"),
        ({"paragraphs": [{"sentences": [{"text": 1}]}]}, r"paragraphs\[0\].sentences\[0\].text"),
        ({"paragraphs": [{"sentences": ["x"]}]}, r"paragraphs\[0\].sentences\[0\].text"),
        ({"regimes": ["calm"]}, r"regimes\[0\]"),
        ({"regimes": [{"name": "panic", "severity": "severe"}]}, r"regimes\[0\].name"),
        ({"regimes": [{"name": "calm", "severity": "loud"}]}, r"regimes\[0\].severity"),
        ({"snapshot_sha256": None}, "snapshot_sha256"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], place: str) -> None:
    with pytest.raises(InputInvalid, match=rf"^article.json: {place}: "):
        read({**data(), **change})


@pytest.mark.parametrize("key", ["asset", "as_of", "form", "headline", "dek", "paragraphs", "disclaimer"])
def test_what_is_missing_is_named(key: str) -> None:
    with pytest.raises(InputInvalid, match=f"article.json: {key}"):
        read({name: value for name, value in data().items() if name != key})


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InputInvalid) as raised:
        read({**data(), "asset": 1, "headline": 2, "regimes": [3]})
    assert len(raised.value.faults) == 3


@given(
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(data())) | st.text(), inner),
    ).map(lambda value: json.dumps(value).encode())
)
def test_anything_else_is_refused_and_never_a_traceback(text: bytes) -> None:
    with pytest.raises(InputInvalid):
        read_filed(text, "article.json")


@given(st.integers(0, 3000), st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_read(at: int, bit: int) -> None:
    text = bytearray(json_page(cleared_of()).encode())
    text[at % len(text)] ^= 1 << bit
    try:
        read_filed(bytes(text), "article.json")
    except InputInvalid as error:
        assert error.faults  # noqa: PT017 - either outcome will do, a traceback will not
