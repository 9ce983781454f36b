"""HTX USDT perpetuals. The book counts contracts, most else gives coins beside them.

Oddities: one answer of liquidations may not hold a whole bar, and then the bar is set aside; daily bars begin at 16:00
UTC, so they are not asked for; the ratio of accounts is of elite traders only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import SECOND, Number, Odd, millis, num, seconds, shares
from generator.sources.exchange.funding import LEAD, settlements
from generator.sources.exchange.shapes import cell, columns, dig, listed, only, same
from generator.sources.exchange.troubles import Misshapen
from generator.sources.exchange.venue import SIZE, WHOLE, Call, Learn, Parse, Point, Venue, Window

_API: Final = ("contract", "public")
_BARS: Final = {"1m": "1min", "5m": "5min", "15m": "15min", "30m": "30min", "1h": "60min", "4h": "4hour"}
_PERIODS: Final = {"5m": "5min", "15m": "15min", "30m": "30min", "1h": "60min", "4h": "4hour"}
_HOURS: Final = {"1h": "60min", "4h": "4hour", "12h": "12hour"}
_USUAL_HOURS: Final = 8.0
_MOST: Final = 100
_BAR: Final = {
    Field.OPEN: "open",
    Field.HIGH: "high",
    Field.LOW: "low",
    Field.CLOSE: "close",
    Field.VOLUME_COINS: "amount",
    Field.VOLUME_USD: "trade_turnover",
}
_CLOSED: Final = {"long": Field.LIQUIDATIONS_LONG_USD, "short": Field.LIQUIDATIONS_SHORT_USD}


def _market(window: Window, **more: object) -> Mapping[str, object]:
    return {"contract_code": window.market, **more}


def _bars(window: Window) -> Mapping[str, object]:
    limits = {"from": window.start // SECOND, "to": window.end // SECOND}
    return _market(window, period=window.interval, **limits)


def _newest(**more: object) -> Callable[[Window], Mapping[str, object]]:
    return lambda window: _market(window, period=window.interval, **more)


def _rows(keys: Mapping[Field, str]) -> Parse:
    def read(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
        del window
        yield from columns(listed(answer, "data"), lambda row: seconds(cell(row, "id")), keys)

    return read


read_kline, read_mark = _rows(_BAR), _rows({Field.MARK: "close"})
read_index = _rows({Field.INDEX: "index_price"})


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the order book: price and contracts a level."""
    book = dig(answer, "tick")
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(book, "bids")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(book, "asks")]
    yield from book_points(millis(cell(book, "ts")), bids, asks, window.contract)


