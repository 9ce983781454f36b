"""A connection to the mail server, encrypted and logged in."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generator.errors import CommentaryError, DeliveryFailed, Fault, SettingsInvalid, SourceUnavailable
from generator.settings.secret import Secret

if TYPE_CHECKING:  # the library is loaded where mail is sent
    from smtplib import SMTP
    from ssl import SSLContext

Security = Literal["starttls", "tls", "none"]
"""How the connection is encrypted: after a greeting, from the first byte, or not at all, to this machine alone."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: Secret | None = None
    hello: str = "localhost"
    """What this machine calls itself."""
    timeout: float = 60.0
    """Seconds an answer may take."""
    patience: float = 600.0
    """Seconds the answer to the end of a message may take: RFC 5321 asks for ten minutes."""
    authorities: Path | None = None
    """A file of certificates to trust; None for those of the system."""

    @property
    def place(self) -> str:
        """Its name in messages."""
        return f"mail server {self.host}:{self.port}"


def dialled(server: Server) -> SMTP:
    """Return a session ready for mail.

    Raises SourceUnavailable where the server cannot be reached or says later, DeliveryFailed where it cannot be
    trusted, takes no encryption or refuses the user, SettingsInvalid where there is no password. None tells a secret.
    """
    import smtplib  # noqa: PLC0415

    password = "" if server.password is None else server.password.reveal()
    context = None if server.security == "none" else _trust(server.authorities)
    session: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            session = smtplib.SMTP_SSL(
                server.host, server.port, server.hello, timeout=server.timeout, context=_trust(server.authorities)
            )
        else:
            session = smtplib.SMTP(server.host, server.port, server.hello, timeout=server.timeout)
        if server.security == "starttls":
            session.starttls(context=context)
        session.ehlo_or_helo_if_needed()
        if server.user:
            session.login(server.user, password)
        if session.sock is None:
            raise smtplib.SMTPServerDisconnected("no connection")
        # Short commands must not wait until the server has acknowledged the message before them.
        session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, smtplib.SMTPException) as error:
        if session is not None:
            session.close()
        raise _explained(error, server) from None
    return session


@cache
def _trust(authorities: Path | None) -> SSLContext:
    """Return whom to trust: reading the system's certificates takes longer than a hundred mails."""
    import ssl  # noqa: PLC0415

    try:
        return ssl.create_default_context(cafile=None if authorities is None else str(authorities))
    except OSError as error:  # what ssl raises is one
        problem = f"cannot be read as certificates ({error.strerror or type(error).__name__})"
        raise SettingsInvalid([Fault(str(authorities or "the system"), problem, "give a PEM file")]) from None


def hung_up(session: SMTP) -> None:
    """End a session in peace where that works."""
    import smtplib  # noqa: PLC0415

    with suppress(OSError, smtplib.SMTPException):
        session.quit()
    session.close()


def _explained(error: Exception, server: Server) -> CommentaryError:
    """Return what a user can do. What the server said is left out where it may repeat the password."""
    import smtplib  # noqa: PLC0415
    import ssl  # noqa: PLC0415

    later = "try again later"
    match error:
        case ssl.SSLCertVerificationError():
            remedy = "check the host's name, or give the certificate it is signed with as `authorities`"
            return DeliveryFailed([Fault(server.place, f"cannot be trusted ({error.verify_message})", remedy)])
        case ssl.SSLError():
            return DeliveryFailed([Fault(server.place, "does not speak TLS here", "check `port` and `security`")])
        case smtplib.SMTPNotSupportedError():
            problem = "offers no STARTTLS" if server.security == "starttls" else "offers no way to log in"
            return DeliveryFailed([Fault(server.place, f"{problem}: no mail is sent", "check `port` and `security`")])
        case smtplib.SMTPAuthenticationError() if error.smtp_code >= 500:  # noqa: PLR2004 - for good
            remedy = "check `user` and the secret that `password` names"
            return DeliveryFailed([Fault(server.place, f"refuses the user ({error.smtp_code})", remedy)])
        case smtplib.SMTPResponseException():
            return SourceUnavailable([Fault(server.place, f"takes no mail now ({error.smtp_code})", later)])
        case smtplib.SMTPException():
            return SourceUnavailable([Fault(server.place, "hung up", later)])
        case TimeoutError():
            return SourceUnavailable([Fault(server.place, f"did not answer within {server.timeout:g} s", later)])
        case _:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            return SourceUnavailable([Fault(server.place, f"cannot be reached ({reason})", later)])
