from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from generator.archive import asset_slug, file_edition
from generator.errors import InputInvalid
from generator.planning.story import Form
from generator.site.build import Built, Options, build_site
from tests.pages.conftest import Page
from tests.site.corpus import CORPUS
from tests.site.editions import BASE, archive, edition, filed, pages

DAY = "btc/20251030T1200Z-daily"


def build(root: Path, **options: str | None) -> Built:
    return build_site(root, Options(**options))  # type: ignore[arg-type]


def page(root: Path, path: str) -> str:
    return (root / "site" / path).read_text(encoding="utf-8")


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.ids |= {value or "" for name, value in attrs if name == "id"}


def test_a_site_has_its_pages_and_feeds(tmp_path: Path) -> None:
    built = build(archive(tmp_path), base_url=BASE)
    assert (built.editions, built.faults) == (5, ())
    found = pages(built.folder)
    assert found >= {
        *("index.html", "archive.html", "regimes.html", "method.html"),
        *("archive/2025-10.html", "archive/2025-11.html"),
        *("regime/cascade.html", "regime/cascade/2025.html", "regime/sell_dominance.html", "regime/calm.html"),
        *("atom.xml", "rss.xml", "feed.json", "sitemap.xml"),
        *(f"{DAY}/{name}" for name in ("article.html", "article.json", "snapshot.json")),
    }
    assert not [path for path in found if "email" in path or "SHA" in path or "asset" in path]
    assert len(found) == built.files == built.written


@pytest.mark.parametrize("base", [BASE, None])
def test_every_link_leads_somewhere(tmp_path: Path, base: str | None) -> None:
    build(archive(tmp_path, 40, ("BTC", "<b>", "../x")), base_url=base)
    site = tmp_path / "site"
    found = pages(site)
    for name in sorted(name for name in found if name.endswith(".html")):
        for link in Links(page(tmp_path, name)).found:
            target = urljoin(f"{BASE}{name}", link)
            path = urlsplit(target).path.removeprefix(urlsplit(BASE).path)
            assert target.startswith(BASE), (name, link)
            assert (path or "index.html") in found, (name, link)


def test_an_edition_is_shown_as_it_was_filed_with_links_around_it(tmp_path: Path) -> None:
    build(archive(tmp_path), base_url=BASE)
    shown, as_filed = page(tmp_path, f"{DAY}/article.html"), (tmp_path / DAY / "article.html").read_text()
    body = as_filed.partition("<body>")[2].partition("</body>")[0]
    assert body in shown
    assert Page(body).text in Page(shown).text
    assert "Later</span> BTC on day 1</a>" in shown
    assert "Earlier</span>" not in shown
    assert f'<link rel="canonical" href="{BASE}{DAY}/article.html">' in shown
    assert 'href="../../index.html"' in shown
    assert 'href="../../archive/2025-10.html"' in shown


def test_the_index_leads_with_the_newest(tmp_path: Path) -> None:
    build(archive(tmp_path), title="Desk & Co")
    front = page(tmp_path, "index.html")
    headlines = re.findall(r"BTC on day \d", front)
    assert headlines == [f"BTC on day {day}" for day in (4, 3, 2, 1, 0)]
    assert "<title>Desk &amp; Co</title>" in front


def test_assets_have_pages_where_there_are_several(tmp_path: Path) -> None:
    build(archive(tmp_path, 2, ("BTC", "ETH")))
    assert {"assets.html", "asset/btc.html", "asset/eth/2025.html"} <= pages(tmp_path / "site")
    assert "BTC on day" not in page(tmp_path, "asset/eth.html")
    assert page(tmp_path, "archive/2025-10.html").count("on day 1") == 2


def test_a_month_holds_its_days_whatever_the_form_and_the_hour(tmp_path: Path) -> None:
    filed(tmp_path, [edition(0), edition(0, form=Form.FLASH, headline="A flash"), edition(2, headline="November")])
    build(tmp_path)
    october = page(tmp_path, "archive/2025-10.html")
    assert "A flash" in october
    assert "Flash, <time" in october
    assert 'href="../archive/2025-11.html"' in october
    assert len(Links(october).ids & {"d2025-10-30", "d2025-11-01"}) == 1


