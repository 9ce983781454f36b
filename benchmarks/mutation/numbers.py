"""Mutants of figures by how they are printed: digits, rounding, signs, units and numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.prose.article import Claim, Sentence

from .changes import Change, Clean, Edit, Way, changed, is_whole, put

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NAMED = frozenset({"as_of", "set_aside", "name", "severity", "reading", "missing", "before"})

Printed = tuple[int, Sentence, Claim, re.Match[str]]


def figures(clean: Clean) -> Iterator[Printed]:
    """Yield every number inside a claim of a number: its sentence, the claim, and where in the claim it stands."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            match = _NUMBER.search(claim.text)
            if (
                match
                and claim.field not in _NAMED
                and not isinstance(claim.value, str)
                and not is_whole(sentence, claim)
            ):
                yield number, sentence, claim, match


def renumbered(printed: Printed, digits: str) -> Change:
    """Return a sentence with other digits in a claim."""
    number, sentence, claim, match = printed
    return changed(number, sentence, Edit(claim.start + match.start(), match[0], digits))


def digit(clean: Clean) -> Iterator[Change]:
    """One digit changed."""
    for printed in figures(clean):
        shown = printed[3][0]
        at = clean.random.choice([i for i, char in enumerate(shown) if char.isdigit()])
        other = clean.random.choice([d for d in "0123456789" if d != shown[at]])
        yield renumbered(printed, shown[:at] + other + shown[at + 1 :])


def dropped(clean: Clean) -> Iterator[Change]:
    """One digit left out, or one too many."""
    for printed in figures(clean):
        shown = printed[3][0]
        at = clean.random.choice([i for i, char in enumerate(shown) if char.isdigit()])
        extra = clean.random.choice("123456789")
        yield renumbered(printed, shown[:at] + extra + shown[at:])
        if len(re.sub(r"\D", "", shown)) > 1 and shown[at + 1 : at + 2] not in {".", ","}:
            yield renumbered(printed, shown[:at] + shown[at + 1 :])


def rounding(clean: Clean) -> Iterator[Change]:
    """The last digits off by a little, or rounded the wrong way to fewer."""
    for printed in figures(clean):
        shown = printed[3][0]
        decimals = len(shown.partition(".")[2])
        value = float(shown.replace(",", ""))
        off = value + clean.random.choice((-3, -2, -1, 1, 2, 3)) * 10.0**-decimals
        if off >= 0:
            yield renumbered(printed, f"{off:,.{decimals}f}")
        if decimals:
            step = 10.0 ** (1 - decimals)
            yield renumbered(printed, f"{value + clean.random.choice((-1, 0, 1)) * step:,.{decimals - 1}f}".lstrip("-"))
        yield renumbered(printed, f"{value + 0.5 * 10.0**-decimals + 0.4 * 10.0**-decimals:,.{decimals + 1}f}")


def magnitude(clean: Clean) -> Iterator[Change]:
    """The decimal point moved."""
    for printed in figures(clean):
        shown = printed[3][0]
        value = float(shown.replace(",", "")) * clean.random.choice((0.1, 10, 100, 1000))
        yield renumbered(printed, f"{value:.{max(len(shown.partition('.')[2]), 1)}f}")


def sign(clean: Clean) -> Iterator[Change]:
    """The sign flipped, put on or left out."""
    for number, sentence, claim, match in figures(clean):
        head, body = claim.text[: match.start()], claim.text[match.start() :]
        if head.endswith(("+", "-")):
            other = "-" if head.endswith("+") else "+"
            yield put(number, sentence, claim, head[:-1] + other + body)
            yield put(number, sentence, claim, head[:-1] + "\u2013" * head.endswith("+") + body)
        elif not head or head.endswith("$"):
            yield put(number, sentence, claim, f"-{head}{body}")


def direction(clean: Clean) -> Iterator[Change]:
    """Up for down, down for up, unchanged for either."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            lead, _, rest = claim.text.partition(" ")
            other = {"up": "down", "down": "up"}.get(lead)
            if other and rest[:1].isdigit():
                yield put(number, sentence, claim, f"{other} {rest}")
                yield put(number, sentence, claim, "unchanged")


_UNITS = (
    ("%", ""),
    ("%", " basis points"),
    ("%", " percentage points"),
    ("%", " per mille"),
    ("% per 8 hours", "%"),
    (" per 8 hours", " a year"),
    (" per 8 hours", " per hour"),
    (" per 8 hours", " a day"),
    (" a year", ""),
    (" a year", " a month"),
    (" basis points", "%"),
    (" basis points", ""),
    (" trillion", " billion"),
    (" billion", " million"),
    (" billion", " trillion"),
    (" million", " billion"),
    (" million", " thousand"),
    (" billion", ""),
    (" million", ""),
    ("$", ""),
    ("$", "\u20ac"),
    (" standard deviations", "%"),
    (" standard deviations", ""),
    (" standard deviations", " points"),
)


def unit(clean: Clean) -> Iterator[Change]:
    """A unit changed or left out."""
    for number, sentence, claim, _ in figures(clean):
        for old, new in _UNITS:
            if old in claim.text:
                yield put(number, sentence, claim, claim.text.replace(old, new))


def rank_side(clean: Clean) -> Iterator[Change]:
    """The other side of the readings."""
    for number, sentence in enumerate(clean.sentences):
        for old, new in (("at or above", "lower than"), ("lower than", "at or above"), ("at or above", "at or below")):
            at = sentence.text.find(old)
            if at >= 0 and "% of readings" in sentence.text:
                yield changed(number, sentence, Edit(at, old, new))


_LENGTH = re.compile(r"\b(\d[\d,]*) (day|hour|four-hour bar|comparable value|value|case|week|month)s?\b(?! on record)")


def length(clean: Clean) -> Iterator[Change]:
    """Another look-back, span or count."""
    for number, sentence in enumerate(clean.sentences):
        for match in _LENGTH.finditer(sentence.text):
            shown = int(match[1].replace(",", ""))
            for other in (shown + clean.random.choice((-1, 1, 7)), 60, 14):
                if other not in {0, shown}:
                    yield changed(number, sentence, Edit(match.start(1), match[1], str(other)))
            for other_unit in ("day", "hour", "week"):
                if other_unit != match[2]:
                    yield changed(number, sentence, Edit(match.start(2), match[2], other_unit))


def numerals(clean: Clean) -> Iterator[Change]:
    """A figure in words or in the digits of another script, and another one at that."""
    for printed in figures(clean):
        shown = printed[3][0]
        other = str((int(shown[0]) + 1) % 10)
        yield renumbered(printed, "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in other + shown[1:]))
        yield renumbered(printed, clean.random.choice(("two", "three hundred", "half", "\u00bd", "a dozen", "several")))


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.NUMBER, name, way)
    for name, way in (
        ("one digit", digit),
        ("digit lost or added", dropped),
        ("rounding", rounding),
        ("decimal point", magnitude),
        ("sign", sign),
        ("up and down", direction),
        ("unit", unit),
        ("side of a rank", rank_side),
        ("length or count", length),
        ("other numerals", numerals),
    )
)
