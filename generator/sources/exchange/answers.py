"""One HTTP answer: how it is read within bounds, and what its status, its form and ccxt's errors mean."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from generator.sources.exchange import pauses
from generator.sources.exchange.troubles import Kind, Misshapen, Trouble, blocked, quoted, throttled

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

_PIECE: Final = 2**16
_BLOCKED: Final = (403, 451)
_OK: Final = range(200, 300)
_MOVED: Final = range(300, 400)
_FAULT: Final = 500
_JSON: Final = ("application/json", "text/json", "text/plain")
_AGAIN: Final = "it is asked again with the next poll"
_KEPT: Final = "nothing of it is kept; it is asked again with the next poll"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, decompressed and within bounds."""

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    flaw: str = ""
    """Why the body must not be used, where it was cut off on purpose."""


def session(exchange: Any, *, trust_env: bool) -> ClientSession:  # noqa: ANN401 - ccxt has no types
    """Return a session that follows no redirect, keeps no cookie and leaves decompressing to `exchanged`."""
    from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector  # noqa: PLC0415 - slow to load

    return ClientSession(
        connector=TCPConnector(ssl=ssl.create_default_context(cafile=exchange.cafile)),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        trust_env=trust_env,
        timeout=ClientTimeout(total=None),  # the deadline of the whole call holds
    )


def connection_errors() -> tuple[type[Exception], ...]:
    """Return the errors of a connection that was refused, broke, or spoke no HTTP."""
    from aiohttp import ClientError  # noqa: PLC0415 - slow to load

    return (ClientError, OSError)


async def exchanged(  # noqa: PLR0913, PLR0917 - the parts of one request
    client: ClientSession, method: str, url: str, headers: Mapping[str, str], body: str | None, largest: int
) -> Answer:
    """Send one request and read its answer, at most `largest` bytes of it. Raises `connection_errors`."""
    from yarl import URL  # noqa: PLC0415 - slow to load

    data = None if body is None else body.encode()
    async with client.request(
        method, URL(url, encoded=True), data=data, headers=headers, allow_redirects=False
    ) as response:
        flaw = ""
        content = b""
        try:
            content = await _read(response, largest)
        except Misshapen as error:
            flaw = str(error)
        return Answer(url, response.status, response.reason or "", dict(response.headers), content, flaw)


async def _read(response: ClientResponse, largest: int) -> bytes:
    """Return the decompressed body; memory stays near `largest` whatever the compressed bytes promise."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "deflate", ""}:
        raise Misshapen(f"the answer is compressed as {quoted(coding)}, which was not asked for")
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if coding in {"gzip", "deflate"} else None
    found = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        rest = piece
        while rest:
            if inflater is None:
                more, rest = rest, b""
            else:
                try:
                    more = inflater.decompress(rest, _PIECE)
                except zlib.error as error:
                    raise Misshapen("the compressed answer is damaged") from error
                rest = inflater.unconsumed_tail
            found += more
            if len(found) > largest:
                raise Misshapen(f"the answer is larger than {largest:,} bytes")
    if inflater is not None and (not inflater.eof or inflater.unused_data):
        raise Misshapen("the compressed answer is damaged")
    return bytes(found)


def skew(answer: Answer, now: datetime) -> timedelta | None:
    """Return the venue's clock minus ours by the Date header (and the Age a cache gave it), to about a second."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    try:
        date = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    age = headers.get("age", "0")
    told = date.replace(tzinfo=date.tzinfo or UTC) + timedelta(seconds=int(age) if age.isdecimal() else 0)
    return told + timedelta(seconds=0.5) - now  # a header cuts off the fraction of a second


def by_status(answer: Answer, venue: str, call: str, now: datetime) -> Trouble | None:
    """Return what the status alone says is wrong, or None where the body decides."""
    status = answer.status
    text = answer.body[:2000].decode("utf-8", "replace")
    if status in _BLOCKED:
        return blocked(venue, call, status, pauses.blocked_until(now))
    if status in {pauses.TOO_MANY, pauses.BANNED}:
        return throttled(venue, call, pauses.wait_until(status, answer.headers, text, now))
    if status >= _FAULT:
        told = any(name.lower() == "retry-after" for name in answer.headers)
        until = pauses.wait_until(status, answer.headers, text, now) if told else None
        return Trouble(Kind.UNREACHABLE, venue, call, f"{venue} has a fault (HTTP {status})", _AGAIN, until)
    if status in _MOVED or status < _OK.start:
        return Trouble(Kind.BROKEN, venue, call, f"the answer sends us elsewhere (HTTP {status})", _KEPT)
    return None


def by_form(answer: Answer, venue: str, call: str) -> Trouble | None:
    """Return what is wrong with the form of an answer whose status says nothing, or None."""
    if answer.flaw:
        return Trouble(Kind.BROKEN, venue, call, answer.flaw, _KEPT)
    if answer.status not in _OK:
        text = quoted(answer.body[:2000].decode("utf-8", "replace"))
        problem = f"{venue} refused the request (HTTP {answer.status}): {text or 'without a word'}"
        return Trouble(Kind.REFUSED, venue, call, problem, "check that the venue lists this market")
    kind = next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")
    if kind.partition(";")[0].strip().lower() not in _JSON:
        return Trouble(Kind.BROKEN, venue, call, f"the answer is {quoted(kind) or 'of no type'}, not JSON", _KEPT)
    return None


def unconnected(error: Exception, venue: str, call: str) -> Trouble:
    """Return the trouble of a request that was not answered in full; what repeating cannot mend is broken."""
    from aiohttp import ClientConnectorCertificateError, ClientResponseError, InvalidURL  # noqa: PLC0415 - slow

    if isinstance(error, ClientConnectorCertificateError):
        return Trouble(Kind.BROKEN, venue, call, f"the certificate of {venue} is not trusted", "check for a proxy")
    if isinstance(error, ClientResponseError | InvalidURL):
        return Trouble(Kind.BROKEN, venue, call, "the answer is not HTTP", _KEPT)
    problem = f"{venue} could not be reached, or broke off ({type(error).__name__})"
    return Trouble(Kind.UNREACHABLE, venue, call, problem, _AGAIN)


def from_ccxt(error: Exception, venue: str, call: str, now: datetime) -> Trouble:
    """Return the trouble behind an error ccxt raised for a code the venue gave, or for an answer it stumbled over."""
    import ccxt  # noqa: PLC0415 - slow to load

    words = quoted(str(error).removeprefix(f"{venue} "))
    if isinstance(error, ccxt.DDoSProtection | ccxt.RateLimitExceeded):
        return throttled(venue, call, pauses.wait_until(pauses.TOO_MANY, {}, str(error), now))
    if isinstance(error, ccxt.NetworkError):
        return Trouble(Kind.UNREACHABLE, venue, call, f"{venue} says it cannot answer: {words}", _AGAIN)
    if isinstance(error, ccxt.BaseError):
        return Trouble(Kind.REFUSED, venue, call, f"{venue} refused: {words}", "check that it lists this market")
    return Trouble(Kind.BROKEN, venue, call, f"the answer confused its reader ({type(error).__name__})", _KEPT)
