"""What stands in the slots of an approved sentence, against the snapshot and the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC

from generator.audit.binding import Desk
from generator.audit.chronology import date_of, is_record, minute
from generator.audit.clearance import Finding, Kind
from generator.audit.days import WEEKDAYS
from generator.audit.grounding import length, matches, thresholds
from generator.audit.interpretation import by_proxy, least_certain, standing
from generator.audit.names import market_names
from generator.audit.passage import mentions
from generator.audit.shapes import Filled
from generator.audit.wording import licensed, stand_of
from generator.market import Regime
from generator.metrics.snapshot import Metric

_FORMS = {"sigmas": "bare", "moved": "percent", "cost": "yearly", "annual": "yearly"}
"""Forms a topic keeps under another name."""
_MEASURED = frozenset({"usd", "percent", "moved", "rate", "yearly", "cost", "annual", "bare", "sigmas", "points"})
_SOURCES: Mapping[str, tuple[Metric, ...]] = {
    "flow": (Metric.TAKER_IMBALANCE, Metric.PRICE),
    "leverage": (Metric.OPEN_INTEREST_Z, Metric.LIQUIDATIONS_USD_Z),
}


def check_approved(filled: Filled, sentence: str, desk: Desk, carried: str | None) -> Iterator[Finding]:
    """Yield what is wrong with an approved sentence. `carried` is what the sentence before was about."""
    yield from _conditions(filled.kind, sentence, desk)
    if any(name.startswith("level.") for name, _ in filled.values):
        yield from _levels(filled, sentence, desk)
    extreme: tuple[str, str] | None = None
    for topic, form, text in _said(filled, carried, desk):
        if form == "record":
            extreme = tuple(desk.book.records[text])  # type: ignore[assignment]
        elif form == "reach":
            if extreme is None or not is_record(_recorded(topic, extreme, desk), extreme, f" {text}", desk):
                yield Finding(Kind.CONTEXT, text, sentence, "is not a record the snapshot holds")
        elif topic != "level" and (reason := _fault(topic, form, text, desk)):
            yield Finding(_KINDS.get(form, Kind.NUMBER), text, sentence, reason)


def _conditions(kind: str, sentence: str, desk: Desk) -> Iterator[Finding]:
    """Yield what does not hold of what a kind of sentence takes for granted."""
    approved = desk.book.shapes.approved
    if kind in approved.when:
        topic, low, high = approved.when[kind]
        value = desk.judged(topic)
        if value is None or not low <= value <= high:
            yield Finding(Kind.CONTEXT, sentence, sentence, f"is no matter of this day: {topic} is {value}")
    if kind in approved.holds and not standing(desk)[approved.holds[kind]]:
        yield Finding(Kind.CONTEXT, sentence, sentence, "is not what the rules read")
    if kind in approved.stands:
        *pair, how = approved.stands[kind]
        if stand_of(pair, desk) != how:
            yield Finding(Kind.CONTEXT, sentence, sentence, "is not how these signals stand to each other")


def _recorded(topic: str, record: tuple[str, ...], desk: Desk) -> str:
    """Return the topic a record is of: the one that has the metric it names, or else the one that was spoken of."""
    topics = [name for name, found in desk.book.topics.items() if record[0] in found.metrics]
    return topics[0] if topics else topic


def topic_of(filled: Filled, desk: Desk) -> str | None:
    """Return what the next sentence refers back to: the topic that something was said of last."""
    topics = [topic for topic, _, _ in _said(filled, None, desk) if topic in desk.book.topics]
    return topics[-1] if topics else None


def _said(filled: Filled, carried: str | None, desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Yield the topic, form and text of each slot. One that is "named" is of what the sentence names."""
    names = [text for name, text in filled.values if name == "named.name"]
    named = next((n for n, known in desk.book.named.items() if names and names[0] in known), "")
    for name, text in filled.values:
        topic, _, form = name.rpartition(".")
        yield {"named": named, "carried": carried or ""}.get(topic, topic), form, text


