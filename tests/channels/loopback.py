"""A server on the loopback for tests: what it answers is a function, and it can fail in every way a server can."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Asked:
    """A request as the server got it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """An answer. `length` is what its header claims where it is not the truth."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None


class Drop:
    """The connection is closed without a word."""


class Hang:
    """Nothing comes until the server is closed."""


class Drip:
    """The head comes whole and the body byte by byte, for ever."""


Action = Said | Drop | Hang | Drip
Respond = Callable[[Asked], Action]


def answer(data: object, status: int = 200, **headers: str) -> Said:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status, json.dumps(data).encode(), {"Content-Type": "application/json", **named})


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """Give the address of a server that answers with what `respond` returns, one request at a time or several."""
    closing = Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name it has there
            pass

        def handle_one_request(self) -> None:
            with suppress(ConnectionError):
                super().handle_one_request()

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = respond(Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.close_connection = True
            with suppress(ConnectionError):
                self._do(found)

        def _do(self, found: Action) -> None:
            if isinstance(found, Hang):
                closing.wait(30)
            elif isinstance(found, Drip):
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                while not closing.wait(0.02):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            elif isinstance(found, Said):
                self.send_response(found.status)
                for name, value in found.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(found.body) if found.length is None else found.length))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(found.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - the names it looks for

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> str:
    """Return an address at which nobody listens."""
    with serving(lambda _: Drop()) as url:
        return url
