"""One transaction against a server that fails in every way it can, its dot watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTP
from threading import Event
from typing import Self

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from generator.channels.mail.transaction import hand_over
from generator.channels.mail.verdict import Answer, Stage, judged
from generator.errors import Fault, SourceUnavailable
from generator.store.delivery import State
from tests.servers.smtp import SmtpServer, smtp_server

MESSAGE = b"Subject: a\r\n\r\n.one\r\n..two\r\nFrom here\r\n.\r\nlast\r\n"


@pytest.fixture(params=["one by one", "ahead", "to nobody"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SmtpServer]:
    with smtp_server(tmp_path / "log", ahead=request.param != "one by one") as running:
        running.opens = request.param == "to nobody"
        yield running


class Talk:
    """A session with a server."""

    def __init__(self, server: SmtpServer) -> None:
        self.session = SMTP("127.0.0.1", server.port, "localhost", timeout=10)
        self.session.ehlo()
        self.dots = 0

    def send(self, name: str, message: bytes = MESSAGE) -> Answer:
        def dotted() -> None:
            self.dots += 1

        return hand_over(
            self.session, sender="desk@example.test", recipient=f"{name}@example.test", message=message,
            dotted=dotted, meanwhile=lambda: None, patience=0.3,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    @property
    def open(self) -> bool:
        return self.session.sock is not None


@pytest.mark.parametrize(
    ("name", "stage", "code", "dots", "stays"),
    [
        ("reader", Stage.DOT, 250, 1, True),
        ("later", Stage.RECIPIENT, 451, 0, True),
        ("nobody", Stage.RECIPIENT, 550, 0, True),
        ("closing", Stage.RECIPIENT, 421, 0, False),
        ("busy", Stage.DATA, 452, 0, True),
        ("spam", Stage.DOT, 554, 1, True),
        ("full", Stage.DOT, 452, 1, True),
        ("after", Stage.DOT, 0, 1, False),
        ("hang", Stage.DOT, 0, 1, False),
        ("garbled", Stage.DOT, 0, 1, False),
    ],
)
def test_every_end_is_told_apart(  # noqa: PLR0913, PLR0917 - a row of the table
    server: SmtpServer,
    name: str,
    stage: Stage,
    code: int,
    dots: int,
    stays: bool,  # noqa: FBT001
) -> None:
    with Talk(server) as talk:
        answer = talk.send(name)
        assert (answer.stage, answer.code, talk.dots, talk.open) == (stage, code, dots, stays)
        if stays:  # a refused transaction leaves nothing behind that the next one would meet
            assert talk.send("reader").code == 250
            assert server.taken()[-1] == "reader@example.test"


def test_a_mail_cut_off_before_its_dot_is_waiting_and_not_there(server: SmtpServer) -> None:
    # More than any buffer holds, so that the server is gone before the end is sent.
    with Talk(server) as talk:
        answer = talk.send("before", b"Subject: a\r\n\r\n" + b"word\r\n" * 3_000_000)
    assert (answer.stage, answer.code, talk.dots) == (Stage.BODY, 0, 0)
    assert judged(answer).state is State.WAITING
    assert server.taken() == []


def test_a_dot_that_cannot_be_written_down_is_not_sent(server: SmtpServer) -> None:
    talk, tried = Talk(server), Event()

    def dotted() -> None:
        tried.set()
        raise SourceUnavailable([Fault("journal", "cannot be written", "make room")])

    with pytest.raises(SourceUnavailable):
        hand_over(
            talk.session, sender="desk@example.test", recipient="reader@example.test", message=MESSAGE,
            dotted=dotted, meanwhile=lambda: None, patience=1,
        )  # fmt: skip
    assert tried.is_set()
    assert not talk.open
    with Talk(server) as other:
        assert other.send("other").code == 250
    assert server.taken() == ["other@example.test"]


@pytest.mark.parametrize("answer", ["2500 what", "25", "999 no", "250-" + "x" * 5000, "\x00\x01", "+OK"])
def test_what_is_no_answer_is_a_lost_connection(server: SmtpServer, answer: str) -> None:
    server.refuse_sender = answer
    with Talk(server) as talk:
        found = talk.send("reader")
    assert (found.stage, found.code) == (Stage.SENDER, 0)


def test_an_endless_answer_ends(server: SmtpServer) -> None:
    server.refuse_sender = "\r\n".join(["250-more"] * 5000)
    with Talk(server) as talk:
        assert talk.send("reader").lost


LINES = st.lists(st.sampled_from([b"", b".", b"..", b".word", b"word", b"QUIT", b"."]), max_size=30)


@examples(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_dots_arrive_as_they_were(server: SmtpServer, lines: list[bytes]) -> None:
    message = b"Subject: a\r\n\r\n" + b"".join(line + b"\r\n" for line in lines)
    with Talk(server) as talk:
        assert talk.send("reader", message).code == 250
    assert server.mails[-1][1] == message
