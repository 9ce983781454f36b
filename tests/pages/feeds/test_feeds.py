"""The feeds as readers' programs take them, and as their own rules want them."""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages.feeds.atom import atom
from generator.pages.feeds.feed import Feed, feed_of
from generator.pages.feeds.json_feed import json_feed
from generator.pages.feeds.rss import rss
from generator.pages.feeds.sitemap import sitemap
from generator.pages.listed import read_filed
from generator.pages.provenance import json_page
from generator.pages.visible import visible
from generator.pages.web.address import Base, base
from generator.pages.web.entries import Placed, newest_first, place
from tests.pages.conftest import Page, bare, cleared_of, with_texts
from tests.site.corpus import CORPUS
from tests.site.editions import BASE, edition

ATOM = "{http://www.w3.org/2005/Atom}"
XML: dict[str, Callable[[Feed], bytes]] = {"atom": atom, "rss": rss}


def placed(number: int, asset: str = "BTC") -> Placed:
    cleared = edition(number, asset)
    filed = read_filed(json_page(cleared).encode("utf-8", "backslashreplace"), "article.json")
    return place(f"btc/{filed.as_of:%Y%m%dT%H%MZ}-daily", filed)


def feed(count: int = 5, where: Base | None = None) -> Feed:
    return feed_of("Test desk", where or base(BASE), newest_first(placed(number) for number in range(count)))


def of_text(text: str) -> Feed:
    filed = read_filed(json_page(with_texts(text)).encode("utf-8", "backslashreplace"), "article.json")
    return feed_of(text, base(BASE), [place("btc/20251121T1200Z-daily", filed)])


def items_of(xml: bytes) -> list[ET.Element]:
    root = ET.fromstring(xml)  # noqa: S314 - our own
    return root.findall(f"{ATOM}entry") or root.findall("channel/item")


@pytest.mark.parametrize("name", XML)
def test_a_reader_s_program_reads_it_without_complaint(name: str) -> None:
    found: Any = feedparser.parse(XML[name](feed()))
    assert not found.bozo, found.bozo_exception
    assert found.feed.title == "Test desk"
    assert [item.title for item in found.entries] == [f"BTC on day {number}" for number in (4, 3, 2, 1, 0)]
    assert found.entries[0].link == f"{BASE}btc/20251103T1200Z-daily/article.html"
    first = found.entries[0]
    assert timegm(first.published_parsed) == edition(4).article.as_of.timestamp()
    assert first.summary == placed(4).edition.summary
    assert "thin for $50 million" in first.content[0].value
    assert {tag.term for tag in first.tags} == {"BTC", "calm"}


def test_every_feed_has_the_same_items_under_the_same_ids() -> None:
    ids = [item.id for item in feed().items]
    assert len(set(ids)) == len(ids) == 5
    assert ids[0] == "tag:example.org,2025-11-03:btc/20251103T1200Z-daily"
    assert [item.findtext(f"{ATOM}id") for item in items_of(atom(feed()))] == ids
    assert [item.findtext("guid") for item in items_of(rss(feed()))] == ids
    assert [item["id"] for item in json.loads(json_feed(feed()))["items"]] == ids


def test_ids_stay_when_the_site_moves_and_the_text_is_corrected() -> None:
    moved = feed(where=base("https://elsewhere.example/", authority="example.org"))
    assert [item.id for item in moved.items] == [item.id for item in feed().items]
    assert moved.id == feed().id
    corrected = edition(0, headline="Corrected")
    filed = read_filed(json_page(corrected).encode(), "article.json")
    again = feed_of("Another title", base(BASE), [place("btc/20251030T1200Z-daily", filed)])
    assert again.items[0].id == feed(1).items[0].id
    assert again.id == feed().id


def test_dates_are_rfc_3339_and_rfc_822_in_utc() -> None:
    moments = [edition(number).article.as_of for number in (4, 3, 2, 1, 0)]
    for item, at in zip(items_of(atom(feed())), moments, strict=True):
        for name in ("updated", "published"):
            text = item.findtext(f"{ATOM}{name}")
            assert text is not None
            assert text.endswith("Z")
            assert datetime.fromisoformat(text) == at
    for item, at in zip(items_of(rss(feed())), moments, strict=True):
        text = item.findtext("pubDate")
        assert text is not None
        assert text.endswith(" GMT")
        assert parsedate_to_datetime(text) == at
    data = json.loads(json_feed(feed()))
    assert [datetime.fromisoformat(item["date_published"]) for item in data["items"]] == moments
    assert ET.fromstring(atom(feed())).findtext(f"{ATOM}updated") == "2025-11-03T12:00:00Z"  # noqa: S314 - our own


