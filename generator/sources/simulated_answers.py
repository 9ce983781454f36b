"""What the simulated venues share: a question with its moment, a refusal, and numbers as a venue prints them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, log10

from generator.market import INTERVALS
from generator.sources.simulated_day import Listing
from generator.sources.simulated_market import Market


class Refusal(Exception):
    """A request that is wrong: answered with `status` and `payload`."""

    def __init__(self, status: int, payload: object) -> None:
        super().__init__(status, payload)
        self.status = status
        self.payload = payload


@dataclass(frozen=True, slots=True)
class Question:
    """A request as its handler sees it."""

    market: Market
    query: Mapping[str, str]
    moment: int
    """By the venue's clock, Unix milliseconds."""
    refuse: Callable[[str], Refusal]
    """Makes a refusal in the venue's words, of the name of a parameter."""

    def whole(self, name: str, usual: int, least: int = 0, most: int = 1 << 53) -> int:
        """Return a whole number, `usual` where it is not given. Beyond the limits, or not a number, it is refused."""
        text = self.query.get(name)
        if text is None:
            return usual
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise self.refuse(name)
        return int(text)

    def length(self, name: str, allowed: Mapping[str, int]) -> int:
        """Return the milliseconds of an interval. One that the venue does not offer is refused."""
        length = allowed.get(self.query.get(name, ""))
        if length is None:
            raise self.refuse(name)
        return length


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints a listing's whole ticks and lots as a venue does."""

    listing: Listing

    def price(self, ticks: float) -> str:
        """Return ticks as USD."""
        return f"{ticks * self.listing.tick:.{digits(self.listing.tick)}f}"

    def coins(self, lots: int) -> str:
        """Return lots as coins."""
        return f"{lots * self.listing.lot:.{digits(self.listing.lot)}f}"

    def usd(self, worth: int, places: int = 8) -> str:
        """Return ticks x lots as USD."""
        return f"{worth * self.listing.tick * self.listing.lot:.{places}f}"


def digits(step: float) -> int:
    """Return the decimal places of a step: 1 of 0.1, 0 of 5."""
    return max(0, -floor(log10(step) + 1e-9))


def lengths(*names: str) -> dict[str, int]:
    """Return the milliseconds of intervals by their names."""
    return {name: int(INTERVALS[name].total_seconds()) * 1000 for name in names}
