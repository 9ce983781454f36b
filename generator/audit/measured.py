"""Checks of statements on the days before: every figure and word in them is computed anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from generator.audit.binding import Desk
from generator.audit.clearance import Finding, Kind
from generator.audit.days import WEEKDAYS, spelt
from generator.audit.derived import bar_before, dated, held_in, held_on, statistic
from generator.audit.grounding import length
from generator.audit.measured_texts import COUNTED, ORDINALS, Approved
from generator.market import Regime, day_described
from generator.metrics.snapshot import Metric

_SCALES: Final = {"trillion": 1e12, "billion": 1e9, "million": 1e6}
_NOISE: Final = 1 + 1e-9


def fittest(
    found: Sequence[tuple[Approved, tuple[str | None, ...]]], sentence: str, desk: Desk
) -> tuple[list[tuple[Approved, tuple[str | None, ...]]], list[Finding]]:
    """Return the approved texts that a statement reads as, the one with the fewest faults first, and those faults."""
    judged = [(item, [*_faults(item[0], item[1], sentence, desk)]) for item in found]
    judged.sort(key=lambda pair: len(pair[1]))
    return [item for item, _ in judged], judged[0][1]


def subject_of(found: Sequence[tuple[Approved, tuple[str | None, ...]]], desk: Desk) -> str | None:
    """Return the topic a statement is about, which the sentence after it may refer back to."""
    names = (what.partition(".")[0] for form, what in found[0][0].slots if form not in _UNTIED)
    topics = (topic.name for name in names for topic in desk.book.topics.values() if topic.judged.metric == name)
    return next(topics, None)


_UNTIED: Final = frozenset({"asset", "regime", "day"})


def _faults(approved: Approved, values: Sequence[str | None], sentence: str, desk: Desk) -> Iterator[Finding]:
    for guard in approved.guards:
        value = statistic(desk.snapshot, guard.metric, guard.stat)
        if value is None or (value < guard.level if guard.above else value > guard.level):
            reason = f"does not hold: {guard.metric}, {guard.stat}, is {'unknown' if value is None else f'{value:g}'}"
            yield Finding(Kind.WORD, sentence, sentence, reason)
    filled = [(*slot, shown) for slot, shown in zip(approved.slots, values, strict=True) if shown is not None]
    regimes = [desk.book.measured.regimes[shown] for form, _, shown in filled if form == "regime"]
    for name, severity in regimes:
        if severity != "moderate" and name != Regime.CALM:
            yield Finding(Kind.WORD, name, sentence, "says how severe it was on days that differ")
    for form, what, shown in filled:
        if form == "count" and what.startswith("days."):
            held = held_on(desk.snapshot, desk.reading, Regime(regimes[0][0]), int(what[5:])) if regimes else None
            if held is None or _number(shown) != held:
                yield Finding(Kind.NUMBER, shown, sentence, f"is not the count, which is {held}")
        elif form == "count" and what.startswith("earlier."):
            held = held_in(desk.snapshot, Regime(regimes[0][0]), range(7, 14)) if regimes else None
            if held is None or _number(shown) != held:
                yield Finding(Kind.NUMBER, shown, sentence, f"is not the count, which is {held}")
        elif form != "regime" and (fault := _fault(form, what, shown, desk)) is not None:
            yield Finding(fault[0], shown, sentence, fault[1])


def _number(shown: str) -> int:
    if shown == "none":
        return 0
    return COUNTED.index(shown) if shown in COUNTED else int(shown.replace(",", ""))


def _fault(form: str, what: str, shown: str, desk: Desk) -> tuple[Kind, str] | None:
    if form == "day":
        return None if _is_day(shown, desk.day, desk) else (Kind.CONTEXT, f"is not the day of the data, {desk.day}")
    if form == "arc":
        return _arc(shown, desk)
    if form == "asset":
        return None if shown == desk.book.asset(desk.snapshot.asset).lower() else (Kind.NAME, "is not the asset")
    name, _, stat = what.partition(".")
    metric = Metric(name)
    if form == "window":
        measure = desk.snapshot.get(metric)
        window = None if measure is None or measure.window is None else length(measure.window)
        return None if shown == window else (Kind.CONTEXT, f"is not the look-back, which is {window}")
    if form == "when":
        day = dated(desk.snapshot, metric, stat)
        return None if day is not None and _is_day(shown, day, desk) else (Kind.CONTEXT, f"is not the day, {day}")
    if form == "placed":
        return _place(shown, metric, desk)
    value = statistic(desk.snapshot, metric, stat)
    if value is None:
        return Kind.CONTEXT, f"is said of {name}, {stat}, which the snapshot does not hold"
    if form == "multiple":
        low, high = desk.book.measured.multiples[shown]
        return None if low <= value * _NOISE and value < high * _NOISE else (Kind.WORD, f"is not {value:.3g} times")
    if form == "word":
        return _word(shown, name, value, desk)
    right = _number(shown) == value if form == "count" else _rounds(form, shown, value)
    return None if right else (Kind.NUMBER, f"does not match {name}, {stat}: {value:g}")


def _arc(shown: str, desk: Desk) -> tuple[Kind, str] | None:
    """Check the daily moves of a week: each of seven days by its name and its change, in order."""
    steps = re.findall(r"([a-z]+) (up|down|unchanged)(?: (\d+\.\d+%))?", shown)
    for n, (weekday, way, amount) in zip(range(6, -1, -1), steps, strict=True):
        bar = bar_before(desk.snapshot, n) if n else None
        past = None if bar is None else bar.values.get(Metric.PRICE_CHANGE)
        value = desk.snapshot.value(Metric.PRICE_CHANGE) if n == 0 else past
        day = desk.day if n == 0 else None if bar is None else day_described(bar.as_of)
        if day is None or value is None or WEEKDAYS[day.weekday()] != weekday:
            return Kind.CONTEXT, f"does not name the days of the week: {weekday}"
        if not _rounds("change", f"{way} {amount}".strip(), value):
            return Kind.NUMBER, f"does not match the move of {weekday}: {value:.4f}"
    return None


def _is_day(shown: str, day: date, desk: Desk) -> bool:
    if shown in WEEKDAYS:
        return WEEKDAYS[day.weekday()] == shown and 0 <= (desk.day - day).days < 7  # noqa: PLR2004 - names of a week
    return shown == spelt(day)


def _place(shown: str, metric: Metric, desk: Desk) -> tuple[Kind, str] | None:
    first, _, rest = shown.partition("-")
    place = ORDINALS.index(first) + 1 if first in ORDINALS else 1
    phrase = rest if first in ORDINALS else shown
    measure = desk.snapshot.get(metric)
    rank = None if measure is None else measure.rank
    if rank is None or rank.place != place or desk.book.measured.placed[phrase] != (metric.value, rank.extreme):
        return Kind.WORD, "is not its place among the values of the year"
    return None


def _word(shown: str, name: str, value: float, desk: Desk) -> tuple[Kind, str] | None:
    """Judge a word by the value it is said of, on the scale of the topic that is judged by that metric."""
    topics = [topic.name for topic in desk.book.topics.values() if topic.judged.metric == name]
    for topic in topics:
        for word in (shown, f"a {shown}", f"an {shown}"):
            found = desk.book.words.get(word, {}).get(topic)
            if found is not None and desk.fits(topic, found, value):
                return None
    return Kind.WORD, f"is not borne out: {name} is {value:g}"


def _rounds(form: str, shown: str, value: float) -> bool:
    """Whether a figure is a value rounded to the digits it shows, and to no fewer than two."""
    if shown == "unchanged":
        return abs(value) < 0.0005  # noqa: PLR2004 - less than a tenth of a percent, halved
    sign = -1 if shown.startswith(("down", "-", "\u2212")) else 1
    number = re.search(r"\d[\d,]*(?:\.\d+)?", shown)
    if number is None:
        return False
    decimals = len(number[0].partition(".")[2])
    scale = next((size for word, size in _SCALES.items() if shown.endswith(word)), 1.0)
    scale = 0.01 if "%" in shown else scale
    target = value if form in {"change", "rate"} else abs(value)
    given = float(number[0].replace(",", "")) * scale * (sign if form in {"change", "rate"} else 1)
    tolerance = 0.5 * 10**-decimals * scale * _NOISE
    if form == "usd":
        digits = number[0].replace(",", "")
        if not decimals and scale == 1.0 and len(digits) > 3 and not digits[3:].strip("0"):  # noqa: PLR2004
            tolerance = 0.5 * 10 ** (len(digits) - 3)
        tolerance = min(tolerance, abs(value) * 0.0505)
    least = {"change": 1, "percent": 1, "rate": 3}.get(form, 0)
    if decimals < least and form != "usd":
        tolerance = 1e-12 if abs(value) < 0.02 else tolerance  # noqa: PLR2004 - whole percents from two
    return bool(abs(given - target) <= tolerance + abs(target) * 1e-9)
