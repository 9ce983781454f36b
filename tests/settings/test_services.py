"""What newsletters and chats are told: every setting that cannot work is refused with its key and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.test_document import faults, read

NAMED = '{env = "X"}'
TABLES = {
    "buttondown": f"key = {NAMED}",
    "listmonk": f'url = "https://l.example.org"\nuser = "brief"\ntoken = {NAMED}\nlists = [1]',
    "slack": f"webhook = {NAMED}",
    "discord": f"webhook = {NAMED}",
    "telegram": f'token = {NAMED}\nchat = "@markets"',
    "mastodon": f'url = "https://m.example.org"\ntoken = {NAMED}',
}


@pytest.mark.parametrize("kind", TABLES)
def test_the_least_that_is_needed_is_enough_and_sends_nothing(tmp_path: Path, kind: str) -> None:
    found = read(tmp_path, f'[channels.desk]\nkind = "{kind}"\n{TABLES[kind]}\n').channels["desk"]
    assert getattr(found, "status") == "draft"  # noqa: B009 - the common record of channels has none
    assert NAMED not in repr(found)


@pytest.mark.parametrize(
    ("kind", "old", "new", "fault"),
    [
        ("buttondown", NAMED, '"xkey"', "desk.key: is a secret written out; write {env"),
        (
            "buttondown",
            "key",
            'url = "http://b.example.org"\nkey',
            "desk.url: would send the secret unencrypted; give https",
        ),
        ("listmonk", "[1]", "[]", "desk.lists: names no list; give the numbers"),
        ("listmonk", "[1]", "[1, 0]", "desk.lists: names no list; give the numbers"),
        ("listmonk", "[1]", '["daily"]', "desk.lists[0]: is something else than asked for; give a whole number"),
        ("listmonk", '"brief"', '"a:b"', "desk.user: is no user name; give the name"),
        ("slack", f"webhook = {NAMED}", "", "desk.webhook: and token are two ways of posting; give exactly one"),
        ("slack", "webhook", f'token = {NAMED}\nchannel = "C0123"\nwebhook', "desk.webhook: and token are two ways"),
        ("slack", "webhook", 'channel = "#markets"\ntoken', "desk.channel: is no id of a channel; give the id"),
        ("slack", "webhook", 'channel = "C0123"\nwebhook', "desk.channel: is not asked for; leave it out"),
        ("telegram", "@markets", "markets", 'desk.chat: is no chat; give "@name" or the number'),
        ("mastodon", "token", "limit = 100\ntoken", "desk.limit: is out of range; give 320"),
        ("mastodon", "token", 'language = "English"\ntoken', "desk.language: is no language; give two"),
        (
            "mastodon",
            "token",
            'visibility = "direct"\ntoken',
            "desk.visibility: is something else than asked for; give",
        ),
        ("discord", "webhook", "webhok", "desk.webhok: is not a setting; did you mean webhook?"),
    ],
)
def test_what_cannot_work_is_refused(tmp_path: Path, kind: str, old: str, new: str, fault: str) -> None:
    table = TABLES[kind].replace(old, new, 1)
    found = faults(tmp_path, f'[channels.desk]\nkind = "{kind}"\n{table}\n')
    assert any(f"commentary.toml: channels.{fault}" in each for each in found), found
    assert "xkey" not in "".join(found)
