"""What stands between a channel and a real server: it passes requests on, and stops one where a test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Literal
from urllib.parse import urlsplit

Moment = Literal["before", "at work", "after"]
"""The server has not got the request; it has got all of it; it has answered, and nobody has heard it."""


@dataclass(slots=True)
class Gate:
    """A server on loopback that asks another one. The client of a stopped request never hears of it."""

    origin: str
    address: str = ""
    method: str = ""
    """Of the request to be stopped, once; empty for none."""
    path: str = ""
    """What its path ends in, or begins to end in: ``/posts`` is also ``/posts/12``, if nothing else is."""
    moment: Moment = "before"
    reached: Event = field(default_factory=Event)
    """Set when a request was stopped."""
    then: Callable[[], None] = lambda: None
    """Called at that moment, before the connection ends."""

    def stop(self, method: str, path: str, moment: Moment, then: Callable[[], None] = lambda: None) -> None:
        """Stop the next request of this kind."""
        self.reached.clear()
        self.method, self.path, self.moment, self.then = method, path, moment, then

    def wants(self, method: str, path: str) -> bool:
        """Return whether a request is the one to be stopped, and ask for no further one."""
        if method != self.method or self.path not in path:
            return False
        self.method = ""
        return True

    def halt(self) -> None:
        """Tell the test, and do what it asked for."""
        self.reached.set()
        self.then()


@contextmanager
def gate_to(origin: str) -> Iterator[Gate]:
    """Give a gate to the server at `origin`."""
    gate = Gate(origin)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name it has there
            pass

        def _any(self) -> None:
            self.close_connection = True
            with suppress(OSError, HTTPException):
                _pass_on(gate, self)

        do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815 - the names it looks for

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    gate.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _pass_on(gate: Gate, asked: BaseHTTPRequestHandler) -> None:
    host = urlsplit(gate.origin).netloc
    body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
    stopped = gate.wants(asked.command, asked.path)
    if stopped and gate.moment == "before":
        return gate.halt()
    headers = {**dict(asked.headers.items()), "Host": host, "Connection": "close"}
    connection = HTTPConnection(host, timeout=60)
    try:
        connection.request(asked.command, asked.path, body or None, headers)
        if stopped and gate.moment == "at work":
            gate.halt()
        answer = connection.getresponse()
        data = answer.read()
    finally:
        connection.close()
    if stopped:
        return gate.halt() if gate.moment == "after" else None
    asked.send_response(answer.status)
    for name, value in answer.getheaders():
        if name.lower() not in {"transfer-encoding", "connection", "content-length"}:
            asked.send_header(name, value)
    asked.send_header("Content-Length", str(len(data)))
    asked.send_header("Connection", "close")
    asked.end_headers()
    asked.wfile.write(data)
    return None
