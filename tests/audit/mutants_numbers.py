"""Mutants of figures: digits, signs, units, rounding, and true values said of the wrong thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.prose.article import Claim, Sentence

from .clean import Change, Clean, Way

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = {"billion": 1e-9, "million": 1e-6, "trillion": 1e-12, "%": 100.0}
_NAMED = frozenset({"record", "as_of", "set_aside", "change_over", "name", "severity", "reading", "missing"})


def figures(clean: Clean) -> Iterator[tuple[int, Sentence, Claim, re.Match[str]]]:
    """Yield every number inside a claim: its sentence, the claim, and where in the claim it stands."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.field not in _NAMED and not isinstance(claim.value, str):
                match = _NUMBER.search(claim.text)
                if match:
                    yield number, sentence, claim, match


def put(sentence: Sentence, claim: Claim, text: str) -> str:
    """Return a sentence with other words for one of its claims."""
    return sentence.text[: claim.start] + text + sentence.text[claim.start + len(claim.text) :]


def with_number(sentence: Sentence, claim: Claim, match: re.Match[str], number: str) -> str:
    """Return a sentence with another number in a claim."""
    return put(sentence, claim, claim.text[: match.start()] + number + claim.text[match.end() :])


def true_of(claim: Claim, number: str) -> bool:
    """Whether a number is the claim's value too, rounded to the digits it shows."""
    value = abs(float(claim.value))
    if claim.field == "percentile" and claim.text.lower().startswith("lower"):
        value = 100 - value
    rest = _NUMBER.sub("", claim.text)
    scale = next((scale for unit, scale in _SCALES.items() if unit in rest), 1.0)
    if claim.field == "percentile":
        scale = 1.0
    shown = float(number.replace(",", ""))
    decimals = len(number.partition(".")[2])
    digits = number.replace(",", "")
    step = 10.0**-decimals
    if "$" in claim.text and not decimals and len(digits) > 3 and claim.metric != "price" and not digits[3:].strip("0"):
        step = 10.0 ** (len(digits) - 3)
    return abs(shown - value * scale) <= 0.5 * step * (1 + 1e-6)


def digit(clean: Clean) -> Iterator[Change]:
    """One digit changed."""
    for number, sentence, claim, match in figures(clean):
        at = clean.random.choice([i for i, char in enumerate(match[0]) if char.isdigit()])
        other = clean.random.choice([d for d in "0123456789" if d != match[0][at]])
        changed = match[0][:at] + other + match[0][at + 1 :]
        if not true_of(claim, changed):
            yield number, with_number(sentence, claim, match, changed)


def rounding(clean: Clean) -> Iterator[Change]:
    """The last digits off by a little."""
    for number, sentence, claim, match in figures(clean):
        decimals = len(match[0].partition(".")[2])
        off = clean.random.choice((-3, -2, -1, 1, 2, 3)) * 10.0**-decimals
        shown = float(match[0].replace(",", "")) + off
        changed = f"{shown:,.{decimals}f}"
        if shown >= 0 and not true_of(claim, changed):
            yield number, with_number(sentence, claim, match, changed)


def magnitude(clean: Clean) -> Iterator[Change]:
    """The decimal point moved."""
    for number, sentence, claim, match in figures(clean):
        shown = float(match[0].replace(",", "")) * clean.random.choice((0.1, 10, 100))
        decimals = max(len(match[0].partition(".")[2]), 1)
        changed = f"{shown:.{decimals}f}"
        if not true_of(claim, changed):
            yield number, with_number(sentence, claim, match, changed)


def sign(clean: Clean) -> Iterator[Change]:
    """The sign flipped, put on or left out."""
    for number, sentence, claim, match in figures(clean):
        head, signed = claim.text[: match.start()], claim.text[: match.start()].endswith(("+", "-"))
        value = float(claim.value)
        if value == 0 or not float(match[0].replace(",", "")) or claim.field in {"n", "percentile", "window"}:
            continue
        body = claim.text[match.start() :]
        if signed:
            flipped = {"+": "-", "-": "+"}[head[-1]]
            yield number, put(sentence, claim, head[:-1] + flipped + body)
            yield number, put(sentence, claim, head[:-1] + "\u2013" * (head[-1] == "+") + body)
        elif "standard" in body:
            yield number, put(sentence, claim, f"{head}-{body}")
        elif not head and (value > 0 or claim.field == "threshold"):
            yield number, put(sentence, claim, f"-{body}")


