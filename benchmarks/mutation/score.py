"""What became of the mutants, counted by type, and the aims they are held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import process_time

from generator.audit.clearance import Kind, Spiked
from generator.audit.review import review_text
from generator.edition import Materials, edit

from .articles import Given
from .changes import Clean
from .ways import Mutant, spread

AIMS = {
    Kind.NUMBER: 1.0,
    Kind.NAME: 1.0,
    Kind.NOT_CHECKABLE: 1.0,
    Kind.TONE: 1.0,
    Kind.FORM: 1.0,
    Kind.WORD: 0.99,
    Kind.CONTEXT: 0.99,
}
"""The share of mutants that has to be caught."""

Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """What one article and its mutants came to."""

    alarms: tuple[str, ...]
    """What the desk found fault with in the clean article."""
    words: int
    judged: tuple[tuple[Mutant, bool], ...] = ()
    """Every mutant, with whether the desk found anything in it."""
    seconds: float = 0.0
    """What the audits of the mutants took, in CPU time."""


def trial(given: Given, materials: Materials, count: int) -> Trial:
    """Write an article, spoil it until `count` mutants are false, and audit each."""
    edition = edit(given.snapshot, given.form, materials, seed=given.seed, style=given.style)
    article = edition.verdict.article
    words = len(article.text.split())
    if isinstance(edition.verdict, Spiked):
        shown = f"{given.origin}, {given.snapshot.asset} {given.snapshot.as_of:%Y-%m-%d %H:%M}, {given.form.value}"
        return Trial(tuple(f"{shown}: {item}" for item in edition.verdict.findings), words)
    clean = Clean.of(edition, materials, given.seed, given.before)
    judged, seconds = [], 0.0
    for mutant in spread(clean, count):
        begin = process_time()
        found = review_text(mutant.text, mutant.written, edition.snapshot, edition.reading, materials.stylebook)
        seconds += process_time() - begin
        judged.append((mutant, bool(found)))
    return Trial((), words, tuple(judged), seconds)


@dataclass
class Score:
    """All trials together."""

    articles: int = 0
    spiked: int = 0
    words: int = 0
    seconds: float = 0.0
    audits: int = 0
    alarms: list[str] = field(default_factory=list)
    made: Counter[Key] = field(default_factory=Counter)
    caught: Counter[Key] = field(default_factory=Counter)
    true: dict[Key, list[Mutant]] = field(default_factory=dict)
    """Set apart, by type and way."""
    missed: list[Mutant] = field(default_factory=list)

    def add(self, trial: Trial) -> None:
        """Count a trial."""
        self.articles += 1
        self.spiked += bool(trial.alarms)
        self.words += trial.words
        self.alarms += trial.alarms
        self.seconds += trial.seconds
        self.audits += len(trial.judged)
        for mutant, found in trial.judged:
            key = (mutant.kind, mutant.way)
            if mutant.true is not None:
                self.true.setdefault(key, []).append(mutant)
                continue
            self.made[key] += 1
            self.caught[key] += found
            if not found:
                self.missed.append(mutant)

    def of(self, kind: Kind) -> tuple[int, int, int]:
        """Return how many mutants of a type are false, how many of them were caught, and how many are set apart."""
        made = sum(number for (item, _), number in self.made.items() if item is kind)
        caught = sum(number for (item, _), number in self.caught.items() if item is kind)
        return made, caught, sum(len(found) for (item, _), found in self.true.items() if item is kind)

    def unmet(self) -> Iterator[str]:
        """Yield the aims that are not met."""
        if self.alarms:
            yield f"{len(self.alarms)} findings in {self.spiked} clean articles, aim 0"
        for kind, aim in AIMS.items():
            made, caught, _ = self.of(kind)
            if made == 0:
                yield f"{kind}: no mutants"
            elif caught < aim * made:
                yield f"{kind}: {caught / made:.2%} caught, aim {aim:.0%}"


def scored(trials: Iterable[Trial]) -> Score:
    """Return trials counted together."""
    score = Score()
    for item in trials:
        score.add(item)
    return score
