"""How much of what is false the desk finds, by type, and how much of what is true it takes for false.

The table: pytest -s tests/audit/test_mutants.py. To hunt longer: COMMENTARY_EXAMPLES=3000.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field

import pytest

from generator.audit.clearance import Cleared, Kind
from generator.audit.review import review_text
from tests.cases import shipped

from .clean import Clean
from .mutants import WAYS, Mutant, mutants
from .snapshots import editions, false_alarms

ARTICLES, EACH = 40, 2
CLEAN = int(os.environ.get("COMMENTARY_EXAMPLES", "400"))


@dataclass
class Score:
    """What became of the mutants."""

    made: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    caught: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    missed: dict[Kind, list[Mutant]] = field(default_factory=dict)

    def table(self) -> str:
        """Return the counts by type and by way."""
        lines = [f"{'type':14} {'way':22} {'caught':>6} {'of':>6}"]
        for kind in Kind:
            ways = [key for key in self.made if key[0] is kind]
            lines += [f"{kind:14} {way:22} {self.caught[kind, way]:6} {self.made[kind, way]:6}" for _, way in ways]
            caught, made = sum(self.caught[key] for key in ways), sum(self.made[key] for key in ways)
            lines.append(f"{kind:14} {'together':22} {caught:6} {made:6}  {caught / made:.1%}")
        return "\n".join([*lines, f"{'all':37} {self.caught.total():6} {self.made.total():6}"])


@pytest.fixture(scope="module")
def score() -> Score:
    found = Score()
    materials = shipped()
    for seed, edition in enumerate(editions(ARTICLES, materials)):
        if not isinstance(edition.verdict, Cleared):
            continue
        for mutant in mutants(Clean.of(edition, materials, seed), EACH):
            key = (mutant.kind, mutant.way)
            found.made[key] += 1
            if review_text(mutant.text, mutant.written, edition.snapshot, edition.reading, materials.stylebook):
                found.caught[key] += 1
            else:
                found.missed.setdefault(mutant.kind, []).append(mutant)
    sys.stdout.write(f"\n{found.table()}\n")
    return found


def test_every_way_was_tried_and_more_than_two_thousand_mutants_were_made(score: Score) -> None:
    assert {name for _, name in score.made} == {name for _, name, _ in WAYS}
    assert score.made.total() > 2000


@pytest.mark.parametrize("kind", list(Kind))
def test_every_mutant_is_caught(score: Score, kind: Kind) -> None:
    assert not score.missed.get(kind), "\n".join(f"{m.way}: {m.shown}" for m in score.missed[kind])


def test_no_true_article_is_spiked() -> None:
    assert not false_alarms(editions(CLEAN, shipped()))


def test_the_same_seed_gives_the_same_mutants() -> None:
    edition = next(iter(editions(1, shipped())))
    first, second = (list(mutants(Clean.of(edition, shipped(), 0), EACH)) for _ in range(2))
    assert first == second
