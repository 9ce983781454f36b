"""Trades and liquidations as venues push them, each message read without ccxt's parsers, which drop some of them.

ccxt passes the side of a liquidation as it stands, and venues mean different things by it: the order (Binance: SELL
closes a long) or the position (Bybit: Buy is a long). Of a message with several liquidations it may hand out one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.figures import Number, Odd, Stamp, millis, num
from generator.sources.exchange.plausible import out_of_range
from generator.sources.exchange.shapes import cell, dig, listed
from generator.sources.exchange.troubles import Misshapen
from generator.sources.exchange.venue import Contract

LONG: Final = "long"
SHORT: Final = "short"
BUY: Final = "buy"
SELL: Final = "sell"
_CLOSED_BY: Final = {SELL: LONG, BUY: SHORT}
_OTHER: Final = {BUY: SELL, SELL: BUY}


@dataclass(frozen=True, slots=True)
class Event:
    """One trade or one liquidation."""

    time: int
    """Unix milliseconds, UTC, as the venue stamped it."""
    side: str
    """What the taker of a trade did, ``buy`` or ``sell``; which position was liquidated, ``long`` or ``short``."""
    price: float
    """USD; of liquidations on Bybit and OKX the bankruptcy price."""
    coins: float
    usd: float
    identity: str
    """What tells it from every other event of the venue and market; the same when it is sent again."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """An event that cannot be believed, and why."""

    identity: str
    reason: str


Reader = Callable[[Any, str, Contract], Iterator[Event | Spoilt]]
"""Reads a message of a venue for one of its markets, whose amounts count what the contract says."""


def _event(  # noqa: PLR0913, PLR0917 - the parts of one event
    time: Stamp, side: str | None, price: object, amount: object, contract: Contract, name: object = None
) -> Event | Spoilt:
    cost, coins, usd = num(price), contract.coins(amount, price), contract.usd(amount, price)
    identity = str(name) if name is not None else f"{time}-{side}-{price}-{amount}"
    for value in (time, cost, coins, usd):
        if isinstance(value, Odd):
            return Spoilt(identity[:80], value.reason)
    numbers: tuple[Number, ...] = (cost, coins, usd)
    if side is None or any(isinstance(number, Odd) or number <= 0 for number in numbers):
        return Spoilt(identity[:80], "no side, or a price or amount that is not above 0")
    if isinstance(time, Odd) or isinstance(cost, Odd) or isinstance(coins, Odd) or isinstance(usd, Odd):
        return Spoilt(identity[:80], "not a number")
    reason = out_of_range(Field.CLOSE, cost) or out_of_range(Field.VOLUME_USD, usd)
    return Spoilt(identity[:80], reason) if reason else Event(time, side, cost, coins, usd, identity)


def _lower(value: object, known: Mapping[str, str] | None = None) -> str | None:
    name = str(value).lower()
    return (known or {BUY: BUY, SELL: SELL}).get(name)


def binance_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read a trade or aggregated trade; where the buyer is the maker the taker sold."""
    data = message.get("data", message)
    if isinstance(data, dict) and data.get("e") in {"trade", "aggTrade"} and data.get("s") == market:
        side = {True: SELL, False: BUY}.get(cell(data, "m"))
        name = cell(data, "a") if data["e"] == "aggTrade" else cell(data, "t")
        yield _event(millis(cell(data, "T")), side, cell(data, "p"), cell(data, "q"), contract, f"{data['e']}-{name}")


