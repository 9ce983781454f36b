"""The wiring of mail: from settings to a server, letters and readers, and what of the system a run needs."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from generator.channels.delivery import Post
from generator.channels.mail.letters import Imprint, Letters, images_of
from generator.channels.mail.session import Server
from generator.channels.mail.subscriber_csv import read_csv
from generator.channels.mail.unsubscribe import Keys, keys_of, link
from generator.errors import CommentaryError, Fault, SettingsInvalid, invalid
from generator.newsroom.stores import default_store, now
from generator.pages.mail.addressed import prepared
from generator.pages.mail.headers import address, domain, https
from generator.pages.mail.message import mail_of
from generator.pages.mail.parts import Mailbox
from generator.settings.mail import MailSettings
from generator.store.subscriber import Subscriber

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_MOST: Final = 256 * 1024 * 1024  # octets of a list of readers


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run takes from the system. Tests give their own."""

    now: Callable[[], datetime]
    """The moment, UTC."""
    clock: Callable[[], float]
    """Seconds that only go forward."""
    sleep: Callable[[float], None]
    holder: str
    """Names this run and no other."""
    boot: str
    """Names this run of the system; empty where it has no name."""
    stop: Event
    """Set when the run is to end after the mail it is at."""


def tools(stop: Event | None = None) -> Tools:
    """Return those of this process; `stop` is what ends a run, where something else sets it."""
    stop = Event() if stop is None else stop
    holder = f"process {os.getpid()} on {socket.gethostname()} since {now():%Y-%m-%d %H:%M:%S.%f} UTC"
    return Tools(now, time.monotonic, lambda seconds: _void(stop.wait(seconds)), holder, _boot(), stop)


def _void(_: object) -> None:
    pass


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def journal_of(ledger: Ledger, channel: str) -> Path:
    """Return where the journal of a channel is: beside the store, or among the user's data where that is a server."""
    name = f"mail-{channel}.journal"
    if ledger.path is not None:
        return ledger.path.with_name(f"{ledger.path.name}.{name}")
    server = sha256(ledger.describe().place.encode()).hexdigest()[:16]
    return default_store().parent / f"{server}.{name}"


def checked(settings: MailSettings) -> Keys:
    """Return the keys of a list after checking all that a letter needs. Raises SettingsInvalid with every fault."""
    place = f"channels.{settings.name}"
    faults: list[Fault] = []
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("sender", lambda: address(settings.sender)),
        ("list_id", lambda: domain(settings.list_id)),
        ("unsubscribe_url", lambda: https(f"{settings.unsubscribe_url.rstrip('/')}/token")),
        ("unsubscribe_address", lambda: settings.unsubscribe_address and address(settings.unsubscribe_address)),
    )
    for name, check in checks:
        try:
            check()
        except CommentaryError as error:
            faults += (Fault(f"{place}.{name}", fault.problem, fault.remedy) for fault in error.faults)
    try:
        keys = keys_of(settings.unsubscribe_key.reveal(), f"{place}.unsubscribe_key")
    except SettingsInvalid as error:
        faults += error.faults
    if faults:
        raise SettingsInvalid(faults)
    return keys


def letters_of(post: Post, settings: MailSettings) -> Letters:
    """Return what writes the letters of an edition."""
    keys = checked(settings)
    imprint = Imprint(
        Mailbox(settings.sender, settings.sender_name),
        settings.list_id,
        settings.list_name,
        lambda reader: link(settings.unsubscribe_url, reader, settings.list_id, keys),
        settings.unsubscribe_address,
    )
    return Letters(prepared(mail_of(post.cleared, images_of(post.files))), imprint)


def server_of(settings: MailSettings) -> Server:
    """Return the server mail is handed to."""
    return Server(
        settings.host,
        settings.port,
        settings.security,
        settings.user,
        settings.password,
        hello=settings.sender.rpartition("@")[2],
        timeout=settings.timeout,
        patience=settings.patience,
        authorities=settings.authorities,
    )


def readers_of(settings: MailSettings, ledger: Ledger) -> tuple[Subscriber, ...]:
    """Return the readers of a list: of its file, or of the store."""
    if settings.subscribers is None:
        return ledger.subscribers.everyone()
    return read_csv(read_list(settings.subscribers), str(settings.subscribers)).subscribers


def read_list(file: Path) -> bytes:
    """Return the octets of a list of readers. Raises InputInvalid where it cannot be read."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST + 1)
    except OSError as error:
        raise invalid(str(file), f"cannot be read ({error.strerror})", "check the name and the permissions") from None
    if len(content) > _MOST:
        raise invalid(str(file), f"has more than {_MOST:,} bytes", "split it")
    return content
