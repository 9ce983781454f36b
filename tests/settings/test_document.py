from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import SettingsInvalid
from generator.settings.channels import KINDS, GhostSettings, WordPressSettings
from generator.settings.document import Settings, read_settings
from generator.settings.fields import Reader
from generator.settings.folders import FileSettings, HugoSettings
from generator.settings.secret import Secret

CANARY = "5f1e7c0d1a2b:deadbeefcafe"


def read(tmp_path: Path, text: str, environment: Mapping[str, str] | None = None) -> Settings:
    file = tmp_path / "commentary.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environment or {})


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        read(tmp_path, text)
    return [str(fault) for fault in caught.value.faults]


GHOST = '[channels.blog]\nkind = "ghost"\nurl = "https://blog.example.org"\nkey = {env = "GHOST_KEY"}\n'


def test_a_channel_is_a_record_of_its_kind_with_a_draft_for_default(tmp_path: Path) -> None:
    found = read(tmp_path, GHOST, {"GHOST_KEY": f" {CANARY}\n"}).channels["blog"]
    assert isinstance(found, GhostSettings)
    assert (found.name, found.url, found.status, found.tags) == ("blog", "https://blog.example.org", "draft", ())
    assert found.key.reveal() == CANARY


def test_paths_are_read_from_the_folder_of_the_settings(tmp_path: Path) -> None:
    text = '[channels.paste]\nkind = "file"\nfolder = "out"\n[channels.hugo]\nkind = "hugo"\nfolder = "/srv/site"\n'
    found = read(tmp_path, text).channels
    assert found["paste"] == FileSettings(name="paste", folder=tmp_path / "out")
    assert found["hugo"] == HugoSettings(name="hugo", folder=Path("/srv/site"))


def test_a_schedule_files_beside_its_settings_whatever_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for line, folder in (("", "output"), ('folder = "filed"\n', "filed"), ('folder = "/srv/filed"\n', "/srv/filed")):
        plan = read(tmp_path, f'[schedule]\nassets = ["BTC"]\ndaily = "07:30"\n{line}').schedule
        assert plan is not None
        assert plan.folder == tmp_path / folder


def test_sections_and_an_empty_file_have_their_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "").site.title == "Market commentary"
    assert read(tmp_path, '[site]\nbase_url = "https://x.org"\n').site.base_url == "https://x.org"


def test_every_fault_is_told_at_once_with_file_key_and_remedy(tmp_path: Path) -> None:
    text = (
        '[sight]\n[channels.blog]\nkind = "ghost"\nulr = "https://x.org"\nkey = {env = "K"}\nstatus = "live"\n'
        '[channels.other]\nkind = "gohst"\n[channels.Bad]\nkind = "file"\n[channels.none]\n'
        '[channels.wp]\nkind = "wordpress"\nurl = "http://example.org"\nuser = "a"\npassword = {env = "W"}\n'
        '[channels.list]\nkind = "ghost"\nurl = "https://x.org"\nkey = {env = "K"}\ntags = ["a", 2]\n'
    )
    found = faults(tmp_path, text)
    assert "commentary.toml: sight: is not a setting; did you mean site?" in found
    assert "commentary.toml: channels.blog.ulr: is not a setting; did you mean url?" in found
    assert "commentary.toml: channels.blog.url: is missing; give a text in quotes" in found
    wanted = 'is something else than asked for; give "draft" or "publish"'
    assert f"commentary.toml: channels.blog.status: {wanted}" in found
    assert "commentary.toml: channels.other.kind: is no kind of channel; did you mean ghost?" in found
    assert any(text.startswith("commentary.toml: channels.Bad: is no name") for text in found)
    assert any(text.startswith("commentary.toml: channels.none.kind: is missing; known are ") for text in found)
    assert any("channels.wp.url: would send the secret unencrypted" in text for text in found)
    assert any("channels.list.tags[1]: is something else" in text for text in found)
    assert len(found) == 9


