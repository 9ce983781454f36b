"""Numbers, dates and records: each has to be the data's own, said of the right thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention, Passage
from generator.audit.stylebook import FieldOf, Stylebook, Topic
from generator.metrics.snapshot import Metric, Snapshot
from generator.regimes.reading import Reading, Threshold

_SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}
_THREE_DIGITS = 0.00505  # half a unit of the third digit, relative
_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a check is made against."""

    book: Stylebook
    snapshot: Snapshot
    reading: Reading

    @property
    def day(self) -> date:
        """The day the snapshot describes: the one its last second lies in."""
        return (self.snapshot.as_of - timedelta(seconds=1)).date()


def finding(kind: Kind, mention: Mention, passage: Passage, reason: str) -> Finding:
    """Return a finding about a mention."""
    return Finding(kind, mention.text, passage.shown, reason)


def topics_for(mention: Mention, passage: Passage, carried: str | None) -> list[str]:
    """Return what a mention can be about, most binding first: named before it, after it, the asset's price, the
    last sentence's."""
    named = [m for m in passage.of("topic") if m.data]
    before = [m.data[0] for m in reversed(named) if m.end <= mention.start]
    after = [m.data[0] for m in named if m.start >= mention.end]
    asset = ["price"] if passage.of("asset") else []
    return list(dict.fromkeys([*before, *after, *asset, *([carried] if carried else [])]))


def check_numbers(passage: Passage, carried: str | None, desk: Desk) -> Iterator[Finding]:
    """Check every number of a sentence against the thing it is said of."""
    conditional = passage.has(*desk.book.conditional)
    for mention in passage.of("number"):
        reason = _number(mention, passage, carried, desk, conditional=conditional)
        if reason:
            yield finding(Kind.NUMBER, mention, passage, reason)


def _number(  # noqa: PLR0911 - one return a way of writing a number
    mention: Mention, passage: Passage, carried: str | None, desk: Desk, *, conditional: bool
) -> str | None:
    lead, sign, usd, number, unit = mention.data
    names = topics_for(mention, passage, carried)
    if unit in {"days on record", "values", "comparable values", "days", "hours"}:
        return _count(number, unit, passage, [desk.book.topics[name] for name in names], desk)
    if unit == "% of readings":
        return _percentile(mention, passage, number, [desk.book.topics[name] for name in names], desk)
    form = _form(usd, unit, lead)
    topic = next((desk.book.topics[name] for name in names if form in desk.book.topics[name].forms), None)
    if topic is None:
        return "is not said of anything the desk can tell"
    if conditional and form in {"bare", "rate"} and not _actual(mention, passage, desk):
        return _threshold(mention, passage, topic, form, desk)
    values = [value for field in topic.forms[form] if (value := field.read(desk.snapshot)) is not None]
    if not values:
        return f"is said of {topic.name}, which the snapshot does not hold"
    if any(_matches(lead, sign, number, unit, value, form) for value in values):
        return None
    return f"does not match {topic.name}: the snapshot has {', '.join(f'{value:g}' for value in values)}"


def _form(usd: str, unit: str, lead: str) -> str:
    if usd:
        return "usd"
    if unit == "% per 8 hours":
        return "rate"
    if unit.startswith("%") or lead:
        return "percent"
    return "points" if unit.startswith("basis point") else "bare"


def _actual(mention: Mention, passage: Passage, desk: Desk) -> bool:
    """Whether a conditional sentence gives this number as what is, not as a threshold."""
    before = passage.text[: mention.start].rstrip().lower()
    return before.endswith(desk.book.actual)


def _matches(lead: str, sign: str, number: str, unit: str, value: float, form: str) -> bool:
    if lead == "unchanged" or not number:
        return value == 0
    scale = 0.01 if unit.startswith("%") else _SCALES.get(unit, 1.0)
    shown = float(number.replace(",", "")) * scale
    decimals = len(number.partition(".")[2])
    if form == "usd":
        return abs(shown - value) <= max(abs(value) * _THREE_DIGITS, 1e-12)
    too_coarse = (form == "bare" and decimals < 2) or (form == "rate" and decimals < 3)  # noqa: PLR2004
    direction = {"up": 1, "down": -1}.get(lead.lower(), 0) or {"+": 1, "-": -1, "\u2212": -1}.get(sign, 0)
    distance = unit.startswith("standard") or (form == "percent" and not direction)
    target = abs(value) if distance else value
    shown *= -1 if direction < 0 else 1
    tolerance = (0.0 if too_coarse else 0.5 * 10**-decimals * scale * (1 + 1e-6)) + 1e-15
    unsigned_zero = shown == 0 and direction != 0 and value * direction < 0
    return abs(shown - target) <= tolerance and not unsigned_zero


