"""Which mutants are still true: judged from the data and the lists of words, never by asking the desk.

A rule a way of spoiling, and every rule careful: it sets apart what it can prove true and nothing else. Whatever no
rule speaks for counts as false: a rule that is missing makes the desk look worse than it is, never better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from generator.metrics.snapshot import Measure, Metric
from generator.planning.facts import Facts
from generator.planning.signals import contradictions
from generator.planning.story import Figure
from generator.prose.article import Claim

from .changes import Change, Clean, claims_after
from .context import WEEKDAYS, said_day
from .licence import licensed, measure_of
from .proofs import (
    again,
    as_true_of_another,
    each_by_itself,
    lasts,
    licensed_word,
    never,
    right_sign,
    same_facts,
    same_length,
    same_severity,
    same_value,
    weaker,
)
from .quantities import written_like

Rule = Callable[[Clean, Change], str | None]
"""Why a mutant is true, or None where that is not proven."""


def same_name(clean: Clean, change: Change) -> str | None:
    """A metric's synonym, or a metric of which all that the sentence says of this one is as true."""
    was, named = change.of.split()
    if {was, named} == {"price", "price_change"}:
        return "names the same thing"
    sentence, kin = clean.sentences[change.number], {"price": "price_change"}.get(named, named)
    touched = [text for _, text in claims_after(sentence, change)]
    for edit in () if touched else change.edits:  # "little change" in what is named
        touched += [c.text for c in sentence.claims if sentence.text[c.start + len(c.text) : edit.start] == " in "]
    if touched and all(_either(clean, kin, text) for text in touched):
        return "is as true of the metric that is named"
    claims = [claim for claim in sentence.claims if claim.metric == was]
    others = [other for name in (named, kin) if (other := measure_of(clean, name)) is not None]
    if claims and any(all(_as_true(clean, claim, other) for claim in claims) for other in others):
        return "is as true of the metric that is named"
    return None


def _either(clean: Clean, metric: str, text: str) -> bool:
    """Whether words are true of a metric, or with the article that the lexicon gives them."""
    return bool(licensed(clean, metric, text) or licensed(clean, metric, re.sub("^the ", "a ", text)))


def _as_true(clean: Clean, claim: Claim, other: Measure) -> bool:
    value = getattr(other, claim.field, None)
    if isinstance(value, str):
        return value == claim.value
    if any(char.isdigit() for char in claim.text):
        return isinstance(value, int | float) and written_like(claim, float(value)) == claim.text
    return bool(licensed(clean, other.metric.value, claim.text))


def really_missing(clean: Clean, change: Change) -> str | None:
    """A metric that is unknown too."""
    return None if measure_of(clean, change.of) else "is unknown as well"


def same_venue(clean: Clean, change: Change) -> str | None:
    """A venue that every figure of the sentence comes from."""
    book = clean.materials.stylebook
    found = [measure_of(clean, claim.metric) for claim in clean.sentences[change.number].claims]
    venues = {book.venue(measure.venue) if measure.venue else None for measure in found if measure is not None}
    if change.of == "all venues" and [edit.old for edit in change.edits] == ["all"]:
        return "says the same"
    return "is where every figure of the sentence comes from" if venues == {change.of} else None


def same_asset(clean: Clean, change: Change) -> str | None:
    """The asset by another of its names."""
    book = clean.materials.stylebook
    return "is the same asset" if book.asset(change.of) == book.asset(clean.snapshot.asset) else None


def same_day(clean: Clean, change: Change) -> str | None:
    """The day it was, or the day of a record of what the sentence speaks of."""
    sentence = clean.sentences[change.number]
    day = date.fromisoformat(change.of) if change.of else None
    found = [measure_of(clean, claim.metric) for claim in sentence.claims]
    records = {measure.record.since for measure in found if measure is not None and measure.record is not None}
    return "is the day of the record" if day in records and not _has_date(change) else None


def _has_date(change: Change) -> bool:
    return any(edit.old for edit in change.edits)


def same_weekday(clean: Clean, change: Change) -> str | None:
    """The weekday of the day of the data."""
    if any(day in edit.old for edit in change.edits for day in WEEKDAYS):
        return None  # what was said was so on another day
    name = WEEKDAYS[said_day(clean).weekday()]
    return "is that weekday" if any(name in edit.new for edit in change.edits) else None


def plain_conjunction(clean: Clean, change: Change) -> str | None:
    """Two things that are so, beside each other: it claims less than the contrast that stood there."""
    (edit,) = change.edits
    plain = edit.new.strip(" ,").lower() in {"and", "alongside", "with"}
    return "claims less than it did" if plain and clean.sentences[change.number].text else None