def test_what_the_formats_ask_for_is_there() -> None:
    root = ET.fromstring(atom(feed()))  # noqa: S314 - our own
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{BASE}atom.xml", "alternate": BASE}
    channel = ET.fromstring(rss(feed())).find("channel")  # noqa: S314 - our own
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    data = json.loads(json_feed(feed()))
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert (data["home_page_url"], data["feed_url"]) == (BASE, f"{BASE}feed.json")
    assert all(item["content_html"] for item in data["items"])


def test_links_are_absolute_where_the_site_s_address_is_known() -> None:
    xml = atom(feed()) + rss(feed()) + json_feed(feed())
    assert xml.count(f"{BASE}btc/".encode()) == 15
    assert b'href="btc/' not in xml


def test_without_an_address_the_links_are_relative_or_left_out() -> None:
    nowhere = feed(where=base(None))
    links = [link.get("href") for link in ET.fromstring(atom(nowhere)).iter(f"{ATOM}link")]  # noqa: S314 - our own
    assert all(link and not urlsplit(link).scheme for link in links)
    data = json.loads(json_feed(nowhere))
    assert not {"home_page_url", "feed_url"} & set(data)
    assert not [item for item in data["items"] if "url" in item]
    assert nowhere.items[0].id == "tag:commentary.invalid,2025-11-03:btc/20251103T1200Z-daily"
    assert not feedparser.parse(rss(nowhere)).bozo


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_texts_are_text_in_every_feed(text: str) -> None:
    made = of_text(text)
    seen = visible(text)
    for write in XML.values():
        xml = write(made)
        assert b"{{" not in xml
        assert b"{%" not in xml
        (item,) = items_of(xml)
        title = item.findtext(f"{ATOM}title") or item.findtext("title")
        assert bare(title or "") == bare(seen or "BTC, 21 November 2025")
        _only_paragraphs(item.findtext(f"{ATOM}content") or item.findtext(f"{{{_CONTENT}}}encoded") or "", seen)
    raw = json_feed(made)
    assert not {b"{{", b"{%", b"<script", b"<%"} & {raw[at : at + 7] for at in range(len(raw))}
    data = json.loads(raw)
    assert bare(data["title"]) == bare(seen)
    _only_paragraphs(data["items"][0]["content_html"], seen)


_CONTENT = "http://purl.org/rss/1.0/modules/content/"


def _only_paragraphs(html: str, text: str) -> None:
    page = Page(html)
    assert {tag for tag, _ in page.elements} <= {"p", "em", "small"}
    assert not [given for _, given in page.elements if given]
    assert not page.strays
    assert bare(page.text) == bare(text) * 5  # the dek, three sentences and the disclaimer


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_makes_well_formed_feeds(text: str) -> None:
    made = of_text(text)
    for write in XML.values():
        assert write(made) == write(made)
        assert len(items_of(write(made))) == 1
    assert json.loads(json_feed(made))["items"]


def test_the_sitemap_lists_pages_by_their_address() -> None:
    moment = datetime(2025, 11, 21, 12, tzinfo=UTC)
    root = ET.fromstring(sitemap(base(BASE), [("index.html", None), ("btc/x/article.html", moment)]))  # noqa: S314
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert [each.text for each in root.iter(f"{space}loc")] == [BASE, f"{BASE}btc/x/article.html"]
    assert [each.text for each in root.iter(f"{space}lastmod")] == ["2025-11-21T12:00:00Z"]
    many = [(f"{number}.html", moment + timedelta(days=number)) for number in range(50_010)]
    assert len(ET.fromstring(sitemap(base(BASE), many))) == 50_000  # noqa: S314 - our own


def test_a_feed_carries_what_an_edition_says() -> None:
    said = cleared_of().article.paragraphs[0].text
    assert bare(said) in bare(Page(feed(1).items[0].html).text)
