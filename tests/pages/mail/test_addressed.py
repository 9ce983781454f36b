from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.pages.mail.addressed import REASON, addressed, message_id, prepared
from generator.pages.mail.headers import written_as
from generator.pages.mail.html import FOOTER, list_footer
from generator.pages.mail.message import mail_of
from generator.pages.mail.parts import Mailbox
from generator.pages.text import wrap
from generator.pages.visible import visible
from tests.pages.conftest import Page, bare, cleared_of, with_texts
from tests.pages.mail.reading import ADDRESSED, LINK, envelope, html_of, image, parsed, text_of
from tests.site.corpus import CORPUS


def test_a_reader_gets_a_way_off_the_list_in_one_piece() -> None:
    message = addressed(mail_of(cleared_of()), envelope(unsubscribe_address="unsubscribe@example.test"))
    assert f"\r\nList-Unsubscribe: <{LINK}>, <mailto:unsubscribe@example.test>\r\n".encode() in message
    found = parsed(message)
    assert found.keys() == list(ADDRESSED)
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Id"] == "Daily commentary <daily.example.test>"
    assert found["From"].addresses[0].addr_spec == "desk@example.test"
    assert found["To"].addresses[0].display_name == "A Reader"
    assert f"Unsubscribe: {LINK}" in text_of(message)
    links = [given["href"] for tag, given in Page(html_of(message)).elements if tag == "a"]
    assert links == [LINK]


def test_a_retry_is_the_same_mail_and_another_reader_s_is_not() -> None:
    mail = mail_of(cleared_of())
    assert addressed(mail, envelope()) == addressed(mail, envelope())
    assert message_id(mail, envelope("READER@example.test")) == message_id(mail, envelope())
    ids = {message_id(mail, envelope(f"reader{n}@example.test")) for n in range(50)}
    assert len(ids) == 50
    assert message_id(mail_of(cleared_of("ETH")), envelope()) not in ids
    assert parsed(addressed(mail, envelope()))["Message-ID"] == message_id(mail, envelope())


def test_a_corrected_edition_is_the_same_mail() -> None:
    mail = mail_of(cleared_of("BTC", "Binance"))
    corrected = mail_of(cleared_of("BTC", "OKX"))
    assert corrected.identity != mail.identity
    assert message_id(corrected, envelope()) == message_id(mail, envelope())
    assert message_id(mail, envelope(list_id="flash.example.test")) != message_id(mail, envelope())


LINKS = st.from_regex(r"https://[a-z]+\.example/u/[A-Za-z0-9_.-]{0,600}", fullmatch=True)


@given(st.text(), st.lists(LINKS, min_size=2))
def test_readers_of_one_writing_get_their_own_and_whole_texts(text: str, links: list[str]) -> None:
    mail = mail_of(with_texts(text))
    writing = prepared(mail)
    for number, link in enumerate(links):
        message = writing.to(envelope(f"reader{number}@example.test", unsubscribe_url=link))
        text, html = (part(message).replace("\r\n", "\n") for part in (text_of, html_of))
        assert text == f"{mail.text}\n{wrap(REASON)}\nUnsubscribe: {link}\n"
        assert html.rstrip("\n") == mail.html.replace(FOOTER, list_footer(REASON, link)).rstrip("\n")
        assert max(map(len, message.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 78


def test_a_template_without_a_place_for_the_footer_is_refused() -> None:
    mail = replace(mail_of(cleared_of()), html="<p>no place</p>\n")
    with pytest.raises(InputInvalid, match="has no line <!-- list -->"):
        prepared(mail)


def test_the_date_is_when_it_is_sent() -> None:
    sent = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert parsedate_to_datetime(parsed(addressed(mail_of(cleared_of()), envelope(date=sent)))["Date"]) == sent


def test_charts_stay_with_an_addressed_mail() -> None:
    message = addressed(mail_of(cleared_of(), [image()]), envelope())
    kinds = [part.get_content_type() for part in parsed(message).walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_names_make_no_header(name: str) -> None:
    mail = mail_of(cleared_of(name, name))
    given = envelope(sender=Mailbox("desk@example.test", name), recipient=Mailbox("r@example.test", name))
    message = addressed(mail, given)
    found = parsed(message)
    assert found.keys() == list(ADDRESSED)
    assert [each.addr_spec for each in found["To"].addresses] == ["r@example.test"]
    assert [each.addr_spec for each in found["From"].addresses] == ["desk@example.test"]
    head = message.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b"")
    assert [line.partition(b":")[0].decode() for line in head.split(b"\r\n")] == list(ADDRESSED)


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_addresses_and_links_are_refused(name: str) -> None:
    mail = mail_of(cleared_of())
    if "@" not in name or name != "mallory@evil.example":
        with pytest.raises(InputInvalid):
            addressed(mail, envelope(name))
    with pytest.raises(InputInvalid):
        addressed(mail, envelope(list_id=f"{name}@"))
    if not name.startswith("https://"):
        with pytest.raises(InputInvalid):
            addressed(mail, envelope(unsubscribe_url=name))
    if not name.isascii() or not name.isprintable() or " " in name:
        with pytest.raises(InputInvalid):
            addressed(mail, envelope(unsubscribe_url=f"https://example.test/{name}"))


@given(st.text(), st.text(), st.text())
def test_whatever_the_texts_the_headers_are_those_meant(subject: str, sender: str, name: str) -> None:
    mail = mail_of(with_texts(subject))
    given = envelope(
        sender=Mailbox("desk@example.test", sender), recipient=Mailbox("r@example.test", name), list_name=subject
    )
    found = parsed(addressed(mail, given))
    assert found.keys() == list(ADDRESSED)
    assert bare(found["Subject"]) == bare(visible(subject))
    assert bare(found["To"].addresses[0].display_name) == bare(visible(name))


def test_headers_that_are_not_those_meant_are_caught() -> None:
    message = b"Subject: a\r\nBcc: x@example.test\r\n\r\nbody\r\n"
    with pytest.raises(ValueError, match="not the headers meant"):
        written_as(message, [("Subject", "a")])
    assert written_as(b"Subject: a\r\n\r\nbody\r\n", [("Subject", "a")])