_KINDS = {
    **dict.fromkeys(("word", "away"), Kind.WORD),
    **dict.fromkeys(("asset", "source", "regime"), Kind.NAME),
    **dict.fromkeys(("absent", "day", "bar", "state"), Kind.CONTEXT),
}


def _fault(topic: str, form: str, text: str, desk: Desk) -> str | None:
    if form in _MEASURED:
        return _measured(topic, form, text, desk)
    return _CHECKS[form](topic, text, desk)


def _measured(topic: str, form: str, text: str, desk: Desk) -> str | None:
    found, kept = desk.book.topics[topic], _FORMS.get(form, form)
    (number,) = (m for m in mentions(text, desk.book) if m.kind == "number")
    values = [value for field in found.forms.get(kept, ()) if (value := field.read(desk.snapshot)) is not None]
    if form == "cost":
        values = [abs(value) for value in values]
    if any(matches(number, value, kept, found) for value in values):
        return None
    return f"does not match {topic}: the snapshot has {', '.join(f'{value:g}' for value in values) or 'none'}"


def _word(topic: str, text: str, desk: Desk) -> str | None:
    return None if licensed(text, topic, desk) else f"is not borne out: {topic} is {desk.judged(topic)}"


def _away(topic: str, text: str, desk: Desk) -> str | None:
    value = desk.judged(topic)
    fits = value is not None and (value > 0 if text == "above" else value < 0)
    return None if fits else "is the other side of the norm"


def _name(topic: str, text: str, desk: Desk) -> str | None:
    del text
    known = any(desk.snapshot.get(metric) is not None for metric in desk.book.topics[topic].metrics)
    return None if known else "is not in the snapshot"


def _n(topic: str, text: str, desk: Desk) -> str | None:
    measure = desk.snapshot.get(desk.book.topics[topic].judged.metric)
    return None if measure is not None and str(measure.n) == text else "is not a count in the snapshot"


def _window(topic: str, text: str, desk: Desk) -> str | None:
    measure = desk.snapshot.get(desk.book.topics[topic].judged.metric)
    return None if measure is not None and _is_length(text, measure.window) else "is not the length of a look-back"


def _is_length(text: str, window: str | None) -> bool:
    return window is not None and text in {length(window), *(["\u2026"] if length(window) == window else [])}


def _over(topic: str, text: str, desk: Desk) -> str | None:
    found = [m for metric in desk.book.topics[topic].metrics if (m := desk.snapshot.get(metric)) is not None]
    spans = {measure.change_over or desk.snapshot.period for measure in found}
    fits = {span for span in spans if text in {f"in {length(span)}", *desk.book.spans.get(span, ())}}
    return None if fits else "is not the span of a change the snapshot holds"


def _rank(topic: str, text: str, desk: Desk) -> str | None:
    measure = desk.snapshot.get(desk.book.topics[topic].ranked)
    shown, window = int(text.partition("%")[0].rpartition(" ")[2]), text.rpartition(" in the past ")[2]
    if measure is None or measure.percentile is None or not _is_length(window, measure.window):
        return "is not a rank in the snapshot"
    exact = 100 - measure.percentile if text.startswith("lower") else measure.percentile
    fits = abs(min(99.0, max(1.0, exact)) - shown) <= 0.5  # noqa: PLR2004 - half a percentile
    return None if fits else "is not the share of readings the snapshot gives"


def _asset(topic: str, text: str, desk: Desk) -> str | None:
    del topic
    name = " ".join(desk.book.asset(desk.snapshot.asset).split())
    return None if text == name.lower() else "is not the asset"


def _absent(topic: str, text: str, desk: Desk) -> str | None:
    del topic
    metrics = [Metric(desk.book.absent[name]) for name in desk.book.shapes.approved.listed(text)]
    if len(set(metrics)) < len(metrics) or not set(metrics).isdisjoint(desk.snapshot.measures):
        return "is called unknown and is in the snapshot, or twice"
    return None