def read_open_interest(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest now: ``amount`` in coins, ``value`` in USDT."""
    row = dig(answer, "data")
    same(row, "contract_code", window.market)
    moment = millis(dig(answer, "ts"))
    yield Point(moment, Field.OPEN_INTEREST_COINS, cell(row, "amount"))
    yield Point(moment, Field.OPEN_INTEREST_USD, cell(row, "value"))


def read_open_interest_history(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest at moments; coins where ``amount_type`` is 2."""
    same(dig(answer, "data"), "contract_code", window.market)
    for row in listed(answer, "data", "tick"):
        if str(cell(row, "amount_type")) != "2":
            raise Misshapen("open interest is not in coins")
        yield Point(millis(cell(row, "ts")), Field.OPEN_INTEREST_COINS, cell(row, "volume"))
        yield Point(millis(cell(row, "ts")), Field.OPEN_INTEREST_USD, cell(row, "value"))


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled funding rates."""
    rows = listed(answer, "data")
    for row in rows:
        same(row, "contract_code", window.market)
    yield from settlements(
        [(millis(cell(row, "funding_time")), cell(row, "funding_rate")) for row in rows], _USUAL_HOURS
    )


def read_liquidations(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read liquidations of one bar and add them up by the side that was closed, in USDT.

    A buy closes a short. Nothing is yielded for an empty answer, which may be a quiet bar or a broken venue; a full one
    may be cut short, and its sums are odd.
    """
    rows = listed(answer, "data")
    sums: dict[Field, Number] = dict.fromkeys(_CLOSED.values(), 0.0)
    bars = set()
    for row in rows:
        same(row, "contract_code", window.market)
        moment, usd = millis(cell(row, "liquidation_time")), num(cell(row, "trade_turnover"))
        closed = {"buy": "short", "sell": "long"}.get(str(cell(row, "side")))
        if closed is None or cell(row, "position_side") not in {closed, None} or isinstance(moment, Odd):
            raise Misshapen("a liquidation without a side or a time")
        bars.add(moment - moment % window.step)
        known = sums[_CLOSED[closed]]
        sums[_CLOSED[closed]] = known if isinstance(known, Odd) else usd if isinstance(usd, Odd) else known + usd
    if len(bars) > 1:
        raise Misshapen("liquidations of another time than asked for")
    for bar in bars:
        for field, total in sums.items():
            cut = Odd(f"{len(rows)} rows", "one answer does not hold all liquidations of the bar")
            yield Point(bar, field, cut if len(rows) >= _MOST else total)


def read_long_short(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the share of elite accounts that are long over the share that are short."""
    same(dig(answer, "data"), "contract_code", window.market)
    for row in listed(answer, "data", "list"):
        ratio = shares(cell(row, "buy_ratio"), cell(row, "sell_ratio"))
        yield Point(millis(cell(row, "ts")), Field.LONG_SHORT_RATIO, ratio)


def read_contract(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the coins of a contract."""
    row = only(answer, "data")
    same(row, "contract_code", window.market)
    return {SIZE: num(cell(row, "contract_size"))}


_OLD: Final = "linear-swap-api/v1/"
VENUE: Final = Venue(
    name="htx",
    ccxt_id="htx",
    quote="USDT",
    market=lambda asset: f"{asset}-USDT",
    symbol=lambda asset: f"{asset}/USDT:USDT",
    unit="contracts of contract_size coins (linear)",
    learns={SIZE: Learn("swap_contract_info", f"{_OLD}swap_contract_info", _API, _market, read_contract)},
    calls=(
        Call(
            "history/kline",
            "linear-swap-ex/market/history/kline",
            _API,
            _bars,
            read_kline,
            _BAR,
            _BARS,
            bars=True,
            page=1000,
        ),
        Call(
            "depth",
            "linear-swap-ex/market/depth",
            _API,
            lambda w: _market(w, type="step0"),
            read_book,
            dict.fromkeys(BOOK, "150 levels a side"),
            needs=(SIZE,),
            caveat="150 levels cover a small part of the 1 %",
        ),
        Call(
            "v5/open_interest",
            "v5/market/open_interest",
            _API,
            _market,
            read_open_interest,
            {Field.OPEN_INTEREST_COINS: "amount", Field.OPEN_INTEREST_USD: "value"},
        ),
        Call(
            "swap_his_open_interest",
            f"{_OLD}swap_his_open_interest",
            _API,
            _newest(amount_type=2, size=200),
            read_open_interest_history,
            {Field.OPEN_INTEREST_COINS: "volume", Field.OPEN_INTEREST_USD: "value"},
            _HOURS,
            page=WHOLE,
            caveat="the newest 200",
        ),
        Call(
            "v5/funding_rate_history",
            "v5/market/funding_rate_history",
            _API,
            lambda w: _market(w, start_time=w.start, end_time=w.end, limit=100),
            read_funding,
            {Field.FUNDING_RATE: "funding_rate, by the hours between settlements"},
            page=100,
            lead=LEAD,
        ),
        Call(
            "v5/liquidation_orders",
            "v5/market/liquidation_orders",
            _API,
            lambda w: _market(w, start_time=w.start, end_time=w.end, limit=_MOST),
            read_liquidations,
            {Field.LIQUIDATIONS_LONG_USD: "side sell", Field.LIQUIDATIONS_SHORT_USD: "side buy"},
            _BARS,
            bars=True,
            page=1,
            reach=timedelta(days=90),
            caveat="one request a bar; priced at bankruptcy",
        ),
        Call(
            "linear_swap_mark_price_kline",
            "index/market/history/linear_swap_mark_price_kline",
            _API,
            _newest(size=1000),
            read_mark,
            {Field.MARK: "close"},
            _BARS,
            bars=True,
            page=WHOLE,
            caveat="the newest 1000",
        ),
        Call(
            "linear_swap_basis",
            "index/market/history/linear_swap_basis",
            _API,
            _newest(size=1000, basis_price_type="close"),
            read_index,
            {Field.INDEX: "index_price"},
            _BARS,
            bars=True,
            page=WHOLE,
            caveat="the newest 1000",
        ),
        Call(
            "swap_elite_account_ratio",
            f"{_OLD}swap_elite_account_ratio",
            _API,
            _newest(),
            read_long_short,
            {Field.LONG_SHORT_RATIO: "buy_ratio / sell_ratio"},
            _PERIODS,
            page=WHOLE,
            caveat="elite traders only: not comparable with other venues",
        ),
    ),
    absent={
        Field.TAKER_BUY_COINS: "whether htx counts one or both sides of a trade could not be verified",
        Field.TAKER_SELL_COINS: "whether htx counts one or both sides of a trade could not be verified",
    },
)
"""What HTX's USDT perpetuals give."""
