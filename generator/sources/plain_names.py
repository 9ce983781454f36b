"""Reads a file without a column map, where its columns carry the names of the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from generator.errors import InputInvalid, invalid
from generator.market import Field
from generator.sources.column_map import UNITS, ColumnMap, ColumnUnit, FieldColumn

TIMES: Final = ("time", "timestamp", "date", "datetime")
ALIASES: Final[Mapping[str, Field]] = {
    **{field.value: field for field in Field},
    "volume_base": Field.VOLUME_COINS,
    "volume": Field.VOLUME_COINS,
    "volume_quote": Field.VOLUME_USD,
    "taker_buy_base": Field.TAKER_BUY_COINS,
    "funding_rate_8h": Field.FUNDING_RATE,
    "funding_rate_4h": Field.FUNDING_RATE,
    "funding_rate_1h": Field.FUNDING_RATE,
    "mark_price": Field.MARK,
    "index_price": Field.INDEX,
}
"""Column names that need no map, in the order they are tried."""
_HOURS: Final[Mapping[str, float]] = {"funding_rate_4h": 4.0, "funding_rate_1h": 1.0}
_MOST_SHOWN: Final = 20


def named_map(header: Sequence[str], name: str, venue: str | None) -> ColumnMap:
    """Return the map that the columns of the file `name` give themselves, all of them from `venue`.

    Raises `InputInvalid` that names the columns seen where there is no time, or no field, among them.
    """
    spelled = {column.strip().lower(): column for column in reversed(header)}
    time = next((spelled[alias] for alias in TIMES if alias in spelled), None)
    fields: dict[Field, FieldColumn] = {}
    for alias, field in ALIASES.items():
        if alias in spelled and field not in fields:
            fields[field] = FieldColumn(spelled[alias], _own_unit(field), venue, hours=_HOURS.get(alias, 8.0))
    if time is None or not fields:
        raise _unknown_columns(header, name, "time" if time is None else "market series")
    return ColumnMap(name, time, {field: fields[field] for field in Field if field in fields})


def _own_unit(field: Field) -> ColumnUnit:
    if field.value.endswith("_coins"):
        return ColumnUnit.COINS
    return ColumnUnit.BASIS_POINTS if field is Field.SPREAD_BPS else UNITS[field][0]


def _unknown_columns(header: Sequence[str], name: str, lacking: str) -> InputInvalid:
    seen = ", ".join(ascii(column)[1:-1][:40] for column in header[:_MOST_SHOWN])
    more = f" and {len(header) - _MOST_SHOWN} more" if len(header) > _MOST_SHOWN else ""
    return invalid(
        name,
        f"has no column known to hold a {lacking}; its columns are {seen}{more}",
        "write a column map (docs/method.md, 'Column maps'; examples/btc_daily_2018_2023.toml is one) and give it with "
        f"--columns, or name the columns time, {', '.join(list(Field)[:6])} ...",
    )