@pytest.mark.parametrize(
    "written", [f'"{CANARY}"', f'{{value = "{CANARY}"}}', f'{{env = "A", file = "{CANARY}"}}', "7"]
)
def test_a_secret_written_out_is_refused_and_not_repeated(tmp_path: Path, written: str) -> None:
    found = faults(tmp_path, GHOST.replace('{env = "GHOST_KEY"}', written))
    assert len(found) == 1
    assert "channels.blog.key" in found[0]
    assert CANARY not in found[0]


def test_a_secret_shows_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path, GHOST, {"GHOST_KEY": CANARY})
    assert CANARY not in f"{settings!r} {settings} {settings.channels['blog']!r}"
    assert "GHOST_KEY" not in repr(next(settings.secrets))


def test_a_secret_in_a_file_is_read_when_used_and_its_rights_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "key"
    text = GHOST.replace('{env = "GHOST_KEY"}', '{file = "key"}')
    (secret,) = read(tmp_path, text).secrets
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        secret.reveal()
    file.write_text(f"{CANARY}\n", encoding="utf-8")
    file.chmod(0o600)
    assert secret.reveal() == CANARY
    assert not secret.exposed
    file.chmod(0o644)
    assert [item.exposed for item in read(tmp_path, text).secrets] == [True]
    for damaged in (b"", b"a\nb\n", b"\xff\xfe", b"x" * 20000):
        file.write_bytes(damaged)
        with pytest.raises(SettingsInvalid):
            secret.reveal()


def test_an_unset_variable_is_named_with_its_setting() -> None:
    with pytest.raises(SettingsInvalid, match=r"^commentary.toml: channels.blog.key: \$K is not set"):
        Secret("commentary.toml: channels.blog.key", env="K", environment={"K": "  "}).reveal()


@pytest.mark.parametrize("text", ["x = ", 'a = "\xff"', "[channels]\nblog = 3", "channels = 3"])
def test_what_is_no_file_of_settings_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "commentary.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsInvalid, match=r"commentary\.toml"):
        read_settings(file, {})
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        read_settings(tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://example.org/blog", True),
        ("http://127.0.0.1:2368", True),
        ("http://[::1]:80", True),
        ("http://localhost", True),
        ("http://example.org", False),
        ("https://me:pass@example.org", False),
        ("https://example.org/?a=b", False),
        ("ftp://example.org", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ("https://example.org:port", False),
        ("http://127.0.0.1.example.org", False),
    ],
)
def test_secrets_go_to_encrypted_addresses_or_to_this_machine(tmp_path: Path, url: str, fine: bool) -> None:  # noqa: FBT001
    text = GHOST.replace("https://blog.example.org", url)
    assert (read(tmp_path, text).channels["blog"].name == "blog") if fine else len(faults(tmp_path, text)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_kind_is_of_a_type_the_reader_knows(kind: str, tmp_path: Path) -> None:
    reader = Reader(tmp_path / "x", {}, [])
    types = get_type_hints(KINDS[kind])
    for item in fields(KINDS[kind]):
        reader.value(types[item.name], object(), item.name)
    assert not [fault for fault in reader.faults if fault.remedy == "give a table"]


def test_wordpress_takes_no_user_with_a_colon(tmp_path: Path) -> None:
    text = '[channels.wp]\nkind = "wordpress"\nurl = "https://x.org"\nuser = "a"\npassword = {env = "W"}\n'
    assert isinstance(read(tmp_path, text).channels["wp"], WordPressSettings)
    assert "channels.wp.user" in faults(tmp_path, text.replace('"a"', '"a:b"'))[0]


def _tables() -> st.SearchStrategy[dict[str, object]]:
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab:/.", max_size=5)
    keys = st.sampled_from(["kind", "url", "key", "env", "file", "status", "tags", "folder", "x", ""])
    values = st.recursive(plain, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=3))
    return st.dictionaries(keys, values, max_size=5)


@given(table=_tables(), kind=st.sampled_from(sorted(KINDS)))
def test_any_table_is_a_record_or_faults(table: dict[str, object], kind: str) -> None:
    reader = Reader(Path("commentary.toml"), {}, [])
    made = reader.record(KINDS[kind], table, "channels.x", {"name": "x"})
    assert (made is None) == bool(reader.faults)
