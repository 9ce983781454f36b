"""Sound answers of every venue for Bitcoin, in the shapes the venues document; the numbers are our own.

Bars of an hour at 10:00, 11:00 and, unfinished, 12:00; the clock stands at 12:00:30 UTC on 15 January 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 1, 15, 12, 0, 30, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
HOUR = 3_600_000
BARS = (NOW_MS - 30_000 - 2 * HOUR, NOW_MS - 30_000 - HOUR, NOW_MS - 30_000)
LIVE = NOW_MS - 500
ISO = "2026-01-15T12:00:29.500Z"
SETTLED = (BARS[2] - 20 * HOUR, BARS[2] - 12 * HOUR, BARS[2] - 4 * HOUR)
SETTLED_ISO = tuple(datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") for at in BARS)
BIDS = (("89990", "2"), ("89500", "3"), ("89000", "4"))
ASKS = (("90010", "1"), ("90500", "5"), ("91000", "6"))
"""Mid 90,000: within 1 % lie 89,100 to 90,900, so the outer levels do not count and all of it is covered."""


def _rows(make: Callable[[int], Any]) -> list[Any]:
    return [make(at) for at in BARS]


def _levels(side: tuple[tuple[str, str], ...], scale: float = 1.0) -> list[list[str]]:
    return [[price, f"{float(amount) * scale:g}"] for price, amount in side]


def _kline(at: int) -> list[Any]:
    close = at + HOUR - 1
    return [at, "90000", "91000", "89000", "90500", "1000", close, "90000000", 5000, "441", "39690000", "0"]


def _price_kline(at: int, close: str) -> list[Any]:
    return [at, "90000", "91000", "89000", close, "0", at + HOUR - 1, "0", 0, "0", "0"]


def _named(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"symbol": "BTCUSDT", **more}


BINANCE: dict[str, Any] = {
    "klines": _rows(_kline),
    "depth": {"lastUpdateId": 1, "E": LIVE, "T": LIVE, "bids": _levels(BIDS), "asks": _levels(ASKS)},
    "openInterest": {"openInterest": "96000.5", "symbol": "BTCUSDT", "time": LIVE},
    "openInterestHist": _rows(
        lambda at: _named(sumOpenInterest="96000", sumOpenInterestValue="8640000000", timestamp=at)
    ),
    "fundingRate": [_named(fundingRate="0.00005", fundingTime=at, markPrice="90000") for at in SETTLED],
    "fundingInfo": [{"symbol": "ETHUSDT", "fundingIntervalHours": 4}],
    "markPriceKlines": _rows(lambda at: _price_kline(at, "90450")),
    "indexPriceKlines": _rows(
        lambda at: [at, "90000", "91000", "89000", "90400", "0", at + HOUR - 1, "0", 0, "0", "0"]
    ),
    "globalLongShortAccountRatio": _rows(
        lambda at: _named(longAccount="0.6", longShortRatio="1.5", shortAccount="0.4", timestamp=at)
    ),
}


def _bybit(rows: list[Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    result = {"category": "linear", "symbol": "BTCUSDT", "list": rows[::-1], **more}
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": LIVE}


BYBIT: dict[str, Any] = {
    "instruments-info": _bybit([_named(fundingInterval=480, contractType="LinearPerpetual")]),
    "kline": _bybit(_rows(lambda at: [str(at), "90000", "91000", "89000", "90500", "1000", "90000000"])),
    "orderbook": {
        "retCode": 0,
        "retMsg": "OK",
        "result": {"s": "BTCUSDT", "b": _levels(BIDS), "a": _levels(ASKS), "ts": LIVE, "u": 1, "seq": 1},
        "time": LIVE,
    },
    "open-interest": _bybit(_rows(lambda at: {"openInterest": "55000.1", "timestamp": str(at)}), nextPageCursor=""),
    "funding/history": _bybit(
        [_named(fundingRate="0.0001", fundingRateTimestamp=str(at)) for at in (SETTLED[1], SETTLED[2])]
    ),
    "mark-price-kline": _bybit(_rows(lambda at: [str(at), "90000", "91000", "89000", "90450"])),
    "index-price-kline": _bybit(_rows(lambda at: [str(at), "90000", "91000", "89000", "90400"])),
    "account-ratio": _bybit(_rows(lambda at: _named(buyRatio="0.6", sellRatio="0.4", timestamp=str(at)))),
}


def _okx(rows: list[Any]) -> dict[str, Any]:
    return {"code": "0", "msg": "", "data": rows[::-1]}


OKX: dict[str, Any] = {
    "instruments": _okx(
        [{"instId": "BTC-USDT-SWAP", "ctVal": "0.01", "ctMult": "1", "ctType": "linear", "ctValCcy": "BTC"}]
    ),
    "funding-rate": _okx(
        [
            {
                "instId": "BTC-USDT-SWAP",
                "fundingRate": "0.0001",
                "fundingTime": str(SETTLED[2] + 8 * HOUR),
                "nextFundingTime": str(SETTLED[2] + 16 * HOUR),
            }
        ]
    ),
    "history-candles": _okx(
        _rows(
            lambda at: [
                str(at),
                "90000",
                "91000",
                "89000",
                "90500",
                "100000",
                "1000",
                "90000000",
                str(int(at != BARS[2])),
            ]
        )
    ),
    "taker-volume-contract": _okx(_rows(lambda at: [str(at), "559", "441"])),
    "books-full": _okx(
        [
            {
                "asks": [[*level, "1"] for level in _levels(ASKS, 100)],
                "bids": [[*level, "1"] for level in _levels(BIDS, 100)],
                "ts": str(LIVE),
            }
        ]
    ),
    "open-interest-history": _okx(_rows(lambda at: [str(at), "2800000", "28000", "2520000000"])),
    "funding-rate-history": _okx(
        [
            {"instId": "BTC-USDT-SWAP", "fundingRate": "0.0002", "realizedRate": "0.0001", "fundingTime": str(at)}
            for at in SETTLED
        ]
    ),
    "history-mark-price-candles": _okx(_rows(lambda at: [str(at), "90000", "91000", "89000", "90450", "1"])),
    "history-index-candles": _okx(_rows(lambda at: [str(at), "90000", "91000", "89000", "90400", "1"])),
    "long-short-account-ratio-contract": _okx(_rows(lambda at: [str(at), "1.5"])),
}


def _gate_candle(at: int, close: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"t": at // 1000, "o": "90000", "h": "91000", "l": "89000", "c": close, **more}


def _gate_levels(side: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"p": price, "s": int(float(amount) * 10_000)} for price, amount in side]


GATE: dict[str, Any] = {
    "contracts": {"name": "BTC_USDT", "quanto_multiplier": "0.0001", "funding_interval": 28800, "type": "direct"},
    "candlesticks": _rows(lambda at: _gate_candle(at, "90500", v=10_000_000, sum="90000000")),
    "contract_stats": _rows(
        lambda at: {
            "time": at // 1000,
            "lsr_taker": 0.79,
            "lsr_account": 1.5,
            "long_liq_size": 12_000,
            "long_liq_amount": 1.2,
            "long_liq_usd": 108_000.0,
            "short_liq_size": 900,
            "short_liq_amount": 0.09,
            "short_liq_usd": 8100.0,
            "open_interest": 900_000_000,
            "open_interest_usd": 8_100_000_000.0,
            "mark_price": 90_450,
        }
    ),
    "order_book": {
        "id": 1,
        "current": LIVE / 1000,
        "update": LIVE / 1000,
        "bids": _gate_levels(BIDS),
        "asks": _gate_levels(ASKS),
    },
    "funding_rate": [{"r": "0.0001", "t": at // 1000} for at in SETTLED],
    "candlesticks of mark_": _rows(lambda at: _gate_candle(at, "90450")),
    "candlesticks of index_": _rows(lambda at: _gate_candle(at, "90400")),
}


def _bitget(data: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"code": "00000", "msg": "success", "requestTime": LIVE, "data": data}


BITGET: dict[str, Any] = {
    "current-fund-rate": _bitget([_named(fundingRate="0.0001", fundingRateInterval="8", nextUpdate=str(LIVE + HOUR))]),
    "candles": _bitget(_rows(lambda at: [str(at), "90000", "91000", "89000", "90500", "1000", "90000000"])),
    "taker-buy-sell": _bitget(_rows(lambda at: {"buyVolume": "441", "sellVolume": "559", "ts": str(at)})),
    "merge-depth": _bitget(
        {"asks": _levels(ASKS), "bids": _levels(BIDS), "ts": str(LIVE), "scale": "0.1", "precision": "scale0"}
    ),
    "open-interest": _bitget({"openInterestList": [_named(size="52234.5")], "ts": str(LIVE)}),
    "history-fund-rate": _bitget([_named(fundingRate="0.0001", fundingTime=str(at)) for at in SETTLED[::-1]]),
    "symbol-price": _bitget([_named(price="90500", indexPrice="90400", markPrice="90450", ts=str(LIVE))]),
    "account-long-short": _bitget(
        _rows(
            lambda at: {
                "longAccountRatio": "0.6",
                "shortAccountRatio": "0.4",
                "longShortAccountRatio": "0.0138",
                "ts": str(at),
            }
        )
    ),
}


def _rpc(result: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"jsonrpc": "2.0", "result": result, "usIn": LIVE * 1000, "usOut": LIVE * 1000, "usDiff": 1}


DERIBIT: dict[str, Any] = {
    "get_tradingview_chart_data": _rpc(
        {
            "status": "ok",
            "ticks": list(BARS),
            "open": [90000.0] * 3,
            "high": [91000.0] * 3,
            "low": [89000.0] * 3,
            "close": [90500.0] * 3,
            "volume": [1000.0] * 3,
            "cost": [90000000.0] * 3,
        }
    ),
    "get_order_book": _rpc(
        {
            "instrument_name": "BTC-PERPETUAL",
            "timestamp": LIVE,
            "mark_price": 90_450.0,
            "index_price": 90_400.0,
            "open_interest": 904_500_000,
            "bids": [[89_990.0, 180_000.0], [89_500.0, 270_000.0], [89_000.0, 360_000.0]],
            "asks": [[90_010.0, 90_000.0], [90_500.0, 450_000.0], [91_000.0, 540_000.0]],
        }
    ),
    "get_funding_rate_history": _rpc(
        [
            {
                "timestamp": at,
                "index_price": 90_400.0,
                "prev_index_price": 90_300.0,
                "interest_8h": 0.0001,
                "interest_1h": 0.00001,
            }
            for at in BARS
        ]
    ),
}
KRAKEN: dict[str, Any] = {
    "charts": {
        "candles": _rows(
            lambda at: {
                "time": at,
                "open": "90000",
                "high": "91000",
                "low": "89000",
                "close": "90500",
                "volume": "1000",
            }
        ),
        "more_candles": False,
    },
    "orderbook": {
        "result": "success",
        "serverTime": ISO,
        "orderBook": {
            "bids": [[float(p), float(a)] for p, a in BIDS],
            "asks": [[float(p), float(a)] for p, a in ASKS],
        },
    },
    "tickers/{symbol}": {
        "result": "success",
        "serverTime": ISO,
        "ticker": {
            "symbol": "PF_XBTUSD",
            "tag": "perpetual",
            "markPrice": 90_450.0,
            "indexPrice": 90_400.0,
            "openInterest": 2000.0,
            "fundingRate": 0.9,
        },
    },
    "analytics/open-interest": {
        "result": {
            "timestamp": [at // 1000 for at in BARS],
            "data": [["1990", "2010", "1980", "2000"]] * 3,
            "more": False,
        },
        "errors": [],
    },
    "historicalfundingrates": {
        "rates": [{"timestamp": at, "fundingRate": 1.1, "relativeFundingRate": 0.0000125} for at in SETTLED_ISO]
    },
}


def _hyper_levels(side: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"px": price, "sz": amount, "n": 1} for price, amount in side]


HYPERLIQUID: dict[str, Any] = {
    "candleSnapshot": _rows(
        lambda at: {
            "t": at,
            "T": at + HOUR - 1,
            "s": "BTC",
            "i": "1h",
            "o": "90000",
            "h": "91000",
            "l": "89000",
            "c": "90500",
            "v": "1000",
            "n": 5,
        }
    ),
    "l2Book": {"coin": "BTC", "time": LIVE, "levels": [_hyper_levels(BIDS), _hyper_levels(ASKS)]},
    "l2Book of nSigFigs": {"coin": "BTC", "time": LIVE, "levels": [_hyper_levels(BIDS), _hyper_levels(ASKS)]},
    "metaAndAssetCtxs": [
        {"universe": [{"name": "ETH", "szDecimals": 4}, {"name": "BTC", "szDecimals": 5}]},
        [
            {"funding": "0.00001", "markPx": "3000", "oraclePx": "3001", "openInterest": "500000", "midPx": "3000"},
            {"funding": "0.0000125", "markPx": "90450", "oraclePx": "90400", "openInterest": "30000", "midPx": "90440"},
        ],
    ],
    "fundingHistory": [
        {"coin": "BTC", "fundingRate": "0.0000125", "premium": "0.0001", "time": at + 31} for at in BARS
    ],
}


def _htx(data: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"status": "ok", "ts": LIVE, "data": data, **more}


def _htx5(data: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"code": 200, "message": "Success", "data": data, "ts": LIVE}


def _htx_liquidation(at: int, side: str, position: str, turnover: str) -> dict[str, Any]:
    return {
        "id": str(at),
        "contract_code": "BTC-USDT",
        "liquidation_time": str(at),
        "side": side,
        "position_side": position,
        "volume": "2",
        "amount": "0.002",
        "bankrupt_price": "90000",
        "trade_turnover": turnover,
    }


HTX: dict[str, Any] = {
    "swap_contract_info": _htx([{"contract_code": "BTC-USDT", "contract_size": 0.001, "symbol": "BTC"}]),
    "history/kline": _htx(
        _rows(
            lambda at: {
                "id": at // 1000,
                "open": 90000,
                "high": 91000,
                "low": 89000,
                "close": 90500,
                "amount": 1000,
                "vol": 1_000_000,
                "trade_turnover": 90000000.0,
                "count": 5,
            }
        )
    ),
    "depth": {
        "status": "ok",
        "ts": LIVE,
        "tick": {
            "ts": LIVE,
            "bids": [[float(p), float(a) * 1000] for p, a in BIDS],
            "asks": [[float(p), float(a) * 1000] for p, a in ASKS],
        },
    },
    "v5/open_interest": _htx5(
        {"amount": "32476.092", "volume": "32476092", "value": "2922848280", "contract_code": "BTC-USDT"}
    ),
    "swap_his_open_interest": _htx(
        {
            "contract_code": "BTC-USDT",
            "symbol": "BTC",
            "tick": _rows(lambda at: {"volume": "32000", "amount_type": "2", "ts": str(at), "value": "2880000000"}),
        }
    ),
    "v5/funding_rate_history": _htx5(
        [{"id": "1", "contract_code": "BTC-USDT", "funding_rate": "0.0001", "funding_time": str(at)} for at in SETTLED]
    ),
    "v5/liquidation_orders": _htx5(
        [
            _htx_liquidation(BARS[1] + 60_000, "sell", "long", "1000.5"),
            _htx_liquidation(BARS[1] + 90_000, "buy", "short", "300"),
            _htx_liquidation(BARS[1] + 95_000, "sell", "long", "2000"),
        ]
    ),
    "linear_swap_mark_price_kline": _htx(_rows(lambda at: {"id": at // 1000, "open": "90000", "close": "90450"})),
    "linear_swap_basis": _htx(
        _rows(lambda at: {"id": at // 1000, "contract_price": "90500", "index_price": "90400", "basis": "100"})
    ),
    "swap_elite_account_ratio": _htx(
        {
            "contract_code": "BTC-USDT",
            "list": _rows(lambda at: {"buy_ratio": 0.6, "sell_ratio": 0.4, "locked_ratio": 0, "ts": at}),
        }
    ),
}
ANSWERS: dict[str, dict[str, Any]] = {
    "binanceusdm": BINANCE,
    "bybit": BYBIT,
    "okx": OKX,
    "gate": GATE,
    "bitget": BITGET,
    "deribit": DERIBIT,
    "krakenfutures": KRAKEN,
    "hyperliquid": HYPERLIQUID,
    "htx": HTX,
}
"""Every venue's answers by the name of the call."""
