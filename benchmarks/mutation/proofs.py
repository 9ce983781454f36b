"""Proofs that a mutant of a figure or of a judging word is still true. See `truth` for what they are for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from generator.metrics.snapshot import Metric, Snapshot
from generator.planning.magnitude import magnitude
from generator.prose.article import Claim, Sentence
from generator.regimes.reading import Severity

from .changes import Change, Clean, claims_after, is_whole
from .licence import licensed, measure_of, thing
from .quantities import says
from .relations import KIN


def never(_: Clean, __: Change) -> str | None:
    """Nothing proves it."""
    return None


def same_value(clean: Clean, change: Change) -> str | None:
    """Every figure that was changed still gives its own value, rounded to the digits it shows."""
    touched = claims_after(clean.sentences[change.number], change)
    if touched and all(says(claim, text) for claim, text in touched):
        return "rounds to the same value"
    return None


def right_sign(clean: Clean, change: Change) -> str | None:
    """The value's own sign, where the figure had none and no verb beside it says the direction."""
    for claim, text in claims_after(clean.sentences[change.number], change):
        verbal = claim.metric == "price_change" or claim.field != "value" or "standard" in text
        if not verbal and float(claim.value) < 0 and text == f"-{claim.text}" and says(claim, claim.text):
            return "is the sign of the value"
    return None


def same_length(clean: Clean, change: Change) -> str | None:
    """A look-back or a span of the same length, or a count that is the claim's own."""
    for claim, text in claims_after(clean.sentences[change.number], change):
        length = re.fullmatch(r"(\d+)([dh])", str(claim.value))
        spelt = f"{length[1]} {'days' if length[2] == 'd' else 'hours'}" if length else None
        if not says(claim, text) and (spelt is None or spelt not in text):
            return None
        return "is the same length"
    return None


def licensed_word(clean: Clean, change: Change) -> str | None:
    """Every word that was changed is one that the same value licenses."""
    sentence = clean.sentences[change.number]
    touched = claims_after(sentence, change)
    if touched and all(_word_or_value(clean, claim, text) for claim, text in touched):
        return "is a word the same value licenses"
    return None


def _word_or_value(clean: Clean, claim: Claim, text: str) -> bool:
    judged = hasattr(measure_of(clean, claim.metric), claim.field)  # a value of another day licenses other words
    return says(claim, text) or (judged and bool(licensed(clean, claim.metric, text, claim.text)))


def as_true_of_another(clean: Clean, change: Change) -> str | None:
    """Another regime that held on as many days of the weeks, or ended after as long, at no severity."""
    other, level = change.of.split()
    was = [str(claim.value).split()[0] for claim, _ in claims_after(clean.sentences[change.number], change)]
    parts = clean.sentences[change.number].message.split("+")
    if level != Severity.MODERATE or len(was) != 1:
        return None
    ended = {spell.regime.value: spell.bars for spell in clean.reading.ended}
    if "week_regime" in parts and _weeks(clean, was[0]) == _weeks(clean, other):
        return "held on as many days"
    lasted = ended.get(other)
    return (
        "ended after as long" if "turn_ended" in parts and lasted is not None and lasted == ended.get(was[0]) else None
    )


def _weeks(clean: Clean, regime: str) -> tuple[int, int] | None:
    """Return on how many days of the week a regime held, and of the one before; None where a day is not known."""
    bars = [clean.snapshot.before_by(n) for n in range(1, 14)]
    held = [regime in {item.value for item in clean.reading.names}]
    held += [regime in {item.value for item in bar.regimes} for bar in bars if bar is not None]
    return (sum(held[:7]), sum(held[7:])) if len(held) == 14 else None  # noqa: PLR2004 - two weeks


_RANKED = re.compile(
    r"\b(main|(?<!first )news|theme|story|tone|despite|spite|yet|but|although|without|unlike|part|behind|into|"
    r"meets?|met|against|means?|meant|fits?|sign|than|longs|shorts)\b",
    re.IGNORECASE,
)
"""Words by which a sentence says more of the things it names than that they are so."""
_STATES = re.compile(r"\b(?:without a|no) (?:regime|clear signal|single story)\b", re.IGNORECASE)
_BESIDE = re.compile(r"\b(other|rest|remainder|also|beyond|besides|it)\b", re.IGNORECASE)
"""Words by which a thing is another than those named before it."""


