"""The mail through real servers: what Postfix takes and Dovecot gives back is what was written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.audit.clearance import Cleared
from generator.edition import edit
from generator.pages.mail.addressed import addressed
from generator.pages.mail.message import mail_of
from generator.planning.story import Form
from tests.cases import real, shipped
from tests.pages.conftest import cleared_of
from tests.pages.mail.reading import ADDRESSED, LINK, envelope, html_of, image, parsed, png, text_of
from tests.servers.mail import MailServers, mail_servers
from tests.tools import needs_mail_servers

HOSTILE = (
    "Funding =?utf-8?q?=0D=0ABcc:=20mallory@evil.example?= rate",
    "<script>alert(1)</script>\r\nBcc: mallory@evil.example",
    "\u6bd4\u7279\u5e01 \U0001f680 " * 9,
)
ADDED_ON_THE_WAY = {"Return-Path", "X-Original-To", "Delivered-To", "Received"}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServers]:
    with mail_servers(tmp_path_factory.mktemp("mail")) as running:
        yield running


@needs_mail_servers
def test_what_is_sent_is_what_arrives(servers: MailServers) -> None:
    day = edit(real("2022-11-09"), Form.DAILY, shipped(), seed=0, style="plain").verdict
    assert isinstance(day, Cleared)
    mails = [mail_of(day, [image()]), *(mail_of(cleared_of(name, name)) for name in HOSTILE)]
    sent = [addressed(mail, envelope(f"reader{n}@example.test")) for n, mail in enumerate(mails)]
    for number, message in enumerate(sent):
        servers.send(message, f"reader{number}@example.test")
    by_id = {parsed(message)["Message-ID"]: message for message in servers.received(len(sent))}
    assert len(by_id) == len(sent)
    for message in sent:
        arrived = by_id[parsed(message)["Message-ID"]]
        kept = [name for name in parsed(arrived).keys() if name not in ADDED_ON_THE_WAY]  # noqa: SIM118 - repeats count
        assert kept == list(ADDRESSED)
        assert arrived.endswith(message)  # to the byte: a signature over it would hold
        assert parsed(arrived)["List-Unsubscribe"] == f"<{LINK}>"
        assert text_of(arrived) == text_of(message)
        assert html_of(arrived) == html_of(message)
    first = parsed(by_id[parsed(sent[0])["Message-ID"]])
    assert [part.get_content() for part in first.walk() if part.get_content_type() == "image/png"] == [png()]
