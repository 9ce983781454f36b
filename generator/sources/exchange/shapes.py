"""Ways into an answer. Whatever is not where the venue documents it raises Misshapen: the whole answer is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from generator.market import Field
from generator.sources.exchange.figures import Stamp
from generator.sources.exchange.troubles import Misshapen
from generator.sources.exchange.venue import Point

Key = int | str


def cell(row: object, key: Key) -> Any:  # noqa: ANN401 - one cell of JSON
    """Return a cell of a row: by position of a list, by name of an object; None where an object lacks the name."""
    if isinstance(row, list):
        if isinstance(key, int) and -len(row) <= key < len(row):
            return row[key]
    elif isinstance(row, dict) and isinstance(key, str):
        return row.get(key)
    raise Misshapen(f"a row has nothing at {key!r}")


def dig(answer: object, *keys: Key) -> Any:  # noqa: ANN401 - a part of JSON
    """Return the part of an answer at a path."""
    for key in keys:
        answer = cell(answer, key)
    if answer is None:
        raise Misshapen(f"nothing at {'.'.join(str(key) for key in keys)}")
    return answer


def listed(answer: object, *keys: Key) -> list[Any]:
    """Return the list at a path."""
    found = dig(answer, *keys) if keys else answer
    if not isinstance(found, list):
        raise Misshapen(f"{'.'.join(str(key) for key in keys) or 'the answer'} is not a list")
    return found


def only(answer: object, *keys: Key) -> Any:  # noqa: ANN401 - one row of JSON
    """Return the one row of the list at a path."""
    rows = listed(answer, *keys)
    if len(rows) != 1:
        raise Misshapen(f"{len(rows)} rows where one was asked for")
    return rows[0]


def same(row: object, key: Key, asked: str) -> None:
    """Refuse an answer that is about another market than the one asked for."""
    told = cell(row, key)
    if told != asked:
        raise Misshapen("the answer is about another market")


def columns(rows: Iterable[object], time: Callable[[object], Stamp], keys: Mapping[Field, Key]) -> Iterator[Point]:
    """Yield the fields of every row, whose cells need no conversion; `time` reads the moment of a row."""
    for row in rows:
        moment = time(row)
        for field, key in keys.items():
            yield Point(moment, field, cell(row, key))
