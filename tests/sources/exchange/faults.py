"""The faults of the fault matrix: each turns a sound answer into one that must not become a silent value."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from aiohttp import web

from tests.fakes.exchange import Fault, json_response
from tests.fakes.exchange_answers import HOUR, NOW_MS

_ISO = re.compile(r"\d{4}-\d\d-\d\dT")
_MARK = "@@@"


def _leaves(value: Any, amount: Callable[[Any], Any], moment: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _leaves(item, amount, moment) for key, item in value.items()}
    if isinstance(value, list):
        return [_leaves(item, amount, moment) for item in value]
    if isinstance(value, str) and _ISO.match(value):
        return moment(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return value
    if isinstance(value, bool) or number in {0.0, 200.0}:  # codes of success
        return value
    year = 31_556_952_000
    for scale in (1, 1000):
        if abs(number * scale - NOW_MS) < year:
            return moment(value)
    return amount(value)


def _valued(amount: object, raw: str = "") -> Fault:
    """Replace every number that is no moment; `raw` is put in as it stands, not as a string."""

    async def fault(_: web.Request, sound: object) -> web.StreamResponse:
        text = json.dumps(_leaves(sound, lambda _: _MARK if raw else amount, lambda at: at))
        return json_response(text.replace(f'"{_MARK}"', raw))

    return fault


def _timed(moment: object) -> Fault:
    async def fault(_: web.Request, sound: object) -> web.StreamResponse:
        return json_response(json.dumps(_leaves(sound, lambda value: value, lambda _: moment)))

    return fault


def _later(ahead: int) -> Fault:
    def shifted(at: Any) -> Any:  # noqa: ANN401
        if isinstance(at, str) and _ISO.match(at):
            return at.replace("2026", "5138" if ahead > HOUR * 10**6 else "2027")
        seconds = abs(float(at) * 1000 - NOW_MS) < abs(float(at) - NOW_MS)
        later = float(at) + ahead / (1000 if seconds else 1)
        return str(int(later)) if isinstance(at, str) else type(at)(later)

    async def fault(_: web.Request, sound: object) -> web.StreamResponse:
        return json_response(json.dumps(_leaves(sound, lambda value: value, shifted)))

    return fault


def _bodied(body: Callable[[str], bytes], content_type: str = "application/json", **headers: str) -> Fault:
    async def fault(_: web.Request, sound: object) -> web.StreamResponse:
        sent = {"Content-Type": content_type, **headers} if content_type else headers
        return web.Response(body=body(json.dumps(sound)), headers=sent)

    return fault


def _status(status: int, text: str = "{}", **headers: str) -> Fault:
    async def fault(_: web.Request, sound: object) -> web.StreamResponse:
        del sound
        return json_response(text, status, **headers)

    return fault


def gzip_bomb(size: int) -> bytes:
    """Return `size` bytes of JSON white space, compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    piece = b" " * 2**20
    pieces = [packer.compress(piece) for _ in range(size // len(piece))]
    return b"".join([*pieces, packer.compress(b"[]"), packer.flush()])


async def _reset(request: web.Request, sound: object) -> web.StreamResponse:
    del sound
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_off(request: web.Request, sound: object) -> web.StreamResponse:
    body = json.dumps(sound).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body) + 10)})
    await response.prepare(request)
    await response.write(body)
    if request.transport is not None:
        request.transport.close()
    return response


async def drip(request: web.Request, sound: object) -> web.StreamResponse:
    """Send a byte now and then, for ever."""
    del sound
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.01)
    except (ConnectionError, asyncio.CancelledError):
        return response


