"""The score as tables and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest

from generator.audit.clearance import Kind

from .score import Score
from .ways import Mutant

_MISSED = 40
_ALARMS = 20
_HEAD = f"{'':38}{'mutants':>8}{'caught':>8}{'missed':>8}{'recall':>9}{'set apart':>11}"


def table(score: Score, *, ways: bool = False) -> Iterator[str]:
    """Yield the table by type, and by way of spoiling where that is asked for."""
    yield _HEAD
    for kind in Kind:
        if any(item is kind for item, _ in score.made):
            yield _row(kind.value, *score.of(kind))
            keys = [key for key in dict.fromkeys((*score.made, *score.true)) if key[0] is kind] if ways else []
            for key in sorted(keys):
                yield _row(f"  {key[1]}", score.made[key], score.caught[key], len(score.true.get(key, ())))
    sums = [sum(column) for column in zip(*(score.of(kind) for kind in Kind), strict=True)]
    yield _row("all", *sums)


def _row(name: str, made: int, caught: int, true: int) -> str:
    recall = f"{caught / made:9.2%}" if made else f"{'':9}"
    return f"{name:38}{made:8,}{caught:8,}{made - caught:8,}{recall}{true:11,}"


def sample(score: Score, count: int) -> Iterator[str]:
    """Yield some of the mutants that were set apart, one of each way in turn."""
    turns = zip_longest(*score.true.values())
    for mutant in islice(filter(None, chain.from_iterable(turns)), count):
        yield from _pair(mutant, f"true, {mutant.true}")


def misses(missed: Iterable[Mutant]) -> Iterator[str]:
    """Yield missed mutants in full."""
    for mutant in islice(missed, _MISSED):
        yield from _pair(mutant, "missed")


def alarms(score: Score) -> Iterator[str]:
    """Yield what the desk found fault with in clean articles."""
    yield from score.alarms[:_ALARMS]


def _pair(mutant: Mutant, verdict: str) -> Iterator[str]:
    yield f"{mutant.kind}, {mutant.way} ({verdict})"
    if mutant.before:
        yield f"  - {mutant.before}"
    yield f"  + {mutant.after if mutant.before else mutant.after[:200]}"
