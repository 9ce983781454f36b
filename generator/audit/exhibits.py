"""Checks what a page shows besides prose: every label is on the desk's list, every figure is the snapshot's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from generator.audit.binding import Desk
from generator.audit.clearance import Finding, Kind
from generator.audit.exhibit_derived import borne_out, signals_hold
from generator.audit.exhibit_facts import NAMES, Facts, folded, number, shipped_exhibits
from generator.metrics.snapshot import Z_METRICS, Measure, Metric

_NONE: Final = "\u2013"
_FIGURE: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<usd>\$?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>| thousand| million| billion| trillion|%|% per 8 hours| basis points)"
)
_TIMES: Final = {" thousand": 1e3, " million": 1e6, " billion": 1e9, " trillion": 1e12}
_TICK: Final = re.compile(r"[+-]?\$?(\d[\d,]*(?:\.\d+)?)(?:%|m|bn|tn)?")
_DATE: Final = re.compile(
    r"(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})?|[01]\d:00|2[0-3]:00"
)
_SCORE: Final = re.compile(r"[+-]?\d+\.\d\d")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SPLIT: Final = re.compile(r"[\s,()]+")
_NAME: Final = re.compile(r"[a-z_]+")
_COUNTED: Final = re.compile(r"\d+[dh]?")
_ROUND: Final = 3
"""Digits that a mark of an axis may have."""
_QUARTER: Final = 0.25
_MARKETS: Final = {"spot": " spot", "perpetual": " perpetuals"}
_CELLS: Final = 6


def check_exhibits(page: str, blocks: Sequence[str], desk: Desk) -> Iterator[Finding]:
    """Check what a page of HTML shows besides prose; `blocks` are its paragraphs, whose words the claims have to be."""
    from generator.audit.html_text import exhibits  # noqa: PLC0415 - a parser that most texts do not need

    rows = exhibits(page)
    if not rows:
        return
    case = _Case(desk, blocks)
    for row in rows:
        cells = [folded(cell) for cell in row.cells]
        if any(cells) and (reason := case.fault(row.kind, cells)):
            yield Finding(Kind.NOT_CHECKABLE, " | ".join(cells), row.kind, reason)


class _Case:
    """One page: what it may show, worked out once."""

    def __init__(self, desk: Desk, blocks: Sequence[str]) -> None:
        self.snapshot, self.book = desk.snapshot, desk.book
        self.facts = Facts.of(desk.snapshot, desk.reading)
        self.list: Mapping[str, Any] = shipped_exhibits()
        self.metrics = {label: Metric(name) for name, label in self.list["metrics"].items()}
        self.labels = {*self.list["labels"], *self.list["lines"]}
        self.marks = {*self.list["marks"]["labels"], *self.list["marks"]["regimes"], *self.metrics}
        names = (word for text in (*self.facts.texts, *NAMES) for word in (text, *_SPLIT.split(text), *text.split("_")))
        self.words = {*self.list["claims"]["words"].split(), *names, "<", ">", "="}
        self.prose = "\n".join(folded(block) for block in blocks)
        self.scores = {f"{z:+.2f}" for measure in self.snapshot.measures.values() if (z := _z(measure)) is not None}

    def fault(self, kind: str, cells: list[str]) -> str:
        """Return what is wrong with a row; empty where nothing is."""
        match kind:
            case "tr":
                return "" if cells == self.list["heads"] else self._table(cells)
            case "dd":
                return self._line(*cells)
            case "li":
                return self._claim(*cells) if len(cells) == 5 else "is no entry of a claim"  # noqa: PLR2004
            case "data":
                metric, field, value, rule = cells
                return self._rests(metric, field, value, rule) if metric or field or rule else self._number(value)
            case "text":
                return self._mark(cells[0])
            case "figcaption":
                return self._caption(cells[0])
        return "" if cells[0] in self.labels else "is no label the desk knows"

    def _table(self, cells: list[str]) -> str:
        if len(cells) != _CELLS or cells[0] not in self.metrics:
            return "is no row of a metric"
        measure = self.snapshot.get(self.metrics[cells[0]])
        if measure is None:
            return "is a metric that is not in the snapshot"
        shown = ((cells[2], _z(measure)), (cells[3], measure.percentile))
        if not _shows(cells[1], measure.value, measure.metric):
            return "shows another value than the snapshot's"
        if not all(_shows(text, value) if value is not None else text == _NONE for text, value in shown):
            return "shows another z-score or percentile than the snapshot's"
        if cells[4] != (_NONE if measure.window is None else _window(measure.window)):
            return "shows another look-back than the snapshot's"
        return "" if cells[5] == (self._market(measure) or _NONE) else "shows another market than the snapshot's"

    def _market(self, measure: Measure) -> str:
        if measure.venue is None:
            return ""
        return folded(f"{self.book.venue(measure.venue)}{_MARKETS.get(measure.market or '', '')}")

    def _line(self, name: str, text: str) -> str:
        notes, kind = self.snapshot.notes, self.list["lines"].get(name)
        known: Mapping[str, Callable[[], bool]] = {
            "moment": lambda: text == self.facts.moment,
            "period": lambda: text == {"1h": "hourly", "4h": "four-hourly", "1d": "daily"}[self.snapshot.period],
            "source": lambda: text in map(folded, notes.sources),
            "window": lambda: text in {_window(m.window) for m in self.snapshot.measures.values() if m.window},
            "method": lambda: text in {folded(m.method) for m in self.snapshot.measures.values() if m.method},
            "unknown": lambda: text in self._unknown(),
            "silent": lambda: text in map(folded, notes.silent),
            "aside": lambda: text in {folded(note.quote) for note in notes.set_aside},
            "snapshot": lambda: text == self.facts.digest,
            "hash": lambda: bool(_HASH.fullmatch(text)),
            "seed": lambda: text.removeprefix("-").isdecimal(),
        }
        return "" if kind in known and known[kind]() else "does not stand beside that name in the snapshot"

    def _unknown(self) -> set[str]:
        reasons = self.snapshot.notes.missing
        unknown = {label: m for label, m in self.metrics.items() if m not in self.snapshot.measures}
        return {f"{label} ({folded(reasons[m])})" if m in reasons else label for label, m in unknown.items()}

    def _claim(self, words: str, metric: str, field: str, value: str, rule: str) -> str:
        if words not in self.prose:
            return "quotes words that are not in the text"
        return self._rests(metric, field, value, rule)

    def _rests(self, metric: str, field: str, value: str, rule: str) -> str:
        """Return what is wrong with what a claim is said to rest on."""
        if metric not in NAMES:
            return "names no metric"
        if field == "signals" or borne_out(metric, field, value, self.snapshot):
            known = field != "signals" or signals_hold(value, self.snapshot)
            ruled = rule.startswith("multiple of ") or self._ruled(rule)
            return "" if known and ruled else "gives what the snapshot does not hold"
        if found := number(value) is not None and self._number(value):
            return found
        if number(value) is None and value not in self.facts.texts and not self._worded(value):
            return "gives a value that is not in the snapshot"
        if metric in Metric.__members__.values() and not self._field(Metric(metric), field, value):
            return "gives another value than the metric's"
        return "" if self._worded(field) and self._ruled(rule) else "gives a rule the desk does not know"

    def _ruled(self, rule: str) -> bool:
        """Whether a rule is made of the words of rules, or is the name of a statement that rests on something whole."""
        named = _NAME.fullmatch(rule) is not None and rule.startswith(tuple(self.list["claims"]["statements"]))
        return named or self._worded(rule)

    def _field(self, metric: Metric, field: str, value: str) -> bool:
        """Whether a field of a metric that is a number has a value."""
        measure, given = self.snapshot.get(metric), number(value)
        known = getattr(measure, field, None) if field in Measure.__dataclass_fields__ else None
        return given is None or not isinstance(known, float) or known == given

    def _number(self, text: str) -> str:
        return "" if number(text) in self.facts.numbers else "gives a number that is not in the snapshot"

    def _worded(self, text: str) -> bool:
        """Whether a text is made of the words of rules, names for programs, and names and numbers of the snapshot."""
        return all(word in self.words or _COUNTED.fullmatch(word) for word in _SPLIT.split(text) if word)

    def _mark(self, text: str) -> str:
        """Return what is wrong with a text in a drawing, which may be a label, a round number, a date or a z-score."""
        names = text.removesuffix("\u2026").split(", ")
        if text in self.marks or _DATE.fullmatch(text) or text in self.scores:
            return ""
        if all(any(mark.startswith(name) for mark in self.marks) for name in names if name):
            return ""
        tick = _TICK.fullmatch(text)
        if tick is None:
            return "is nothing that charts write"
        if _SCORE.fullmatch(text) and float(text) % _QUARTER:
            return "is no z-score of the snapshot"
        digits = tick[1].replace(",", "").replace(".", "").strip("0")
        return "" if len(digits) <= _ROUND else "is no round number, as the marks of an axis are"

    def _caption(self, text: str) -> str:
        end = f"Data to {self.facts.moment}."
        if not text.endswith(end):
            return "does not say when the data end"
        source = text.removesuffix(end).strip()
        if not source:
            return ""
        if not (source.startswith("Source: ") and source.endswith(".")):
            return "is no caption of a chart"
        rest = source.removeprefix("Source: ").removesuffix(".")
        for market in sorted({self._market(m) for m in self.snapshot.measures.values()} - {""}, key=len, reverse=True):
            rest = rest.replace(market, "\x00")
        return "" if re.fullmatch("\x00(?:(?:, | and )\x00)*", rest) else "names a source that is not the snapshot's"


def _z(measure: Measure) -> float | None:
    return measure.value if measure.metric in Z_METRICS else measure.z


def _window(text: str) -> str:
    unit = {"d": "days", "h": "hours"}.get(text[-1:])
    return f"{text[:-1]} {unit}" if unit and text[:-1].isdecimal() else folded(text)


def _shows(text: str, value: float, metric: Metric | None = None) -> bool:
    """Whether a figure is a value as rounding to its own digits gives it, in the unit of its metric."""
    found = _FIGURE.fullmatch(text)
    if found is None or (found["unit"] in _TIMES and not found["usd"]):
        return False
    digits = found["digits"].replace(",", "")
    shown = float(f"{found['sign']}{digits}")
    wanted = value * 100 if found["unit"].startswith("%") else value / _TIMES.get(found["unit"], 1)
    if metric is not None and _unit(metric) != (found["usd"] or found["unit"] or ""):
        return False
    step = 10.0 ** -len(digits.partition(".")[2])
    if "." not in digits and found["usd"] and abs(value) >= 1e3:  # noqa: PLR2004 - three digits of a larger amount
        step = max(step, 10.0 ** (len(digits) - _ROUND)) if metric is not Metric.PRICE else step
    return abs(shown - wanted) <= step * 0.5000001 and (shown == 0 or (shown < 0) == (value < 0))


def _unit(metric: Metric) -> str:
    if metric.value.endswith("_usd") or metric is Metric.PRICE:
        return "$"
    if metric is Metric.FUNDING_RATE:
        return "% per 8 hours"
    if metric in {Metric.PRICE_CHANGE, Metric.BASIS, Metric.REALISED_VOLATILITY, Metric.LIQUIDATIONS_LONG_SHARE}:
        return "%"
    return " basis points" if metric is Metric.SPREAD_BPS else ""
