"""Nouns of the plan: figures with their provenance, messages to be said, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Precedent
from generator.planning.magnitude import Magnitude
from generator.regimes.reading import Severity


class Form(StrEnum):
    """The kinds of article."""

    DAILY = "daily"
    FLASH = "flash"
    WEEKLY = "weekly"


class Role(StrEnum):
    """What a paragraph is for."""

    LEDE = "lede"
    ARC = "arc"
    NEWS = "news"
    EVIDENCE = "evidence"
    CONFIRMATION = "confirmation"
    MECHANISM = "mechanism"
    PRECEDENT = "precedent"
    OUTLOOK = "outlook"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as a slot of a message: everything said of it comes from here."""

    measure: Measure
    period: str
    size: Magnitude | None
    """Side and level on the metric's scale; None where it cannot be judged, and then no word of size is licensed."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A statistic of a metric's recent bars, as a slot of a message."""

    metric: Metric
    stat: str
    """Which one; `generator.planning.past` computes them."""
    value: float
    period: str
    at: datetime | None = None
    """Close of the bar whose value it is, UTC; None where it is of several."""
    size: Magnitude | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """On how many of the last bars a regime held."""

    regime: Regime
    bars: int
    of: int
    earlier: int | None = None
    """And on how many of as many bars before those."""


@dataclass(frozen=True, slots=True)
class Arc:
    """The daily price changes of a week, oldest first, each with the close of its bar, UTC."""

    days: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, slots=True)
class RegimeFigure:
    """A regime that holds, as a slot of a message."""

    regime: Regime
    severity: Severity


@dataclass(frozen=True, slots=True)
class Level:
    """A threshold as a slot: the value that would change the reading, and on which side."""

    metric: Metric
    level: float
    above: bool
    regime: Regime
    """The regime that the level ends, or opens."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that came from outside, such as an asset or a venue. Never markup, never a template."""

    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A market that figures come from: a venue, and which kind of market on it."""

    venue: str
    market: str


@dataclass(frozen=True, slots=True)
class Names:
    """Several metrics or regimes to be listed, by what they are called."""

    metrics: tuple[Metric, ...] = ()
    regimes: tuple[RegimeFigure, ...] = ()
    known: bool = False
    """Whether the metrics listed are known; where they are not, listing them says so."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something there are in the snapshot or its reading; `of` names what is counted."""

    of: str
    value: int


@dataclass(frozen=True, slots=True)
class Day:
    """The day the article is about, UTC."""

    day: date
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar the figures are those of, where it is shorter than a day."""

    period: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Close:
    """The close of an earlier bar, UTC: what is told as news is told against it."""

    at: datetime
    recent: bool = False
    """Whether it is that of a day within the last six, so that the day of the week says which."""


@dataclass(frozen=True, slots=True)
class Span:
    """How many bars something has lasted."""

    bars: int
    period: str


@dataclass(frozen=True, slots=True)
class Called:
    """A regime by its name alone, without how severe it is now."""

    regime: Regime


@dataclass(frozen=True, slots=True)
class CalledEach:
    """Several regimes by their names alone."""

    regimes: tuple[Regime, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What followed earlier onsets of a regime, as a slot."""

    precedent: Precedent


@dataclass(frozen=True, slots=True)
class Venues:
    """Several venues to be listed."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sourced:
    """Families of figures that come from one market, by the metric that stands for each."""

    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said of the reading as a whole, such as that no rule is met. The lexicon holds the words."""

    name: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A stretch of text from the data notes, quoted whole."""

    text: str


@dataclass(frozen=True, slots=True)
class Signals:
    """What a remark rests on that shows no figures: the values it reads together."""

    values: tuple[tuple[Metric, float], ...]


Slot = (
    Figure
    | Derived
    | Tally
    | Arc
    | RegimeFigure
    | Level
    | Name
    | Names
    | Source
    | Count
    | Day
    | Bar
    | Close
    | Span
    | Called
    | CalledEach
    | History
    | Venues
    | Sourced
    | Statement
    | Remark
    | Signals
)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say. `name` is the file in the phrase bank that can say it."""

    name: str
    slots: Mapping[str, Slot]
    salience: float = 0.0
    """How newsworthy: 0 is routine, 1 is a regime at its threshold, more is stronger or rarer."""


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the plan."""

    role: Role
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The whole plan of an article, before wording."""

    asset: str
    as_of: datetime
    period: str
    form: Form
    headline: Message
    dek: Message
    summary: Message
    """The article in one line, for lists and cards."""
    subject: Message
    """Of the mail."""
    preheader: Message
    """What a mail client shows beside the subject."""
    sections: tuple[Section, ...]
    regimes: tuple[RegimeFigure, ...] = ()
    missing: tuple[Metric, ...] = field(default=())
