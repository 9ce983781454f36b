"""Strict JSON: what the standard allows and nothing else, so that no broken answer reads as data."""

from __future__ import annotations

import json
import math
from typing import NoReturn


class NotStrict(Exception):
    """The bytes are not strict JSON. The text says why."""


def read_json(body: bytes) -> object:
    """Return the value of UTF-8 JSON.

    Raises NotStrict: no UTF-8, no JSON, NaN or Infinity, a number beyond a float, a name given twice, too deep.
    """
    if not body.strip():
        raise NotStrict("the answer is empty")
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_constant=_constant,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError as error:
        raise NotStrict("the answer is not UTF-8 text") from error
    except RecursionError as error:
        raise NotStrict("the answer is nested too deeply") from error
    except ValueError as error:
        raise NotStrict("the answer is not JSON, or only a part of it") from error


def _constant(name: str) -> NoReturn:
    raise NotStrict(f"the answer holds {name}, which no JSON number is")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotStrict("the answer holds a number no float can hold")
    return number


def _whole(text: str) -> int:
    if len(text) > 40:  # noqa: PLR2004 - far beyond any stamp, amount or identity
        raise NotStrict("the answer holds a number no venue uses")
    return int(text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("the answer gives a name twice")
    return found
