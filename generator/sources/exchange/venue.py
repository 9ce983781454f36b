"""The declaration of a venue: what it gives, by which call, how far back. Code and matrix read the same records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from generator.market import INTERVALS, Field
from generator.sources.exchange.figures import Number, Stamp, times, worth

Facts = Mapping[str, float]
"""What a venue says of a market once: ``size`` of a contract, ``funding_hours``, ``price``."""
SIZE: Final = "size"
FUNDING_HOURS: Final = "funding_hours"
PRICE: Final = "price"
WHOLE: Final = 1_000_000
"""The page of a call whose one answer is all the history the venue gives."""
BELIEVED_FACTS: Final[Mapping[str, tuple[float, float]]] = {
    SIZE: (1e-12, 1e9),
    FUNDING_HOURS: (0.5, 24.0),
    PRICE: (1e-12, 1e9),
}
"""Lowest and highest value a fact may have."""
_FUNDING_HOURS: Final = 8.0


@dataclass(frozen=True, slots=True)
class Point:
    """One value as a venue gave it, already in the field's unit, or the reason why it is no number."""

    time: Stamp
    """Unix milliseconds, UTC: the start of a bar or the moment of a sample."""
    field: Field
    value: object
    """A raw cell that needs no conversion, a `Number`, or what the venue sent in its place."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What one unit of a market's amounts is: coins where linear, USD where inverse (paid in coins)."""

    size: float = 1.0
    """Coins (linear) or USD (inverse) of one contract."""
    inverse: bool = False

    def coins(self, amount: object, price: object) -> Number:
        """Return an amount of contracts in coins at a price in USD."""
        return worth(times(amount, self.size), price, inverse=True) if self.inverse else times(amount, self.size)

    def usd(self, amount: object, price: object) -> Number:
        """Return an amount of contracts in USD at a price in USD."""
        return times(amount, self.size) if self.inverse else worth(times(amount, self.size), price)


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked of a call: one market and, of a history, a stretch of time."""

    asset: str
    market: str
    """The market as the venue names it."""
    start: int
    """Unix milliseconds, UTC; a history is asked from here ..."""
    end: int
    """... to here; also the moment of asking."""
    interval: str
    """The length of bars as the venue names it; empty where none is asked for."""
    step: int
    """Milliseconds of a bar, or between two samples of a history."""
    limit: int
    """Most rows one answer holds."""
    facts: Facts = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        """The market's unit, linear, from the facts."""
        return Contract(self.facts.get(SIZE, 1.0))


Parse = Callable[[Any, Window], Iterator[Point]]
Ask = Callable[[Window], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Learn:
    """A call made once a poll for facts other calls need."""

    name: str
    path: str
    api: tuple[str, ...]
    params: Ask
    parse: Callable[[Any, Window], Mapping[str, Number]]
    shape: type = dict
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Call:
    """One REST call, what it gives and how its answer is read. `parse` is pure; it may raise Misshapen."""

    name: str
    path: str
    api: tuple[str, ...]
    params: Ask
    parse: Parse
    gives: Mapping[Field, str]
    """For each field, where in the answer it stands."""
    intervals: Mapping[str, str] | None = None
    """Lengths of bars, ours to the venue's; None where none is asked for."""
    bars: bool = False
    """Whether values belong to bars, stamped by their start; otherwise to moments."""
    page: int = 0
    """Most rows of one answer; 0 for what is asked once and tells of now."""
    spacing: timedelta = timedelta(hours=1)
    """Shortest time between two samples of a history without intervals."""
    lead: timedelta = timedelta()
    """How much earlier than wanted a history is asked for, so that its first value can be read."""
    reach: timedelta | None = None
    """How far back the venue remembers; None where since the listing."""
    needs: tuple[str, ...] = ()
    """Names of the facts it needs."""
    shape: type = dict
    method: str = "GET"
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """One WebSocket stream and what its events add up to."""

    name: str
    """The call of ccxt.pro, such as ``watchLiquidations``."""
    gives: Mapping[Field, str]
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Venue:
    """One venue: its market, its calls in the order they are made, its streams, and what it does not give."""

    name: str
    ccxt_id: str
    quote: str
    """The currency of its prices, taken as USD."""
    market: Callable[[str], str]
    """The market of an asset as the venue names it."""
    symbol: Callable[[str], str]
    """The same market as ccxt names it."""
    calls: tuple[Call, ...]
    unit: str
    """What its amounts count, for people."""
    learns: Mapping[str, Learn] = field(default_factory=dict)
    streams: tuple[Stream, ...] = ()
    absent: Mapping[Field, str] = field(default_factory=dict)
    """Fields it gives by no call and no stream, each with the reason."""
    label: str = ""
    """Its name in the ledger, where that is not `name`."""
    inverse: bool = False

    @property
    def known_as(self) -> str:
        """The name its observations carry."""
        return self.label or self.name

    def reason_absent(self, wanted: Field) -> str:
        """Return why no call gives a field."""
        for stream in self.streams:
            if wanted in stream.gives:
                return f"{self.name} gives it by its stream only ({stream.name}); record it"
        return self.absent.get(wanted, f"{self.name} does not give it")


def same_names(*names: str) -> Mapping[str, str]:
    """Return intervals that a venue names as we do; without names all of `INTERVALS`."""
    return {name: name for name in names or INTERVALS}


def funding(rate: object, hours: float) -> Number:
    """Return a rate per so many hours as the rate per 8 hours."""
    return times(rate, _FUNDING_HOURS / hours)
