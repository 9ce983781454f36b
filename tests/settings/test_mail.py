from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import SettingsInvalid
from generator.settings.document import read_settings
from generator.settings.mail import MailSettings

WHOLE = {
    "kind": '"mail"', "host": '"mail.example.org"', "sender": '"desk@example.org"', "list_id": '"daily.example.org"',
    "unsubscribe_url": '"https://example.org/u"', "unsubscribe_key": '{env = "KEY"}',
}  # fmt: skip


def read(folder: Path, **changed: str) -> MailSettings:
    lines = [f"{name} = {value}" for name, value in {**WHOLE, **changed}.items() if value]
    (folder / "commentary.toml").write_text("[channels.daily]\n" + "\n".join(lines))
    found = read_settings(folder / "commentary.toml", {"KEY": "k"}).channels["daily"]
    assert isinstance(found, MailSettings)
    return found


def test_a_list_needs_six_settings(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.port, found.security, found.subscribers, found.per_minute) == (587, "starttls", None, 0)
    assert found.unsubscribe_key.reveal() == "k"
    assert read(tmp_path, subscribers='"readers.csv"').subscribers == tmp_path / "readers.csv"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"security": '"none"'}, "would send mail unencrypted"),
        ({"user": '"desk"'}, "belong together"),
        ({"password": '{env = "P"}'}, "belong together"),
        ({"port": "0"}, "is no port"),
        ({"per_minute": "-1"}, "is negative"),
        ({"patience": "0"}, "is no time to answer in"),
        ({"unsubscribe_url": '"http://example.org/u"'}, "is no https address"),
        ({"unsubscribe_key": '"written out"'}, "is a secret written out"),
        ({"host": ""}, "is missing"),
    ],
)
def test_what_would_not_be_safe_is_refused(tmp_path: Path, changed: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsInvalid, match=problem):
        read(tmp_path, **changed)


def test_this_machine_may_be_spoken_to_in_the_clear(tmp_path: Path) -> None:
    assert read(tmp_path, host='"127.0.0.1"', security='"none"').security == "none"
