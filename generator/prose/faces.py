"""The faces a slot can show in a phrase: ``{{ flow.side }}``, ``{{ flow.value }}``, ``{{ flow.record }}``.

A face that says anything of the data enters a claim; one that only names a metric does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.errors import Fault, PhraseInvalid
from generator.market import joined
from generator.metrics.snapshot import Z_METRICS, Metric
from generator.planning.story import (
    Bar,
    Count,
    Day,
    Figure,
    Level,
    Name,
    Names,
    RegimeFigure,
    Remark,
    Slot,
    Source,
    Statement,
)
from generator.prose import figures
from generator.prose.lexicon import Lexicon
from generator.prose.marks import Ledger
from generator.prose.variants import Choice


class Telling:
    """What the faces need: the words, the choices made so far, and the ledger of this sentence's claims."""

    def __init__(self, lexicon: Lexicon, choice: Choice) -> None:
        self.lexicon = lexicon
        self.choice = choice
        self.ledger = Ledger()
        self.last: set[str] = set()
        """Metrics named in the sentence before, which may be named in short."""
        self.named: set[str] = set()
        """Metrics named in this sentence."""

    def next_sentence(self) -> None:
        """Start a new ledger; what was just named may now be referred back to."""
        self.ledger = Ledger()
        self.last, self.named = self.named, set()

    def name(self, metric: str) -> str:
        """Return what to call a metric: short when the last sentence spoke of it, or this one did."""
        short = metric in self.last or metric in self.named
        self.named.add(metric)
        return self.lexicon.name(metric, short=short)

    def called(self, metric: str) -> str:
        """Return what the next sentence would call a metric."""
        return self.lexicon.name(metric, short=metric in self.named)


class FigureFace:
    """A figure in a phrase."""

    __slots__ = ("_figure", "_telling")

    def __init__(self, figure: Figure, telling: Telling) -> None:
        self._figure, self._telling = figure, telling

    def _claim(self, text: str, field: str, value: float | str, rule: str) -> str:
        return self._telling.ledger.mark(text, self._figure.measure.metric.value, field, value, rule)

    @property
    def name(self) -> str:
        """What the metric is called."""
        return self._telling.name(self._figure.measure.metric.value)

    @property
    def value(self) -> str:
        """The value with its unit."""
        measure = self._figure.measure
        text, rule = figures.VALUE[measure.metric](measure.value)
        return self._claim(text, "value", measure.value, rule)

    @property
    def sigmas(self) -> str:
        """The distance from the norm: ``2.28 standard deviations``. The side is said by `away`."""
        measure = self._figure.measure
        field = "value" if measure.metric in Z_METRICS else "z"
        value = getattr(measure, field)
        text, rule = figures.sigmas(value)
        return self._claim(text, field, value, rule)

    @property
    def change(self) -> str:
        """The change over the period with its direction: ``down 6.9%``, ``up 0.4%``, ``unchanged``."""
        field = "value" if self._figure.measure.metric is Metric.PRICE_CHANGE else "change"
        value = float(self._known(field))
        text, rule = figures.percent(value, digits=1)
        words = "unchanged" if value == 0 else f"{'up' if value > 0 else 'down'} {text}"
        return self._claim(words, field, value, rule)

    @property
    def over(self) -> str:
        """The span of a change: ``on the day``, ``in the hour``."""
        span = str(self._figure.measure.change_over or self._figure.period)
        return self._claim(figures.OVER.get(span, f"in {figures.window(span)}"), "change_over", span, "period")

    @property
    def rank(self) -> str:
        """The percentile in words: ``at or above 97% of readings in the past 90 days``."""
        value, window = float(self._known("percentile")), str(self._known("window"))
        high = value >= 50  # noqa: PLR2004 - the middle of the look-back
        shown = min(99, max(1, round(value if high else 100 - value)))
        text = f"{'at or above' if high else 'lower than'} {shown}% of readings in the past {figures.window(window)}"
        return self._claim(text, "percentile", value, f"whole percent, look-back {window}")

    @property
    def window(self) -> str:
        """The length of the look-back: ``90 days``."""
        value = str(self._known("window"))
        return self._claim(figures.window(value), "window", value, "look-back")

    @property
    def n(self) -> str:
        """How many values the look-back held."""
        value = int(self._known("n"))
        return self._claim(str(value), "n", value, "count")

    @property
    def record(self) -> str:
        """The record: ``largest one-day fall since 12 March 2020``."""
        measure = self._figure.measure
        record = measure.record
        if record is None:
            raise self._unknown("record")
        words = self._telling.lexicon.superlative(measure.metric.value, record.extreme, self._figure.period)
        reach = f"in the {record.days:,} days on record" if record.whole else f"since {figures.day(record.since)}"
        return self._claim(f"{words} {reach}", "record", record.since.isoformat(), f"record {record.extreme}")

    def _known(self, field: str) -> Any:  # noqa: ANN401 - one of the fields of a measure
        value = getattr(self._figure.measure, field)
        if value is None:
            raise self._unknown(field)
        return value

    def _unknown(self, field: str) -> PhraseInvalid:
        place = f"slot {self._figure.measure.metric}.{field}"
        return PhraseInvalid([Fault(place, "is not known of this figure", "plan another message for it")])

    def __getattr__(self, group: str) -> str:
        """Return a licensed word of a group of the lexicon."""
        if group.startswith("_"):
            raise AttributeError(group)
        metric = self._figure.measure.metric.value
        if group not in self._telling.lexicon.groups(metric):
            raise AttributeError(group)
        licence = self._telling.lexicon.licence(self._figure, group)
        word = self._telling.choice.word(licence.words, f"{metric}.{group}")
        field = "z" if self._figure.measure.metric in _JUDGED_BY_Z else "value"
        return self._claim(word, field, getattr(self._figure.measure, field), licence.rule)


