"""Numbers: each has to be the data's own, rounded as its precision says, and said of the right thing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.audit.binding import Bound, Desk, finding, form_of
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import ASSET, REMARK, Mention, Passage
from generator.audit.shares import next_to
from generator.audit.topics import Topic
from generator.metrics.snapshot import Measure
from generator.regimes.reading import Reading, Threshold

_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}
_TWO_DIGITS = 0.05  # half a unit of the second digit, in units of the first
_SIGMAS = 1  # decimals that a distance in standard deviations needs
_NOISE = 1 + 1e-6
_DIRECTED = frozenset({"", "of", "by", "some", "about", "around", "roughly", "close to", "nearly"})
_FINEST = 9
"""Decimals beyond which nobody reads."""
_LENGTHS = {"days": "d", "hours": "h"}


def check_numbers(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check every number of a sentence against the thing it is said of."""
    passage = bound.passage
    levels = [m for m in passage.of("number") if passage.conditional and not _actual(m, passage, desk)]
    for mention in passage.of("number"):
        name = bound.topic(mention)
        if mention in levels:
            reason = _threshold(mention, levels.index(mention), bound, desk)
        elif next_to(mention, passage):
            reason = None  # shares.py checks it
        elif _counts_set_aside(mention, passage):
            fits = mention.data[3] == str(len(desk.snapshot.notes.set_aside))
            reason = None if fits else "is not how many values were set aside"
        elif mention.data[4] == "days on record":  # how long the record is, the record's own check says
            fits = any(passage.text[m.end : mention.start] == " in the " for m in passage.of("record"))
            reason = None if fits else "is not the length of a record"
        elif name is None:
            reason = "is not said of anything the desk can tell"
        elif levels and form_of(mention) != form_of(levels[0]):
            reason = "is not written as the level beside it is"
        elif _miscounted(mention, passage, desk):
            reason = "is not in what it is said to be counted in"
        else:
            reason = _number(mention, passage, desk.book.topics[name], desk)
        if reason:
            yield finding(Kind.NUMBER, mention, passage, reason)
    yield from _counts_and_repeats(bound)


def _counts_and_repeats(bound: Bound) -> Iterator[Finding]:
    """Check that a count has no sign, and that a figure is given once."""
    passage, given = bound.passage, set[tuple[str, str | None]]()
    for mention in passage.of("number"):
        said = (mention.text, bound.topic(mention))
        if form_of(mention) is None and (mention.data[0] or mention.data[1]):
            yield finding(Kind.NUMBER, mention, passage, "is a count and has no sign")
        if said in given and form_of(mention) is not None and not passage.conditional and not next_to(mention, passage):
            yield finding(Kind.NUMBER, mention, passage, "is given twice")
        given.add(said)


def _number(mention: Mention, passage: Passage, topic: Topic, desk: Desk) -> str | None:
    unit, form = mention.data[4], form_of(mention)
    if unit == "% of readings":
        return _percentile(mention, passage, topic, desk)
    if form is None:
        return _count(mention, passage, topic, desk)
    values = [value for field in topic.forms[form] if (value := field.read(desk.snapshot)) is not None]
    if not values:
        return f"is said of {topic.name}, which the snapshot does not hold"
    if not _placed(mention, passage, form, topic, desk):
        return f"does not stand where a figure of {topic.name} can"
    if any(matches(mention, value, form, topic) for value in values):
        return None
    return f"does not match {topic.name}: the snapshot has {', '.join(f'{value:g}' for value in values)}"


def _placed(mention: Mention, passage: Passage, form: str, topic: Topic, desk: Desk) -> bool:
    """Whether the word before a figure lets it be what it is written as: "to $81,000", never "to 3.1%"."""
    before = passage.text[: mention.start].rstrip().rpartition(" ")[2].lower()
    if form == "percent" and topic.whole and before == "was" and not mention.data[0]:
        return False  # a price is not a percentage
    if form in {"percent", "yearly"} and _directed_twice(mention, passage):
        return False
    if form == "percent" and topic.directed and not mention.data[0]:
        return False
    if mention.data[4].startswith("standard"):
        return any(m.start == mention.end + 1 and m.text.lower().endswith("norm") for m in passage.of("word"))
    part = passage.parts[mention.part]
    scored = "z-score" in passage.text[part.start : mention.start].lower()
    if scored or form == "bare":
        names = [m.text.lower().removeprefix(f"{ASSET} ") for m in passage.of("topic") if topic.name in m.data]
        return form == "bare" and (scored or not desk.book.gauges.isdisjoint(names))
    return before in topic.after.get(form, (before,)) and before not in topic.never_after.get(form, ())


