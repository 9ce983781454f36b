from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import generator
from generator.audit.clearance import Cleared, Finding, Kind, Spiked
from generator.audit.review import review, review_text
from generator.audit.vocabulary import unread_words
from generator.edition import edit
from generator.planning.story import Form
from tests.cases import CASES, case, reference, shipped

from .desks import BOOK, desk_of, found

GENERATOR = Path(generator.__file__).parent


def test_a_true_article_is_cleared_with_its_snapshot() -> None:
    edition = edit(reference(), Form.DAILY, shipped(), seed=1, style="plain")
    assert edition.verdict == Cleared(edition.verdict.article, reference())


def test_one_wrong_word_spikes_an_article_and_says_where() -> None:
    edition = edit(reference(), Form.DAILY, shipped(), seed=1, style="plain")
    article = edition.verdict.article
    wrong = replace(article, headline=replace(article.headline, text="Buyers in control in Bitcoin derivatives"))
    verdict = review(wrong, edition.snapshot, edition.reading, BOOK)
    assert isinstance(verdict, Spiked)
    assert verdict.article == wrong
    first = verdict.findings[0]
    assert (first.kind, first.text, first.sentence) == (Kind.WORD, "Buyers", "Buyers in control in Bitcoin derivatives")
    assert str(first) == f"WORD: 'Buyers' {first.reason} (in: {first.sentence})"


def test_claims_are_not_believed() -> None:
    edition = edit(reference(), Form.DAILY, shipped(), seed=1, style="plain")
    article = edition.verdict.article
    bare = replace(article, headline=replace(article.headline, claims=()), dek=replace(article.dek, claims=()))
    assert isinstance(review(bare, edition.snapshot, edition.reading, BOOK), Cleared)


@pytest.mark.parametrize("text", ["", " \n\n ", BOOK.disclaimer, f"# {BOOK.disclaimer}", "<p></p>"])
@pytest.mark.parametrize("kind", ["txt", "md", "html"])
def test_nothing_is_no_article(text: str, kind: str) -> None:
    desk = desk_of(reference())
    assert Kind.FORM in {item.kind for item in review_text(text, kind, desk.snapshot, desk.reading, BOOK)}


@pytest.mark.parametrize(("times", "findings"), [(0, 1), (1, 0), (2, 1)])
def test_the_disclaimer_is_counted(times: int, findings: int) -> None:
    desk = desk_of(reference())
    text = "\n\n".join(["Sellers were in control."] + [BOOK.disclaimer] * times)
    forms = [f for f in review_text(text, "txt", desk.snapshot, desk.reading, BOOK) if f.kind is Kind.FORM]
    assert len(forms) == findings


def test_a_finding_shows_the_sentence_with_its_names() -> None:
    assert found("Ether and Bitcoin on Binance rose.", reference())[0].sentence == "Ether and Bitcoin on Binance rose."


def test_an_article_of_another_day_or_asset_is_spiked() -> None:
    edition = edit(reference(), Form.DAILY, shipped(), seed=1, style="plain")
    for other in (
        replace(reference(), asset="ETH"),
        replace(reference(), as_of=datetime(2025, 11, 20, 12, tzinfo=UTC)),
    ):
        assert isinstance(review(edition.verdict.article, other, edition.reading, BOOK), Spiked)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("other", CASES)
def test_an_article_is_cleared_against_its_own_snapshot_alone(name: str, other: str) -> None:
    edition = edit(case(name), Form.DAILY, shipped(), seed=5, style="plain")
    desk = desk_of(case(other))
    verdict = review(edition.verdict.article, desk.snapshot, desk.reading, BOOK)
    assert isinstance(verdict, Cleared) is (name == other)


_PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        "sellers dominated +2.34 $9 billion -0.80 the taker imbalance would end unless since 12 March 2020 "
        "\ue000 \ue100 "
        "% of readings in the past 90 days this reading is made without turnover 12:00 UTC data to 412,000".split(" ")
    ),
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(_PIECES, max_size=25).map(" ".join), st.sampled_from(("txt", "md", "html")))
def test_any_text_is_read_to_the_end(text: str, kind: str) -> None:
    assert all(isinstance(item, Finding) for item in found(text, reference(), kind))


def test_a_writer_is_told_what_the_desk_cannot_read() -> None:
    assert unread_words("Bitcoin sellers were in control on Binance.", BOOK) == []
    assert unread_words("Whales were in control.", BOOK) == ["Whales"]
    assert unread_words("Sellers were in control, and the market met the rules.", BOOK) == ["the market met the rules"]
    assert unread_words("A quote was set aside.", BOOK, quoted=("A quote was set aside",)) == []


def callers(name: str) -> dict[str, int]:
    """Return the modules of the house that call a name, whatever it is called there, and how often."""
    counted: dict[str, int] = {}
    for path in sorted(GENERATOR.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {name}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                known |= {alias.asname for alias in node.names if alias.name == name and alias.asname}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                said = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                if said in known or (said == "replace" and any(getattr(a, "id", "") == "cleared" for a in node.args)):
                    key = path.relative_to(GENERATOR).as_posix()
                    counted[key] = counted.get(key, 0) + 1
    return counted


def test_only_the_review_clears() -> None:
    assert callers("Cleared") == {"audit/review.py": 1}


def test_the_desk_imports_nouns_and_no_template_engine() -> None:
    allowed = (
        *("generator.audit", "generator.errors", "generator.market", "generator.metrics.snapshot"),
        *("generator.regimes.reading", "generator.prose.article", "generator.planning.story"),
    )
    for path in sorted((GENERATOR / "audit").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith(("jinja2", "yaml")), path
                assert not name.startswith("generator") or name.startswith(allowed), (path, name)
