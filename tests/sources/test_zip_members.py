"""Hostile archives: each ends in one clear refusal, and nothing is unpacked beyond the limits."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.sources import zip_members

from .archives import batch, klines, packed, refused, zipped

GOOD = klines(range(3)).encode()


def build(folder: Path, content: bytes) -> Path:
    path = folder / "BTCUSDT-1h-2023-01.zip"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "/etc/a.csv", "x/../../a.csv", "..\\a.csv", "a\\b.csv", "C:a.csv", "C:/a.csv", "a.csv:stream.csv"],
)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    said = refused(build(tmp_path, packed({name: GOOD})))
    assert "has a name that leads out of the archive" in said
    assert "\n" not in said


def test_a_name_cut_by_a_nul(tmp_path: Path) -> None:
    content = packed({"a.csvX.exe": GOOD}).replace(b"a.csvX.exe", b"a.csv\0.exe")
    assert "leads out" in refused(build(tmp_path, content))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"a.csv": GOOD, "b.zip": packed({"a.csv": GOOD})}, "b.zip: is an archive inside an archive"),
        ({"a.csv": GOOD, "run.sh": b"#!"}, "member run.sh: is no CSV file"),
        ({"a.csv": packed({"b.csv": GOOD})}, "a.csv"),
        ({}, "has no CSV member"),
        ({"a.CHECKSUM": b"1"}, "has no CSV member"),
    ],
)
def test_members_that_do_not_belong(tmp_path: Path, members: dict[str, bytes], said: str) -> None:
    assert said in refused(build(tmp_path, packed(members)))


def test_a_checksum_and_a_folder_may_stand_beside(tmp_path: Path) -> None:
    path = build(tmp_path, packed({"x/": b"", "x/a.csv": GOOD, "x/a.csv.CHECKSUM": b"0 a.csv"}))
    assert len(batch(path).observations) == 7


def test_a_link(tmp_path: Path) -> None:
    path = tmp_path / "BTCUSDT-1h-2023-01.zip"
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "is a link" in refused(path)


def test_a_bomb_by_its_ratio(tmp_path: Path) -> None:
    said = refused(zipped(tmp_path / "BTCUSDT-1h-2023-01.zip", {"a.csv": GOOD + b"0" * 3 * 2**20}))
    assert "unpacks to more than 200 times its size" in said


def test_a_bomb_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "MOST_BYTES", 2 * len(GOOD) + 10)
    members = {f"BTCUSDT-1h-2023-0{i}.csv": GOOD for i in (1, 2, 3)}
    assert "03.csv: unpacks to more than 0 MB" in refused(zipped(tmp_path / "all.zip", members))


def test_a_member_that_lies_about_its_size(tmp_path: Path) -> None:
    content = packed({"a.csv": GOOD})
    lied = content.replace(struct.pack("<L", len(GOOD)), struct.pack("<L", 10))
    assert "damaged" in refused(build(tmp_path, lied))


def test_more_members_than_any_archive_has(tmp_path: Path) -> None:
    assert "more than 1,000 members" in refused(build(tmp_path, packed({f"{i}.csv": b"" for i in range(1001)})))
    content = bytearray(packed({"a.csv": GOOD}))
    content[-10:-6] = struct.pack("<L", 2**30)  # a list of members of 1 GB
    assert "more than 1,000 members" in refused(build(tmp_path, bytes(content)))


def test_two_members_of_one_name(tmp_path: Path) -> None:
    content = packed({"a.csv": GOOD, "b.csv": GOOD}).replace(b"b.csv", b"a.csv")
    assert "two members of one name" in refused(build(tmp_path, content))


def test_an_encrypted_member(tmp_path: Path) -> None:
    content = bytearray(packed({"a.csv": GOOD}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted" in refused(build(tmp_path, bytes(content)))


def test_a_packing_that_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "BTCUSDT-1h-2023-01.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.csv", GOOD)
    assert "packed in a way that is not read here" in refused(path)


def test_damage(tmp_path: Path) -> None:
    content = zipped(tmp_path / "whole.zip", {"a.csv": GOOD * 50}).read_bytes()
    assert "damaged" in refused(build(tmp_path, b"no zip at all"))
    assert "damaged" in refused(build(tmp_path, b""))
    assert "damaged" in refused(build(tmp_path, content[:-30]))
    middle = bytearray(content)
    middle[60] ^= 0xFF
    assert "damaged" in refused(build(tmp_path, bytes(middle)))


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_no_bytes_end_in_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(packed({"BTCUSDT-1h-2023-01.csv": GOOD}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = build(tmp_path, bytes(content[: data.draw(st.integers(1, len(content)))]))
    try:
        found = batch(path)
    except InputInvalid as error:
        assert error.faults  # noqa: PT017
    else:
        assert found.observations
