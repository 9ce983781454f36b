"""The faces a slot can show in a phrase: ``{{ flow.side }}``, ``{{ flow.value }}``, ``{{ flow.record }}``.

A face that says anything of the data enters a claim; one that only names a metric does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.errors import Fault, PhraseInvalid
from generator.metrics.snapshot import Z_METRICS, Metric
from generator.planning.story import (
    Close,
    Day,
    Derived,
    Figure,
    History,
    Level,
    Name,
    Slot,
    Tally,
)
from generator.prose import derived, figures
from generator.prose.counted_faces import HistoryFace, LevelFace
from generator.prose.days import CloseFace, DayFace
from generator.prose.derived_faces import DerivedFace, TallyFace
from generator.prose.lexicon import Licence
from generator.prose.mentions import SAID, Late, named
from generator.prose.telling import Telling


class FigureFace:
    """A figure in a phrase."""

    __slots__ = ("_figure", "_licences", "_metric", "_shown", "_telling")

    def __init__(self, figure: Figure, telling: Telling) -> None:
        self._figure, self._telling = figure, telling
        self._metric = figure.measure.metric.value
        self._licences: dict[str, Licence] = {}
        self._shown: figures.Written | None = None

    def _claim(self, text: str, field: str, value: float | str, rule: str) -> str:
        return self._telling.ledger.mark(text, self._metric, field, value, rule)

    @property
    def name(self) -> str:
        """What the metric is called."""
        return self._telling.name(self._metric)

    @property
    def value(self) -> str:
        """The value with its unit."""
        measure = self._figure.measure
        if self._shown is None:
            self._shown = figures.VALUE[measure.metric](measure.value)
        text, rule = self._shown
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
    def yearly(self) -> str:
        """A funding rate as the simple rate of a year: ``11% a year``. Put "about" before it."""
        measure = self._figure.measure
        value = measure.value * _PAYMENTS_A_YEAR if measure.annualised is None else measure.annualised
        text, rule = figures.yearly(value)
        return self._claim(text, "annualised", value, rule)

    @property
    def cost(self) -> str:
        """The same without its sign, for the side that pays: ``11% a year``."""
        measure = self._figure.measure
        value = measure.value * _PAYMENTS_A_YEAR if measure.annualised is None else measure.annualised
        text, rule = figures.yearly(abs(value))
        return self._claim(text, "annualised", value, f"{rule}, distance")

    @property
    def change(self) -> str:
        """The change over the period with its direction: ``down 6.9%``, ``up 0.4%``, ``unchanged``."""
        moved = self._figure.measure.metric is Metric.PRICE_CHANGE
        field = "value" if moved else "change"
        value = float(self._known(field))
        text, rule = figures.move(value) if moved else figures.change(value)
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

    @property
    def superlative(self) -> str:
        """What kind of record it is: ``largest one-day fall``. Put `reach` behind it."""
        measure = self._figure.measure
        record = self._known("record")
        words = self._telling.any(
            self._telling.lexicon.superlatives(measure.metric.value, record.extreme, self._figure.period)
        )
        return self._claim(words, "record", record.since.isoformat(), f"record {record.extreme}")

    @property
    def reach(self) -> str:
        """How far back a record reaches: ``since 12 March 2020``, ``in the 1,412 days on record``."""
        record = self._known("record")
        whole = f"in the {record.days:,} days on record"
        text = whole if record.whole else f"since {figures.day(record.since)}"
        return self._claim(text, "record", record.since.isoformat(), "day of the last one as extreme")

    @property
    def streak(self) -> str:
        """How many bars in a row went one way: ``5 days in a row of net taker selling``."""
        measure, streak = self._figure.measure, self._known("streak")
        run = figures.bars(streak.bars, self._figure.period)
        words = self._telling.lexicon.run(measure.metric.value, streak.way)
        return self._claim(f"{run} in a row of {words}", "streak", streak.bars, f"{streak.way} bars in a row")

    @property
    def bars(self) -> str:
        """How many bars in a row went one way: ``5 days``."""
        streak = self._known("streak")
        shown = figures.bars(streak.bars, self._figure.period)
        return self._claim(shown, "streak", streak.bars, f"{streak.way} bars in a row")

    @property
    def way(self) -> str:
        """What a run of bars is a run of: ``net taker selling``."""
        measure, streak = self._figure.measure, self._known("streak")
        words = self._telling.lexicon.run(measure.metric.value, streak.way)
        return self._claim(words, "streak", streak.way, f"{streak.way} bars in a row")

    @property
    def span(self) -> str:
        """How much of the span of depth the recorded book reached: ``94%``."""
        value = float(self._known("span"))
        return self._claim(f"{min(99, round(value * 100))}%", "span", value, "whole percent, below 100")

    @property
    def weekly(self) -> str:
        """What moved over the week: ``open interest in coins``."""
        return self._telling.any(self._telling.lexicon.weekly(self._figure.measure.metric.value))

    @property
    def week(self) -> str:
        """The change over seven days with its direction: ``down 8.2%``, ``lower by 8.2%``."""
        return self._worded("stands")

    @property
    def has(self) -> str:
        """The same with a verb: ``has fallen 8.2%``."""
        return self._worded("has")

    @property
    def gain(self) -> str:
        """The same with a noun: ``a fall of 8.2%``."""
        return self._worded("gain")

    def _worded(self, kind: str) -> str:
        value = float(self._known("change_week"))
        words = self._telling.lexicon.moved(kind, "up" if value > 0 else "down")
        text, rule = figures.change(value)
        return self._claim(f"{self._telling.any(words)} {text}", "change_week", value, rule)

    def _known(self, field: str) -> Any:  # noqa: ANN401 - one of the fields of a measure
        value = getattr(self._figure.measure, field)
        if value is None:
            raise self._unknown(field)
        return value

    def _unknown(self, field: str) -> PhraseInvalid:
        place = f"slot {self._figure.measure.metric}.{field}"
        return PhraseInvalid([Fault(place, "is not known of this figure", "plan another message for it")])

    def __getattr__(self, group: str) -> str:
        """Return a licensed word of a group of the lexicon, or what follows from the figure."""
        if group.startswith("_"):
            raise AttributeError(group)
        licence = self._licences.get(group)
        if licence is None:
            if (told := derived.told(group, self._figure.measure, self._telling.any)) is not None:
                return self._claim(*told)
            if group not in self._telling.lexicon.groups(self._metric):
                raise AttributeError(group)
            licence = self._licences[group] = self._telling.lexicon.licence(self._figure, group)
        word = self._telling.word(licence.words)
        field = "z" if self._figure.measure.metric in _JUDGED_BY_Z else "value"
        return self._claim(word, field, getattr(self._figure.measure, field), licence.rule)


_PAYMENTS_A_YEAR = 3 * 365  # of funding, one every 8 hours
_JUDGED_BY_Z = frozenset({Metric.REALISED_VOLATILITY, Metric.VOLUME_USD})


def faces(slots: Mapping[str, Slot], telling: Telling) -> dict[str, object]:
    """Return the slots of a message as a phrase sees them. Names are marked where they stand, once a mention."""
    return {slot: _face(slot, value, telling) for slot, value in slots.items()}


def _face(slot: str, value: Slot, telling: Telling) -> object:
    match value:
        case Figure():
            return FigureFace(value, telling)
        case Derived():
            return DerivedFace(value, telling)
        case Tally():
            return TallyFace(value, telling)
        case Level():
            return LevelFace(value, telling)
        case Day():
            return DayFace(value, telling)
        case Close():
            return CloseFace(value, telling)
        case History():
            return HistoryFace(value, telling)
        case Name():
            return Late(lambda: named(value, telling, slot))
        case _:
            return Late(lambda: SAID[type(value)](value, telling))