_JUDGED_BY_Z = frozenset({Metric.REALISED_VOLATILITY, Metric.VOLUME_USD})


class LevelFace:
    """A threshold in a phrase."""

    __slots__ = ("_level", "_telling")

    def __init__(self, level: Level, telling: Telling) -> None:
        self._level, self._telling = level, telling

    @property
    def name(self) -> str:
        """What the metric's number is called."""
        self._telling.named.add(self._level.metric.value)
        return self._telling.lexicon.gauge(self._level.metric.value)

    @property
    def side(self) -> str:
        """``above`` or ``below``."""
        level = self._level
        word = "above" if level.above else "below"
        return self._telling.ledger.mark(
            word, level.metric.value, "threshold", level.level, f"{level.regime} threshold"
        )

    @property
    def value(self) -> str:
        """The level with its unit."""
        level = self._level
        text, rule = figures.VALUE[level.metric](level.level)
        return self._telling.ledger.mark(text, level.metric.value, "threshold", level.level, rule)

    @property
    def regime(self) -> str:
        """The name of the regime that the level ends or opens, without its severity."""
        noun = self._telling.lexicon.regime(self._level.regime.value, "moderate")
        return self._telling.ledger.mark(noun, "regime", "name", self._level.regime.value, "threshold")


class DayFace:
    """The day of the article: ``{{ day }}`` or ``{{ day.weekday }}``."""

    __slots__ = ("_day", "_telling")

    def __init__(self, day: Day, telling: Telling) -> None:
        self._day, self._telling = day, telling

    def __str__(self) -> str:
        return self._telling.ledger.mark(
            figures.day(self._day.day), "snapshot", "as_of", self._day.day.isoformat(), "day"
        )


def _name(name: Name, telling: Telling, slot: str) -> str:
    kind = "venues" if slot == "venue" else "assets"
    metric, field = "snapshot", "name"
    text = telling.lexicon.called(kind, name.text)
    return telling.ledger.mark(text, metric, field, name.text, "venue" if slot == "venue" else "asset")


def _names(names: Names, telling: Telling) -> str:
    regimes = [
        telling.ledger.mark(
            telling.lexicon.regime(item.regime.value, item.severity.value),
            "regime",
            "severity",
            f"{item.regime.value} {item.severity.value}",
            "reading",
        )
        for item in names.regimes
    ]
    field, value, rule = ("listed", "known", "in the snapshot") if names.known else ("missing", "unknown", "absent")
    metrics = [telling.ledger.mark(telling.lexicon.listed(m.value), m.value, field, value, rule) for m in names.metrics]
    return joined((*regimes, *metrics))


def _source(source: Source, telling: Telling) -> str:
    kind = {"spot": "spot", "perpetual": "perpetuals"}.get(source.market, source.market)
    text = f"{telling.lexicon.called('venues', source.venue)} {kind}"
    return telling.ledger.mark(text, "snapshot", "source", f"{source.venue} {source.market}", "venue and market")


def _bar(bar: Bar, telling: Telling) -> str:
    text = f"the {figures.BARS[bar.period]} bar that ended at {bar.as_of:%H:%M} UTC"
    return telling.ledger.mark(text, "snapshot", "period", bar.period, "length and end of the bar")


def _statement(statement: Statement, telling: Telling) -> str:
    words = telling.choice.word(telling.lexicon.statement(statement.name), f"statement.{statement.name}")
    return telling.ledger.mark(words, "regime", "reading", statement.name, "reading")


def faces(slots: Mapping[str, Slot], telling: Telling) -> dict[str, object]:
    """Return the slots of a message as a phrase sees them. Names are marked where they stand, once a mention."""
    return {slot: _face(slot, value, telling) for slot, value in slots.items()}


def _face(slot: str, value: Slot, telling: Telling) -> object:
    match value:
        case Figure():
            return FigureFace(value, telling)
        case Level():
            return LevelFace(value, telling)
        case Day():
            return DayFace(value, telling)
        case Name():
            return _Late(lambda: _name(value, telling, slot))
        case Names():
            return _Late(lambda: _names(value, telling))
        case RegimeFigure():
            return _Late(lambda: _names(Names(regimes=(value,)), telling))
        case Count():
            return _Late(lambda: telling.ledger.mark(str(value.value), "snapshot", value.of, value.value, "count"))
        case Bar():
            return _Late(lambda: _bar(value, telling))
        case Source():
            return _Late(lambda: _source(value, telling))
        case Statement():
            return _Late(lambda: _statement(value, telling))
        case Remark():
            return _Late(lambda: telling.ledger.mark(value.text, "snapshot", "set_aside", value.text, "quoted"))


class _Late:
    """A slot without faces, entered in the ledger each time it is printed and not before."""

    __slots__ = ("_say",)

    def __init__(self, say: Any) -> None:  # noqa: ANN401 - a closure that returns str
        self._say = say

    def __str__(self) -> str:
        return str(self._say())
