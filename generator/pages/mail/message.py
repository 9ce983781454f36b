"""``email.eml``: the edition as a mail to nobody yet, which any mail program opens."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from hashlib import sha256

from generator.audit.clearance import Cleared
from generator.pages.dateline import timestamp
from generator.pages.mail.headers import Header, unstructured, written_as
from generator.pages.mail.html import html_part
from generator.pages.mail.mime import PLACE, closing, kind_of, written
from generator.pages.mail.parts import Image, Mail
from generator.pages.mail.words import outside, text_part


def mail_of(cleared: Cleared, images: Sequence[Image] = ()) -> Mail:
    """Return the parts of an edition's mail. The same edition and images give the same parts."""
    article = cleared.article
    said = outside(article)
    text = text_part(cleared, images)
    about = (article.asset, timestamp(article.as_of), article.form.value, said.subject, said.preheader, text)
    digest = sha256("\0".join(about).encode("utf-8", "backslashreplace"))
    for image in images:
        digest.update(sha256(image.png).digest())
    identity = digest.hexdigest()
    return Mail(
        subject=said.subject,
        text=text,
        html=html_part(cleared, images, identity),
        images=tuple(images),
        date=cleared.snapshot.ended,
        series=article.form.value,
        edition=" ".join(about[:3]),
        identity=identity,
    )


def email_message(cleared: Cleared, images: Sequence[Image] = ()) -> bytes:
    """Return ``email.eml``, the same bytes for the same edition: its date is that of the data, its id its content's.

    Sender, recipient and list stand in for those that `addressed` writes.
    """
    mail = mail_of(cleared, images)
    headers: list[Header] = [
        ("Date", format_datetime(mail.date)),
        ("From", f"Market commentary <commentary@{PLACE}>"),
        ("To", "undisclosed-recipients:;"),
        ("Subject", unstructured(mail.subject)),
        ("Message-ID", f"<{mail.series}.{mail.identity[:32]}@{PLACE}>"),
        ("List-Id", f"Market commentary <{mail.series}.{PLACE}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Content-Language", "en"),
    ]
    return written_as(written(mail, headers), [*headers, *closing(kind_of(mail))])