def _source(topic: str, text: str, desk: Desk) -> str | None:
    measures = [desk.snapshot.get(metric) for metric in _SOURCES[topic]]
    named = [market_names(measure, desk.book) if measure else frozenset[str]() for measure in measures]
    return None if all(text in names for names in named) else "is not where these figures come from"


def _day(topic: str, text: str, desk: Desk) -> str | None:
    del topic
    if text in WEEKDAYS:  # a part of a day is not what the day was
        fits = desk.snapshot.period == "1d" and WEEKDAYS[desk.day.weekday()] == text
    else:
        fits = date_of(text, desk.day.year) == desk.day
    return None if fits else f"is not the day of the data, {desk.day}"


def _bar(topic: str, text: str, desk: Desk) -> str | None:
    del topic
    named, _, at = text.rpartition(" ")[0].rpartition(" ")
    kinds = [m.data[0] for m in mentions(named, desk.book) if m.kind == "bar"]
    fits = kinds == [desk.snapshot.period] and f"{at} UTC" == minute(desk.snapshot.ended.astimezone(UTC))
    return None if fits else "is not the bar of the data"


def _state(topic: str, text: str, desk: Desk) -> str | None:
    del text
    return None if standing(desk)[topic] else "is not what the rules read"


def _regime(topic: str, text: str, desk: Desk) -> str | None:
    """Check the regime that is called the least certain of those that hold, or that rests on a stand-in besides."""
    name, severity = desk.book.shapes.regimes[text]
    held = desk.reading.get(Regime(name))
    if held is None or least_certain(desk) != [name] or (topic == "proxy" and not by_proxy(Regime(name), desk)):
        return "is not the least certain regime" + (", or rests on no stand-in" if topic == "proxy" else "")
    return None if held.severity.value == severity else f"is {held.severity.value} in the data"


_CHECKS: Mapping[str, Callable[[str, str, Desk], str | None]] = {
    "word": _word,
    "away": _away,
    "name": _name,
    "n": _n,
    "window": _window,
    "rank": _rank,
    "asset": _asset,
    "over": _over,
    "absent": _absent,
    "source": _source,
    "day": _day,
    "bar": _bar,
    "state": _state,
    "regime": _regime,
}


def _levels(filled: Filled, sentence: str, desk: Desk) -> Iterator[Finding]:
    """Every level has to be an exit, or the nearest entry, of the regime it is named with, on the side that is said."""
    regimes, names = filled.all("level.regime"), filled.all("level.name")
    sides, values, actual = filled.all("level.side"), filled.all("level.value"), filled.all("level.actual")
    exits = any(item.exit is not None for item in desk.reading.regimes)
    if len(set(regimes)) < len(regimes) or exits is bool(actual):
        yield Finding(Kind.CONTEXT, sentence, sentence, "is not what would change this reading")
    for i, (regime, name, value) in enumerate(zip(regimes, names, values, strict=True)):
        topic = next((t for t in desk.book.topics.values() if name in desk.book.named[t.name]), None)
        form = "rate" if value.endswith("hours") else "percent" if value.endswith("%") else "bare"
        metrics = {field.metric for field in topic.forms.get(form, ())} if topic else set()
        (number,) = (m for m in mentions(value, desk.book) if m.kind == "number")
        if topic is None or not any(
            threshold.metric in metrics
            and desk.book.shapes.regimes[regime] == (which, "moderate")
            and (not exits or sides[i : i + 1] == ["above" if threshold.above else "below"])
            and matches(number, threshold.level, form, topic)
            for which, threshold in thresholds(desk.reading)
        ):
            yield Finding(Kind.NUMBER, value, sentence, "is not a level at which the reading would change")
        elif actual and (reason := _actual(topic.name, form, actual[i], desk)):
            yield Finding(Kind.NUMBER, actual[i], sentence, reason)


def _actual(topic: str, form: str, text: str, desk: Desk) -> str | None:
    return (
        _measured(topic, form, text, desk)
        if text.endswith("hours") is (form == "rate")
        else "is not written as the level is"
    )
