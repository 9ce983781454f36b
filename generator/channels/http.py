"""One guarded way to ask a server: bounded in time and size, no redirects, and errors that say what can be done.

What matters to who sends is whether the server may have done it. Nothing was sent: `SourceUnavailable`. It said no:
`DeliveryFailed`. It may have: `AnswerLost`, after which a channel looks before it sends again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from generator import __version__
from generator.channels.transport import Lost, Reply, TooLong, Trouble, Unsafe, Unsent, carry
from generator.channels.words import said
from generator.errors import CommentaryError, DeliveryFailed, DeliveryUncertain, Fault, SourceUnavailable

_AGENT: Final = f"market-commentary-generator/{__version__}"
_SAFE: Final = frozenset({"GET", "HEAD"})
_UNFINISHED: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
"""Said by what stands before a server, which may still be at work."""
_LONGEST: Final = timedelta(days=1)
"""The longest a Retry-After is believed."""
_PAUSE: Final = timedelta(minutes=1)
_LATER: Final = "try again later"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much. Seconds and bytes."""

    connect: float = 10.0
    read: float = 30.0
    """Between two pieces of an answer."""
    total: float = 90.0
    """From the first byte sent to the last one read, however slowly they come."""
    size: int = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    accept: frozenset[int] = frozenset()
    """Statuses besides those of success that the channel reads itself, such as 404 where it looks for something."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON is anything
        """The body read as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class AnswerLost(DeliveryUncertain):
    """What was asked for may have been done or not. Look before asking again."""

    def __init__(self, fault: Fault, *, answered: bool) -> None:
        super().__init__([fault])
        self.answered = answered
        """Whether the server itself ended with an error: what it did not make by then, it will not make."""


@dataclass(frozen=True, slots=True)
class Client:
    """Asks servers on behalf of one channel. Keeps nothing between two requests, cookies and connections included."""

    channel: str
    """The channel's name, by which errors name their place."""
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""
    limits: Limits = Limits()
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """Secrets, to be cut out of whatever a server says. Values of ``Authorization`` are hidden anyhow."""

    def send(self, request: Request) -> Answer:
        """Return the answer where it is a success or one that the request accepts.

        Raises:
            SourceUnavailable: nothing was sent, or the server asks to wait; a GET is never anything worse.
            DeliveryFailed: the server refuses, or what it answers must not be read.
            AnswerLost: the request changes something, and whether it did is not known.
        """
        headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **request.headers}
        given = self.limits
        try:
            reply = carry(
                request.method, request.url, headers, request.body, (given.connect, given.read), given.total, given.size
            )
        except Trouble as trouble:
            raise self._troubled(trouble, request) from None
        answer = Answer(reply.status, reply.headers, reply.body)
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES or answer.status in request.accept:
            return answer
        raise self._refused(reply, request)

    def ask(self, request: Request) -> Any:  # noqa: ANN401 - JSON is anything
        """Return the JSON of an answer. Raises as `send`; an answer that is no JSON is none."""
        answer = self.send(request)
        data = answer.data
        if data is None:
            problem = f"{_host(request)} answered {answer.status} with something that is no JSON"
            remedy = "check the address: something else than the target may stand there"
            if request.method in _SAFE:
                raise SourceUnavailable([self._fault(problem, remedy)])
            raise AnswerLost(self._fault(problem, remedy), answered=True)
        return data

    def _troubled(self, trouble: Trouble, request: Request) -> CommentaryError:
        host = _host(request)
        if isinstance(trouble, Unsafe):
            fault = self._fault(f"the certificate of {host} cannot be trusted", "mend it, or check the address")
            return DeliveryFailed([fault])
        if isinstance(trouble, Unsent):
            return SourceUnavailable([self._fault(f"{host} {trouble}", f"check the address, or {_LATER}")])
        fault = self._fault(f"{host} {trouble}", _LATER)
        if isinstance(trouble, Lost | TooLong) and request.method not in _SAFE:
            return AnswerLost(fault, answered=isinstance(trouble, TooLong))
        return SourceUnavailable([fault])

    def _refused(self, reply: Reply, request: Request) -> CommentaryError:
        host, status = _host(request), reply.status
        words = said(reply.body, (*self.hidden, *_authorisation(request)))
        answered = f"{host} answered {status}{f': {words}' if words else ''}"
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            place = _site(reply.headers.get("location", ""))
            remedy = f"give the address it stands at{f', such as {place}' if place else ''}"
            return DeliveryFailed([self._fault(f"{host} redirects ({status}), which is not followed", remedy)])
        if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}:
            until = self._until(reply.headers.get("retry-after", ""))
            problem = f"{host} asks to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
            return SourceUnavailable([self._fault(problem, "try again then")], until)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return DeliveryFailed([self._fault(answered, _remedy(status))])
        fault = self._fault(answered, _LATER)
        if request.method in _SAFE:
            header = reply.headers.get("retry-after", "")
            return SourceUnavailable([fault], self._until(header) if header else None)
        return AnswerLost(fault, answered=status not in _UNFINISHED)

    def _until(self, header: str) -> datetime:
        """Return the moment a Retry-After names, which is seconds or a date; a minute from now where it names none."""
        now, text = self.moment(), header.strip()
        if text.isascii() and text.isdigit():
            return now + min(timedelta(seconds=int(text[:9])), _LONGEST)
        try:
            named = parsedate_to_datetime(text)
        except ValueError:
            return now + _PAUSE
        return min(max(named, now), now + _LONGEST) if named.tzinfo else now + _PAUSE

    def _fault(self, problem: str, remedy: str) -> Fault:
        return Fault(f"channel {self.channel}", problem, remedy)


def _host(request: Request) -> str:
    """Return the host alone: paths hold secrets where they are addresses of webhooks."""
    try:
        return urlsplit(request.url).hostname or "the server"
    except ValueError:
        return "the server"


def _site(location: str) -> str:
    try:
        parts = urlsplit(location)
        host = parts.hostname
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}" if host and parts.scheme in {"http", "https"} else ""


def _authorisation(request: Request) -> list[str]:
    values = [value for name, value in request.headers.items() if name.lower() == "authorization"]
    return values + [value.split()[-1] for value in values if value.split()]


def _remedy(status: int) -> str:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return "check the secret and the rights it gives"
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
        return "check the address in the settings"
    return "mend what it says"
