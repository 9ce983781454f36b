from __future__ import annotations

import io
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from wsgiref.validate import validator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.channels.mail.unsubscribe import Keys, token
from generator.channels.mail.unsubscribe_form import asks_to_leave
from generator.channels.mail.unsubscribe_page import UnsubscribePage
from generator.errors import Fault, SourceUnavailable
from generator.newsroom.unsubscribing import page_of, serve
from generator.store.ledger import open_ledger
from tests.channels.mail.lists import KEY, settings

KEYS = Keys((KEY.encode(),))
LIST = "daily.example.test"
TOKEN = token("ann@example.test", LIST, KEYS)
FORM = "application/x-www-form-urlencoded"
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    "multipart/form-data; boundary=x",
)


class Asked:
    """One request to a page, held to the rules of WSGI by the standard library's checker."""

    def __init__(
        self, method: str, path: str, body: bytes = b"", kind: str = FORM, *, fails: bool = False, **more: str
    ) -> None:
        self.left: list[str] = []
        self.status, self.headers = "", dict[str, str]()
        environ = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "h",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
            **more,
        }  # fmt: skip

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> object:
            self.status, self.headers = status, dict(headers)
            return lambda _: None

        def leave(reader: str) -> None:
            if fails:
                raise SourceUnavailable([Fault("store", "is locked by postgres://secret", "wait")])
            self.left.append(reader)

        page = UnsubscribePage(LIST, "Daily & <b>bold</b>", KEYS, leave)
        answer = validator(page)(environ, start)  # type: ignore[arg-type]
        self.body = b"".join(answer).decode()
        answer.close()  # type: ignore[attr-defined]


def test_one_click_takes_the_reader_off() -> None:
    for body, kind in ((ONE_CLICK, FORM), MULTIPART, (ONE_CLICK, f"{FORM}; charset=utf-8")):
        asked = Asked("POST", f"/u/{TOKEN}", body, kind)
        assert asked.status == "200 OK"
        assert asked.left == ["ann@example.test"]
        assert "Location" not in asked.headers


def test_looking_changes_nothing() -> None:
    asked = Asked("GET", f"/u/{TOKEN}")
    assert (asked.status, asked.left) == ("200 OK", [])
    assert '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">' in asked.body
    assert "Daily &amp; &lt;b&gt;bold&lt;/b&gt;" in asked.body
    assert "ann@example.test" not in asked.body
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert asked.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_ways_are_refused(method: str) -> None:
    asked = Asked(method, f"/u/{TOKEN}", ONE_CLICK)
    assert asked.status == "405 Method Not Allowed"
    assert asked.headers["Allow"] == "GET, POST"
    assert asked.left == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/", "", "/u/<script>alert(1)</script>", f"/u/{TOKEN}x", f"/u/{TOKEN[:-1]}", "/u/\xff"]
)
def test_what_is_no_token_is_not_repeated(method: str, path: str) -> None:
    asked = Asked(method, path, ONE_CLICK)
    assert asked.status == "404 Not Found"
    assert "script" not in asked.body
    assert asked.left == []


@pytest.mark.parametrize(
    ("body", "kind", "length", "status"),
    [
        (b"", FORM, None, "400"),
        (b"List-Unsubscribe=Two-Click", FORM, None, "400"),
        (ONE_CLICK, "text/plain", None, "400"),
        (ONE_CLICK, "", None, "400"),
        (b"x" * 5000, FORM, None, "413"),
        (ONE_CLICK, FORM, "", "411"),
        (ONE_CLICK, FORM, "\u0662", "411"),
    ],
)
def test_a_post_that_is_not_the_form_changes_nothing(body: bytes, kind: str, length: str | None, status: str) -> None:
    said = str(len(body)) if length is None else length
    asked = Asked("POST", f"/u/{TOKEN}", body, kind, CONTENT_LENGTH=said)
    assert asked.status[:3] == status
    assert asked.left == []


def test_a_store_that_is_shut_is_not_taken_for_success() -> None:
    asked = Asked("POST", f"/u/{TOKEN}", ONE_CLICK, fails=True)
    assert asked.status == "503 Service Unavailable"
    assert "postgres" not in asked.body


@given(st.text(), st.binary())
def test_no_body_breaks_it(kind: str, body: bytes) -> None:
    assert asks_to_leave(kind, body) in {True, False}
    assert asks_to_leave(f"multipart/form-data; boundary={kind}", body) in {True, False}


def test_a_click_reaches_the_store(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "store.db"), create=True) as ledger:
        told = SimpleQueue[str]()
        page = page_of(settings(25), ledger)
        Thread(target=serve, args=(page, "127.0.0.1", 0, told.put), daemon=True).start()
        place = told.get(timeout=20).removeprefix("http://").rstrip("/")
        connection = HTTPConnection(place, timeout=20)
        connection.request("GET", f"/u/{TOKEN}")
        assert connection.getresponse().status == 200
        assert ledger.subscribers.suppressed(LIST) == {}
        for _ in range(2):
            connection = HTTPConnection(place, timeout=20)
            connection.request("POST", f"/u/{TOKEN}", ONE_CLICK, {"Content-Type": FORM})
            answer = connection.getresponse()
            assert answer.status == 200
            assert "Python" not in str(answer.headers)
        assert ledger.subscribers.suppressed(LIST) == {"ann@example.test": "unsubscribed"}
        assert ledger.subscribers.suppressed("flash.example.test") == {}
