from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.audit.clearance import Cleared
from generator.edition import edit
from generator.errors import InputInvalid
from generator.pages.mail.html import MOST
from generator.pages.mail.message import email_message, mail_of
from generator.pages.mail.parts import Image
from generator.pages.mail.words import outside
from generator.pages.text import text_page
from generator.pages.visible import visible
from generator.planning.story import Form
from tests.cases import CASES, REAL_DAYS, case, shipped
from tests.pages.conftest import AS_OF, DATELINE, Page, bare, cleared_of, with_texts
from tests.pages.mail.reading import HEADERS, html_of, image, parsed, parts, png, text_of
from tests.site.corpus import CORPUS

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "h1", "p", "time"),
}


def cleared(name: str) -> Cleared:
    made = edit(case(name), Form.DAILY, shipped(), seed=0, style="plain").verdict
    assert isinstance(made, Cleared)
    return made


def seen(html: str) -> str:
    """Return the words of a page, the line for lists of mails left out, which is hidden in the mail itself."""
    return bare(Page(re.sub(r'<div class="preheader".*?</div>', "", html, flags=re.DOTALL)).text)


def read_by(cleared: Cleared) -> str:
    """Return all a reader should see of a mail, in order, white space left out."""
    article = cleared.article
    body = (paragraph.text for paragraph in article.paragraphs)
    texts = (DATELINE, article.headline.text, article.dek.text, *body, article.disclaimer)
    return bare("".join(visible(text) for text in texts))


def test_a_mail_is_text_and_html() -> None:
    message = email_message(cleared_of())
    assert parts(message) == ["multipart/alternative", "text/plain", "text/html"]
    found = parsed(message)
    assert found.keys() == list(HEADERS)
    assert found["Subject"] == outside(cleared_of().article).subject
    assert parsedate_to_datetime(found["Date"]) == AS_OF
    assert text_of(message).replace("\r\n", "\n") == text_page(cleared_of())
    assert found.defects == []
    assert [part.defects for part in found.walk()] == [[], [], []]


def test_charts_go_along_as_related_images_and_in_words() -> None:
    images = (image(), image("price", "The price fell 14.1%."))
    message = email_message(cleared_of(), images)
    assert parts(message) == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "image/png",
    ]
    html = html_of(message)
    pictures = [part for part in parsed(message).walk() if part.get_content_type() == "image/png"]
    assert [part.get_content() for part in pictures] == [png(), png()]
    assert re.findall(r'src="cid:([^"]+)"', html) == [part["Content-ID"].strip("<>") for part in pictures]
    shown = [given for tag, given in Page(html).elements if tag == "img"]
    assert [given["alt"] for given in shown] == [each.alt for each in images]
    assert [given["width"] for given in shown] == ["600", "600"]
    for each in images:
        assert bare(each.alt) in seen(html)
        assert f"Chart: {each.alt}" in text_of(message)


@pytest.mark.parametrize("png", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_png_does_not_go_along(png: bytes) -> None:
    with pytest.raises(ValueError, match="no PNG"):
        Image("price", png, "x")


@pytest.mark.parametrize("name", ["", "a b", "../x", "x\r\nBcc: y", "x" * 65, "Ä"])
def test_an_image_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Image(name, png(), "x")


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_real_mails_say_all_and_stay_small(name: str) -> None:
    made = cleared(name)
    message = email_message(made, [image("one"), image("two"), image("three"), image("four"), image("five")])
    html = html_of(message)
    for paragraph in made.article.paragraphs:
        assert bare(paragraph.text) in seen(html)
    assert bare(made.article.disclaimer) in seen(html)
    assert len(html.encode()) < MOST
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert b"\n" not in message.replace(b"\r\n", b"")


def test_the_words_need_no_style_sheet_and_nothing_is_fetched() -> None:
    html = html_of(email_message(cleared_of(), [image()]))
    bodies = [given for tag, given in Page(html).elements if tag in {"h1", "p", "td", "table"}]
    assert all(given.get("style") for given in bodies)
    assert "var(" not in html
    assert not re.search(r"\b(?:src|href|background)=\"(?!cid:)|url\(|@import|<script|<link", html)
    assert "@media (prefers-color-scheme: dark)" in html


def test_the_preheader_comes_first_and_is_not_read_twice() -> None:
    html = html_of(email_message(cleared_of()))
    body = html.partition("<body")[2]
    said = re.escape(outside(cleared_of().article).preheader)
    assert re.search(rf'^[^<]*>\s*<div class="preheader" style="[^"]*display: none[^"]*">{said}', body)


def test_the_same_bytes_twice_and_other_bytes_for_other_content() -> None:
    assert email_message(cleared_of(), [image()]) == email_message(cleared_of(), [image()])
    ids = {
        parsed(message)["Message-ID"]
        for message in (
            email_message(cleared_of()),
            email_message(cleared_of("ETH")),
            email_message(cleared_of(), [image()]),
            email_message(cleared_of(), [Image("gauges", png(600), "Depth is thin at -0.80.")]),
        )
    }
    assert len(ids) == 4


def test_a_mail_gmail_would_clip_is_refused() -> None:
    with pytest.raises(InputInvalid, match="bytes of HTML"):
        email_message(with_texts("word " * 10_000))


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_names_are_shown_and_do_nothing(name: str) -> None:
    made = cleared_of(name, name)
    message = email_message(made)
    found = parsed(message)
    assert found.keys() == list(HEADERS)
    assert found["Bcc"] is None
    html = html_of(message)
    assert seen(html) == read_by(made)
    page = Page(html)
    assert {tag for tag, _ in page.elements} <= TAGS
    assert page.strays == [" list "]
    assert not [key for _, given in page.elements for key in given if key.startswith("on")]
    assert "{{" not in html
    assert "{%" not in html
    assert message.isascii()


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_what_a_reader_sees(text: str) -> None:
    made = with_texts(text)
    message = email_message(made)
    assert seen(html_of(message)) == read_by(made)
    assert bare(str(parsed(message)["Subject"])) == bare(visible(text))
    assert parsed(message).keys() == list(HEADERS)


@pytest.mark.parametrize("word", ["From here on", "x\nFrom here on", ">From", ".", "-- "])
def test_no_line_is_taken_for_a_sign_by_a_mailbox(word: str) -> None:
    message = email_message(with_texts(f"{'word ' * 12}{word} {word}"))
    lines = message.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"From ", b"."))]
    assert seen(html_of(message)) == read_by(with_texts(f"{'word ' * 12}{word} {word}"))


def test_a_mail_knows_its_parts() -> None:
    mail = mail_of(cleared_of())
    assert (mail.series, mail.date, mail.images) == ("daily", AS_OF, ())
    assert re.fullmatch(r"[0-9a-f]{64}", mail.identity)
