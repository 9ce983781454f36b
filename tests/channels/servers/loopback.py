"""A server of the tests' own on loopback: a target that keeps its documented rules and has troubles when told to."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit


class Trouble(StrEnum):
    """What can go wrong with one request."""

    BUSY = "429 before any work"
    BROKEN = "503 before any work"
    BROKEN_AFTER = "502 after the work"
    DROPPED = "closed before any work"
    DROPPED_AFTER = "closed after the work, without an answer"
    GARBLED = "a page of HTML from something in between, before any work"


HARMLESS = frozenset({Trouble.BUSY, Trouble.BROKEN, Trouble.DROPPED, Trouble.GARBLED})
"""Troubles after which nothing was done."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form."""

    name: str
    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """Return the body, which has to be JSON and say so."""
        assert self.headers.get("content-type", "").split(";")[0] == "application/json"
        return json.loads(self.body)

    def form(self) -> dict[str, Part]:
        """Return the parts of a multipart body by their names."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        assert message.get_content_type() == "multipart/form-data"
        found = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            data = part.get_payload(decode=True)
            assert isinstance(name, str)
            assert isinstance(data, bytes)
            found[name] = Part(name, part.get_filename() or "", part.get_content_type(), data)
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a value sent as JSON, or a text."""

    status: int
    body: object = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Target:
    """A service. `troubles` are taken one a request; None is no trouble."""

    def __init__(self) -> None:
        self.troubles: deque[Trouble | None] = deque()
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.address = ""

    def answer(self, asked: Asked) -> Reply:
        """Return what the service says, its work done."""
        raise NotImplementedError

    def busy(self) -> Reply:
        """Return how the service says that it is asked too often."""
        return Reply(429, {"detail": "Request was throttled."}, {"Retry-After": "7"})


def _handler(target: Target) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

        def _any(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = parse_qs(parts.query, keep_blank_values=True)
            asked = Asked(self.command, parts.path, query, headers, self.rfile.read(length))
            with target.lock:
                target.asked.append(asked)
                trouble = target.troubles.popleft() if target.troubles else None
                reply = None if trouble in HARMLESS else target.answer(asked)
            if trouble is None and reply is not None:
                self._send(reply)
            elif trouble is Trouble.BUSY:
                self._send(target.busy())
            elif trouble is Trouble.GARBLED:
                self._send(Reply(200, "<html>Please log in to the hotel</html>", {"Content-Type": "text/html"}))
            elif trouble in {Trouble.BROKEN, Trouble.BROKEN_AFTER}:
                self._send(Reply(503 if trouble is Trouble.BROKEN else 502, "<html>broken</html>"))
            else:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - the names it looks for

        def _send(self, reply: Reply) -> None:
            text = isinstance(reply.body, str)
            body = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
            headers = {"Content-Type": "text/plain" if text else "application/json", **reply.headers}
            self.send_response(reply.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


Kind = TypeVar("Kind", bound=Target)


@contextmanager
def serving(target: Kind) -> Iterator[Kind]:
    """Serve a target on loopback; its `address` is then that of the server, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(target))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    target.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield target
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
