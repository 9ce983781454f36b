"""The wiring of the page behind unsubscribe links: a small server in front of the list of suppressions."""

from __future__ import annotations

from collections.abc import Callable
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Final
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

from generator.channels.mail.unsubscribe_page import UnsubscribePage
from generator.errors import invalid
from generator.newsroom.mail_parts import checked
from generator.newsroom.stores import now
from generator.settings.mail import MailSettings
from generator.store.subscriber import Suppression

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

REASON: Final = "unsubscribed"
_SECONDS: Final = 10.0  # a request may take; who drips it byte by byte is hung up on


class _Handler(WSGIRequestHandler):
    """Reads requests without keeping a log of them, and names no versions."""

    timeout = _SECONDS
    server_version = "commentary"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Say nothing: the address of a request is a reader's secret."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        """Bind without the library's look-up of this machine's name, which may take long."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()


def page_of(settings: MailSettings, ledger: Ledger) -> UnsubscribePage:
    """Return the page of a list. Raises SettingsInvalid for settings no letter could be written with."""

    def leave(reader: str) -> None:
        ledger.subscribers.suppress([Suppression(reader, settings.list_id, REASON, now())])

    return UnsubscribePage(settings.list_id, settings.list_name, checked(settings), leave)


def serve(page: UnsubscribePage, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer requests until interrupted; `ready` is told the address. Raises InputInvalid where it cannot be taken."""
    try:
        server = _Server((host, port), _Handler)
    except OSError as error:
        raise invalid(f"{host}:{port}", f"cannot be listened on ({error.strerror})", "choose another port") from None
    ServerHandler.server_software = "commentary"
    with server:
        server.set_app(page)
        ready(f"http://{server.server_name}:{server.server_port}/")
        server.serve_forever()
