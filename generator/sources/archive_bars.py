"""Reads archives of klines: bars of a traded market, or of the mark or index price of one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from generator.errors import Fault, invalid
from generator.market import INTERVALS, Field, Observations, SetAside
from generator.sources.archive_tables import Archive
from generator.sources.cells import read_numbers
from generator.sources.column_map import ColumnMap, ColumnUnit, FieldColumn
from generator.sources.files import on_grid
from generator.sources.observed import observed_bars
from generator.sources.table import limited

_PRICES = {"markPriceKlines": Field.MARK, "indexPriceKlines": Field.INDEX}
Found = tuple[list[Observations], list[SetAside]]


def read_klines(archive: Archive, asset: str, venue: str, now: int) -> Found:
    """Return the bars of an archive and what was set aside of them; `now` is in Unix milliseconds.

    Of markets settled in coins, volume counts contracts and quote volume counts coins. Bars of a mark or index price
    give their close. Raises `InputInvalid`: cells that are no numbers, a premium index, price bars that nothing tells
    from traded ones.
    """
    table, market = archive.table, archive.market
    if market.price is not None and market.price not in _PRICES:
        raise invalid(table.name, f"holds {market.price}, which are no prices", "leave it out")
    if market.price is None and _never_traded(archive):
        remedy = "import it from its folder, markPriceKlines or indexPriceKlines, as it was published"
        raise invalid(table.name, "holds prices without any trade: bars of a mark or index price", remedy)
    fields = _fields(archive)
    columns = {
        field: replace(source, venue=venue, market=market.market)
        for field, source in fields.items()
        if source.column in table.columns
    }
    chosen = ColumnMap(table.name, "open_time", columns, period=archive.interval)
    bars, found = on_grid(table, chosen, INTERVALS, now)
    return list(observed_bars(bars, found.values, asset)), [*found.set_aside, *found.repeats]


def _fields(archive: Archive) -> dict[Field, FieldColumn]:
    if archive.market.price is not None:
        return {_PRICES[archive.market.price]: FieldColumn("close", ColumnUnit.USD)}
    prices = {Field(name): FieldColumn(name, ColumnUnit.USD) for name in ("open", "high", "low", "close")}
    if archive.market.contract is None:
        return prices | {
            Field.VOLUME_COINS: FieldColumn("volume", ColumnUnit.COINS),
            Field.VOLUME_USD: FieldColumn("quote_volume", ColumnUnit.USD),
            Field.TAKER_BUY_COINS: FieldColumn("taker_buy_volume", ColumnUnit.COINS),
        }
    return prices | {
        Field.VOLUME_COINS: FieldColumn("quote_volume", ColumnUnit.COINS),
        Field.VOLUME_USD: FieldColumn("volume", ColumnUnit.USD, scale=archive.market.contract),
        Field.TAKER_BUY_COINS: FieldColumn("taker_buy_quote_volume", ColumnUnit.COINS),
    }


def _never_traded(archive: Archive) -> bool:
    """Return whether no bar has volume while prices moved: what bars of a mark or index price look like."""
    faults: list[Fault] = []
    volume, high, low = (read_numbers(archive.table, name, faults).numbers for name in ("volume", "high", "low"))
    if faults:
        raise limited(faults, archive.table.name)
    return bool(np.all(volume == 0)) and bool(np.any(high > low))