def _hollow(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return []
    return {key: _hollow(item) for key, item in value.items()} if isinstance(value, dict) else value


def _bare(value: Any) -> Any:  # noqa: ANN401
    return (
        {key: _bare(item) for key, item in value.items()}
        if isinstance(value, dict)
        else ([None for _ in value] if isinstance(value, list) else value)
    )


def _changed(change: Callable[[Any], Any]) -> Fault:
    return _bodied(lambda text: json.dumps(change(json.loads(text))).encode())


_BOMB: Final = gzip_bomb(2**22)
FAULTS: Final[Mapping[str, Fault]] = {
    "HTML with 200": _bodied(lambda _: b"<html>maintenance</html>", "text/html"),
    "HTML called JSON": _bodied(lambda _: b"<html>maintenance</html>"),
    "JSON called HTML": _bodied(str.encode, "text/html"),
    "no content type": _bodied(str.encode, "application/octet-stream"),
    "truncated JSON": _bodied(lambda text: text[: len(text) // 2].encode()),
    "two answers in one": _bodied(lambda text: (text + text).encode()),
    "empty body": _bodied(lambda _: b""),
    "null": _bodied(lambda _: b"null"),
    "a bare number": _bodied(lambda _: b"42"),
    "a bare string": _bodied(lambda _: b'"ok"'),
    "an empty object": _bodied(lambda _: b"{}"),
    "an empty list": _bodied(lambda _: b"[]"),
    "a list for an object and back": _changed(lambda sound: {"data": sound} if isinstance(sound, list) else [sound]),
    "no UTF-8": _bodied(lambda _: b'{"a": "\xff\xfe"}'),
    "nested too deep": _bodied(lambda _: b"[" * 100_000),
    "hollow lists": _changed(_hollow),
    "rows of null": _changed(_bare),
    "NaN": _valued(None, "NaN"),
    "Infinity": _valued(None, "Infinity"),
    "1e999": _valued(None, "1e999"),
    "NaN as text": _valued("NaN"),
    "1e400 as text": _valued("1e400"),
    "null values": _valued(None),
    "true for numbers": _valued(amount=True),
    "words for numbers": _valued("abc"),
    "full-width digits": _valued("\uff11\uff12"),
    "lists for numbers": _valued([1, 2]),
    "negative numbers": _valued(-7),
    "huge numbers": _valued(1e30),
    "a number of 400 digits": _valued(None, "9" * 400),
    "times of zero": _timed(0),
    "times of null": _timed(None),
    "times that are words": _timed("yesterday"),
    "times an hour ahead": _later(HOUR * 24 * 60),
    "year 5138": _later(HOUR * 24 * 365 * 3112),
    "400": _status(400, '{"code": -1121, "msg": "Invalid symbol."}'),
    "404": _status(404),
    "403": _status(403),
    "451": _status(451, '{"msg": "restricted location"}'),
    "418": _status(418, '{"msg": "banned until 1768479999999"}'),
    "429": _status(429, **{"Retry-After": "60"}),
    "500": _status(500),
    "503": _status(503),
    "a redirect": _status(302, Location="/elsewhere"),
    "a reset": _reset,
    "cut off": _cut_off,
    "a damaged gzip": _bodied(lambda _: b"\x1f\x8b" + b"x" * 50, **{"Content-Encoding": "gzip"}),
    "an unasked compression": _bodied(str.encode, **{"Content-Encoding": "br"}),
    "a gzip bomb": _bodied(lambda _: _BOMB, **{"Content-Encoding": "gzip"}),
}
"""Every fault by name; none leaves a value that could be used, but for what `harmless` names."""
SLOW: Final = {"a slow drip": drip}


def harmless(fault: str, venue: str, target: str, *, fact: bool) -> bool:
    """Return whether a fault touches nothing that is read: facts of a market bear no time, for one."""
    if (venue, target) == ("okx", "funding-rate"):  # read are two times, and only how far they are apart
        return fault in {"times an hour ahead", "year 5138"} or (fault in _VALUES and fault not in _NOT_JSON)
    if (venue, target) == ("binanceusdm", "fundingInfo"):  # who is not listed settles every 8 hours; gaps tell anyway
        return (
            fault in {"an empty list", "hollow lists"}
            or (fault in _VALUES and fault not in _NOT_JSON)
            or "time" in fault
            or fault == "year 5138"
        )
    return fact and ("times" in fault or fault == "year 5138")


_NOT_JSON: Final = ("NaN", "Infinity", "1e999", "a number of 400 digits")
_NAMES: Final = tuple(FAULTS)
_VALUES: Final = _NAMES[_NAMES.index("NaN") : _NAMES.index("times of zero")]
