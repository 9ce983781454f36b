from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.channels.delivery import Outcome, Post
from generator.channels.disk import eleventy, hugo, jekyll, paste, pelican
from generator.channels.disk.channel import Disk
from generator.channels.disk.layout import Layout
from generator.errors import DeliveryFailed
from generator.settings.folders import EleventySettings, HugoSettings, JekyllSettings, PelicanSettings
from tests.channels.posts import PNG, headlined, hostile, post_of
from tests.pages.hostile import HOSTILE

ROOT = Path("/srv/site")
ADDRESS = "https://example.org/m/btc/20251121T1200Z-daily/"
SLUG = "btc-20251121t1200z-daily"
LAYOUTS: Mapping[str, Callable[[Post], Layout]] = {
    "hugo": partial(hugo.layout, HugoSettings(name="hugo", folder=ROOT)),
    "jekyll": partial(jekyll.layout, JekyllSettings(name="jekyll", folder=ROOT, baseurl="/blog")),
    "pelican": partial(pelican.layout, PelicanSettings(name="pelican", folder=ROOT)),
    "eleventy": partial(eleventy.layout, EleventySettings(name="eleventy", folder=ROOT)),
    "file": paste.layout,
}


def matter(text: str) -> dict[str, Any]:
    head = text.removeprefix("---\n").partition("\n---\n")[0]
    found: dict[str, Any] = yaml.safe_load(head)
    return found


def only(layout: Layout) -> tuple[str, str]:
    ((name, text),) = layout.documents.items()
    return name, text


def test_hugo_gets_a_bundle() -> None:
    name, text = only(LAYOUTS["hugo"](post_of(address=ADDRESS)))
    assert name == f"content/posts/{SLUG}/index.md"
    found = matter(text)
    assert found["draft"] is True
    assert (found["slug"], found["title"]) == (SLUG, "BTC order books thin out on Binance")
    assert f"{found['date']:%Y-%m-%d %H:%M}" == "2025-11-21 12:00"
    assert found["tags"] == ["BTC", "daily", "liquidity crunch"]
    assert found["params"] == {"canonical": f"{ADDRESS}article.html"}
    assert "](gauges-" in text
    assert "# BTC" not in text


def test_jekyll_gets_a_post_that_is_named_by_its_day() -> None:
    layout = LAYOUTS["jekyll"](post_of())
    name, text = only(layout)
    assert name == f"_posts/2025-11-21-{SLUG}.md"
    assert (matter(text)["published"], matter(text)["render_with_liquid"]) == (False, False)
    (picture,) = layout.pictures
    assert f"](/blog/{picture})" in text


def test_pelican_gets_its_own_header() -> None:
    name, text = only(LAYOUTS["pelican"](post_of()))
    assert name == f"content/{SLUG}.md"
    head = dict(line.split(": ", 1) for line in text.partition("\n\n")[0].splitlines())
    assert head["Title"] == "BTC order books thin out on Binance"
    assert (head["Status"], head["Tags"], head["Category"]) == ("draft", "BTC, daily, liquidity crunch", "Markets")
    assert f"]({{static}}/images/{SLUG}/gauges-" in text


def test_a_draft_has_no_page_with_eleventy() -> None:
    name, text = only(LAYOUTS["eleventy"](post_of()))
    assert name == f"posts/{SLUG}.md"
    assert (matter(text)["permalink"], matter(text)["eleventyExcludeFromCollections"]) == (False, True)
    settings = EleventySettings(name="e", folder=ROOT, status="publish", input="src")
    name, text = only(eleventy.layout(settings, post_of()))
    assert name == f"src/posts/{SLUG}.md"
    assert (matter(text)["permalink"], "draft" in matter(text)) == (f"/posts/{SLUG}/index.html", False)


def test_files_to_paste_hold_their_pictures() -> None:
    layout = LAYOUTS["file"](post_of())
    assert list(layout.documents) == [f"{SLUG}/post.html", f"{SLUG}/post.md"]
    assert 'src="data:image/png;base64,' in layout.documents[f"{SLUG}/post.html"]
    assert list(layout.pictures.values()) == [PNG]
    assert layout.documents[f"{SLUG}/post.md"].startswith("# BTC order books")


