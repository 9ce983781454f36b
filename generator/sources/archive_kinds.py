"""The columns of the archives Binance publishes, and how a file's first row tells which of them it holds.

Seen with and without a header, with stray spaces, and with columns that came later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator.sources.archive_names import Kind
from generator.sources.csv_cells import Layout

COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.KLINES: (
        *("open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count"),
        *("taker_buy_volume", "taker_buy_quote_volume", "ignore"),
    ),
    Kind.METRICS: (
        *("create_time", "symbol", "sum_open_interest", "sum_open_interest_value", "count_toptrader_long_short_ratio"),
        *("sum_toptrader_long_short_ratio", "count_long_short_ratio", "sum_taker_long_short_vol_ratio"),
    ),
    Kind.FUNDING: ("calc_time", "funding_interval_hours", "last_funding_rate"),
    Kind.DEPTH: ("timestamp", "percentage", "depth", "notional"),
    Kind.LIQUIDATIONS: (
        *("time", "symbol", "side", "order_type", "time_in_force", "original_quantity", "price", "average_price"),
        *("order_status", "last_fill_quantity", "accumulated_fill_quantity"),
    ),
}
"""In the order of the files without a header."""
REQUIRED: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.KLINES: frozenset({"open_time", "open", "high", "low", "close", "volume"}),
    Kind.METRICS: frozenset({"create_time", "sum_open_interest"}),
    Kind.FUNDING: frozenset({"calc_time", "last_funding_rate"}),
    Kind.DEPTH: frozenset({"timestamp", "percentage", "notional"}),
    Kind.LIQUIDATIONS: frozenset({"time", "side", "price", "average_price", "accumulated_fill_quantity"}),
}
WANTED: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.KLINES: REQUIRED[Kind.KLINES] | {"quote_volume", "count", "taker_buy_volume", "taker_buy_quote_volume"},
    Kind.METRICS: REQUIRED[Kind.METRICS] | {"symbol", "sum_open_interest_value", "count_long_short_ratio"},
    Kind.FUNDING: frozenset(COLUMNS[Kind.FUNDING]),
    Kind.DEPTH: REQUIRED[Kind.DEPTH],
    Kind.LIQUIDATIONS: frozenset(COLUMNS[Kind.LIQUIDATIONS]),
}
"""The columns kept of each kind, where the file has them."""
_ALIASES: Final[Mapping[str, str]] = {
    "quote_asset_volume": "quote_volume",
    "number_of_trades": "count",
    "trades": "count",
    "taker_buy_base_asset_volume": "taker_buy_volume",
    "taker_buy_base_volume": "taker_buy_volume",
    "taker_buy_quote_asset_volume": "taker_buy_quote_volume",
}
_VALUE: Final = re.compile(r"[+-]?[0-9][0-9.eE+:\sTZ-]*")
_SYMBOL: Final = re.compile(r"[A-Z0-9]{5,}(_PERP|_[0-9]{6})?")


@dataclass(frozen=True, slots=True)
class Found:
    """A kind of archive, and where its columns stand."""

    kind: Kind
    layout: Layout


def recognised(first: Sequence[str], named: Kind | None) -> Found | None:
    """Return what a file is by its first row, or by its name and the shape of that row; None where it is neither.

    A file whose first row holds values is believed to be what its name says. Without such a name, twelve numbers are
    klines, and a row with a symbol or a side in its place is one of metrics or of liquidations.
    """
    names = [re.sub(r"[\s_]+", "_", cell.strip().lower().strip("\ufeff")) for cell in first]
    names = [_ALIASES.get(name, name) for name in names]
    for kind in Kind:
        if REQUIRED[kind].issubset(names):
            return Found(kind, Layout({name: names.index(name) for name in sorted(WANTED[kind] & set(names))}))
    cells = [cell.strip() for cell in first]
    if not cells or not _VALUE.fullmatch(cells[0]):
        return None
    columns = _shape(cells, named)
    for kind in Kind:
        if columns and columns[0] == COLUMNS[kind][0] and named in {None, kind}:
            wanted = {name: i for i, name in enumerate(columns) if name in WANTED[kind]}
            return Found(kind, Layout(wanted, headed=False))
    return None


def _shape(cells: Sequence[str], named: Kind | None) -> tuple[str, ...]:
    """Return the columns of a row of values, () where its shape is none of them or not that of the named kind."""
    sided = [i for i in (1, 2) if len(cells) > i and cells[i].upper() in {"BUY", "SELL"}]
    found = COLUMNS[Kind.LIQUIDATIONS]
    if sided:
        found = found if sided[0] == 2 else tuple(name for name in found if name != "symbol")  # noqa: PLR2004
    elif len(cells) > 1 and _SYMBOL.fullmatch(cells[1].upper()) and not _VALUE.fullmatch(cells[1]):
        found = COLUMNS[Kind.METRICS]
    elif named in {Kind.FUNDING, Kind.DEPTH} or all(map(_VALUE.fullmatch, filter(None, cells))):
        found = COLUMNS[named or Kind.KLINES]
    else:
        return ()
    return found if len(cells) >= len(found) else ()
