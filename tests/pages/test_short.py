"""The short forms: within each limit, whole sentences only, inert where they are sent, and clear."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit.clearance import Cleared
from generator.audit.review import review_text
from generator.charts.chart import Kind
from generator.edition import edit
from generator.pages import short
from generator.pages.formats import FORMATS
from generator.pages.visible import visible
from generator.planning.story import Form
from tests.cases import CASES, REAL_DAYS, case, shipped
from tests.pages.conftest import charts_of, cleared_of, with_texts
from tests.pages.corpus import CORPUS

LIMITS = {"slack": 3000, "discord": 2000, "telegram": 4096, "alt": 1000}
LIMITED = {**LIMITS, "line": 280}


def written(name: str, seed: int = 0) -> Cleared:
    verdict = edit(case(name), Form.DAILY, shipped(), seed=seed, style="vivid").verdict
    assert isinstance(verdict, Cleared)
    return verdict


def plain(form: str, text: str) -> str:
    """Return a short form as its chat shows it."""
    if form == "telegram":
        return html.unescape(re.sub(r"</?b>", "", text))
    if form == "slack":
        return html.unescape(re.sub(r"^\*(.*)\*$", r"\1", text, flags=re.MULTILINE))
    return re.sub(r"\\(.)", r"\1", re.sub(r"^\*\*(.*)\*\*$", r"\1", text, flags=re.MULTILINE))


@pytest.mark.parametrize("form", LIMITED)
@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_every_form_keeps_its_limit_and_cuts_no_sentence(form: str, name: str) -> None:
    cleared = written(name)
    text = FORMATS[form](cleared)
    assert short.long(text) <= LIMITED[form]
    article = cleared.article
    rest = plain(form, text)
    said = [article.headline.text, article.dek.text, article.disclaimer]
    said += [sentence.text for paragraph in article.paragraphs for sentence in paragraph.sentences]
    for sentence in sorted(said, key=len, reverse=True):
        rest = rest.replace(sentence, "")
    assert re.sub(r"Data to .* UTC\.", "", rest).strip() in {"", "."}
    assert article.headline.text in plain(form, text)


@pytest.mark.parametrize("form", ["slack", "discord", "telegram"])
@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_a_summary_clears_the_audit_and_has_the_disclaimer(form: str, name: str) -> None:
    edition = edit(case(name), Form.DAILY, shipped(), seed=2, style="plain")
    assert isinstance(edition.verdict, Cleared)
    text = plain(form, FORMATS[form](edition.verdict))
    assert not review_text(text, "txt", edition.snapshot, edition.reading, shipped().stylebook)


def test_a_long_article_is_cut_between_sentences() -> None:
    cleared = written("2022-06-13")
    words = " ".join(FORMATS["discord"](cleared).split())
    dropped = [
        sentence.text
        for paragraph in cleared.article.paragraphs
        for sentence in paragraph.sentences
        if sentence.text not in plain("discord", words)
    ]
    assert dropped
    assert short.long(FORMATS["discord"](cleared)) > 1000


@settings(deadline=None)
@given(st.text(max_size=3000))
def test_any_text_keeps_the_limits(text: str) -> None:
    for form, limit in LIMITED.items():
        if form != "alt" or len(text) < 400:
            assert short.long(FORMATS[form](with_texts(text))) <= limit or len(visible(text)) > limit


def test_hostile_names_are_no_markup_anywhere() -> None:
    for name in CORPUS:
        cleared = cleared_of(name, name)
        slack, discord, telegram = (FORMATS[form](cleared) for form in ("slack", "discord", "telegram"))
        assert not re.search(r"<(?!/?b>)", telegram), name
        assert not re.search(r"&(?!amp;|lt;|gt;)", telegram), name
        assert "<" not in slack, name
        assert not re.search(r"(?<!\\)[<\[`]", discord.replace("\\\\", "")), name
        for text in (slack, discord, telegram, FORMATS["line"](cleared)):
            assert "://" not in text.replace("://\u200b", ""), name
            assert not re.search(r"@(?=[a-z])", text), name
            assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text), name


def test_the_line_weighs_wide_letters_twice() -> None:
    wide = "\u6bd4\u7279\u5e01" * 40
    cleared = cleared_of()
    article = replace(cleared.article, headline=replace(cleared.article.headline, text=wide))
    text = FORMATS["line"](replace(cleared, article=article))
    assert wide + "." in text or wide not in text
    assert sum(2 if ord(c) >= 0x1100 else 1 for c in text.strip()) <= 280


def test_the_alternative_text_takes_the_charts_that_fit() -> None:
    text = FORMATS["alt"](cleared_of(), charts_of("A finding.", Kind.GAUGES, Kind.PRICE))
    assert text == ("BTC order books thin out on Binance. Binance: sellers lead, and BTC A finding. and more\n")


def test_one_line_for_a_chat_is_written_as_its_summaries_are() -> None:
    # A name too long for a summary leaves the line, and a short one in it has to be as harmless as in the summary.
    for chat, sign in ((short.FOR_SLACK, "<!channel>"), (short.FOR_TELEGRAM, "<b>"), (short.FOR_DISCORD, "**b**")):
        cleared = cleared_of("x" * 5000, f"{sign} desk")
        article = replace(cleared.article, dek=replace(cleared.article.dek, text=f"{sign} desk leads."))
        text = short.summary(replace(cleared, article=article), chat)
        assert len(text) < short.LINE
        assert sign not in text
        assert "desk" in text


def test_a_description_is_short_whatever_the_headline_is() -> None:
    assert len(short.alt(with_texts("long words " * 700))) <= short.ALT


def test_a_post_on_mastodon_has_no_tag_or_emoji_from_a_name() -> None:
    text = short.summary(with_texts("#moon :party: @you@evil.example"), short.FOR_MASTODON)
    assert not re.search(r"#\w|:\w+:|@\w", text)
    assert "moon" in text
