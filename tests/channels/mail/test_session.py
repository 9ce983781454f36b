"""Encryption and log-in, against aiosmtpd: what is refused, and that no message tells the password."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.channels.mail.session import Server, dialled, hung_up
from generator.channels.mail.transaction import hand_over
from generator.errors import CommentaryError, DeliveryFailed, SourceUnavailable
from tests.channels.mail.lists import ENVIRONMENT, secret
from tests.store.postgresql import free_port

aiosmtpd = pytest.importorskip("aiosmtpd", reason="not installed: pip install aiosmtpd")
from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session  # noqa: E402


class Box:
    """Keeps what it is handed."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        self.messages.append(envelope.original_content or b"")
        return "250 2.0.0 taken"


def _certificate(folder: Path, host: str) -> Path:
    names = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "cert.pem"


@contextmanager
def running(folder: Path, host: str = "localhost", *, tls: bool = True) -> Iterator[tuple[int, Box]]:
    """Run a server that wants STARTTLS, then the right password."""

    def right(_: SMTP, __: Session, ___: Envelope, ____: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=given.password == ENVIRONMENT["PASSWORD"].encode(), handled=False)

    options: dict[str, Any] = {"auth_require_tls": False}
    if tls:
        certificate = _certificate(folder, host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, folder / "key.pem")
        options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": right}
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port, box
    finally:
        controller.stop()


def server(port: int, **changed: object) -> Server:
    given: dict[str, Any] = {
        "host": "localhost", "port": port, "user": "desk", "password": secret("PASSWORD"), "timeout": 10.0, **changed
    }  # fmt: skip
    return Server(**given)


def refused(given: Server) -> CommentaryError:
    with pytest.raises(CommentaryError) as caught:
        dialled(given)
    assert ENVIRONMENT["PASSWORD"] not in str(caught.value)
    return caught.value


def test_mail_goes_encrypted_and_logged_in(tmp_path: Path) -> None:
    with running(tmp_path) as (port, box):
        session = dialled(server(port, authorities=tmp_path / "cert.pem"))
        assert isinstance(session.sock, ssl.SSLSocket)
        for _ in range(3):
            answer = hand_over(
                session, sender="desk@example.test", recipient="r@example.test", message=b"A: b\r\n\r\n.dot\r\n",
                dotted=lambda: None, meanwhile=lambda: None, patience=10,
            )  # fmt: skip
            assert answer.code == 250
        hung_up(session)
        assert box.messages == [b"A: b\r\n\r\n.dot\r\n"] * 3


def test_a_server_that_is_not_vouched_for_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as (port, box):
        error = refused(server(port))
        assert isinstance(error, DeliveryFailed)
        assert "cannot be trusted" in str(error)
        assert box.messages == []


def test_a_server_of_another_name_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, "mail.example.test") as (port, _):
        assert "cannot be trusted" in str(refused(server(port, authorities=tmp_path / "cert.pem")))


def test_a_server_without_encryption_gets_no_password(tmp_path: Path) -> None:
    with running(tmp_path, tls=False) as (port, _):
        error = refused(server(port))
        assert isinstance(error, DeliveryFailed)
        assert "offers no STARTTLS: no mail is sent" in str(error)


def test_a_wrong_password_is_said_without_it(tmp_path: Path) -> None:
    with running(tmp_path) as (port, _):
        wrong = server(port, authorities=tmp_path / "cert.pem", password=secret("KEY"))
        error = refused(wrong)
        assert isinstance(error, DeliveryFailed)
        assert "refuses the user (535)" in str(error)
        assert ENVIRONMENT["KEY"] not in str(error)


def test_a_port_that_speaks_no_tls_is_said(tmp_path: Path) -> None:
    with running(tmp_path, tls=False) as (port, _):
        assert "does not speak TLS" in str(refused(server(port, security="tls")))


def test_certificates_that_are_none_are_said(tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("no certificate")
    with running(tmp_path) as (port, _):
        for name in ("none.pem", "missing.pem"):
            assert "cannot be read as certificates" in str(refused(server(port, authorities=tmp_path / name)))


def test_nobody_there_is_to_be_tried_again() -> None:
    assert isinstance(refused(server(free_port())), SourceUnavailable)
