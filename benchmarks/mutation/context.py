"""Mutants of time: days, weekdays, hours, records, windows and what a change is measured against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from generator.audit.clearance import Cleared, Kind
from generator.market import day_described
from generator.pages.markdown import markdown_page
from generator.prose.figures import day as spelt

from .changes import Change, Clean, Edit, Way, changed, put, whole

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b|\b(\d{{4}}-\d\d-\d\d)\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b")


def said_day(clean: Clean) -> date:
    """Return the day an article is about."""
    return day_described(clean.snapshot.ended)


def any_date(clean: Clean) -> Iterator[Change]:
    """Another day, wherever one stands."""
    for number, sentence in enumerate(clean.sentences):
        for match in _DATE.finditer(sentence.text):
            was = date.fromisoformat(match[4]) if match[4] else None
            was = was or date(int(match[3] or said_day(clean).year), MONTHS.index(match[2]) + 1, int(match[1]))
            for days in (-1, 1, clean.random.choice((-7, 7, 31, -30)), clean.random.choice((365, -365))):
                now = was + timedelta(days=days)
                text = now.isoformat() if match[4] else spelt(now)
                text = text if match[3] or match[4] else text.rpartition(" ")[0]
                yield changed(number, sentence, Edit(match.start(), match[0], text), of=now.isoformat())


def vague_date(clean: Clean) -> Iterator[Change]:
    """The day of the data put in a way that is not its own."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.field == "as_of":
                for text in ("yesterday", "today", "21/11/2025", "the day before", "this week", "the last trading day"):
                    yield put(number, sentence, claim, text)
                other = said_day(clean) + timedelta(days=31)
                yield put(number, sentence, claim, f"{MONTHS[other.month - 1]} {other.year}")


def weekday(clean: Clean) -> Iterator[Change]:
    """Another weekday, or one put before a day."""
    for number, sentence in enumerate(clean.sentences):
        for match in _WEEKDAY.finditer(sentence.text):
            for other in WEEKDAYS:
                if other != match[0]:
                    yield changed(number, sentence, Edit(match.start(), match[0], other))
        for claim in sentence.claims:
            if claim.field == "as_of" and not _WEEKDAY.search(sentence.text):
                right = said_day(clean).weekday()
                for other in clean.random.sample([name for i, name in enumerate(WEEKDAYS) if i != right], 2):
                    yield put(number, sentence, claim, f"{other} {claim.text}")
                    yield put(number, sentence, claim, other)


def clock(clean: Clean) -> Iterator[Change]:
    """Another hour or minute, or another zone."""
    for number, sentence in enumerate(clean.sentences):
        for match in re.finditer(r"\b(\d\d):(\d\d) UTC\b", sentence.text):
            later = f"{(int(match[1]) + clean.random.choice((1, 3, 12))) % 24:02}:{match[2]} UTC"
            minute = f"{match[1]}:{(int(match[2]) + 1) % 60:02} UTC"
            for text in (later, minute, match[0].replace("UTC", "EST"), match[0].replace(" UTC", "")):
                yield changed(number, sentence, Edit(match.start(), match[0], text))


def dateline(clean: Clean) -> Iterator[Change]:
    """Another time or day in the line that says up to when the data reach."""
    page = markdown_page(Cleared(clean.article, clean.snapshot))
    line = re.search(r"Data to (\d+ \w+ \d+), (\d\d):(\d\d) UTC", page)
    if line is None:
        return
    other = spelt(clean.article.as_of.date() + timedelta(days=clean.random.choice((-1, 1, 30))))
    for old, new in (
        (f"{line[2]}:{line[3]} UTC", f"{(int(line[2]) + 3) % 24:02}:{line[3]} UTC"),
        (f"{line[2]}:{line[3]} UTC", f"{line[2]}:{(int(line[3]) + 1) % 60:02} UTC"),
        ("UTC", "EST"),
        (line[1], other),
    ):
        yield whole(page.replace(line[0], line[0].replace(old, new)))


def since(clean: Clean) -> Iterator[Change]:
    """A reach into the past that no record has."""
    for number, sentence in enumerate(clean.sentences):
        day = clean.article.as_of.date() - timedelta(days=clean.random.randrange(40, 900))
        end = len(sentence.text) - sentence.text.endswith(".")
        reaches = (
            *(f" since {spelt(day)}", " in the 412 days on record", f" since {day:%Y}", " this year", " for weeks"),
            *(f", the largest reading since {spelt(day)}", f", the lowest since {spelt(day)}", " in a year"),
        )
        for reach in clean.random.sample(reaches, 3):
            yield changed(number, sentence, Edit(end, "", reach), of=day.isoformat())


def reach(clean: Clean) -> Iterator[Change]:
    """Another number of days in a record, or the one kind of record for the other."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            days = re.search(r"in the ([\d,]+) days on record", claim.text)
            back = re.search(rf"since {_DATE.pattern}", claim.text)
            if days:
                count = int(days[1].replace(",", ""))
                for other in (f"{count + 1:,}", f"{max(1, count - 1):,}", f"{count + 100:,}"):
                    yield changed(number, sentence, Edit(claim.start + days.start(1), days[1], other))
                for other in ("this year", "in a year", "on record", "of the past week"):
                    yield changed(number, sentence, Edit(claim.start + days.start(), days[0], other))
            if back:
                for other in ("on record", "this year", "in the 730 days on record", "ever", "of the month"):
                    yield changed(number, sentence, Edit(claim.start + back.start(), back[0], other))


def side(clean: Clean) -> Iterator[Change]:
    """The other side of a threshold, or none."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.field == "threshold" and claim.text in {"above", "below"}:
                for other in ("below" if claim.text == "above" else "above", "at", "near"):
                    yield put(number, sentence, claim, other)


_WINDOWS = (
    *(("on the day", "in the hour"), ("on the day", "on the week"), ("on the day", "since midnight")),
    *(("in the hour", "on the day"), ("in the hour", "in 4 hours"), ("the same day", "the next day")),
    *(("the same day", "the day before"), ("in the past", "in the next"), ("over seven days", "over thirty days")),
    *(
        ("a week earlier", "a month earlier"),
        ("a week earlier", "the day before"),
        ("the day before", "a week earlier"),
    ),
    *(
        ("the day before", "two days before"),
        ("a day earlier", "a week earlier"),
        ("the hour before", "the day before"),
    ),
    *(("daily", "weekly"), ("daily", "hourly"), ("hourly", "daily"), ("hourly", "four-hourly")),
    *(("four-hourly", "hourly"), ("the past year", "the past month"), ("the year before", "the month before")),
    *(
        ("seven days", "three days"),
        ("of the past year", "of all time"),
        ("the day", "the week"),
        ("the day", "the hour"),
    ),
)


def window(clean: Clean) -> Iterator[Change]:
    """Another span of time, or another day to compare with."""
    for number, sentence in enumerate(clean.sentences):
        for old, new in _WINDOWS:
            for match in re.finditer(rf"(?<![-\w]){old}(?![-\w])", sentence.text, re.IGNORECASE):
                text = new.capitalize() if match[0][0].isupper() else new
                yield changed(number, sentence, Edit(match.start(), match[0], text))


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.CONTEXT, name, way)
    for name, way in (
        ("date", any_date),
        ("vague date", vague_date),
        ("weekday", weekday),
        ("clock", clock),
        ("dateline", dateline),
        ("since put on", since),
        ("reach of a record", reach),
        ("side of a threshold", side),
        ("window", window),
    )
)
