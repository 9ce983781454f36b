"""Drafts: each is compared with what was said before as it will stand in the article."""

from __future__ import annotations

from typing import Any

import pytest

from generator import edition
from generator.planning.memory import Memory
from generator.planning.story import Form
from generator.prose import sentences
from generator.prose.sentences import Draft
from tests.cases import CASES, case, reference, shipped


@pytest.mark.parametrize("name", CASES)
def test_a_draft_reads_as_the_sentence_made_of_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Draft] = []
    drafted = sentences.drafted

    def kept(*given: Any, daily: bool) -> Draft | None:  # noqa: ANN401 - handed on as they come
        draft = drafted(*given, daily=daily)
        found.extend([draft] if draft else [])
        return draft

    monkeypatch.setattr("generator.prose.realise.drafted", kept)
    edition.edit(case(name), Form.DAILY, shipped(), seed=0, style="plain")
    assert found
    assert [draft.text for draft in found] == [draft.sentence.text for draft in found]


def test_a_sentence_is_not_said_again_where_there_is_another_way() -> None:
    memory = Memory()
    for day in range(3):
        later = edition.edit(reference(), Form.DAILY, shipped(), memory, seed=day, style="plain").verdict.article
        said = {sentence for told in memory.told for sentence in told.sentences}
        noted = {s.text for p in later.paragraphs for s in p.sentences if s.message == "bar"}  # which has few ways
        assert not said & set(later.told.sentences) - noted
        memory.remember(later.told)
