"""What is believed of the rows of a file: numbers in the fields' own units, and what was set aside of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.market import Field, SetAside
from generator.sources.bars import Bars, unknown
from generator.sources.cells import Column
from generator.sources.column_map import PRICES, ColumnUnit, FieldColumn
from generator.sources.quarantine import AMOUNT_RULES, PRICE_RULES, jumping_levels, set_aside

STANDARD_FUNDING_HOURS: Final = 8.0
_SCALES: Final[Mapping[ColumnUnit, float]] = {ColumnUnit.PERCENT: 1e-2, ColumnUnit.BASIS_POINTS: 1e-4}
_BASIS_POINTS_PER_UNIT: Final = 1e4
Numbers = dict[Field, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Believed:
    """One number a bar or sample, NaN where nothing is known, and why values are not among them."""

    values: Numbers
    set_aside: tuple[SetAside, ...]
    """Values that cannot be true, in order of time and field."""
    repeats: tuple[SetAside, ...]
    """Rows that say again what another row says: nothing is lost with them."""


def believed(bars: Bars, rows: Mapping[Field, Column]) -> Believed:
    """Return the values of the bars, of which `rows` holds one number a row in the file's units."""
    sources = bars.column_map.fields
    disagreements = bars.disagreements({field: column.numbers for field, column in rows.items()})
    aside = [*bars.strays(), *bars.doubted(disagreements)]
    for field, column in rows.items():
        aside += bars.not_finite(field, column.not_finite)
    values = {field: bars.placed(column.numbers) for field, column in rows.items()}
    unknown(values, [doubt.bar for doubt in disagreements])
    for field, source in sources.items():
        if source.scale != 1:
            values[field] *= source.scale
    prices = {field: values[field] for field in PRICES if field in values}
    aside += bars.doubted(set_aside(prices, PRICE_RULES))
    _normalise(values, sources)
    breaks = {field: bars.positions(source.breaks) for field, source in sources.items() if source.breaks}
    aside += bars.doubted(set_aside(values, (*AMOUNT_RULES, partial(jumping_levels, breaks=breaks))))
    repeats = bars.repeats({doubt.bar for doubt in disagreements})
    return Believed(values, tuple(sorted(aside, key=lambda item: (item.time, item.field))), tuple(repeats))


def converts(field: Field, unit: ColumnUnit) -> bool:
    """Return whether a column in `unit` is turned into the field's own with the close of its bar."""
    return (
        field not in PRICES
        and unit in (ColumnUnit.COINS, ColumnUnit.USD)
        and (field.value.endswith("_coins") is not (unit is ColumnUnit.COINS))
    )


def _normalise(values: Numbers, sources: Mapping[Field, FieldColumn]) -> None:
    """Bring every field into its own unit, in place; coins and USD are converted with the close of their bar."""
    for field, source in sources.items():
        if converts(field, source.unit):
            close = values[Field.CLOSE]
            with np.errstate(over="ignore"):  # what overflows is set aside as too large
                values[field] = values[field] * close if source.unit is ColumnUnit.COINS else values[field] / close
        elif field is Field.FUNDING_RATE:
            values[field] = values[field] * (_SCALES.get(source.unit, 1.0) * STANDARD_FUNDING_HOURS / source.hours)
        elif field is Field.SPREAD_BPS:
            values[field] = values[field] * (_SCALES.get(source.unit, 1.0) * _BASIS_POINTS_PER_UNIT)
