"""A list through real servers: what Postfix takes by STARTTLS and log-in, and Dovecot gives back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.channels.mail.summary import Summary
from generator.channels.mail.unsubscribe import Keys, reader_of
from generator.errors import DeliveryFailed
from generator.newsroom.mailing import mail_check, mail_edition
from generator.settings.secret import Secret
from generator.store.ledger import open_ledger
from generator.store.subscriber import Subscriber
from tests.channels.mail.lists import KEY, START, Clock, post, settings
from tests.pages.mail.reading import ADDRESSED, parsed
from tests.servers.mail import PASSWORD, USER, MailServers, mail_servers
from tests.site.corpus import CORPUS
from tests.tools import needs_mail_servers

ADDED_ON_THE_WAY = {"Return-Path", "X-Original-To", "Delivered-To", "Received"}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServers]:
    with mail_servers(tmp_path_factory.mktemp("mail")) as running:
        yield running


@needs_mail_servers
def test_a_list_gets_its_mail(servers: MailServers, tmp_path: Path) -> None:
    password = Secret("password", env="P", environment={"P": PASSWORD})
    given = settings(
        servers.smtp, host="localhost", security="starttls", user=USER, password=password,
        authorities=servers.certificate, sender=USER, patience=30,
    )  # fmt: skip
    names = CORPUS[:20]
    readers = [Subscriber(f"reader{n}@example.test", name[:100]) for n, name in enumerate(names)]
    with open_ledger(str(tmp_path / "store.db"), create=True) as ledger:
        ledger.subscribers.put([*readers, Subscriber("someone@elsewhere.test")], START)
        summary = mail_edition(post(), given, ledger, Clock().tools())
        assert summary == Summary(total=len(readers) + 1, sent=len(readers), failed=1)
        refused = [entry for entry in ledger.deliveries.entries() if entry.state == "failed"]
        assert refused[0].note.startswith("RCPT: 554 5.7.1")  # as Postfix says it: a policy, so not suppressed
        assert ledger.subscribers.suppressions() == ()
    arrived = servers.received(len(readers))
    assert len({parsed(message)["Message-ID"] for message in arrived}) == len(readers)
    for message in arrived:
        found = parsed(message)
        assert [name for name in found.keys() if name not in ADDED_ON_THE_WAY] == list(ADDRESSED)  # noqa: SIM118
        to = found["To"].addresses[0].addr_spec
        link = found["List-Unsubscribe"].strip("<>")
        assert reader_of(link.rpartition("/")[2], "daily.example.test", Keys((KEY.encode(),))) == to
        assert found["Return-Path"].strip("<>") == USER


@needs_mail_servers
def test_a_wrong_password_is_said_without_it(servers: MailServers) -> None:
    # The last one: Dovecot lets an address that failed wait, and Postfix does not wait for Dovecot.
    wrong = Secret("password", env="P", environment={"P": "not the right one"})
    given = settings(
        servers.smtp, host="localhost", security="starttls", user=USER, password=wrong, authorities=servers.certificate
    )
    with pytest.raises(DeliveryFailed, match=r"refuses the user \(535\)") as caught:
        mail_check(given)
    assert "not the right one" not in str(caught.value)
