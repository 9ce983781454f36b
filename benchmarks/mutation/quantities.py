"""Figures as a reader takes them: what a printed number says, and whether a value can be read from it."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.prose import figures
from generator.prose.article import Claim

_PRINTED = re.compile(
    r"(?:(?P<lead>up|down) )?(?P<sign>[+-])?(?P<usd>\$)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<rest>.*)", re.DOTALL
)
_AMOUNTS = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}
_PARTS = {"%": 0.01, "basis points": 0.0001, "basis point": 0.0001}
_UNITS = re.compile(r"\s*(%|basis points?|trillion|billion|million|thousand)?\s*(.*)", re.DOTALL)
_RATES = frozenset({"fraction", *(f"fraction {span}" for span in ("per 8 hours", "per hour", "a day", "a year"))})
"""What nothing of is nothing of any other."""
_SIGNIFICANT = 3


class Quantity(NamedTuple):
    """A printed figure."""

    number: str
    """The digits as they are printed."""
    value: float
    """Without its sign, in the unit of the data."""
    step: float
    """What one unit of the last digit shown is worth."""
    sign: int
    """-1 or 1 where a sign or a direction is printed, else 0."""
    what: str
    """What is counted: the unit without its scale, so that a million and a billion are the same thing."""


def quantity(text: str, *, whole: bool = False) -> Quantity | None:
    """Return the figure that a text is, or None. `whole` dollars are given to the last digit, not to three."""
    match = _PRINTED.fullmatch(text.strip())
    if match is None:
        return None
    unit = _UNITS.fullmatch(match["rest"])
    scale, rest = (unit[1] or "", unit[2]) if unit else ("", "")
    factor = _AMOUNTS.get(scale) or _PARTS.get(scale) or 1.0
    digits, _, decimals = match["number"].replace(",", "").partition(".")
    step = 10.0 ** -len(decimals)
    if match["usd"] and not whole and not decimals and not scale and not digits[_SIGNIFICANT:].strip("0"):
        step = 10.0 ** max(0, len(digits) - _SIGNIFICANT)
    sign = -1 if "-" in (match["sign"] or "") or match["lead"] == "down" else 1 if match["sign"] or match["lead"] else 0
    kind = "fraction" if scale in _PARTS else "$" if match["usd"] else "number"
    value = float(match["number"].replace(",", "")) * factor
    return Quantity(match["number"], value, step * factor, sign, f"{kind} {rest}".strip())


def says(claim: Claim, text: str) -> bool:
    """Whether a text in a claim's place still gives the claim's own value, rounded to the digits it shows."""
    if isinstance(claim.value, str):
        return False
    value = float(claim.value) * _unit(claim)
    if text == "unchanged":
        return value == 0
    if claim.field == "percentile":
        return _share_of_readings(claim, text)
    shown, printed = quantity(text, whole=claim.metric == "price"), quantity(claim.text)
    if shown is None or printed is None:
        return False
    led = text.startswith(("up ", "down ")) and not printed.sign  # "leapt up 1.2%" says the same
    if bool(shown.sign) is not bool(printed.sign) and not led:
        return False
    if shown.what != printed.what and not (value == 0 and {shown.what, printed.what} <= _RATES):
        return False
    if shown.value == 0 and value != 0 and printed.value != 0:
        return False  # rounded to nothing
    target = value if shown.sign else abs(value)
    signed = shown.value * (shown.sign or 1)
    return abs(signed - target) <= 0.5 * shown.step * (1 + 1e-6)


def _unit(claim: Claim) -> float:
    """Return what the data's own unit is as a fraction, where it is none."""
    return _PARTS["basis points"] if claim.metric.endswith("_bps") else 1.0


def _share_of_readings(claim: Claim, text: str) -> bool:
    match = re.fullmatch(r"(at or above|lower than) (\d+(?:\.\d+)?)% of readings(.*)", text, re.IGNORECASE)
    if match is None:
        return False
    if not claim.text.endswith(f"% of readings{match[3]}"):
        return False  # another look-back
    percentile = float(claim.value)
    share = 100 - percentile if match[1].lower() == "lower than" else percentile
    return abs(min(99.0, max(1.0, share)) - float(match[2])) <= 0.5 * (1 + 1e-6)


def written_like(claim: Claim, value: float) -> str | None:
    """Return another value as a claim writes its own, or None where the claim is no figure."""
    printed = quantity(claim.text)
    match = _PRINTED.fullmatch(claim.text)
    if printed is None or match is None:
        return None
    if match["usd"]:
        write = figures.price if claim.metric == "price" else figures.usd
        return None if value <= 0 else write(value)[0]
    decimals = len(printed.number.partition(".")[2])
    factor = printed.step * 10**decimals
    lead = f"{'up' if value > 0 else 'down'} " if match["lead"] else ""
    sign = ("+" if value > 0 else "-") if match["sign"] else ""
    return f"{lead}{sign}{abs(value) * _unit(claim) / factor:,.{decimals}f}{match['rest']}"
