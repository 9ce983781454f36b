from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive import FILES, SUMS, asset_slug, edition_address, edition_folder, file_edition
from generator.audit.clearance import Cleared
from generator.charts.chart import Kind
from generator.errors import InputInvalid
from generator.metrics.snapshot_json import write_snapshot
from tests.pages.conftest import charts_of, cleared_of, sentence
from tests.pages.corpus import CORPUS
from tests.pages.hostile import HOSTILE

NAME = "20251121T1200Z-daily"


@pytest.fixture
def cleared() -> Cleared:
    return cleared_of()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


def another(cleared: Cleared) -> Cleared:
    return replace(cleared, article=replace(cleared.article, headline=sentence("Another headline")))


def below(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


STANDING = {*FILES, SUMS}
WHOLE = {"btc", f"btc/{NAME}", *(f"btc/{NAME}/{name}" for name in STANDING)}


def test_charts_are_filed_with_the_edition(tmp_path: Path, cleared: Cleared) -> None:
    charts = charts_of("Sellers lead.", Kind.GAUGES, Kind.DEPTH)
    folder = file_edition(tmp_path, cleared, charts)
    names = {"card.png", "depth.png", "depth.svg", "gauges.png", "gauges.svg"}
    assert {path.name for path in (folder / "charts").iterdir()} == names
    assert {path.name for path in folder.iterdir()} == {*STANDING, "charts", "charts.json"}
    assert set(re.findall(r"\((charts/[^)]+)\)", (folder / "article.md").read_text(encoding="utf-8"))) == {
        "charts/depth.svg",
        "charts/gauges.svg",
    }
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    file_edition(tmp_path, cleared, charts)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    file_edition(tmp_path, another(cleared), charts[:1])
    assert {path.name for path in (folder / "charts").iterdir()} == {"card.png", "gauges.png", "gauges.svg"}


def test_an_address_is_that_of_the_folder(tmp_path: Path, cleared: Cleared) -> None:
    assert edition_address("", cleared) == ""
    assert edition_address("https://example.org/briefs", cleared) == f"https://example.org/briefs/btc/{NAME}/"
    folder = file_edition(tmp_path, cleared, base="https://example.org")
    assert f'href="https://example.org/btc/{NAME}/article.html"' in (folder / "article.html").read_text("utf-8")


def test_no_hostile_name_names_a_file(tmp_path: Path) -> None:
    for name in CORPUS:
        slug = asset_slug(name)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug), name
        assert len(slug) <= 60, name
        assert edition_folder(tmp_path, cleared_of(name)).parent.parent == tmp_path, name
        address = edition_address("https://example.org", cleared_of(name))
        assert re.fullmatch(r"https://example\.org/[a-z0-9-]+/\d{8}T\d{4}Z-daily/", address), name


def test_an_edition_is_one_folder(tmp_path: Path, cleared: Cleared) -> None:
    folder = file_edition(tmp_path / "new" / "output", cleared)
    assert folder == tmp_path / "new" / "output" / "btc" / NAME
    assert below(tmp_path / "new" / "output") == WHOLE
    page = json.loads((folder / "article.json").read_bytes())
    assert page["snapshot_sha256"] == sha256((folder / "snapshot.json").read_bytes()).hexdigest()
    assert (folder / "snapshot.json").read_text(encoding="utf-8") == write_snapshot(cleared.snapshot)
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert sums == {name: sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_the_same_edition_again_touches_nothing(tmp_path: Path, cleared: Cleared) -> None:
    folder = file_edition(tmp_path, cleared)
    (folder / "charts").mkdir()
    before = (folder.stat().st_mtime_ns, folder.stat().st_ino)
    assert file_edition(tmp_path, cleared) == folder
    assert (folder.stat().st_mtime_ns, folder.stat().st_ino) == before
    assert (folder / "charts").is_dir()


def test_another_edition_replaces_the_whole(tmp_path: Path, cleared: Cleared) -> None:
    folder = file_edition(tmp_path, cleared)
    (folder / "charts").mkdir()
    assert file_edition(tmp_path, another(cleared)) == folder
    assert (folder / "article.md").read_text(encoding="utf-8").startswith("# Another headline\n")
    assert below(tmp_path) == WHOLE


@pytest.mark.parametrize("damage", [b"", b"# half"])
def test_a_damaged_edition_is_mended(tmp_path: Path, cleared: Cleared, damage: bytes) -> None:
    folder = file_edition(tmp_path, cleared)
    whole = (folder / "article.md").read_bytes()
    (folder / "article.md").write_bytes(damage)
    (folder / "article.txt").unlink()
    file_edition(tmp_path, cleared)
    assert (folder / "article.md").read_bytes() == whole
    assert below(tmp_path) == WHOLE


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path, cleared: Cleared) -> None:
    for left in (f".{NAME}.part", ".20240101T0000Z-flash.part"):
        (tmp_path / "btc" / left).mkdir(parents=True)
        (tmp_path / "btc" / left / "article.md").write_text("# half", encoding="utf-8")
    file_edition(tmp_path, cleared)
    assert below(tmp_path) == WHOLE


