"""What a cleared statement claims, as the desk read it: provenance for a text that people have edited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.audit.binding import Bound, Desk, form_of
from generator.audit.derived import statistic
from generator.audit.grounding import matches, thresholds
from generator.audit.measured_texts import Approved
from generator.audit.passage import Mention
from generator.audit.shapes import Filled
from generator.metrics.snapshot import Metric
from generator.prose.article import Claim

_READ = "read in the text"
Found = tuple[str, str, str, float | int | str]
"""Words, metric, field and value."""


def claims_of(
    sentence: str, bound: Bound | None, fits: Filled | list[tuple[Approved, tuple[str | None, ...]]] | None, desk: Desk
) -> tuple[Claim, ...]:
    """Return the claims of a statement, in order, where they stand in the sentence."""
    if isinstance(fits, list):
        found = (
            list(_measured(*fits[0], desk) if fits[0][0].slots else _remark(fits[0][0], sentence, desk)) if fits else []
        )
    elif fits is not None:
        found = [(text, "snapshot", slot, text) for slot, text in fits.values]
    else:
        found = [] if bound is None else list(_bound(bound, desk))
    return tuple(_placed(sentence, found))


def _placed(sentence: str, found: Sequence[Found]) -> Iterator[Claim]:
    position, lowered = 0, sentence.lower()
    for text, metric, field, value in found:
        start = lowered.find(text.lower(), position)
        if start < 0:
            continue
        position = start + len(text)
        yield Claim(sentence[start:position], metric, field, value, _READ, start)


def _measured(approved: Approved, values: Sequence[str | None], desk: Desk) -> Iterator[Found]:
    for (form, what), shown in zip(approved.slots, values, strict=True):
        if shown is None:
            continue
        name, _, stat = what.partition(".")
        value = statistic(desk.snapshot, Metric(name), stat) if name in set(Metric) else None
        yield shown, name or form, stat or form, shown if value is None else value


def _remark(approved: Approved, sentence: str, desk: Desk) -> Iterator[Found]:
    """Yield a text that shows no figures as one claim, which rests on what has to hold for it."""
    shown = re.search(approved.source.removesuffix(r"\."), sentence.lower())
    names = dict.fromkeys(guard.metric for guard in approved.guards)
    values = ", ".join(f"{name} {desk.snapshot.value(name)!r}" for name in names)
    if shown is not None and values:
        yield shown[0], "snapshot", "signals", values


def _bound(bound: Bound, desk: Desk) -> Iterator[Found]:
    for mention in bound.passage.mentions:
        topic = bound.topic(mention)
        match mention.kind:
            case "number" if topic is not None:
                yield _number(mention, topic, desk)
            case "word" if topic is not None:
                judged = desk.book.topics[topic].judged
                yield mention.text, judged.metric.value, judged.field, desk.judged(topic) or 0.0
            case "record" if topic is not None:
                yield mention.text, desk.book.topics[topic].judged.metric.value, "record", mention.data[1]
            case "regime":
                yield mention.text, "regime", "severity", " ".join(mention.data)
            case "date" | "time":
                yield mention.text, "snapshot", "as_of", desk.day.isoformat()
            case "state" | "relation":
                yield mention.text, "regime", "reading", mention.data[0]
            case "absent":
                yield mention.text, mention.data[0], "missing", "unknown"


def _number(mention: Mention, topic: str, desk: Desk) -> Found:
    found, form = desk.book.topics[topic], form_of(mention)
    for field in found.forms.get(form or "", ()):
        value = field.read(desk.snapshot)
        if value is not None and matches(mention, value, form or "", found):
            return mention.text, field.metric.value, field.field, value
    for regime, threshold in thresholds(desk.reading):
        if threshold.metric in found.metrics and matches(mention, threshold.level, form or "", found):
            return mention.text, threshold.metric.value, f"threshold of {regime}", threshold.level
    return mention.text, found.judged.metric.value, "count", mention.text
