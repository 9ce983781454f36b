from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.audit.clearance import Cleared
from generator.charts.chart import Kind
from generator.metrics.snapshot_json import write_snapshot
from generator.pages.formats import FORMATS
from generator.pages.provenance import json_page, provenance
from generator.prose.article import Claim
from tests.pages.conftest import charts_of, cleared_of, with_texts
from tests.pages.hostile import HOSTILE


def test_the_shape_is_the_interface_s(cleared: Cleared) -> None:
    page = json.loads(json_page(cleared))
    assert page == provenance(cleared)
    assert {key: page[key] for key in ("schema", "asset", "as_of", "form", "seed", "style", "period")} == {
        "schema": 1,
        "asset": "BTC",
        "as_of": "2025-11-21T12:00:00Z",
        "form": "daily",
        "seed": 7,
        "style": "plain",
        "period": "1d",
    }
    assert page["headline"] == "BTC order books thin out on Binance"
    assert page["headline_claims"] == page["dek_claims"] == []
    assert page["regimes"] == [{"name": "liquidity_crunch", "severity": "moderate"}]
    assert page["missing"] == ["funding_rate"]
    first = page["paragraphs"][0]["sentences"][0]
    assert page["paragraphs"][0]["role"] == "lede"
    claim = first["claims"][0]
    assert claim == {
        "text": "-0.80",
        "metric": "market_depth_index",
        "field": "value",
        "value": -0.8,
        "rule": "two decimals",
        "start": 33,
    }
    assert first["text"][claim["start"] :].startswith(claim["text"])


def test_hashes_tie_the_page_to_its_text_and_snapshot(cleared: Cleared) -> None:
    page = provenance(cleared)
    assert page["snapshot_sha256"] == sha256(write_snapshot(cleared.snapshot).encode()).hexdigest()
    assert page["content_sha256"] == sha256(cleared.article.text.encode()).hexdigest()


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_comes_back_unaltered(text: str) -> None:
    page = json_page(with_texts(text))
    assert json.loads(page.encode())["headline"] == text
    assert "\u202e" not in page


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_bytes_twice(form: str) -> None:
    for name in HOSTILE:
        page = FORMATS[form](cleared_of(name, name))
        assert page == FORMATS[form](cleared_of(name, name))
        assert page.endswith("\n")
        assert page.encode()


def test_the_charts_are_listed_with_their_words() -> None:
    page = provenance(cleared_of(), charts_of("BTC", Kind.GAUGES))
    assert page["charts"] == [
        {
            "name": "gauges",
            "title": "BTC",
            "alt": "BTC and more",
            "source": "BTC",
            "files": ["charts/gauges.svg", "charts/gauges.png"],
        }
    ]
    assert "charts" not in provenance(cleared_of())


def test_no_number_that_json_does_not_know(cleared: Cleared) -> None:
    claim = Claim("x", "price", "value", float("nan"), "none", 0)
    said = replace(cleared.article.dek, claims=(claim,))
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_page(replace(cleared, article=replace(cleared.article, dek=said)))
