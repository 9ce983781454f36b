"""How much of what is false the desk finds, by type, and how much of what is true it takes for false.

A small sample of what `python -m benchmarks.mutants` measures in full. For the table run this file with `pytest -s`.
To hunt longer for false alarms: COMMENTARY_EXAMPLES=3000.
"""

from __future__ import annotations

import os
import sys

import pytest

from benchmarks.mutation.changes import Clean
from benchmarks.mutation.made_up import other_day
from benchmarks.mutation.report import misses, table
from benchmarks.mutation.score import Score, Trial, scored
from benchmarks.mutation.truth import RULES
from benchmarks.mutation.ways import WAYS, mutants
from generator.audit.clearance import Cleared, Kind
from generator.audit.review import review_text
from tests.cases import shipped

from .snapshots import editions, false_alarms

ARTICLES, EACH = 12, 2
CLEAN = int(os.environ.get("COMMENTARY_EXAMPLES", "400"))


@pytest.fixture(scope="module")
def score() -> Score:
    trials = []
    materials = shipped()
    for seed, edition in enumerate(editions(ARTICLES, materials)):
        if isinstance(edition.verdict, Cleared):
            clean = Clean.of(edition, materials, seed, other_day(edition.snapshot, seed))
            made = list(mutants(clean, EACH))
            found = (
                review_text(item.text, item.written, edition.snapshot, edition.reading, materials.stylebook)
                for item in made
            )
            trials.append(Trial((), 0, tuple(zip(made, map(bool, found), strict=True))))
    score = scored(trials)
    sys.stdout.write("\n" + "\n".join(table(score, ways=True)) + "\n")
    return score


def test_every_way_was_tried_and_more_than_a_thousand_mutants_were_made(score: Score) -> None:
    assert score.made.total() > 1000
    idle = {name for _, name, _ in WAYS} - {name for _, name in score.made}
    assert idle <= {"contrast lost", "lasting", "side of a rank", "weekday"}  # what these change stands in few articles


@pytest.mark.parametrize("kind", Kind)
def test_every_mutant_is_caught(score: Score, kind: Kind) -> None:
    assert not [item for item in score.missed if item.kind is kind], "\n".join(misses(score.missed))


def test_every_way_has_a_judge_of_what_stays_true() -> None:
    assert set(RULES) == {name for _, name, _ in WAYS}


def test_no_true_article_is_spiked() -> None:
    assert not false_alarms(editions(CLEAN, shipped()))


def test_the_same_seed_gives_the_same_mutants() -> None:
    edition = next(iter(editions(1, shipped())))
    first, second = (list(mutants(Clean.of(edition, shipped(), 0), EACH)) for _ in range(2))
    assert first == second