def _directed_twice(mention: Mention, passage: Passage) -> bool:
    """Whether a figure has a sign behind a word that says the direction: "fell -2.1%", "a slip of -2.1%"."""
    between = (passage.text[word.end : mention.start].strip().lower() for word in passage.of("word"))
    return bool(mention.data[1]) and any(text in _DIRECTED for text in between)


def _actual(mention: Mention, passage: Passage, desk: Desk) -> bool:
    """Whether a conditional sentence gives this number as what is, not as a threshold."""
    return passage.text[: mention.start].rstrip().lower().endswith(desk.book.actual)


def _counts_set_aside(mention: Mention, passage: Passage) -> bool:
    return mention.data[4] == "values" and any(m.data == ("set_aside",) for m in passage.of("state"))


def matches(mention: Mention, value: float, form: str, topic: Topic) -> bool:
    """Whether a number is a value, rounded as far as the digits that are shown say and no further than they may be."""
    lead, sign, _, number, unit = mention.data
    if (lead and sign) or (sign and form == "bare" and not topic.judged.signed):
        return False
    if not number:  # "unchanged"
        return value == 0
    scale = 0.01 if unit.startswith("%") else _SCALES.get(unit, 1.0)
    shown = _plain(number) * scale
    decimals = len(number.partition(".")[2])
    if shown == 0 != value and form != "bare" and decimals < _FINEST:
        return False  # more digits would show that it is not nothing
    if form == "usd":
        return not sign and abs(shown - value) <= _usd_tolerance(number, unit, value, topic) + shown * 1e-12
    direction = {"up": 1, "down": -1}.get(lead, 0) or {"": 0, "+": 1, "\uff0b": 1}.get(sign, -1)
    distance = unit.startswith("standard") or (form == "percent" and not direction)
    target = abs(value) if distance else value
    shown *= -1 if direction < 0 else 1
    least = _SIGMAS if unit.startswith("standard") else topic.least.get(form, 0)
    if form == "percent" and abs(value) >= topic.coarse:
        least = 0
    tolerance = 0.0 if decimals < least else 0.5 * 10**-decimals * scale * _NOISE
    unsigned_zero = shown == 0 and direction != 0 and value * direction <= 0
    return abs(shown - target) <= tolerance + abs(shown) * 1e-12 and not unsigned_zero and not (distance and sign)


def _plain(number: str) -> float:
    return float(number.replace(",", ""))


def _usd_tolerance(number: str, unit: str, value: float, topic: Topic) -> float:
    """Half a unit of the last digit shown, never more than of two; where three are enough, zeros behind show none."""
    digits, _, decimals = number.replace(",", "").partition(".")
    step = _SCALES.get(unit, 1.0) * 10.0 ** -len(decimals)
    if not topic.whole and not unit and not decimals and len(digits) > 3 and not digits[3:].strip("0"):  # noqa: PLR2004
        step = 10.0 ** (len(digits) - 3)
    first = 10.0 ** math.floor(math.log10(abs(value))) if value else 0.0
    return min(0.5 * step, _TWO_DIGITS * first) * _NOISE


def _miscounted(mention: Mention, passage: Passage, desk: Desk) -> bool:
    """Whether a sentence says that this figure is in coins or in dollars, and it is not."""
    numbers = [m for m in passage.of("number") if form_of(m) is not None]
    for said in (*passage.of("leadin"), *passage.of("topic")):
        form = desk.book.counted.get(said.text.lower())
        behind = [m for m in numbers if m.end + 1 == said.start] or [m for m in numbers if m.start > said.end][:1]
        if _trails(said, passage):
            behind = [m for m in numbers if m.end < said.start][-1:]
        if form is not None and mention in behind and form_of(mention) != form and mention.data[0] != "unchanged":
            return True
    return False