def each_by_itself(clean: Clean, change: Change) -> str | None:
    """Things that name what they are of, such as "a thin book", said beside each other in another order or number."""
    sentence = clean.sentences[change.number]
    touched = claims_after(sentence, change)
    around = _STATES.sub("", _between(sentence, [claim for claim, _ in touched]))
    if "meets" not in sentence.message:  # what the market met is so, whatever it is
        around = re.sub(r"\b(?:meets?|met)\b", "", around)
    if not touched or _RANKED.search(around):
        return None
    moved, now = {claim.metric for claim, _ in touched}, set[str]()
    for claim, text in touched:
        found = thing(clean, text)
        if thing(clean, claim.text) != claim.metric or found is None or not licensed(clean, found, text):
            return None
        now.add(found)
    if len(touched) == 1 and _BESIDE.search(around) and _told(clean, change.number, now):
        return None  # two that are exchanged both stay
    rest = {claim.metric for claim in sentence.claims if all(claim is not item for item, _ in touched)}
    if len(now) == len(touched) and rest.isdisjoint(moved | now):
        return "names each thing that is so"
    return None


def _told(clean: Clean, number: int, metrics: set[str]) -> bool:
    """Whether the article spoke of any of these before, or of what says something of it."""
    kin = metrics.union(*(names for names in KIN if names & metrics))
    return any(claim.metric in kin for sentence in clean.sentences[2:number] for claim in sentence.claims)


def _between(sentence: Sentence, claims: Sequence[Claim]) -> str:
    """Return the statements that hold some claims of a sentence, without the words of any claim."""
    text, held = sentence.text, {sentence.text.count(";", 0, claim.start) for claim in claims}
    shown = (claim for claim in sentence.claims if not is_whole(sentence, claim))
    for claim in sorted(shown, key=lambda item: -item.start):
        text = f"{text[: claim.start]} {text[claim.start + len(claim.text) :]}"
    return " ".join(part for number, part in enumerate(text.split(";")) if number in held)


def weaker(clean: Clean, change: Change) -> str | None:
    """A comparison without its degree: who traded clearly more than usual traded more than usual."""
    touched = claims_after(clean.sentences[change.number], change)
    if touched and all(not edit.new and edit.old for edit in change.edits) and all(" than " in t for _, t in touched):
        return "claims less than it did"
    return None


_ONCE_MORE = frozenset({"again", "once more", "once again"})


def again(_: Clean, change: Change) -> str | None:
    """The same word of what returns in other words."""
    same = all(edit.old.lower() in _ONCE_MORE and edit.new.lower() in _ONCE_MORE for edit in change.edits)
    return "says the same" if same else None


def lasts(clean: Clean, change: Change) -> str | None:
    """What is said to go on was so at the bar before as well: the same words are true of its value."""
    (word,) = (edit.new.strip() for edit in change.edits)
    if clean.before is None or word not in {"again", "still", "as before", "already", "once more", "once again"}:
        return None
    touched = [claim for claim, _ in claims_after(clean.sentences[change.number], change)]
    touched += [
        claim
        for claim in clean.sentences[change.number].claims
        for edit in change.edits
        if claim.start + len(claim.text) == edit.start
    ]
    for claim in touched:
        size = _size(clean.snapshot, claim.metric)
        if size is None or claim.field == "threshold" or size != _size(clean.before, claim.metric):
            return None
    return "was so at the bar before too" if touched else None


def _size(snapshot: Snapshot, metric: str) -> object:
    measure = snapshot.get(Metric(metric)) if metric in set(Metric) else None
    return None if measure is None else magnitude(measure, snapshot.period)


def same_severity(clean: Clean, change: Change) -> str | None:
    """A regime that holds, at the severity it has."""
    regime, level = change.of.split()
    held = [item for item in clean.reading.regimes if item.regime.value == regime]
    if held and held[0].severity is Severity(level):
        return "holds at that severity"
    return None


def same_facts(clean: Clean, change: Change) -> str | None:
    """A sentence put in from elsewhere of which every claim is as true today."""
    if change.claims and all(_holds(clean, claim) for claim in change.claims):
        return "all of it is true today too"
    return None


def _as_of(claim: Claim) -> str:
    """Return the day that a claim names, in whatever words; nothing for other claims."""
    return str(claim.value) if claim.field == "as_of" else ""


def _holds(clean: Clean, claim: Claim) -> bool:
    """Whether a claim of another day is true of the article's own."""
    measure = measure_of(clean, claim.metric)
    if measure is None:
        own = [item for sentence in clean.sentences for item in sentence.claims]
        known = claim.metric in set(Metric) and claim.field != "missing"
        said = [item for item in own if item.field == claim.field]
        return not known and any(claim.text == item.text or _as_of(claim) == _as_of(item) != "" for item in said)
    today = getattr(measure, claim.field, None)
    if today is None or claim.value == today:
        return today is not None
    now = isinstance(today, int | float) and says(replace(claim, value=today), claim.text)
    return now or bool(licensed(clean, claim.metric, claim.text))