def test_nothing_is_written_where_nothing_has_changed(tmp_path: Path) -> None:
    build(archive(tmp_path), base_url=BASE)
    before = (tmp_path / "site").readlink()
    again = build(tmp_path, base_url=BASE)
    assert again.written == 0
    assert (tmp_path / "site").readlink() == before


def test_a_new_edition_touches_few_files(tmp_path: Path) -> None:
    whole = build(archive(tmp_path, 60), base_url=BASE)
    old = {name: (tmp_path / "site" / name).stat().st_ino for name in pages(tmp_path / "site")}
    filed(tmp_path, [edition(60)])
    built = build(tmp_path, base_url=BASE)
    assert built.editions == 61
    new = {name: (tmp_path / "site" / name).stat().st_ino for name in pages(tmp_path / "site")}
    changed = {name for name, inode in new.items() if old.get(name) != inode}
    assert len(changed) == built.written < whole.files / 5
    assert {"index.html", "atom.xml", "sitemap.xml", "btc/20251229T1200Z-daily/article.html"} <= changed
    assert "btc/20251228T1200Z-daily/article.html" in changed  # its way to the one after
    assert "btc/20251227T1200Z-daily/article.html" not in changed


def test_what_is_built_step_by_step_is_what_is_built_at_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for day in range(6):
        filed(one, [edition(day), edition(day, "ETH")])
        build(one, base_url=BASE)
    build(archive(other, 6, ("BTC", "ETH")), base_url=BASE)
    assert pages(one / "site") == pages(other / "site")
    for name in pages(one / "site"):
        assert (one / "site" / name).read_bytes() == (other / "site" / name).read_bytes(), name


def test_a_corrected_edition_keeps_its_address(tmp_path: Path) -> None:
    build(archive(tmp_path), base_url=BASE)
    ids = {entry.get("id") for entry in json.loads(page(tmp_path, "feed.json"))["items"]}
    filed(tmp_path, [edition(0, headline="Put right")])
    build(tmp_path, base_url=BASE)
    assert "Put right" in page(tmp_path, f"{DAY}/article.html")
    assert "Put right" in page(tmp_path, "archive/2025-10.html")
    assert {entry.get("id") for entry in json.loads(page(tmp_path, "feed.json"))["items"]} == ids


def test_ids_stay_when_the_site_moves(tmp_path: Path) -> None:
    build(archive(tmp_path, 2), base_url=BASE)
    filed(tmp_path, [edition(2)])
    build(tmp_path, base_url="https://elsewhere.example/")
    data = json.loads(page(tmp_path, "feed.json"))
    assert {item["id"].partition(",")[0] for item in data["items"]} == {"tag:example.org"}
    assert {item["url"].partition("btc/")[0] for item in data["items"]} == {"https://elsewhere.example/"}


@pytest.mark.parametrize("manifest", ["kept", "lost"])
def test_old_links_lead_somewhere_when_an_edition_is_withdrawn(tmp_path: Path, manifest: str) -> None:
    build(archive(tmp_path, 2), base_url=BASE)
    was = {name for name in pages(tmp_path / "site") if name.endswith(".html")}
    shutil.rmtree(tmp_path / DAY)
    if manifest == "lost":
        next(tmp_path.glob(".site/*/manifest.json")).write_bytes(b"{")
    build(tmp_path, base_url=BASE)
    assert was <= pages(tmp_path / "site")
    assert "no longer published" in page(tmp_path, f"{DAY}/article.html")
    assert f"{DAY}/article.json" not in pages(tmp_path / "site")
    assert "no longer published" in page(tmp_path, "regime/cascade.html")
    assert DAY not in page(tmp_path, "sitemap.xml") + page(tmp_path, "index.html") + page(tmp_path, "atom.xml")
    filed(tmp_path, [edition(2)])
    build(tmp_path, base_url=BASE)
    assert "no longer published" in page(tmp_path, f"{DAY}/article.html")
    filed(tmp_path, [edition(0)])
    build(tmp_path, base_url=BASE)
    assert "BTC on day 0" in page(tmp_path, f"{DAY}/article.html")