def test_an_edition_moved_aside_by_a_killed_run_comes_back(tmp_path: Path, cleared: Cleared) -> None:
    folder = file_edition(tmp_path, cleared)
    folder.rename(folder.with_name(f".{NAME}.old"))
    later = replace(cleared, article=replace(cleared.article, as_of=cleared.article.as_of.replace(hour=13)))
    file_edition(tmp_path, later)
    assert {path.name for path in folder.parent.iterdir()} == {NAME, "20251121T1300Z-daily"}


@pytest.mark.parametrize("step", range(10))
def test_a_run_killed_at_any_step_leaves_the_old_or_the_new(
    tmp_path: Path, cleared: Cleared, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    file_edition(tmp_path, cleared)
    steps = iter(range(100))

    def dying(name: str) -> None:
        real = getattr(Path, name)

        def call(path: Path, *given: object, **options: object) -> object:
            assert next(steps) != step, "killed"
            return real(path, *given, **options)

        monkeypatch.setattr(Path, name, call)

    for name in ("mkdir", "write_bytes", "rename"):
        dying(name)
    try:
        file_edition(tmp_path, another(cleared))
    except AssertionError:
        monkeypatch.undo()
        standing = tmp_path / "btc" / NAME
        assert not standing.exists() or {path.name for path in standing.iterdir()} == STANDING
    monkeypatch.undo()
    file_edition(tmp_path, another(cleared))
    assert below(tmp_path) == WHOLE


def test_two_runs_at_once_leave_one_whole_edition(tmp_path: Path, cleared: Cleared) -> None:
    editions = [cleared, another(cleared)] * 20
    with ThreadPoolExecutor(4) as runs:
        assert set(runs.map(lambda edition: file_edition(tmp_path, edition), editions)) == {tmp_path / "btc" / NAME}
    assert below(tmp_path) == WHOLE
    headline = (tmp_path / "btc" / NAME / "article.txt").read_text(encoding="utf-8").splitlines()[0]
    assert json.loads((tmp_path / "btc" / NAME / "article.json").read_bytes())["headline"] == headline


def test_a_full_disk_leaves_the_old_edition_and_no_remains(
    tmp_path: Path, cleared: Cleared, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = file_edition(tmp_path, cleared)
    before = (folder / "article.md").read_bytes()

    def full(path: Path, _: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputInvalid, match="No space left on device"):
        file_edition(tmp_path, another(cleared))
    assert (folder / "article.md").read_bytes() == before
    assert below(tmp_path) == WHOLE


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_closed_folder_is_named(read_only: Path, cleared: Cleared) -> None:
    with pytest.raises(InputInvalid, match=re.escape(str(read_only))):
        file_edition(read_only, cleared)


def test_a_file_in_the_way_is_named_and_kept(tmp_path: Path, cleared: Cleared) -> None:
    (tmp_path / "btc").write_text("mine", encoding="utf-8")
    with pytest.raises(InputInvalid, match=re.escape(str(tmp_path / "btc" / NAME))):
        file_edition(tmp_path, cleared)
    assert (tmp_path / "btc").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_edition_s_place_is_kept(tmp_path: Path, cleared: Cleared) -> None:
    place = tmp_path / "btc" / NAME
    place.parent.mkdir()
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(InputInvalid):
        file_edition(tmp_path, cleared)
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, cleared: Cleared) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "output"
    root.mkdir()
    (root / "btc").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(InputInvalid, match="leads out of the output folder"):
        file_edition(root, cleared)
    assert not below(tmp_path / "elsewhere")


@pytest.mark.parametrize(("asset", "slug"), [("BTC", "btc"), ("eth", "eth"), ("1000PEPE", "1000pepe"), ("a-b", "a-b")])
def test_a_ticker_is_its_own_folder(asset: str, slug: str) -> None:
    assert asset_slug(asset) == slug


@given(st.text(st.characters(exclude_categories=[])) | st.sampled_from(HOSTILE))
def test_every_asset_has_a_safe_folder(asset: str) -> None:
    slug = asset_slug(asset)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 60
    assert not re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", slug)
    root = Path("output")
    assert edition_folder(root, cleared_of(asset)) == root / slug / NAME


@given(st.text(alphabet="aA-./\uff21\uff0f\u212ak "), st.text(alphabet="aA-./\uff21\uff0f\u212ak "))
def test_two_assets_never_share_a_folder(one: str, other: str) -> None:
    if asset_slug(one) == asset_slug(other):
        assert one == other or (one.isascii() and one.lower() == other.lower())


def test_nobody_can_name_an_asset_after_another_s_folder() -> None:
    taken = asset_slug("BTC/USDT")
    assert asset_slug(taken) != taken


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_assets_stay_inside(tmp_path: Path, name: str) -> None:
    root = tmp_path / "output"
    folder = file_edition(root, cleared_of(name, name))
    assert folder.parent.parent == root
    assert {path.name for path in tmp_path.iterdir()} == {"output"}
    assert {path.name for path in folder.iterdir()} == STANDING
