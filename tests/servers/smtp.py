"""A small mail server of the tests' own, on loopback, that keeps to RFC 5321 and fails as recipients' names say.

It refuses what the RFC forbids: commands out of turn, lines without CRLF, lines that are too long. What it took it
appends to a file, a line a mail, before it answers: recipient, SHA-256, Message-ID. As a program it prints its port.
"""

from __future__ import annotations

import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock, Thread

FAULTS = {
    "later": "451 at RCPT, always",
    "grey": "451 4.7.1 at the first RCPT, then taken",
    "nobody": "550 5.1.1 at RCPT",
    "policy": "550 5.7.1 at RCPT",
    "bare": "550 at RCPT, without more",
    "closing": "421 at RCPT, and the connection ends",
    "busy": "452 instead of 354",
    "before": "the connection ends within the message",
    "after": "the mail is taken and the connection ends instead of the answer",
    "hang": "the mail is taken and the answer never comes",
    "spam": "554 5.7.1 after the dot",
    "full": "452 4.2.2 after the dot",
    "garbled": "the mail is taken and the answer is none",
}
_LONGEST = 1000


@dataclass(slots=True)
class SmtpServer:
    """Takes mail until it is closed."""

    log: Path
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    """What it took: recipient and message, where `keep` says so."""
    keep: bool = True
    ahead: bool = True
    """Whether it takes commands ahead of its answers (RFC 2920)."""
    opens: bool = False
    """Whether it answers DATA with 354 though nobody is to get the message, as RFC 2920 allows."""
    connections: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    """RCPT commands by recipient."""
    commands: list[str] = field(default_factory=list)
    refuse_sender: str = ""
    """An answer to every MAIL."""
    refusing: dict[str, str] = field(default_factory=dict)
    """Answers to RCPT, by recipient, whatever their names say."""
    lock: Lock = field(default_factory=Lock)
    closed: Event = field(default_factory=Event)
    _socket: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=64))

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def serve(self) -> None:
        with suppress(OSError):
            while not self.closed.is_set():
                connection, _ = self._socket.accept()
                self.connections += 1
                Thread(target=self._session, args=(connection,), daemon=True).start()

    def close(self) -> None:
        self.closed.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def taken(self) -> list[str]:
        """Return the recipients of what was taken, in order."""
        return [line.split()[0] for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def _session(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, suppress(OSError), connection.makefile("rb") as lines:
            connection.sendall(b"220 ready\r\n")
            _Session(self, connection, lines).run()


@dataclass(slots=True)
class _Session:
    server: SmtpServer
    connection: socket.socket
    lines: object
    recipient: str = ""
    sender: bool = False

    def say(self, answer: str) -> None:
        self.connection.sendall(answer.encode() + b"\r\n")

    def run(self) -> None:
        while line := self.lines.readline(_LONGEST):  # type: ignore[attr-defined]
            if not line.endswith(b"\r\n"):
                return self.say("500 5.5.2 a line ends in CRLF")
            text = line[:-2].decode("ascii", "replace")
            if self.server.keep:
                self.server.commands.append(text)
            if not self.command(text):
                return None
        return None

    def command(self, text: str) -> bool:
        verb = text.split(" ", maxsplit=1)[0].upper()
        if verb in {"EHLO", "HELO"}:
            more = "250-PIPELINING\r\n" if self.server.ahead else ""
            self.say(f"250-localhost\r\n{more}250 8BITMIME" if verb == "EHLO" else "250 localhost")
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        elif verb == "RSET":
            self.sender, self.recipient = False, ""
            self.say("250 as new")
        elif verb == "MAIL" and not self.sender and text.upper().startswith("MAIL FROM:<"):
            self.sender = not self.server.refuse_sender
            self.say(self.server.refuse_sender or "250 go on")
        elif verb == "RCPT" and self.sender and not self.recipient and text.upper().startswith("RCPT TO:<"):
            return self.rcpt(text[9:].rstrip(">"))
        elif verb == "DATA" and self.recipient:
            return self.data()
        elif verb == "DATA" and self.server.opens:
            self.say("354 go on")
            self.say("554 5.5.1 to nobody" if self.lines.readline(_LONGEST) == b".\r\n" else "500 a message to nobody")  # type: ignore[attr-defined]
        else:
            self.say("503 5.5.1 not now")
        return True

    def rcpt(self, recipient: str) -> bool:
        with self.server.lock:
            self.server.seen[recipient] += 1
            first = self.server.seen[recipient] == 1
        fault = _fault(recipient)
        answers = {
            "later": "451 4.3.0 later",
            "nobody": "550 5.1.1 no such mailbox",
            "policy": "550 5.7.1 not wanted here",
            "bare": "550 no",
            "closing": "421 4.3.2 closing",
        }
        if fault == "grey" and first:
            answers["grey"] = "451 4.7.1 greylisted"
        answer = self.server.refusing.get(recipient, answers.get(fault))
        if answer is None:
            self.recipient = recipient
        self.say(answer or "250 2.1.5 go on")
        return fault != "closing"

    def data(self) -> bool:
        fault = _fault(self.recipient)
        if fault == "busy":
            self.say("452 4.3.1 no room now")
            return True
        self.say("354 go on")
        parts, at = [], 0
        while (line := self.lines.readline(_LONGEST)) != b".\r\n":  # type: ignore[attr-defined]
            if not line.endswith(b"\r\n"):
                return False
            at += 1
            if fault == "before" and at > 5:
                return False
            parts.append(line[1:] if line.startswith(b".") else line)
        self.sender, recipient, self.recipient = False, self.recipient, ""
        if fault in {"spam", "full"}:
            self.say("554 5.7.1 spam" if fault == "spam" else "452 4.2.2 full")
            return True
        self.store(recipient, b"".join(parts))
        if fault == "after":
            return False
        if fault == "hang":
            self.server.closed.wait()
            return False
        self.say("what?" if fault == "garbled" else "250 2.0.0 taken")
        return True

    def store(self, recipient: str, message: bytes) -> None:
        head = message.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n")
        name = next((line[12:] for line in head.split(b"\n") if line.startswith(b"Message-ID: ")), b"-")
        line = f"{recipient} {sha256(message).hexdigest()} {name.decode()}\n".encode()
        with self.server.lock:
            handle = os.open(self.server.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(handle, line)
            os.close(handle)
            if self.server.keep:
                self.server.mails.append((recipient, message))


def _fault(recipient: str) -> str:
    """Return what goes wrong with a recipient: ``later`` for ``later@...`` and ``00017.later@...``."""
    return recipient.partition("@")[0].rpartition(".")[2]


@contextmanager
def smtp_server(log: Path, *, keep: bool = True, ahead: bool = True) -> Iterator[SmtpServer]:
    """Run a server in a thread."""
    server = SmtpServer(log, keep=keep, ahead=ahead)
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)


if __name__ == "__main__":
    standing = SmtpServer(Path(sys.argv[1]), keep=False, ahead="plain" not in sys.argv)
    sys.stdout.write(f"{standing.port}\n")
    sys.stdout.flush()
    standing.serve()