@pytest.mark.parametrize("name", ["article.html", "article.json", "snapshot.json", "SHA256SUMS"])
@pytest.mark.parametrize("damage", ["emptied", "cut", "altered", "removed"])
def test_a_damaged_edition_is_named_and_left_out(tmp_path: Path, name: str, damage: str) -> None:
    archive(tmp_path, 3)
    _hurt(tmp_path / DAY / name, damage)
    built = build(tmp_path)
    assert built.editions == 2
    assert [fault.place.startswith(f"{DAY}/") for fault in built.faults] == [True] * len(built.faults)
    assert built.faults
    assert not [path for path in pages(tmp_path / "site") if path.startswith(DAY)]
    assert "BTC on day 0" not in page(tmp_path, "index.html")


@pytest.mark.parametrize("damage", ["emptied", "altered", "removed"])
def test_an_edition_damaged_after_it_was_published_stays_as_it_was(tmp_path: Path, damage: str) -> None:
    build(archive(tmp_path, 3))
    was = page(tmp_path, f"{DAY}/article.html")
    _hurt(tmp_path / DAY / "article.html", damage)
    filed(tmp_path, [edition(3)])
    for _ in range(3):
        built = build(tmp_path)
        assert [fault.place for fault in built.faults] == [f"{DAY}/article.html"]
        assert page(tmp_path, f"{DAY}/article.html") == was
        assert "BTC on day 0" in page(tmp_path, "archive/2025-10.html")


def _hurt(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    if damage == "removed":
        path.unlink()
    else:
        path.write_bytes(
            {"emptied": b"", "cut": whole[: len(whole) // 2], "altered": whole.replace(b"1", b"2")}[damage]
        )


def test_a_page_of_the_site_that_was_touched_is_written_anew(tmp_path: Path) -> None:
    build(archive(tmp_path))
    (tmp_path / "site" / "archive.html").write_text("mine", encoding="utf-8")
    assert build(tmp_path).written == 1
    assert "mine" not in page(tmp_path, "archive.html")


def test_a_folder_that_is_no_edition_is_passed_over(tmp_path: Path) -> None:
    archive(tmp_path, 1)
    (tmp_path / "btc" / "notes").mkdir()
    (tmp_path / "btc" / "20251030T1200Z-daily.bak").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert build(tmp_path).faults == ()


def test_an_edition_in_another_s_folder_is_named(tmp_path: Path) -> None:
    archive(tmp_path, 2)
    shutil.copytree(tmp_path / DAY, tmp_path / "btc" / "20251201T1200Z-daily")
    shutil.copytree(tmp_path / DAY, tmp_path / "eth" / "20251030T1200Z-daily")
    built = build(tmp_path)
    assert {fault.place for fault in built.faults} == {
        "btc/20251201T1200Z-daily/article.json",
        "eth/20251030T1200Z-daily/article.json",
    }


def test_a_link_to_an_edition_elsewhere_is_not_followed(tmp_path: Path) -> None:
    archive(tmp_path / "elsewhere", 1)
    root = archive(tmp_path / "root", 2)
    (root / "btc" / "20251201T1200Z-daily").symlink_to(tmp_path / "elsewhere" / DAY)
    (root / "eth").symlink_to(tmp_path / "elsewhere" / "btc")
    built = build(root)
    assert [fault.place for fault in built.faults] == ["btc/20251201T1200Z-daily"]
    assert not [name for name in pages(root / "site") if name.startswith("eth")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "example.org"}, "--base-url"),
        ({"theme": "/nowhere/at/all"}, "--theme"),
    ],
)
def test_a_bad_option_leaves_the_site_as_it_was(tmp_path: Path, options: dict[str, str], message: str) -> None:
    build(archive(tmp_path))
    before = (tmp_path / "site").readlink()
    with pytest.raises(InputInvalid, match=message):
        build(tmp_path, **options)
    assert (tmp_path / "site").readlink() == before


def test_a_broken_theme_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    root = archive(tmp_path / "output")
    build(root)
    before = (root / "site").readlink()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "shelf.html.j2").write_text("{{ page.nothing }}", encoding="utf-8")
    with pytest.raises(InputInvalid, match=r"shelf.html.j2: line 1: .*nothing"):
        build(root, theme=str(tmp_path / "mine"))
    assert (root / "site").readlink() == before
    assert "BTC on day 4" in page(root, "index.html")
    assert build(root).written == 0


