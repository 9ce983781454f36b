"""Mutants of what lasts and what returns: again, still, another, for a third day; and how severe a regime is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Metric
from generator.regimes.reading import Severity

from .changes import Change, Clean, Edit, Way, changed, is_whole, put
from .regimes import noun, nouns

_LASTING = (
    *("again", "still", "once more", "no longer", "already", "newly", "at last", "as before", "for the first time"),
    *("for a second day", "for a third day", "for days", "since then", "so far", "by now", "still", "once again"),
)
_SAID = re.compile(
    r"\b(again|still|another|once more|no longer|already|goes on|went on|stayed|stay|began|back|new since|"
    r"not yet there|carried over|gone|in a row|came to an end|in place|by now)\b",
    re.IGNORECASE,
)
_INSTEAD = {
    "again": ("still", "for the first time"),
    "still": ("again", "no longer"),
    "another": ("the first", "the last"),
    "goes on": ("is over", "begins"),
    "went on": ("paused", "began"),
    "stayed": ("became", "left"),
    "stay": ("become", "turn"),
    "began": ("paused", "returned"),
    "back": ("new", "forward"),
    "new since": ("back since", "gone since", "carried over from"),
    "not yet there": ("already there", "still there"),
    "carried over": ("new", "gone"),
    "gone": ("still in place", "back"),
    "in a row": ("in all", "out of ten"),
    "came to an end": ("began", "went on"),
    "in place": ("absent", "on hold"),
}


def lasting(clean: Clean) -> Iterator[Change]:
    """A word of what lasts or returns for another."""
    for number, sentence in enumerate(clean.sentences):
        for match in _SAID.finditer(sentence.text):
            for other in _INSTEAD.get(match[0].lower(), ("still", "again")):
                if other != match[0].lower():
                    text = other.capitalize() if match[0][0].isupper() else other
                    yield changed(number, sentence, Edit(match.start(), match[0], text))


def lasting_added(clean: Clean) -> Iterator[Change]:
    """A word of what lasts or returns where none stood."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.metric in set(Metric) and claim.text.replace(" ", "").isalpha() and claim.field in {"value", "z"}:
                word = clean.random.choice(_LASTING)
                yield changed(number, sentence, Edit(claim.start, "", f"{word} "))
                yield changed(number, sentence, Edit(claim.start + len(claim.text), "", f" {word}"))
                at = sentence.text.find(".", claim.start + len(claim.text))
                if at == len(sentence.text) - 1:
                    yield changed(number, sentence, Edit(at, "", f" {word}"))


def severity(clean: Clean) -> Iterator[Change]:
    """Another severity of a regime, or one where none was said."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            named = str(claim.value).split()[0] if claim.metric == "regime" else "calm"
            if claim.field in {"severity", "name"} and named != "calm" and not is_whole(sentence, claim):
                for level in Severity:
                    text = noun(clean, named, level.value)
                    if claim.text.lower() not in nouns(clean, named, level.value):
                        yield put(number, sentence, claim, text, of=f"{named} {level.value}")


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    (Kind.WORD, "lasting", lasting),
    (Kind.WORD, "lasting added", lasting_added),
    (Kind.WORD, "severity", severity),
)
