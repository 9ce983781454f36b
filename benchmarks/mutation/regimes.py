"""Mutants of regimes: another, one more, one less, two exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.market import Regime
from generator.prose.article import Claim, Sentence
from generator.regimes.reading import Severity

from .changes import Change, Clean, Edit, Way, changed, is_whole, put
from .licence import spelt


def nouns(clean: Clean, regime: str, severity: str = "moderate") -> list[str]:
    """Return every name of a regime."""
    return spelt(clean.materials.wording.lexicon.raw["regimes"][regime][severity])


def noun(clean: Clean, regime: str, severity: str = "moderate") -> str:
    """Return one of the names of a regime."""
    return clean.random.choice(nouns(clean, regime, severity))


def _named(clean: Clean) -> Iterator[tuple[int, Sentence, Claim]]:
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.metric == "regime" and claim.field in {"name", "severity"} and not is_whole(sentence, claim):
                yield number, sentence, claim


def another(clean: Clean) -> Iterator[Change]:
    """Another regime than the one that holds, held or is near."""
    for number, sentence, claim in _named(clean):
        for other in Regime:
            if other.value != str(claim.value).split()[0]:
                level = clean.random.choice(list(Severity)).value if claim.field == "severity" else "moderate"
                text = noun(clean, other.value, level)
                yield put(number, sentence, claim, text, of=f"{other.value} {level}")


def added(clean: Clean) -> Iterator[Change]:
    """A regime put into a list."""
    for number, sentence in enumerate(clean.sentences):
        said = [claim for claim in sentence.claims if claim.metric == "regime" and claim.field == "severity"]
        if said:
            held = {str(claim.value).split()[0] for claim in said}
            other = clean.random.choice([item.value for item in Regime if item.value not in held])
            yield put(number, sentence, said[-1], f"{said[-1].text} and {noun(clean, other)}", of=f"{other} moderate")
            yield put(number, sentence, said[0], f"{noun(clean, other)}, {said[0].text}", of=f"{other} moderate")


def dropped(clean: Clean) -> Iterator[Change]:
    """A regime left out of a list that is meant to be whole."""
    for number, sentence in enumerate(clean.sentences):
        said = [claim for claim in sentence.claims if claim.metric == "regime" and claim.field == "severity"]
        if len(said) > 1:
            left = clean.random.randrange(len(said))
            names = [claim.text for i, claim in enumerate(said) if i != left]
            listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            start, end = said[0].start, said[-1].start + len(said[-1].text)
            yield changed(number, sentence, Edit(start, sentence.text[start:end], listed))


def exchanged(clean: Clean) -> Iterator[Change]:
    """Two regimes of one sentence in each other's place, each with the other's threshold."""
    for number, sentence in enumerate(clean.sentences):
        named = [claim for claim in sentence.claims if claim.metric == "regime" and claim.field == "name"]
        said = [claim for claim in named if not is_whole(sentence, claim)]
        levels = [claim for claim in sentence.claims if claim.field == "threshold"]
        if len(said) == 2 and levels:  # noqa: PLR2004 - a pair
            edits = (Edit(a.start, a.text, b.text) for a, b in (said, said[::-1]))
            yield changed(number, sentence, *edits)


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    (Kind.NAME, "regime", another),
    (Kind.NAME, "regime added", added),
    (Kind.NAME, "regime dropped", dropped),
    (Kind.NAME, "regimes exchanged", exchanged),
)
