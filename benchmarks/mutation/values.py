"""Mutants of figures by what they are of: another's value, yesterday's value, two exchanged, and counts in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.prose.article import Claim

from .changes import Change, Clean, Edit, Way, changed, put
from .numbers import Printed, figures, renumbered
from .quantities import quantity, written_like


def printed(clean: Clean) -> Iterator[Change]:
    """A figure given as another figure of the article is printed: true, but of something else."""
    found = list(figures(clean))
    for item in found:
        for _, _, other, match in found:
            if other.text != item[2].text:
                yield put(item[0], item[1], item[2], other.text)
                yield renumbered(item, match[0])


def of_another(clean: Clean) -> Iterator[Change]:
    """A figure of another metric, written in this one's form."""
    for number, sentence, claim, _ in figures(clean):
        for metric, measure in clean.snapshot.measures.items():
            text = written_like(claim, measure.value) if metric != claim.metric else None
            if text is not None and text != claim.text:
                yield put(number, sentence, claim, text, of=metric.value)


def of_another_field(clean: Clean) -> Iterator[Change]:
    """A figure of the same metric that says something else of it: its change for its value, its z-score for either."""
    for number, sentence, claim, _ in figures(clean):
        measure = _measure(clean.snapshot, claim)
        for field in ("value", "z", "change", "change_week", "percentile", "n", "previous", "typical", "annualised"):
            value = None if measure is None or field == claim.field else getattr(measure, field, None)
            text = written_like(claim, float(value)) if isinstance(value, int | float) else None
            if text is not None and text != claim.text:
                yield put(number, sentence, claim, text)


def stale(clean: Clean) -> Iterator[Change]:
    """The value of the bar before in place of this one's."""
    for number, sentence, claim, _ in figures(clean):
        earlier = _measure(clean.before, claim) if clean.before else None
        value = getattr(earlier, claim.field, None)
        text = written_like(claim, float(value)) if isinstance(value, int | float) else None
        if text is not None and text != claim.text:
            yield put(number, sentence, claim, text)


def _measure(snapshot: Snapshot, claim: Claim) -> Measure | None:
    return snapshot.get(Metric(claim.metric)) if claim.metric in set(Metric) else None


def exchanged(clean: Clean) -> Iterator[Change]:
    """Two figures of one sentence in each other's place, whole or by their digits alone."""
    by_sentence: dict[int, list[Printed]] = {}
    for item in figures(clean):
        by_sentence.setdefault(item[0], []).append(item)
    for number, found in by_sentence.items():
        first, last = found[0], found[-1]
        if len(found) > 1 and first[2].text != last[2].text:
            edits = [
                (Edit(a[2].start, a[2].text, b[2].text), Edit(a[2].start + a[3].start(), a[3][0], b[3][0]))
                for a, b in ((first, last), (last, first))
            ]
            yield changed(number, first[1], *(edit[0] for edit in edits))
            yield changed(number, first[1], *(edit[1] for edit in edits))


def shared_out(clean: Clean) -> Iterator[Change]:
    """A share given as what is left of it."""
    for item in figures(clean):
        found = quantity(item[2].text)
        if found is not None and found.what == "fraction" and found.value <= 1 and not found.sign:
            decimals = len(found.number.partition(".")[2])
            yield renumbered(item, f"{100 - 100 * found.value:.{decimals}f}")


WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNTS = re.compile(rf"(?<![-\w])({'|'.join(WORDS)}|both|neither)(?![-\w])", re.IGNORECASE)


def count_words(clean: Clean) -> Iterator[Change]:
    """A count in words put higher or lower."""
    for number, sentence in enumerate(clean.sentences):
        for match in _COUNTS.finditer(sentence.text):
            word = match[0].lower()
            at = WORDS.index(word) if word in WORDS else 1
            others = [WORDS[at + step] for step in (-1, 1, 2) if 0 <= at + step < len(WORDS)]
            if sentence.text[: match.start()].lower().endswith(("no ", "any ")):
                continue
            for other in others if word in WORDS else ("three", "one"):
                text = other.capitalize() if match[0][0].isupper() else other
                yield changed(number, sentence, Edit(match.start(), match[0], text))


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.NUMBER, name, way)
    for name, way in (
        ("another's printed value", printed),
        ("another's true value", of_another),
        ("another field's value", of_another_field),
        ("stale value", stale),
        ("exchanged", exchanged),
        ("what is left of a share", shared_out),
        ("count in words", count_words),
    )
)