def direction(clean: Clean) -> Iterator[Change]:
    """Up for down, down for up, unchanged for either."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            lead, _, rest = claim.text.partition(" ")
            other = {"up": "down", "down": "up"}.get(lead)
            if other and rest[:1].isdigit():
                yield number, put(sentence, claim, f"{other} {rest}")
                yield number, put(sentence, claim, "unchanged")


_UNITS = (
    ("%", ""),
    ("% per 8 hours", "%"),
    (" per 8 hours", " a year"),
    ("%", " basis points"),
    (" basis points", "%"),
    (" billion", " million"),
    (" million", " billion"),
    (" billion", ""),
    (" million", ""),
    ("$", ""),
    (" standard deviations", "%"),
)


def unit(clean: Clean) -> Iterator[Change]:
    """A unit changed or left out."""
    for number, sentence, claim, _ in figures(clean):
        for old, new in _UNITS:
            zero = float(claim.value) == 0 and new.strip() != "%"
            if old in claim.text and not zero and "% of readings" not in claim.text:
                yield number, put(sentence, claim, claim.text.replace(old, new))


def swapped(clean: Clean) -> Iterator[Change]:
    """A figure given as another figure of the article is printed: true, but of something else."""
    found = list(figures(clean))
    for number, sentence, claim, match in found:
        for _, _, other, printed in found:
            same = other.metric == claim.metric and (other.field == "value" or other.value == claim.value)
            text = claim.text[: match.start()] + printed[0] + claim.text[match.end() :]
            if not same and other.text != claim.text and not _equal(claim, other) and not true_of(claim, printed[0]):
                yield number, put(sentence, claim, other.text)
                yield number, put(sentence, claim, text)


def _equal(claim: Claim, other: Claim) -> bool:
    return isinstance(other.value, int | float) and float(claim.value) == float(other.value)


def exchanged(clean: Clean) -> Iterator[Change]:
    """Two figures of one sentence in each other's place."""
    by_sentence: dict[int, list[tuple[Sentence, Claim]]] = {}
    for number, sentence, claim, _ in figures(clean):
        by_sentence.setdefault(number, []).append((sentence, claim))
    for number, found in by_sentence.items():
        if len(found) < 2 or found[0][1].text == found[-1][1].text or _equal(found[0][1], found[-1][1]):
            continue
        sentence, first, last = found[0][0], found[0][1], found[-1][1]
        swapped_last = put(sentence, last, first.text)
        yield number, swapped_last[: first.start] + last.text + swapped_last[first.start + len(first.text) :]


def rank_side(clean: Clean) -> Iterator[Change]:
    """The other side of the readings."""
    for number, sentence in enumerate(clean.sentences):
        for old, new in (("at or above", "lower than"), ("ower than", "t or above")):
            if old in sentence.text and "% of readings" in sentence.text:
                yield number, sentence.text.replace(old, new)


def length(clean: Clean) -> Iterator[Change]:
    """Another look-back, span or count."""
    for number, sentence in enumerate(clean.sentences):
        for match in re.finditer(r"\b(\d+) (days|hours|comparable values|values)\b(?! on record)", sentence.text):
            for other in (str(int(match[1]) + clean.random.choice((-1, 1, 7))), "60", "14"):
                if other != match[1]:
                    yield number, sentence.text[: match.start(1)] + other + sentence.text[match.end(1) :]
            if match[2] in {"days", "hours"}:
                swap = {"days": "hours", "hours": "days"}[match[2]]
                yield number, sentence.text[: match.start(2)] + swap + sentence.text[match.end(2) :]


def in_words(clean: Clean) -> Iterator[Change]:
    """A figure in words or in the digits of another script."""
    for number, sentence, claim, match in figures(clean):
        other = str((int(match[0].replace(",", "")[0]) + 1) % 10)
        wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in other + match[0][1:])
        yield number, with_number(sentence, claim, match, wide)
        yield (
            number,
            with_number(sentence, claim, match, clean.random.choice(("two", "three hundred", "half", "\u00bd"))),
        )


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.NUMBER, name, way)
    for name, way in (
        ("one digit", digit),
        ("rounding", rounding),
        ("decimal point", magnitude),
        ("sign", sign),
        ("up and down", direction),
        ("unit", unit),
        ("another's value", swapped),
        ("exchanged", exchanged),
        ("side of a rank", rank_side),
        ("length or count", length),
        ("other numerals", in_words),
    )
)
