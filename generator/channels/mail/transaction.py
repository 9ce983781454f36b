"""One mail to one recipient over an open session: what is known at its end is known exactly.

`smtplib.SMTP.sendmail` says of a lost connection neither whether the dot that ends a message had gone out, nor does it
let anybody write that down before it does. So the four steps are taken here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from select import select
from typing import TYPE_CHECKING, Final

from generator.channels.mail.verdict import Answer, Stage

if TYPE_CHECKING:
    from smtplib import SMTP

_GO_ON: Final = 354
_LINE: Final = 4096  # octets of an answer's line; RFC 5321 has 512
_LINES: Final = 100  # lines of an answer
_CODE: Final = 3  # digits


class _Garbled(Exception):
    """What came is no answer."""


def hand_over(  # noqa: PLR0913 - an envelope has two ends
    session: SMTP,
    *,
    sender: str,
    recipient: str,
    message: bytes,
    dotted: Callable[[], None],
    meanwhile: Callable[[], None],
    patience: float,
) -> Answer:
    """Hand a message of CRLF lines over and return the answer that decided.

    `dotted` is called when all but the dot is sent: from its return on the server may have the mail, before it cannot.
    `meanwhile` is called while the server thinks about the mail, and must not raise. `patience` is for its answer, in
    seconds. A session that is of no more use is closed.
    """
    refused = _announced(session, sender, recipient)
    if refused is not None:
        return refused
    stage = Stage.BODY
    try:
        _send(session, message.replace(b"\r\n.", b"\r\n.."))
        if _spoken(session):  # before its turn: it will take nothing, and without the dot it cannot have
            code, text = _answer(session)
            session.close()
            return Answer(stage, code, text)
        dotted()
        stage = Stage.DOT
        _send(session, b".\r\n")
        meanwhile()
        return Answer(stage, *_last_answer(session, patience))
    except (OSError, _Garbled) as error:  # smtplib's own are OSErrors
        return _lost(session, stage, error)
    except BaseException:  # of `dotted`, or an interrupt: without its dot the server throws a message away
        session.close()
        raise


def _announced(session: SMTP, sender: str, recipient: str) -> Answer | None:
    """Say from whom and to whom mail is to go, and return the answer that forbids it; None where it may.

    A server that takes commands ahead of its answers (RFC 2920) gets all three at once.
    """
    steps = (
        (Stage.SENDER, f"MAIL FROM:<{sender}>\r\n"),
        (Stage.RECIPIENT, f"RCPT TO:<{recipient}>\r\n"),
        (Stage.DATA, "DATA\r\n"),
    )
    ahead = session.has_extn("pipelining")
    stage = Stage.SENDER
    try:
        if ahead:
            _send(session, "".join(command for _, command in steps).encode("ascii"))
        for number, (stage, command) in enumerate(steps):
            if not ahead:
                _send(session, command.encode("ascii"))
            code, text = _answer(session)
            if code != _GO_ON if stage is Stage.DATA else code // 100 != 2:  # noqa: PLR2004 - done as asked
                _start_over(session, code, [later for later, _ in steps[number + 1 :]] if ahead else [])
                return Answer(stage, code, text)
    except (OSError, _Garbled) as error:
        return _lost(session, stage, error)
    return None


def _lost(session: SMTP, stage: Stage, error: Exception) -> Answer:
    session.close()
    return Answer(stage, 0, f"the connection was lost ({_reason(error)})")


def _send(session: SMTP, octets: bytes) -> None:
    if session.sock is None:
        raise _Garbled("no connection")
    session.sock.sendall(octets)


def _spoken(session: SMTP) -> bool:
    """Return whether the server has said something or hung up."""
    return session.sock is not None and bool(select([session.sock], [], [], 0)[0])


def _last_answer(session: SMTP, patience: float) -> tuple[int, str]:
    if session.sock is None:
        raise _Garbled("no connection")
    usual = session.sock.gettimeout()
    session.sock.settimeout(patience)
    found = _answer(session)
    session.sock.settimeout(usual)
    return found


def _start_over(session: SMTP, code: int, owed: Iterable[Stage]) -> None:
    """Take a refused transaction back, so that the next one begins afresh; close the session where that fails.

    `owed` are the commands sent ahead whose answers are still to come.
    """
    try:
        if code == 421:  # noqa: PLR2004 - the server hangs up
            session.close()
            return
        for stage in owed:
            if _answer(session)[0] == _GO_ON and stage is Stage.DATA:  # a message to nobody, which has to be ended
                _send(session, b".\r\n")
                _answer(session)
        _send(session, b"RSET\r\n")
        if _answer(session)[0] // 100 != 2:  # noqa: PLR2004 - done as asked
            session.close()
    except (OSError, _Garbled):
        session.close()


def _answer(session: SMTP) -> tuple[int, str]:
    """Read one answer: its code, and its lines in one. Raises OSError or _Garbled where it is none."""
    if session.file is None:
        if session.sock is None:
            raise _Garbled("no connection")
        session.file = session.sock.makefile("rb")
    words = []
    for _ in range(_LINES):
        line = session.file.readline(_LINE)
        if not line.endswith(b"\n"):
            raise _Garbled("it ended" if len(line) < _LINE else "an endless line")
        code, mark = line[:_CODE], line[_CODE : _CODE + 1]
        if not code.isdigit() or not b"200" <= code <= b"599" or mark.strip() not in {b"", b"-"}:
            raise _Garbled("what came is no answer")
        words.append(line[_CODE + 1 :].strip().decode("utf-8", "replace"))
        if mark != b"-":
            return int(code), " ".join(words)
    raise _Garbled("an endless answer")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
