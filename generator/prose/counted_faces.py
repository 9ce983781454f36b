"""The faces of thresholds and of what followed earlier onsets."""

from __future__ import annotations

from generator.planning.story import Called, History, Level
from generator.prose import figures
from generator.prose.mentions import called
from generator.prose.telling import Telling


class LevelFace:
    """A threshold in a phrase."""

    __slots__ = ("_level", "_telling")

    def __init__(self, level: Level, telling: Telling) -> None:
        self._level, self._telling = level, telling

    @property
    def name(self) -> str:
        """What the metric's number is called."""
        self._telling.named.add(self._level.metric.value)
        return self._telling.any(self._telling.lexicon.gauges(self._level.metric.value))

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
        text, rule = figures.level(level.metric, level.level)
        return self._telling.ledger.mark(text, level.metric.value, "threshold", level.level, rule)

    @property
    def regime(self) -> str:
        """The name of the regime that the level ends or opens, without its severity."""
        noun = self._telling.any(self._telling.lexicon.regime(self._level.regime.value, "moderate"))
        return self._telling.ledger.mark(noun, "regime", "name", self._level.regime.value, "threshold")


class HistoryFace:
    """What followed earlier onsets, in a phrase."""

    __slots__ = ("_past", "_telling")

    def __init__(self, past: History, telling: Telling) -> None:
        self._past, self._telling = past.precedent, telling

    def _claim(self, text: str, field: str, value: float | str, rule: str) -> str:
        return self._telling.ledger.mark(text, "precedent", field, value, rule)

    @property
    def regime(self) -> str:
        """The regime the cases are of."""
        return called(Called(self._past.regime), self._telling)

    @property
    def cases(self) -> str:
        """How many there were."""
        return self._claim(f"{self._past.cases:,}", "cases", self._past.cases, "count")

    @property
    def since(self) -> str:
        """The first day on which the regime could have been read."""
        return self._claim(figures.close(self._past.since), "since", self._past.since.isoformat(), "first reading")

    @property
    def days(self) -> str:
        """The days between an onset and its outcome: ``7 days``."""
        return self._claim(figures.bars(self._past.days, "1d"), "days", self._past.days, "count")

    @property
    def median(self) -> str:
        """The median price change, signed."""
        return self._percent("median", self._past.median)

    @property
    def low(self) -> str:
        """The lower quartile, signed."""
        return self._percent("low", self._past.low)

    @property
    def high(self) -> str:
        """The upper quartile, signed."""
        return self._percent("high", self._past.high)

    @property
    def usual(self) -> str:
        """The median change from every day of the same time, signed."""
        return self._percent("usual", self._past.usual)

    def _percent(self, field: str, value: float) -> str:
        text, rule = figures.signed_percent(value)
        return self._claim(text, field, value, rule)
