"""What mail to the readers of a list is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from generator.settings.addresses import is_here
from generator.settings.channel import ChannelSettings
from generator.settings.fields import Wrong
from generator.settings.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings(ChannelSettings):
    """Mail to the readers of a list, a message each, handed to a mail server."""

    host: str
    """The mail server that takes mail from this sender."""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """``tls`` is for port 465; ``none`` for a server on this machine alone."""
    user: str = ""
    password: Secret | None = None
    authorities: Path | None = None
    """Certificates that vouch for the server, where the system's own do not."""
    sender: str
    """The address the mail is from, and that failures are returned to."""
    sender_name: str = ""
    list_id: str
    """A domain of the sender's, such as ``daily.example.org``: by it readers' programs know the list, for ever."""
    list_name: str = ""
    unsubscribe_url: str
    """https, where ``commentary unsubscribe-server`` can be reached; a reader's own token is added."""
    unsubscribe_key: Secret
    """Signs the links. After a space earlier keys may follow, so that links in mail sent before still work."""
    unsubscribe_address: str = ""
    """Where readers whose program knows no better may write to; somebody has to read it."""
    subscribers: Path | None = None
    """A CSV file of the readers; without it they are the store's."""
    per_minute: int = 0
    """At most so many mails; 0 for as fast as the server takes them."""
    refusals: int = 3
    """Days in a row on which a mailbox may refuse editions before nothing is sent to it any more; 0 for any number."""
    timeout: int = 60
    """Seconds an answer of the server may take."""
    patience: int = 600
    """Seconds its answer to a whole mail may take; sooner given up, more mails are uncertain (RFC 5321, 4.5.3.2.6)."""

    def wrong(self) -> Iterator[Wrong]:
        """Yield what keeps mail from being sent safely."""
        if self.security == "none" and not is_here(self.host):
            yield Wrong("security", "would send mail unencrypted", "`none` is for a server on this machine alone")
        if bool(self.user) != (self.password is not None):
            yield Wrong("password", "and `user` belong together", "give both, or neither")
        if not 0 < self.port < 65536:  # noqa: PLR2004 - ports
            yield Wrong("port", "is no port", "465 and 587 are usual")
        for name in ("per_minute", "refusals"):
            if getattr(self, name) < 0:
                yield Wrong(name, "is negative", "give 0 for no limit")
        for name, seconds in (("timeout", self.timeout), ("patience", self.patience)):
            if seconds < 1:
                yield Wrong(name, "is no time to answer in", "give seconds, such as 60")
        if not self.unsubscribe_url.startswith("https://"):
            yield Wrong("unsubscribe_url", "is no https address", "mail programs post to no other")
