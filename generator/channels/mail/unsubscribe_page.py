"""The page behind the link: asked for it changes nothing, one POST to it takes its reader off the list (RFC 8058).

A WSGI application of the standard library alone. It keeps no log and repeats nothing it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from generator.channels.mail.unsubscribe import Keys, reader_of
from generator.channels.mail.unsubscribe_form import FIELD, MOST, asks_to_leave
from generator.errors import CommentaryError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

_HEADERS: Final = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),  # the address of the page is the reader's secret
    ("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
)
_OK, _ABSENT, _LATER = "200 OK", "404 Not Found", "503 Service Unavailable"


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """Answers for one list. `leave` takes an address, in lower case, and has it on disk when it returns."""

    list_id: str
    list_name: str
    keys: Keys
    leave: Callable[[str], None]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, title, text = self._answer(environ)
        body = _page(title, text)
        more = [("Allow", "GET, POST")] if status.startswith("405") else []
        start(status, [*_HEADERS, ("Content-Length", str(len(body))), *more])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: WSGIEnvironment) -> tuple[str, str, str]:
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "POST"}:  # HEAD too: programs that look at links ahead of a reader use it
            return "405 Method Not Allowed", "Not that way", "<p>This address takes GET and POST.</p>"
        reader = reader_of(environ.get("PATH_INFO", "").rpartition("/")[2], self.list_id, self.keys)
        if reader is None:
            return _ABSENT, "Nothing here", "<p>This link is not whole. Copy all of it from the mail.</p>"
        name = escape(self.list_name or self.list_id)
        if method == "GET":
            return _OK, "Unsubscribe", f"<p>Stop mail from {name} to this address?</p>{_FORM}"
        asked = _asked(environ)
        if asked:
            return asked
        try:
            self.leave(reader)
        except CommentaryError:
            return _LATER, "Not done yet", "<p>This could not be written down. Please try again in a minute.</p>"
        return _OK, "Unsubscribed", f"<p>No more mail from {name} will be sent to this address.</p>"


def _asked(environ: WSGIEnvironment) -> tuple[str, str, str] | None:
    """Return the answer to a POST that is not the form of RFC 8058; None where it is."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()) or len(length) > 9:  # noqa: PLR2004 - digits of a length
        return "411 Length Required", "Not that way", "<p>Say how long the form is.</p>"
    if int(length) > MOST:
        return "413 Content Too Large", "Not that way", "<p>The form has one field.</p>"
    body: Any = environ["wsgi.input"].read(int(length))
    if not asks_to_leave(environ.get("CONTENT_TYPE") or "", body):
        return "400 Bad Request", "Not that way", f"<p>Post {FIELD[0]}={FIELD[1]}.</p>"
    return None


_FORM: Final = f"""<form method="post"><input type="hidden" name="{FIELD[0]}" value="{FIELD[1]}">
<button type="submit">Unsubscribe</button></form>"""


def _page(title: str, text: str) -> bytes:
    page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head><body><main><h1>{title}</h1>
{text}
</main></body></html>
"""
    return page.encode("utf-8", "replace")