def real_contrast(clean: Clean, change: Change) -> str | None:
    """Signals set against each other that the planner too finds at odds: those nearest on either side of the joint."""
    (edit,), sentence = change.edits, clean.sentences[change.number]
    claims = [claim for claim in sentence.claims if claim.metric in set(Metric) and claim.field != "threshold"]
    begin = sentence.text.rfind(";", 0, edit.start) + 1
    if re.search(r"\b(?<!do )(not|without)\b", sentence.text[begin : edit.start]):
        return None
    before = [claim.metric for claim in claims if claim.start + len(claim.text) <= edit.start]
    after = [claim.metric for claim in claims if claim.start >= edit.start + len(edit.old)]
    opens = not sentence.text[begin : edit.start].strip()
    said = {*after[: 2 if begin else None]} if opens else {*before[-1:], *after[:1]}
    for message in contradictions(Facts(clean.snapshot, clean.reading)):
        pair = {slot.measure.metric.value for slot in message.slots.values() if isinstance(slot, Figure)}
        if len(pair) > 1 and pair in (said, {claim.metric for claim in claims}):
            return "these signals are at odds"
    return None


def by_definition(clean: Clean, change: Change) -> str | None:
    """Who pays whom follows from the rate."""
    (edit,), sentence = change.edits, clean.sentences[change.number]
    rest = re.split(r"[;,.]", sentence.text[edit.start + len(edit.old) :])[0].strip().removeprefix("at that rate ")
    follows = edit.new.strip(" ,") == "so" and rest in {"longs pay shorts", "shorts pay longs", "neither side pays"}
    if sentence.message == "week_regime" and edit.new.strip() == "after":
        return "tells the order of two weeks"
    so = edit.new.strip(" ,") in {"so", "which is why"}
    stands_in = so and "impact_stands_in" in sentence.message.split("+")
    return "follows by definition" if follows or stands_in else None


def no_equal(clean: Clean, change: Change) -> str | None:
    """No day as large and no day larger: the message is of a day that has no equal."""
    texts = {text for edit in change.edits for text in (edit.old.lower(), edit.new.lower())}
    alone = "week_largest" in clean.sentences[change.number].message.split("+") and texts == {"as much as", "more than"}
    return "is as true of a day without an equal" if alone else None


def all_named(clean: Clean, change: Change) -> str | None:
    """A list that still names every regime that holds."""
    (edit,) = change.edits
    said = [c for c in clean.sentences[change.number].claims if c.metric == "regime" and c.field == "severity"]
    kept = {str(claim.value).split()[0] for claim in said if claim.text in edit.new}
    return "names all that hold" if kept == {item.value for item in clean.reading.names} else None


def any_of(*rules: Rule) -> Rule:
    """Return a rule that proves what any of several proves."""

    def rule(clean: Clean, change: Change) -> str | None:
        return next((reason for item in rules if (reason := item(clean, change)) is not None), None)

    return rule


def _each(rule: Rule, names: Iterable[str]) -> dict[str, Rule]:
    return dict.fromkeys(names, rule)


_FIGURES = ("one digit", "digit lost or added", "rounding", "decimal point", "up and down", "unit")
_OTHERS = ("another's printed value", "another's true value", "another field's value", "stale value", "exchanged")
_WORDS = (
    *("other side", "other size", "opposite", "comparison", "superlative", "rank", "degree or negation", "one word"),
)
_UNPROVEN = (
    *(
        "regime added",
        "regimes exchanged",
        "market",
        "vague date",
        "clock",
        "dateline",
        "window",
    ),
    *("reach of a record", "side of a threshold", "agreement", "unknown spoken of", "known called unknown"),
    *("invented", "known words", "reason", "as a clause", "names and verbs", "clause of known words", "sentence"),
    *("clause", "disclaimer"),
)
RULES: Mapping[str, Rule] = {
    **_each(same_value, (*_FIGURES, *_OTHERS, "side of a rank", "what is left of a share", "other numerals")),
    **_each(any_of(same_value, same_length), ("length or count", "count in words")),
    **_each(licensed_word, _WORDS),
    **_each(any_of(licensed_word, each_by_itself), ("another's word", "words exchanged")),
    **_each(any_of(lasts, licensed_word), ("lasting added",)),
    "degree or negation": any_of(licensed_word, weaker),
    "lasting": again,
    "sign": any_of(same_value, right_sign),
    "comparison": any_of(licensed_word, no_equal),
    "severity": same_severity,
    "regime": as_true_of_another,
    "regime dropped": all_named,
    "metric": same_name,
    "metric called missing": really_missing,
    **_each(same_venue, ("venue", "venue anywhere", "venue added")),
    **_each(same_asset, ("asset", "asset added")),
    **_each(same_day, ("date", "since put on")),
    "weekday": same_weekday,
    "contrast": real_contrast,
    "contrast lost": plain_conjunction,
    "cause": by_definition,
    "sentence of the bar before": same_facts,
    **_each(never, _UNPROVEN),
}
"""The rule of every way of spoiling."""


def true_still(clean: Clean, way: str, change: Change) -> str | None:
    """Return why a mutant is true, or None where it is false as far as can be proven."""
    return RULES[way](clean, change)
