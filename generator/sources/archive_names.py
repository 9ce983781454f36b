"""What the name and the folders of an exchange archive say: its symbol, kind, interval, days and market."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from generator.errors import Fault
from generator.market import INTERVALS
from generator.sources.table import shown


class Kind(StrEnum):
    """What the rows of an archive are, by the name Binance gives it."""

    KLINES = "klines"
    METRICS = "metrics"
    FUNDING = "fundingRate"
    DEPTH = "bookDepth"
    LIQUIDATIONS = "liquidationSnapshot"


_NAME: Final = re.compile(
    r"(?P<symbol>[^\s-]+)-(?P<what>[A-Za-z0-9]+)-(?P<date>\d{4}-\d{2}(-\d{2})?)( ?\(\d+\))?\.(csv|csv\.gz|zip)",
    re.IGNORECASE,
)
_DATED: Final = re.compile(r".+_\d{6}")
_QUOTES: Final = ("USDT", "USDC", "BUSD", "FDUSD", "TUSD", "USDP", "USD_PERP")
"""What a symbol ends in after its asset: dollars of one issuer or another; the last is settled in the coin."""
_COIN_MARGINED: Final = "USD_PERP"
_PRICE_SERIES: Final = ("markPriceKlines", "indexPriceKlines", "premiumIndexKlines")
_LARGE_CONTRACT: Final = 100.0
_CONTRACT: Final = 10.0


@dataclass(frozen=True, slots=True)
class ArchiveName:
    """What the name of a file, or of a member of it, tells; None for what it does not."""

    symbol: str | None = None
    what: str | None = None
    """Its second part as written: an interval, or the name of a kind."""
    days: tuple[date, ...] = ()
    """Every day the name covers, UTC."""

    @property
    def kind(self) -> Kind | None:
        """The kind it names."""
        return Kind.KLINES if self.interval else next((kind for kind in Kind if kind == self.what), None)

    @property
    def interval(self) -> str | None:
        """The length of its bars, one of `INTERVALS`."""
        return self.what if self.what in INTERVALS else None


@dataclass(frozen=True, slots=True)
class Market:
    """Where the rows of an archive were traded."""

    market: str | None
    """``spot``, ``perpetual`` or, where neither name nor folder says so, None."""
    contract: float | None
    """USD of one contract where the symbol is settled in its coin; None where amounts are in coins."""
    price: str | None = None
    """``markPriceKlines`` and the like, for bars of a price that is not traded."""


def archive_name(name: str) -> ArchiveName:
    """Return what ``BTCUSDT-1h-2025-03.zip`` or ``BTCUSDT-metrics-2022-01-01.csv`` says."""
    match = _NAME.fullmatch(name)
    if match is None:
        return ArchiveName()
    return ArchiveName(match["symbol"].upper(), match["what"], _days(match["date"]))


def market_of(parts: Sequence[str], kind: Kind, symbol: str | None, asset: str) -> Market:
    """Return the market of an archive in the folders `parts`, innermost last."""
    pairs = list(zip(("", *parts), parts, strict=False))[::-1]
    folder = next((b for a, b in pairs if (a == "futures" and b in {"um", "cm"}) or b == "spot"), None)
    coin = folder == "cm" or (symbol or "").endswith(_COIN_MARGINED)
    market = "perpetual" if coin or folder == "um" or kind is not Kind.KLINES else folder
    contract = (_LARGE_CONTRACT if asset.upper() == "BTC" else _CONTRACT) if coin else None
    price = next((part for part in parts if part in _PRICE_SERIES), None) if kind is Kind.KLINES else None
    return Market(market, contract, price)


def symbol_fault(symbol: str, asset: str, place: str) -> Fault | None:
    """Return the fault of a symbol that is not the asset against dollars, spot or perpetual.

    1000SHIBUSDT belongs to the asset 1000SHIB: its prices and amounts are of thousands of coins.
    """
    wanted, given = asset.upper(), symbol.upper()
    if given in {f"{wanted}{quote}" for quote in (*_QUOTES, "USD")}:
        return None
    if _DATED.fullmatch(given):
        return Fault(
            place, f"is of {shown(symbol)}, a future with an end", "give archives of spot or perpetual markets"
        )
    base = next((given.removesuffix(quote) for quote in (*_QUOTES, "USD") if given.endswith(quote)), None)
    remedy = f"import it with --asset {shown(base)}" if base else "give archives of a market against dollars"
    if base in {f"1000{wanted}", f"1000000{wanted}", f"1M{wanted}"}:
        remedy += f", which counts many {shown(wanted)} as one"
    return Fault(place, f"is of {shown(symbol)}, not of {shown(asset)}", remedy)


def _days(text: str) -> tuple[date, ...]:
    try:
        first = datetime.strptime(text if text.count("-") > 1 else f"{text}-01", "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        return ()
    count = 1 if text.count("-") > 1 else monthrange(first.year, first.month)[1]
    return tuple(first + timedelta(days=i) for i in range(count))