def test_a_theme_of_one_s_own(tmp_path: Path) -> None:
    root = archive(tmp_path / "output")
    (tmp_path / "mine" / "static").mkdir(parents=True)
    (tmp_path / "mine" / "static" / "logo.svg").write_bytes(b"<svg/>")
    (tmp_path / "mine" / "frame_top.html.j2").write_text("<p>My frame</p>", encoding="utf-8")
    build(root, theme=str(tmp_path / "mine"))
    assert (root / "site" / "static" / "logo.svg").read_bytes() == b"<svg/>"
    assert "<body>\n<p>My frame</p>" in page(root, f"{DAY}/article.html")
    assert "BTC on day 4" in page(root, "index.html")


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_what_is_in_the_way_is_kept_and_named(tmp_path: Path, what: str) -> None:
    archive(tmp_path)
    place = tmp_path / "site"
    if what == "folder":
        place.mkdir()
    elif what == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.symlink_to(tmp_path / "btc")
    with pytest.raises(InputInvalid, match="move it away"):
        build(tmp_path)
    assert place.exists()


def test_a_folder_without_editions_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="holds no edition"):
        build(tmp_path)
    with pytest.raises(InputInvalid, match="is no folder"):
        build(tmp_path / "nowhere")


def test_only_the_generation_before_is_kept(tmp_path: Path) -> None:
    for day in range(5):
        filed(tmp_path, [edition(day)])
        build(tmp_path)
    kept = sorted(path.name for path in (tmp_path / ".site").iterdir() if path.is_dir())
    assert kept == ["000004", "000005"]


def test_a_disk_that_is_full_leaves_the_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(archive(tmp_path))
    filed(tmp_path, [edition(5)])
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.suffix == ".html":
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputInvalid, match="No space left on device"):
        build(tmp_path)
    monkeypatch.undo()
    assert "BTC on day 4" in page(tmp_path, "index.html")
    assert "day 5" not in page(tmp_path, "index.html")
    assert "BTC on day 5" in (build(tmp_path).folder / "index.html").read_text(encoding="utf-8")


def test_without_hard_links_the_site_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    build(archive(tmp_path))
    filed(tmp_path, [edition(5)])
    monkeypatch.setattr(Path, "hardlink_to", none)
    built = build(tmp_path)
    assert built.written < built.files
    assert build(tmp_path).written == 0


def test_an_edition_filed_while_the_site_is_built_is_in_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path)
    real = Path.mkdir
    done: list[Path] = []

    def filing(path: Path, *args: object, **options: object) -> None:
        if ".site" in path.parts and "public" in path.parts and not done:
            done.append(file_edition(tmp_path, edition(0, headline="Put right")))
        real(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", filing)
    build(tmp_path)
    assert done
    for name in (f"{DAY}/article.html", "archive/2025-10.html", "atom.xml"):
        assert "Put right" in page(tmp_path, name)
        assert "BTC on day 0" not in page(tmp_path, name)


def test_feeds_carry_the_newest(tmp_path: Path) -> None:
    build(archive(tmp_path, 40))
    items = json.loads(page(tmp_path, "feed.json"))["items"]
    assert len(items) == 30
    assert items[0]["date_published"] == (edition(39).article.as_of + timedelta(0)).isoformat().replace("+00:00", "Z")
    assert len(ET.parse(tmp_path / "site" / "rss.xml").findall("channel/item")) == 30  # noqa: S314 - our own


def test_hostile_names_make_no_page_of_their_own(tmp_path: Path) -> None:
    names = [name for name in CORPUS if "\ud800" not in name][::7]
    root = tmp_path / "output"
    filed(root, (edition(n % 28, name) for n, name in enumerate(names)))
    built = build(root, base_url=BASE)
    assert built.editions == len(names)
    assert {path.name for path in tmp_path.iterdir()} == {"output"}
    slugs = {asset_slug(name) for name in names}
    plain = {"archive", "regime", "asset"}
    folders = {path.name for path in (root / "site").iterdir() if path.is_dir()}
    assert folders == slugs | plain
    for name in pages(root / "site"):
        if name.endswith(".html"):
            html = page(root, name)
            assert "{{" not in html
            assert "{%" not in html
            assert not Page(html).strays