def _count(number: str, unit: str, passage: Passage, topics: Sequence[Topic], desk: Desk) -> str | None:
    measures = [m for t in topics for metric in t.metrics if (m := desk.snapshot.get(metric)) is not None]
    if unit in {"days", "hours"}:
        window = f"{number}{unit[0]}"
        fits = any(m.window == window for m in (measures or desk.snapshot.measures.values()))
        return None if fits else "is not the length of a look-back of the snapshot"
    if unit == "days on record":  # which record it is of, the record's own check says
        records = [m.record for m in desk.snapshot.measures.values() if m.record is not None and m.record.whole]
        fits = any(f"{record.days:,}" == number for record in records)
        return None if fits and passage.of("record") else "is not the length of a record"
    if unit == "values" and desk.snapshot.notes.set_aside and str(len(desk.snapshot.notes.set_aside)) == number:
        return None
    fits = any(m.n is not None and str(m.n) == number for m in measures)
    return None if fits else "is not a count in the snapshot"


def _percentile(mention: Mention, passage: Passage, number: str, topics: Sequence[Topic], desk: Desk) -> str | None:
    before = passage.text[: mention.start].rstrip().lower()
    if not before.endswith(("at or above", "lower than")):
        return "does not say on which side of the readings"
    for topic in topics[:1]:
        for metric in topic.metrics:
            measure = desk.snapshot.get(metric)
            if measure is None or measure.percentile is None:
                continue
            exact = measure.percentile if before.endswith("at or above") else 100 - measure.percentile
            if abs(min(99.0, max(1.0, exact)) - float(number)) <= 0.5:  # noqa: PLR2004 - half a percentile
                return None
    return "is not the share of readings the snapshot gives"


def _threshold(mention: Mention, passage: Passage, topic: Topic, form: str, desk: Desk) -> str | None:
    """A level of a conditional sentence has to be an exit (or the nearest entry), on the side that is said."""
    _, sign, _, number, unit = mention.data
    metrics = {field.metric for field in topic.forms[form]}
    side = _side(passage.text[: mention.start])
    for regime, threshold in thresholds(desk.reading):
        if threshold.metric not in metrics or (side is not None and threshold.above is not side):
            continue
        if _matches("", sign, number, unit, threshold.level, form) and regime in {
            m.data[0] for m in passage.of("regime")
        }:
            return None
    return f"is not a level at which the reading of {topic.name} would change"


def _side(before: str) -> bool | None:
    words = re.findall(r"\b(above|below)\b", before.lower()[-24:])
    return None if not words else words[-1] == "above"


def thresholds(reading: Reading) -> list[tuple[str, Threshold]]:
    """Return every level a text may name, with the regime it ends or, for the nearest, opens."""
    exits = [(item.regime.value, item.exit) for item in reading.regimes if item.exit is not None]
    return exits or [(item.regime.value, item.threshold) for item in reading.approaches[:1]]


def check_dates(passage: Passage, carried: str | None, desk: Desk) -> Iterator[Finding]:
    """Check dates, times and records."""
    records = passage.of("record")
    for mention in passage.of("date"):
        said = _date(mention.text, desk.day.year)
        since = passage.text[: mention.start].rstrip().lower().endswith("since")
        if since:
            if not records:
                yield finding(Kind.CONTEXT, mention, passage, "is a since without a record")
        elif said not in {desk.day, desk.snapshot.as_of.date()}:
            yield finding(Kind.CONTEXT, mention, passage, f"is not the day of the data, {desk.day}")
    for mention in passage.of("since"):
        ends = {record.end + 1 for record in records}
        if mention.start not in ends or not any(m.start == mention.end + 1 for m in passage.of("date")):
            yield finding(Kind.CONTEXT, mention, passage, "is not the since of a record")
    for mention in passage.of("time"):
        if not mention.text.startswith(f"{desk.snapshot.as_of:%H:%M}"):
            yield finding(Kind.CONTEXT, mention, passage, "is not the time of the data")
    for mention in records:
        reason = _record(mention, passage, carried, desk)
        if reason:
            yield finding(Kind.CONTEXT, mention, passage, reason)


def _record(mention: Mention, passage: Passage, carried: str | None, desk: Desk) -> str | None:
    named, extreme = mention.data
    if named:
        metrics = [Metric(name) for name in named.split()]
    else:
        metrics = [m for name in topics_for(mention, passage, carried)[:1] for m in desk.book.topics[name].metrics]
    after = passage.text[mention.end :]
    since = re.match(r" since (\d{1,2} [A-Z][a-z]+ \d{4})", after)
    whole = re.match(r" in the ([\d,]+) days on record", after)
    for metric in metrics:
        measure = desk.snapshot.get(metric)
        record = None if measure is None else measure.record
        if record is None or record.extreme != extreme:
            continue
        if since and not record.whole and _date(since[1], desk.day.year) == record.since:
            return None
        if whole and record.whole and int(whole[1].replace(",", "")) == record.days:
            return None
    return "is not a record the snapshot holds"


def _date(text: str, year: int) -> date | None:
    try:
        if "-" in text:
            return date.fromisoformat(text)
        parts = text.split()
        return date(int(parts[2]) if len(parts) > 2 else year, _MONTHS[parts[1].lower()], int(parts[0]))  # noqa: PLR2004
    except ValueError:
        return None
