"""The faces of days: the day an article is about, and the closes its news is told against."""

from __future__ import annotations

from generator.market import day_described
from generator.planning.story import Close, Day
from generator.prose import figures
from generator.prose.telling import Telling


class DayFace:
    """The day of the article: ``{{ day }}`` or ``{{ day.weekday }}``."""

    __slots__ = ("_day", "_telling")

    def __init__(self, day: Day, telling: Telling) -> None:
        self._day, self._telling = day, telling

    def __str__(self) -> str:
        return self._telling.ledger.mark(
            figures.day(self._day.day), "snapshot", "as_of", self._day.day.isoformat(), "day"
        )

    @property
    def short(self) -> str:
        """The day without its year, which the dateline has: ``8 November``."""
        text = figures.day(self._day.day).rpartition(" ")[0]
        return self._telling.ledger.mark(text, "snapshot", "as_of", self._day.day.isoformat(), "day")

    @property
    def weekday(self) -> str:
        """The day of the week: ``Tuesday``."""
        text = figures.weekday(self._day.day)
        return self._telling.ledger.mark(text, "snapshot", "as_of", self._day.day.isoformat(), "day of the week")


class CloseFace:
    """The close of an earlier bar: ``{{ then }}`` or ``{{ then.weekday }}``."""

    __slots__ = ("_close", "_telling")

    def __init__(self, close: Close, telling: Telling) -> None:
        self._close, self._telling = close, telling

    def __str__(self) -> str:
        return self._said(figures.close(self._close.at))

    @property
    def weekday(self) -> str:
        """The day of the week, where that says which day it was, and the close in full where it does not."""
        at = self._close.at
        return self._said(figures.weekday(day_described(at)) if self._close.recent else figures.close(at))

    def _said(self, text: str) -> str:
        return self._telling.ledger.mark(text, "snapshot", "before", self._close.at.isoformat(), "close of a bar")
