"""A mail to one reader: who sends it, whose list it is, and how its reader gets off it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.utils import format_datetime
from hashlib import sha256

from generator.errors import invalid
from generator.pages.mail.headers import Header, address, domain, https, mailbox, unstructured, written_as
from generator.pages.mail.html import FOOTER, list_footer
from generator.pages.mail.mime import closing, kind_of, quoted, written
from generator.pages.mail.parts import Envelope, Mail
from generator.pages.text import wrap

REASON = "You receive this because this address is on the list."

_WHY = f"\n{wrap(REASON)}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A mail that is written but for what is each reader's own: ten thousand readers cost one encoding."""

    mail: Mail
    pieces: tuple[bytes, bytes, bytes]
    """From the last headers to the end of the text; from there to where the list's footer goes; and the rest."""

    def to(self, envelope: Envelope) -> bytes:
        """Return the mail as it goes to one recipient; the same mail to the same recipient is the same bytes again.

        Raises InputInvalid for an address, list or unsubscribe link that no header can hold, and ValueError where the
        finished headers, read back, are not those meant.
        """
        headers = _headers(self.mail, envelope)
        link = https(envelope.unsubscribe_url)
        text, html = f"{_WHY}\nUnsubscribe: {link}\n", f"{list_footer(REASON, link)}\n"
        head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
        first, second, third = self.pieces
        message = b"".join((head, first, quoted(text), second, quoted(html), third))
        return written_as(message, [*headers, *closing(kind_of(self.mail))])


def prepared(mail: Mail) -> Prepared:
    """Return a mail ready to be addressed. Raises InputInvalid where its HTML has no place for the list's footer."""
    mark = f"list{mail.identity[:24]}"  # letters and digits alone: its line stays as it is when encoded
    whole = replace(mail, text=f"{mail.text}{mark}\n", html=mail.html.replace(f"{FOOTER}\n", f"{mark}\n"))
    pieces = written(whole, []).split(f"\r\n{mark}\r\n".encode("ascii"))
    if len(pieces) != 3:  # noqa: PLR2004 - a text and an HTML part, each with its mark
        raise invalid("mail.html.j2", f"has no line {FOOTER}", "give it one, where the footer of a list goes")
    first, second, third = pieces
    return Prepared(mail, (first + b"\r\n", second + b"\r\n", third))


def addressed(mail: Mail, envelope: Envelope) -> bytes:
    """Return a mail as it goes to its only recipient. Raises as `Prepared.to` does."""
    return prepared(mail).to(envelope)


def message_id(mail: Mail, envelope: Envelope) -> str:
    """Return the id of an edition's mail to a recipient: a retry is the same mail, and programs show it once."""
    recipient = envelope.recipient.address.lower()
    digest = sha256(f"{mail.edition}\0{envelope.list_id}\0{recipient}".encode("utf-8", "backslashreplace")).hexdigest()
    return f"<{mail.series}.{digest[:32]}@{address(envelope.sender.address).rpartition('@')[2]}>"


def _headers(mail: Mail, envelope: Envelope) -> list[Header]:
    ways = [f"<{https(envelope.unsubscribe_url)}>"]
    if envelope.unsubscribe_address:
        ways.append(f"<mailto:{address(envelope.unsubscribe_address)}>")
    name = unstructured(envelope.list_name)
    return [
        ("Date", format_datetime(envelope.date or mail.date)),
        ("From", mailbox(envelope.sender)),
        ("To", mailbox(envelope.recipient)),
        ("Subject", unstructured(mail.subject)),
        ("Message-ID", message_id(mail, envelope)),
        ("List-Id", f"{name} <{domain(envelope.list_id)}>" if name else f"<{domain(envelope.list_id)}>"),
        ("List-Unsubscribe", ", ".join(ways)),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Content-Language", "en"),
    ]
