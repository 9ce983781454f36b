"""A story in words: names from outside stay literal, and every word of size is licensed by the data."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator import edition
from generator.errors import InputInvalid, PhraseInvalid
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from generator.planning.magnitude import magnitude
from generator.planning.story import Figure, Form
from generator.prose.article import Article
from generator.prose.lexicon import Lexicon
from tests.cases import reference, shipped, snapshot
from tests.pages.hostile import HOSTILE

M = Metric


def article_of(found: Snapshot, seed: int = 0, style: str = "plain") -> Article:
    return edition.edit(found, Form.DAILY, shipped(), seed=seed, style=style).verdict.article


def admitted(names: tuple[str, ...]) -> list[str]:
    """Return the names a snapshot file may hold: the reader of files refuses what cannot be seen."""
    found = []
    for name in names:
        try:
            read_snapshot(write_snapshot(replace(reference(), asset=name)), "hostile.json")
        except (InputInvalid, UnicodeEncodeError):
            continue
        found.append(name)
    return found


@pytest.mark.parametrize("name", admitted(HOSTILE))
def test_a_hostile_name_is_said_as_it_is_spelt(name: str) -> None:
    article = article_of(replace(reference(), asset=name))
    named = [claim for paragraph in article.paragraphs for s in paragraph.sentences for claim in s.claims]
    texts = [claim.text for claim in named if claim.rule == "asset"]
    assert texts
    assert set(texts) == {name}


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "{% raw %}", "{{ flow.value }}", "\\1", "%s", "{0}"])
def test_a_name_is_never_run_as_a_template(name: str) -> None:
    plain = article_of(replace(reference(), asset="XYZ"))
    same = replace(reference(), asset=name)
    # The seed of the wording holds the asset, so look for the name rather than compare whole texts.
    text = article_of(same).text
    assert name in text
    assert "49" not in text
    assert "XYZ" in plain.text


def test_a_name_keeps_its_case_at_the_start_of_a_sentence() -> None:
    for seed in range(30):
        article = article_of(replace(reference(), asset="aave"), seed=seed)
        assert "Aave" not in article.text


def test_a_known_asset_and_venue_are_called_as_readers_call_them() -> None:
    text = article_of(reference()).text
    assert "Bitcoin" in text
    assert "BTC" not in text
    assert "Binance" in text
    assert "binance" not in text


def test_every_case_of_a_ticker_is_the_same_asset() -> None:
    assert "Ether" in article_of(replace(reference(), asset="eth")).headline.text


@pytest.mark.parametrize("style", ["plain", "vivid"])
def test_another_seed_is_another_text_of_the_same_numbers(style: str) -> None:
    found = [article_of(reference(), seed=seed, style=style) for seed in range(30)]
    assert len({article.text for article in found}) == 30
    sentences = [s for article in found for p in article.paragraphs for s in p.sentences]
    shown = {claim.metric for s in sentences for claim in s.claims if re.search(r"\d", claim.text)}
    assert shown >= set(reference().measures)  # a word may stand for a figure, though not in all


def test_a_mild_move_is_never_told_in_strong_words() -> None:
    strong = {"plunged", "collapsed", "crashed", "swamped", "overwhelmed", "severe", "extreme", "extremely"}
    for style in ("plain", "vivid"):
        for seed in range(40):
            article = article_of(snapshot(market_depth_index=-0.8, open_interest_z=-0.9), seed=seed, style=style)
            body = article.text.removesuffix(article.disclaimer)
            assert not strong & set(body.lower().replace(",", " ").replace(".", " ").split())


@pytest.mark.parametrize(
    ("metric", "group", "value", "words"),
    [
        (M.OPEN_INTEREST_Z, "move", -0.6, {"slipped", "edged lower"}),
        (M.OPEN_INTEREST_Z, "move", -1.48, {"fell", "declined"}),
        (M.OPEN_INTEREST_Z, "move", -2.5, {"dropped sharply", "fell hard"}),
        (M.OPEN_INTEREST_Z, "move", -8.6, {"plunged", "collapsed"}),
        (M.MARKET_DEPTH_INDEX, "state", -0.8, {"thinner than usual", "slightly thin"}),
        (M.FUNDING_RATE, "stance", 0.00002, {"near neutral", "close to neutral"}),
        (M.FUNDING_RATE, "payer", 0.00002, {"longs pay shorts"}),
        (M.FUNDING_RATE, "payer", -1e-12, {"shorts pay longs"}),
        (M.FUNDING_RATE, "payer", 0.0, {"neither side pays"}),
    ],
)
def test_a_size_licenses_its_words(metric: Metric, group: str, value: float, words: set[str]) -> None:
    measure = Measure(metric, value)
    figure = Figure(measure, "1d", magnitude(measure, "1d"))
    assert words <= set(shipped().wording.lexicon.licence(figure, group).words)


def test_a_figure_without_a_size_licenses_nothing() -> None:
    figure = Figure(Measure(M.VOLUME_USD, 1e9), "1d", None)
    with pytest.raises(PhraseInvalid, match="no size"):
        shipped().wording.lexicon.licence(figure, "state")


def test_a_group_or_a_level_that_is_not_there_is_named() -> None:
    lexicon = Lexicon({"metrics": {"funding_rate": {"words": {"stance": {"low": ["low"]}}}}})
    measure = Measure(M.FUNDING_RATE, 0.001)
    figure = Figure(measure, "1d", magnitude(measure, "1d"))
    with pytest.raises(PhraseInvalid, match=r"lexicon\.yaml: funding_rate\.words\.payer"):
        lexicon.licence(figure, "payer")
    with pytest.raises(PhraseInvalid, match=r"funding_rate\.words\.stance\.high"):
        lexicon.licence(figure, "stance")


def test_the_disclaimer_stands_at_the_end() -> None:
    article = article_of(reference())
    assert article.disclaimer.startswith("Disclaimer: ")
    assert article.text.endswith(article.disclaimer)
    assert article.text.count("Disclaimer") == 1