def binance_liquidations(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read a forced order: its side is the order's, so SELL closed a long; filled amount at the average price."""
    data = message.get("data", message)
    if isinstance(data, dict) and data.get("e") == "forceOrder" and cell(dig(data, "o"), "s") == market:
        order = data["o"]
        side = _lower(cell(order, "S"), _CLOSED_BY)
        yield _event(millis(cell(order, "T")), side, cell(order, "ap"), cell(order, "z"), contract)


def bybit_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read public trades: the side is the taker's."""
    if message.get("topic") == f"publicTrade.{market}":
        for row in listed(message, "data"):
            yield _event(
                millis(cell(row, "T")), _lower(cell(row, "S")), cell(row, "p"), cell(row, "v"), contract, cell(row, "i")
            )


def bybit_liquidations(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read all liquidations: the side is the position's, so Buy is a long."""
    if message.get("topic") == f"allLiquidation.{market}":
        for row in listed(message, "data"):
            side = _lower(cell(row, "S"), {BUY: LONG, SELL: SHORT})
            yield _event(millis(cell(row, "T")), side, cell(row, "p"), cell(row, "v"), contract)


def okx_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read trades: sizes are contracts, the side is the taker's."""
    if dict(message.get("arg") or {}).get("channel") == "trades" and "data" in message:
        for row in listed(message, "data"):
            if cell(row, "instId") == market:
                yield _event(
                    millis(cell(row, "ts")), _lower(cell(row, "side")), cell(row, "px"), cell(row, "sz"), contract,
                    cell(row, "tradeId"),
                )  # fmt: skip


def okx_liquidations(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read liquidation orders of a market: posSide is the position, or follows from the order where it is ``net``."""
    if dict(message.get("arg") or {}).get("channel") == "liquidation-orders" and "data" in message:
        for row in listed(message, "data"):
            if cell(row, "instId") != market:
                continue
            for order in listed(row, "details"):
                side = {LONG: LONG, SHORT: SHORT}.get(str(cell(order, "posSide")))
                side = side or _lower(cell(order, "side"), _CLOSED_BY)
                yield _event(millis(cell(order, "ts")), side, cell(order, "bkPx"), cell(order, "sz"), contract)


def gate_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read trades: sizes are contracts, negative where the taker sold."""
    if message.get("channel") == "futures.trades" and message.get("event") == "update":
        for row in listed(message, "result"):
            if cell(row, "contract") == market:
                size = num(cell(row, "size"))
                side = None if isinstance(size, Odd) else SELL if size < 0 else BUY
                amount = size if isinstance(size, Odd) else abs(size)
                yield _event(
                    millis(cell(row, "create_time_ms")), side, cell(row, "price"), amount, contract, cell(row, "id")
                )


def bitget_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read new trades: the side is the taker's."""
    place = dict(message.get("arg") or {})
    if place.get("channel") == "trade" and place.get("instId") == market and message.get("action") == "update":
        for row in listed(message, "data"):
            yield _event(
                millis(cell(row, "ts")), _lower(cell(row, "side")), cell(row, "price"), cell(row, "size"), contract,
                cell(row, "tradeId"),
            )  # fmt: skip


def _deribit_rows(message: Any, market: str) -> list[Any]:  # noqa: ANN401
    place = dict(message.get("params") or {})
    if not str(place.get("channel", "")).startswith(f"trades.{market}."):
        return []
    return listed(place, "data")


def deribit_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read trades: amounts are USD, the direction is the taker's."""
    for row in _deribit_rows(message, market):
        yield _event(
            millis(cell(row, "timestamp")), _lower(cell(row, "direction")), cell(row, "price"), cell(row, "amount"),
            contract, cell(row, "trade_id"),
        )  # fmt: skip


def deribit_liquidations(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read trades marked as liquidations of the taker (T), the maker (M) or both (MT: one event for each side)."""
    for row in _deribit_rows(message, market):
        taker = _lower(cell(row, "direction"))
        for party in str(cell(row, "liquidation") or ""):
            side = None if taker is None else _CLOSED_BY[taker if party == "T" else _OTHER[taker]]
            name = f"{cell(row, 'trade_id')}-{party}"
            yield _event(millis(cell(row, "timestamp")), side, cell(row, "price"), cell(row, "amount"), contract, name)


def _kraken(message: Any, market: str) -> bool:  # noqa: ANN401
    return bool(message.get("feed") == "trade" and message.get("product_id") == market and "price" in message)


def kraken_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read a trade: the side is the taker's."""
    if _kraken(message, market):
        yield _event(
            millis(cell(message, "time")), _lower(cell(message, "side")), cell(message, "price"), cell(message, "qty"),
            contract, cell(message, "uid"),
        )  # fmt: skip


def kraken_liquidations(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read a trade of type liquidation: selling closes a long."""
    if _kraken(message, market) and message.get("type") == "liquidation":
        yield _event(
            millis(cell(message, "time")), _lower(cell(message, "side"), _CLOSED_BY), cell(message, "price"),
            cell(message, "qty"), contract, cell(message, "uid"),
        )  # fmt: skip


def hyperliquid_trades(message: Any, market: str, contract: Contract) -> Iterator[Event | Spoilt]:  # noqa: ANN401
    """Read trades: side B is a taker that bought, A one that sold."""
    if message.get("channel") == "trades":
        for row in listed(message, "data"):
            if cell(row, "coin") == market:
                side = {"B": BUY, "A": SELL}.get(str(cell(row, "side")))
                yield _event(
                    millis(cell(row, "time")), side, cell(row, "px"), cell(row, "sz"), contract, cell(row, "tid")
                )


TRADES: Final[Mapping[str, Reader]] = {
    "binanceusdm": binance_trades,
    "bybit": bybit_trades,
    "okx": okx_trades,
    "gate": gate_trades,
    "bitget": bitget_trades,
    "deribit": deribit_trades,
    "krakenfutures": kraken_trades,
    "hyperliquid": hyperliquid_trades,
}
"""How trades are read, by venue."""
LIQUIDATIONS: Final[Mapping[str, Reader]] = {
    "binanceusdm": binance_liquidations,
    "bybit": bybit_liquidations,
    "okx": okx_liquidations,
    "deribit": deribit_liquidations,
    "krakenfutures": kraken_liquidations,
}
"""How liquidations are read, by venue; others have no stream of them."""


def read_events(reader: Reader, message: object, market: str, contract: Contract) -> tuple[Event | Spoilt, ...]:
    """Return what one message holds; a message that is not of its documented shape is spoilt as a whole."""
    if not isinstance(message, dict):
        return ()
    try:
        return tuple(reader(message, market, contract))
    except (Misshapen, AttributeError, TypeError, ValueError) as error:
        return (Spoilt("", f"a message of another shape: {error}"[:120]),)