def _trails(said: Mention, passage: Passage) -> bool:
    """Whether words stand behind what they are about: "was down 3.1%, counted in coins"."""
    return passage.text[: said.start].endswith(", ") and passage.text[said.end :][:1] in {"", ".", ",", ":"}


def _measures(topic: Topic, desk: Desk) -> list[Measure]:
    return [measure for metric in topic.metrics if (measure := desk.snapshot.get(metric)) is not None]


def _count(mention: Mention, passage: Passage, topic: Topic, desk: Desk) -> str | None:
    number, unit = mention.data[3].replace(",", ""), mention.data[4]
    before = passage.text[: mention.start].lower()
    found = _measures(topic, desk)
    if not before.endswith(" in the past "):  # a norm is that of what is judged
        found = [m for m in found if m.metric is topic.judged.metric]
    if unit in _LENGTHS and before.endswith(" in "):
        fits = any((m.change_over or desk.snapshot.period) == f"{number}{_LENGTHS[unit]}" for m in found)
        return None if fits else "is not the span of the change"
    if unit in _LENGTHS:
        fits = any(m.window == f"{number}{_LENGTHS[unit]}" for m in found)
        return None if fits else "is not the length of a look-back of the snapshot"
    fits = any(m.n is not None and str(m.n) == number for m in found)
    return None if fits else "is not a count in the snapshot"


def _percentile(mention: Mention, passage: Passage, topic: Topic, desk: Desk) -> str | None:
    ranks = [m for m in passage.of("rank") if m.end + 1 == mention.start]
    if not ranks or not passage.text[: ranks[0].start].endswith(" was "):
        return "does not say on which side of the readings"
    after = passage.text[mention.end :]
    measure = desk.snapshot.get(topic.ranked)
    if measure is not None and measure.percentile is not None and measure.window is not None:
        exact = 100 - measure.percentile if ranks[0].text.lower() == "lower than" else measure.percentile
        close = abs(min(99.0, max(1.0, exact)) - _plain(mention.data[3])) <= 0.5  # noqa: PLR2004 - half a percentile
        if close and after.startswith((f" in the past {length(measure.window)}", f" in the past {REMARK}")):
            return None
    return "is not the share of readings the snapshot gives"


def length(window: str) -> str:
    """Return a length such as ``90d`` in words, and one the desk cannot spell as it stands."""
    words = {letter: word for word, letter in _LENGTHS.items()}
    return f"{window[:-1]} {words[window[-1]]}" if window[:-1].isdigit() and window[-1] in words else window


def _threshold(mention: Mention, place: int, bound: Bound, desk: Desk) -> str | None:
    """A level has to be an exit (or the nearest entry) of the regime it is named beside, on the side that is said."""
    passage, name = bound.passage, bound.topic(mention)
    regimes = [m.data[0] for m in passage.of("regime")]
    if name is None or place >= len(regimes):
        return "is a level of no regime that is named beside it"
    topic, form = desk.book.topics[name], form_of(mention) or ""
    metrics = {field.metric for field in topic.forms.get(form, ())}
    sides = [m.text.lower() == "above" for m in passage.of("side") if m.end + 1 == mention.start]
    exits = any(item.exit is not None for item in desk.reading.regimes)
    for regime, threshold in thresholds(desk.reading):
        if threshold.metric not in metrics or regime != regimes[place]:
            continue
        side = sides == [threshold.above] if sides or exits else True
        if side and matches(mention, threshold.level, form, topic):
            return None
    return f"is not a level at which the reading of {topic.name} would change"


def thresholds(reading: Reading) -> list[tuple[str, Threshold]]:
    """Return every level a text may name, with the regime it ends or, for the nearest, opens."""
    exits = [(item.regime.value, item.exit) for item in reading.regimes if item.exit is not None]
    return exits or [(item.regime.value, item.threshold) for item in reading.approaches[:1]]