@pytest.mark.parametrize("kind", LAYOUTS)
def test_a_hostile_text_stays_one_text_of_the_front_matter(kind: str) -> None:
    for number, text in enumerate(HOSTILE):
        for document in LAYOUTS[kind](hostile(text, f"x-{number}")).documents.values():
            if kind in {"hugo", "jekyll", "eleventy"}:
                assert {"title", "date", "tags"} <= matter(document).keys() or not text.strip()
                assert "Owned" not in matter(document)
            if kind == "pelican":
                names = {line.split(":", 1)[0] for line in document.partition("\n\n")[0].splitlines()}
                assert names <= {"Title", "Date", "Category", "Tags", "Slug", "Summary", "Status"}
            body = document.partition("\n\n")[2] if kind == "pelican" else document.partition("\n---\n")[2]
            assert "{{" not in (body or document)
            assert "{%" not in (body or document)


@pytest.fixture
def site(tmp_path: Path) -> Disk:
    settings = HugoSettings(name="hugo", folder=tmp_path)
    return Disk("hugo", tmp_path, partial(hugo.layout, settings), "draft")


def below(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_post_is_put_there_once_and_a_changed_one_in_its_place(site: Disk) -> None:
    first = site.deliver(post_of(), None)
    assert (first.outcome, first.status) == (Outcome.CREATED, "draft")
    assert Path(first.address).read_text(encoding="utf-8").startswith("---\ntitle: BTC order books")
    files = below(site.root)
    assert site.deliver(post_of(), first).outcome is Outcome.UNCHANGED
    assert site.deliver(post_of(), None).outcome is Outcome.UNCHANGED
    changed = replace(headlined("Another"), files={**headlined("Another").files, "charts/gauges.svg": b"<svg/>"})
    second = site.deliver(changed, first)
    assert second.outcome is Outcome.UPDATED
    assert len(below(site.root)) == len(files) == 2
    assert below(site.root) != files


def test_what_a_person_changed_is_theirs(site: Disk) -> None:
    first = site.deliver(post_of(), None)
    Path(first.address).write_text("---\ntitle: Mine\n---\n", encoding="utf-8")
    assert site.deliver(post_of(), first).outcome is Outcome.UNCHANGED
    assert "Mine" in Path(first.address).read_text(encoding="utf-8")
    with pytest.raises(DeliveryFailed, match="changed by somebody"):
        site.deliver(headlined("Another"), first)
    Path(first.address).unlink()
    assert site.deliver(headlined("Another"), first).outcome is Outcome.CREATED


def test_a_missing_post_is_put_back(site: Disk) -> None:
    first = site.deliver(post_of(), None)
    Path(first.address).unlink()
    assert site.deliver(post_of(), first).outcome is Outcome.CREATED
    assert Path(first.address).exists()


def test_the_same_post_in_another_folder_is_another_version(site: Disk, tmp_path: Path) -> None:
    elsewhere = replace(site, root=tmp_path / "x")
    assert site.version(post_of()) != elsewhere.version(post_of())
    assert site.version(post_of()) == site.version(post_of())
    assert site.version(post_of()) != site.version(headlined("Another"))


def test_a_link_that_leads_out_is_not_followed(site: Disk, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (site.root / "content").symlink_to(outside)
    with pytest.raises(DeliveryFailed, match="leads out"):
        site.deliver(post_of(), None)
    assert below(outside) == set()


def test_a_folder_that_is_not_there_is_told_of(site: Disk, tmp_path: Path) -> None:
    lost = replace(site, root=tmp_path / "none")
    for call in (lost.check, lambda: lost.deliver(post_of(), None)):
        with pytest.raises(DeliveryFailed, match="is no folder"):
            call()
    made = replace(lost, makes=True)
    assert made.check() == f"folder {tmp_path / 'none'}"
    assert made.deliver(post_of(), None).outcome is Outcome.CREATED


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; run the tests as another user")
def test_a_folder_that_cannot_be_written_is_told_of(site: Disk) -> None:
    site.root.chmod(0o500)
    with pytest.raises(DeliveryFailed, match="cannot be written"):
        site.deliver(post_of(), None)
    site.root.chmod(0o700)


def test_a_file_in_the_way_is_told_of_and_nothing_half_done_is_left(site: Disk) -> None:
    (site.root / "content").write_text("", encoding="utf-8")
    with pytest.raises(DeliveryFailed, match="cannot be written"):
        site.deliver(post_of(), None)
    assert below(site.root) == {"content"}


def test_a_preview_is_all_that_would_be_written(site: Disk) -> None:
    told = site.preview(post_of())
    site.deliver(post_of(), None)
    for name in below(site.root):
        assert str(site.root / name) in told
    assert (site.root / "content" / "posts" / SLUG / "index.md").read_text(encoding="utf-8") in told
