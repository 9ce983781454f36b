"""The faces of what the days before make of a value: ``{{ was.when }}``, ``{{ times.multiple }}``."""

from __future__ import annotations

from generator.market import day_described
from generator.metrics.snapshot import Measure
from generator.planning.story import Derived, Figure, Tally
from generator.prose import figures
from generator.prose.lexicon import Licence
from generator.prose.telling import Telling


class DerivedFace:
    """A statistic of recent bars in a phrase."""

    __slots__ = ("_derived", "_licences", "_metric", "_telling", "_value")

    def __init__(self, derived: Derived, telling: Telling) -> None:
        self._derived, self._telling = derived, telling
        self._metric = derived.metric.value
        self._value = int(derived.value) if float(derived.value).is_integer() else derived.value
        self._licences: dict[str, Licence] = {}

    def _claim(self, text: str, rule: str) -> str:
        return self._telling.ledger.mark(text, self._metric, self._derived.stat, self._value, rule)

    @property
    def name(self) -> str:
        """What the metric is called."""
        return self._telling.name(self._metric)

    @property
    def value(self) -> str:
        """The value as one of its metric is written."""
        text, rule = figures.VALUE[self._derived.metric](self._derived.value)
        return self._claim(text, rule)

    @property
    def change(self) -> str:
        """The value as a change with its direction: ``up 3.1%``."""
        text, rule = figures.change(self._derived.value)
        if float(text.rstrip("%")) == 0:
            return self._claim("unchanged", rule)
        return self._claim(f"{'up' if self._derived.value > 0 else 'down'} {text}", rule)

    @property
    def count(self) -> str:
        """The value as a count: ``five``, and ``13`` from there."""
        return self._claim(figures.counted(round(self._derived.value)), "count")

    @property
    def multiple(self) -> str:
        """The value as a multiple: ``more than twice``."""
        licence = self._telling.lexicon.multiple(self._derived.value)
        return self._claim(self._telling.any(licence.words), licence.rule)

    @property
    def placed(self) -> str:
        """The place among those of a year: ``third-largest one-day fall in the price``."""
        place = round(self._derived.value)
        words = self._telling.lexicon.placed(self._derived.metric.value, self._derived.size)
        text = words if place == 1 else f"{figures.ordinal(place)}-{words}"
        return self._claim(text, "place in the year")

    @property
    def when(self) -> str:
        """The day whose value it is: ``Monday``, or ``the day before``."""
        if self._derived.at is None:
            raise AttributeError("when")
        if self._derived.period != "1d":
            return self._claim(figures.close(self._derived.at), "close of a bar")
        return self._claim(figures.weekday(day_described(self._derived.at)), "day of a bar")

    def __getattr__(self, group: str) -> str:
        """Return a licensed word of a group of the lexicon; ``shift_bare`` is one without its article."""
        found, (group, _, form) = self._derived, group.partition("_")
        licence = self._licences.get(group)
        if licence is None:
            if group not in self._telling.lexicon.groups(self._metric):
                raise AttributeError(group)
            figure = Figure(Measure(found.metric, found.value), found.period, found.size)
            licence = self._licences[group] = self._telling.lexicon.licence(figure, group)
        word = self._telling.word(licence.words)
        return self._claim(word.removeprefix("a ").removeprefix("an ") if form == "bare" else word, licence.rule)


class TallyFace:
    """On how many of the last bars a regime held."""

    __slots__ = ("_tally", "_telling")

    def __init__(self, tally: Tally, telling: Telling) -> None:
        self._tally, self._telling = tally, telling

    def _claim(self, text: str, field: str, value: int | str) -> str:
        return self._telling.ledger.mark(text, "regime", field, value, f"of {self._tally.of} closes")

    @property
    def regime(self) -> str:
        """The regime by its name alone."""
        nouns = self._telling.lexicon.regime(self._tally.regime.value, "moderate")
        return self._claim(self._telling.any(nouns), "name", self._tally.regime.value)

    @property
    def count(self) -> str:
        """How many: ``five``."""
        return self._claim(figures.counted(self._tally.bars), "days", self._tally.bars)

    @property
    def earlier(self) -> str:
        """How many in the week before: ``none``."""
        earlier = self._tally.earlier or 0
        return self._claim(figures.counted(earlier) if earlier else "none", "earlier", earlier)

    @property
    def of(self) -> str:
        """Of how many: ``fourteen``."""
        return self._claim(figures.counted(self._tally.of, most=20), "of", self._tally.of)
