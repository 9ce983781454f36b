"""What the mail uses, held against what mail programs support (caniemail.com's list, as npm has it)."""

from __future__ import annotations

import json
import re

from generator.pages.mail.addressed import addressed
from generator.pages.mail.message import mail_of
from tests.pages.conftest import Page, cleared_of
from tests.pages.mail.reading import envelope, html_of, image
from tests.tools import CANIEMAIL, needs_caniemail, run

_CLIENTS = ("apple-mail.*", "gmail.*", "outlook.*", "yahoo.*", "protonmail.*", "thunderbird.*", "samsung-email.*")
_ASK = """
const { caniemail } = await import(process.argv[1]);
let html = ''; for await (const part of process.stdin) html += part;
const { issues } = caniemail({ clients: process.argv.slice(2), html });
const found = {};
for (const [client, list] of issues.errors) for (const each of list) (found[each.title] ??= []).push(client);
console.log(JSON.stringify(found));
"""
LOST_WITHOUT_HARM = {
    "@media": "dark colours and a smaller headline: without it the mail is light, and the headline large",
    "<style> element": "the same",
    "display:none": "hides the preheader, which is one pixel high and of the paper's colour as well",
    "overflow": "the same",
    "height property": "max-height, of the preheader alone",
    "role attribute": "says that tables are layout; Windows Mail, which drops it, reads them aloud",
    "<body> element": "becomes a division; its colours stand on the table too",
}
"""What some program does not support at all, and what is lost there."""


def mail() -> str:
    return html_of(addressed(mail_of(cleared_of(), [image()]), envelope()))


@needs_caniemail
def test_what_mail_programs_do_not_support_is_nothing_the_mail_depends_on() -> None:
    asked = run("node", "--input-type=module", "-e", _ASK, CANIEMAIL.as_uri(), *_CLIENTS, given=mail())
    found = json.loads(asked)
    assert {title for title in found if title not in LOST_WITHOUT_HARM} == set()
    assert "@media" in found  # the list was asked, and it answers


def test_without_its_head_the_mail_is_whole() -> None:
    bare = re.sub(r"<style>.*?</style>", "", mail(), flags=re.DOTALL)
    styled = {tag for tag, given in Page(bare).elements if given.get("style")}
    assert {"table", "td", "h1", "p", "img", "a"} <= styled
    paper = next(given for tag, given in Page(bare).elements if tag == "table")
    assert paper["bgcolor"] == "#fcfbf8"
    text = next(given for tag, given in Page(bare).elements if given.get("class") == "body")
    assert "color: #1c1b19" in str(text["style"])
