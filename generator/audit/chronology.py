"""Dates, times, spans and records: each has to be the data's own, said of the right thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.days import MONTHS, WEEKDAYS
from generator.audit.passage import Mention, Passage
from generator.metrics.snapshot import Metric

_SINCE = re.compile(r" since (\d{1,2} [A-Za-z]+ \d{4}\b)")
_WHOLE = re.compile(r" in the ([\d,]+) days on record")


def check_dates(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check dates, times, spans and records."""
    yield from _dates(bound.passage, desk)
    yield from _sinces(bound.passage)
    yield from _spans(bound, desk)
    for mention in bound.passage.of("record"):
        before = bound.passage.text[: mention.start].lower()
        apposed = before.endswith(", the ")
        if not before.endswith(desk.book.recorded) or (mention.part and not apposed):
            yield finding(Kind.CONTEXT, mention, bound.passage, "is not said of anything as a record is")
        elif not _is_record(mention, bound, desk):
            yield finding(Kind.CONTEXT, mention, bound.passage, "is not a record the snapshot holds")


def _dates(passage: Passage, desk: Desk) -> Iterator[Finding]:
    ended = desk.snapshot.ended.astimezone(UTC)
    dateline = bool(passage.of("dateline"))
    day = ended.date() if dateline else desk.day
    after_since = {m.end + 1 for m in passage.of("since")}
    for mention in passage.of("date"):
        if mention.start in after_since:
            if not passage.of("record"):
                yield finding(Kind.CONTEXT, mention, passage, "is a since without a record")
        elif date_of(mention.text, day.year) != day:
            yield finding(Kind.CONTEXT, mention, passage, f"is not the day of the data, {day}")
    for mention in passage.of("weekday"):
        if mention.text.lower().removesuffix("'s") != WEEKDAYS[desk.day.weekday()]:
            yield finding(Kind.CONTEXT, mention, passage, f"is not the day of the data, {desk.day}")
        elif desk.snapshot.period != "1d" and not passage.text[: mention.start].lower().endswith("on "):
            yield finding(Kind.CONTEXT, mention, passage, "is said to be what a part of it was")
    bars = {m.end + 1 for m in passage.of("bar")}
    for mention in passage.of("bar"):
        if mention.data[0] != desk.snapshot.period:
            yield finding(Kind.CONTEXT, mention, passage, "is not the bar of the data")
    for mention in passage.of("time"):
        if not (dateline or mention.start in bars) or mention.text != minute(ended):
            yield finding(Kind.CONTEXT, mention, passage, "is not the time of the data")


def minute(ended: datetime) -> str:
    """Return the minute a bar ended at; one that ends a second before a full minute ended on it, midnight apart."""
    later = ended + timedelta(seconds=ended.second == 59)  # noqa: PLR2004
    shown = ended if later.hour == later.minute == 0 else later
    return f"{shown:%H:%M} UTC"


def _sinces(passage: Passage) -> Iterator[Finding]:
    ends = {record.end + 1 for record in passage.of("record")}
    dates = {found.start for found in passage.of("date")}
    for mention in passage.of("since"):
        if mention.start not in ends or mention.end + 1 not in dates:
            yield finding(Kind.CONTEXT, mention, passage, "is not the since of a record")


def _spans(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check a span such as "on the day": it has to be that of the change it follows."""
    for mention in bound.passage.of("span"):
        before = [m for m in bound.passage.of("number") if m.end + 1 == mention.start and m.data[0]]
        topic = bound.topic(before[-1]) if before else None
        metrics = desk.book.topics[topic].metrics if topic else ()
        found = [measure for metric in metrics if (measure := desk.snapshot.get(metric)) is not None]
        wanted = desk.snapshot.period if mention.data[0] == "bar" else mention.data[0]
        if not any((measure.change_over or desk.snapshot.period) == wanted for measure in found):
            yield finding(Kind.CONTEXT, mention, bound.passage, "is not the span of a change the snapshot holds")


def _is_record(mention: Mention, bound: Bound, desk: Desk) -> bool:
    topic = bound.topic(mention)
    if topic is None:
        return False
    return is_record(topic, mention.data, bound.passage.text[mention.end :], desk)


def is_record(topic: str, record: tuple[str, ...], after: str, desk: Desk) -> bool:
    """Whether a topic has a record, of these metrics ("" for any) and this extreme, that reaches as far as is said."""
    if topic not in desk.book.topics:
        return False
    named, extreme = record
    metrics = desk.book.topics[topic].metrics
    if named:
        metrics = tuple(metric for metric in metrics if metric.value in named.split())
    since, whole = _SINCE.match(after), _WHOLE.match(after)
    return any(_holds(metric, extreme, since, whole, desk) for metric in metrics)


def _holds(metric: Metric, extreme: str, since: re.Match[str] | None, whole: re.Match[str] | None, desk: Desk) -> bool:
    measure = desk.snapshot.get(metric)
    record = None if measure is None else measure.record
    if record is None or record.extreme != extreme:
        return False
    if since:
        return not record.whole and date_of(since[1], desk.day.year) == record.since
    return bool(whole) and record.whole and whole[1] == f"{record.days:,}" if whole else False


def date_of(text: str, year: int) -> date | None:
    """Return the date a text gives, with a year where it has none; None where it gives none."""
    try:
        if "-" in text:
            return date.fromisoformat(text)
        parts = text.split()
        return date(int(parts[2]) if len(parts) > 2 else year, MONTHS.index(parts[1].lower()) + 1, int(parts[0]))  # noqa: PLR2004
    except ValueError:
        return None
