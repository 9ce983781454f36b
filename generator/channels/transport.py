"""How bytes get to a server and back: the only room that knows the HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from requests import Response

_PIECE: Final = 65536


class Trouble(Exception):
    """Base of what can become of a request. The text goes on after the name of the host."""


class Unsent(Trouble):
    """Not a byte of the request left."""


class Unsafe(Unsent):
    """The certificate is not that of the host."""


class Lost(Trouble):
    """The request left, wholly or in part, and no whole answer came."""


class TooLong(Trouble):
    """The answer is longer than anybody needs."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whatever it says."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes


def carry(  # noqa: PLR0913, PLR0917 - a request is all of these
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    timeouts: tuple[float, float],
    total: float,
    size: int,
) -> Reply:
    """Send one request and return what came back. Raises `Trouble`.

    `timeouts` are for connecting and between two pieces, `total` is for all of it, in seconds. A server that sends
    byte by byte outlives any time-out between two of them, so the request is carried by a thread that is left behind.
    """
    import requests  # noqa: F401, PLC0415 - here, so that loading it takes nothing from the time there is

    found: list[Reply | Trouble] = []
    given_up = Event()

    def run() -> None:
        try:
            found.append(_carried(method, url, headers, body, timeouts, size, given_up))
        except Trouble as trouble:
            found.append(trouble)

    thread = Thread(target=run, daemon=True, name="request")
    thread.start()
    thread.join(total)
    if not found:
        given_up.set()
        raise Lost("did not answer in time")
    if isinstance(found[0], Trouble):
        raise found[0]
    return found[0]


def _carried(  # noqa: PLR0913, PLR0917 - as above
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    timeouts: tuple[float, float],
    size: int,
    given_up: Event,
) -> Reply:
    from requests import Session  # noqa: PLC0415 - a tenth of a second; only who publishes pays it
    from requests.exceptions import RequestException  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    with Session() as session:
        session.trust_env = False  # neither a .netrc nor a variable decides where secrets go
        try:
            with session.request(
                method, url, headers=dict(headers), data=body, timeout=timeouts, allow_redirects=False, stream=True
            ) as response:
                whole = _read(response, size, given_up)
                names = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status_code, names, whole)
        except (RequestException, HTTPError, OSError, ValueError) as error:
            raise _trouble(error) from None


def _read(response: Response, size: int, given_up: Event) -> bytes:
    whole = bytearray()
    for piece in response.iter_content(_PIECE):
        whole += piece
        if len(whole) > size:
            raise TooLong(f"answered with more than {size:,} bytes")
        if given_up.is_set():
            break
    return bytes(whole)


def _trouble(error: Exception) -> Trouble:
    """Return what an exception of the library means. What is not known to have stayed here may have left."""
    from requests import exceptions  # noqa: PLC0415
    from urllib3.exceptions import MaxRetryError, NewConnectionError  # noqa: PLC0415

    inner = error.args[0] if error.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    if isinstance(error, exceptions.SSLError) and "certificate" in str(error).lower():
        return Unsafe("has no certificate that can be trusted")
    if isinstance(error, exceptions.ConnectTimeout):
        return Unsent("did not take the connection in time")
    if isinstance(reason, NewConnectionError):
        unknown = "resol" in type(reason).__name__.lower() or "resolve" in str(reason).lower()
        return Unsent("is not known: its name cannot be looked up" if unknown else "does not take connections")
    if isinstance(error, exceptions.InvalidURL | exceptions.InvalidHeader | exceptions.MissingSchema | UnicodeError):
        return Unsent("cannot be asked: the address or a header is no valid one")
    if isinstance(error, exceptions.Timeout):
        return Lost("did not answer in time")
    return Lost("broke off before its answer was whole")
