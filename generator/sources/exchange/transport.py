"""The guard between a venue and ccxt: every raw answer is checked here before ccxt, or anything else, reads it.

ccxt sends each request, unified or raw, through ``exchange.fetch``; `Transport.fetch` stands in its place. ccxt still
builds the address, keeps the rate limit and knows the venue's error codes. Sent, read and judged it is here: one
deadline over all attempts, a cap on the bytes after decompression, status, content type, strict JSON, top-level type.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from generator.sources.exchange import answers
from generator.sources.exchange.answers import Answer
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.strict import NotStrict, read_json
from generator.sources.exchange.troubles import CallFailed, Kind, Misshapen, Trouble, quoted

if TYPE_CHECKING:
    from aiohttp import ClientSession

_AGAIN: Final = "it is asked again with the next poll"


@dataclass(frozen=True, slots=True)
class Tools:
    """What a call needs of the world, so that nothing below the newsroom reads a clock or draws a number."""

    clock: Callable[[], datetime]
    """The moment now, with a time zone."""
    sleep: Callable[[float], Awaitable[None]]
    """Waits so many seconds between two attempts."""
    jitter: Callable[[], float]
    """A number from 0 to 1 that spreads the attempts of many programs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much one call may take."""

    deadline: float = 15.0
    """Seconds for one call in all: waiting its turn, every attempt, every byte."""
    largest: int = 32 * 2**20
    """Bytes of an answer after decompression."""
    attempts: int = 3
    """Requests for one call where the venue faults or the connection breaks."""
    first_delay: float = 0.5
    """Seconds before the second attempt, doubled for each further one, times 0.5 to 1.5."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: where ccxt finds it, what it asks, and what an answer must be."""

    call: str
    path: str
    api: tuple[str, ...]
    params: Mapping[str, object]
    shape: type
    """``list`` or ``dict``: the type of the answer's outermost value."""
    method: str = "GET"


_ASKED: ContextVar[Request] = ContextVar("asked")


@dataclass(slots=True)
class Transport:
    """The guarded connection to one venue. Not safe to share between event loops."""

    exchange: Any
    """An instance of ccxt.async_support; its ``fetch`` is replaced."""
    venue: str
    tools: Tools
    pauses: Pauses
    limits: Limits = Limits()
    trust_env: bool = False
    """Whether the proxies named in the environment are used."""
    skew: timedelta | None = None
    """The venue's clock minus ours at the last answer that told; to about a second."""
    _session: ClientSession | None = None
    _digest: Any = field(default_factory=sha256)

    def __post_init__(self) -> None:
        self.exchange.fetch = self.fetch

    async def call(self, request: Request) -> Any:  # noqa: ANN401 - JSON, checked by the parser of the call
        """Return the checked answer to a request. Raises CallFailed with the trouble, and nothing else."""
        token = _ASKED.set(request)
        try:
            async with asyncio.timeout(self.limits.deadline):
                return await self.exchange.request(
                    request.path, list(request.api), request.method, dict(request.params)
                )
        except TimeoutError as error:
            problem = f"no full answer within {self.limits.deadline:g} seconds"
            raise CallFailed(self._trouble(Kind.UNREACHABLE, problem, _AGAIN)) from error
        except (CallFailed, asyncio.CancelledError):
            raise
        except Exception as error:  # ccxt raises bare KeyErrors and IndexErrors where an answer surprises it
            raise CallFailed(answers.from_ccxt(error, self.venue, request.call, self.tools.clock())) from error
        finally:
            _ASKED.reset(token)

    async def fetch(
        self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> object:
        """Send what ccxt built, and return strict JSON of the expected type. Raises CallFailed."""
        host = urlsplit(url).netloc
        trouble = self.pauses.on(host, self.tools.clock())
        if trouble is not None:
            raise CallFailed(trouble)
        for attempt in range(self.limits.attempts):
            if attempt:
                await self.tools.sleep(self.limits.first_delay * 2 ** (attempt - 1) * (0.5 + self.tools.jitter()))
            try:
                answer = await self._sent(url, method, headers, body)
            except answers.connection_errors() as error:
                trouble = answers.unconnected(error, self.venue, self._name)
                if trouble.kind is Kind.BROKEN:
                    raise CallFailed(trouble) from error
                continue
            trouble = answers.by_status(answer, self.venue, self._name, self.tools.clock())
            if trouble is None or trouble.kind is not Kind.UNREACHABLE:
                return self._judged(answer, host, trouble, headers, body)
            if trouble.until is not None:
                self.pauses.hold(host, trouble)
                break
        raise CallFailed(trouble or self._trouble(Kind.UNREACHABLE, "was never asked", _AGAIN))

    def digest(self) -> str:
        """Return the SHA-256 of every answer believed since this was last asked, in hexadecimal digits."""
        done, self._digest = self._digest.hexdigest(), sha256()
        return str(done)

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        await self.exchange.close()

    @property
    def _name(self) -> str:
        return _ASKED.get(Request("a call", "", (), {}, object)).call

    def _trouble(self, kind: Kind, problem: str, remedy: str) -> Trouble:
        return Trouble(kind, self.venue, self._name, problem, remedy)

    async def _sent(self, url: str, method: str, headers: Mapping[str, str] | None, body: str | None) -> Answer:
        if self._session is None:
            self._session = answers.session(self.exchange, trust_env=self.trust_env)
        sent = {**self.exchange.prepare_request_headers(headers), "Accept-Encoding": "gzip, deflate"}
        answer = await answers.exchanged(self._session, method, url, sent, body, self.limits.largest)
        self.skew = answers.skew(answer, self.tools.clock()) or self.skew
        return answer

    def _judged(
        self, answer: Answer, host: str, trouble: Trouble | None, headers: Mapping[str, str] | None, body: str | None
    ) -> object:
        """Return the JSON of an answer, or raise what is wrong with it; what asks for silence is remembered."""
        if trouble is None:
            trouble = answers.by_form(answer, self.venue, self._name)
        if trouble is None:
            try:
                found = self._believed(answer, headers, body)
            except (NotStrict, Misshapen) as error:
                trouble = self._trouble(Kind.BROKEN, quoted(str(error)), "nothing of it is kept; " + _AGAIN)
            except Exception as error:  # noqa: BLE001 - an error code of the venue, as ccxt knows it
                trouble = answers.from_ccxt(error, self.venue, self._name, self.tools.clock())
            else:
                self._digest.update(answer.body + b"\n")
                return found
        if trouble.until is not None:
            self.pauses.hold(host, trouble)
        raise CallFailed(trouble)

    def _believed(self, answer: Answer, headers: Mapping[str, str] | None, body: str | None) -> object:
        found = read_json(answer.body)
        shape = _ASKED.get(Request("a call", "", (), {}, object)).shape
        text = answer.body.decode()
        if isinstance(found, dict):  # an object may be an error in the venue's own code; ccxt knows those
            self.exchange.handle_errors(
                answer.status, answer.reason, answer.url, "GET", dict(answer.headers), text, found, headers, body
            )
        if not isinstance(found, shape):
            raise Misshapen(f"the answer is a {type(found).__name__}, not a {shape.__name__}")
        return found
