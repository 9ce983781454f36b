"""A mail to one reader: who sends it, whose list it is, and how its reader gets off it."""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from hashlib import sha256

from generator.pages.mail.headers import Header, address, domain, https, mailbox, unstructured, written_as
from generator.pages.mail.html import FOOTER, list_footer
from generator.pages.mail.mime import closing, kind_of, written
from generator.pages.mail.parts import Envelope, Mail
from generator.pages.text import wrap

_REASON = "You receive this because this address is on the list."


def addressed(mail: Mail, envelope: Envelope) -> bytes:
    """Return the mail as it goes to one recipient. The same mail to the same recipient is the same message again.

    Raises InputInvalid for an address, list or unsubscribe link that no header can hold.
    """
    headers = _headers(mail, envelope)
    link = https(envelope.unsubscribe_url)
    whole = replace(
        mail,
        text=f"{mail.text}\n{wrap(_REASON)}\nUnsubscribe: {link}\n",
        html=mail.html.replace(FOOTER, list_footer(_REASON, link)),
    )
    return written_as(written(whole, headers), [*headers, *closing(kind_of(whole))])


def message_id(mail: Mail, envelope: Envelope) -> str:
    """Return the id of a mail to a recipient: a retry is the same mail, and programs show it once."""
    recipient = envelope.recipient.address.lower()
    digest = sha256(f"{mail.identity}\0{envelope.list_id}\0{recipient}".encode("utf-8", "backslashreplace")).hexdigest()
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
