"""The channel against a real Ghost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from generator.channels.delivery import Outcome, Post
from generator.channels.ghost import Ghost
from generator.channels.ghost_posts import parts, token
from generator.errors import DeliveryFailed, SettingsInvalid
from generator.newsroom.posts import read_post
from generator.settings.channels import GhostSettings
from generator.settings.secret import Secret
from tests.channels.posts import hostile
from tests.newsroom.conftest import filed
from tests.pages.conftest import Page
from tests.pages.hostile import HOSTILE
from tests.servers.ghost import GhostServer


def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def blog(ghost: GhostServer) -> Ghost:
    secret = Secret("key", env="K", environment={"K": ghost.key})
    return Ghost(GhostSettings(name="blog", url=ghost.url, key=secret, tags=("Markets", "#automated")), moment)


def api(blog: Ghost, method: str, path: str, data: object = None) -> Any:  # noqa: ANN401 - JSON is anything
    name, secret, _ = parts(blog.settings.key)
    headers = {"Authorization": f"Ghost {token(name, secret, moment())}", "Accept-Version": "v6.0"}
    answer = requests.request(
        method, f"{blog.settings.url}/ghost/api/admin{path}", json=data, headers=headers, timeout=60
    )
    return answer.json() if answer.text else None


@pytest.fixture
def post(blog: Ghost, tmp_path: Path) -> Iterator[Post]:
    clear(blog)  # a new Ghost has a post of its own
    found = read_post(filed(tmp_path), "https://example.org/m")
    assert isinstance(found, Post)
    yield found
    clear(blog)


def clear(blog: Ghost) -> None:
    for standing in api(blog, "GET", "/posts/?limit=all&fields=id")["posts"]:
        api(blog, "DELETE", f"/posts/{standing['id']}/")


def test_a_draft_is_made_once_as_it_was_sent(blog: Ghost, post: Post) -> None:
    first = blog.deliver(post, None)
    assert (first.outcome, first.status) == (Outcome.CREATED, "draft")
    assert blog.deliver(post, None).outcome is Outcome.UNCHANGED
    assert blog.deliver(post, first).outcome is Outcome.UNCHANGED
    (standing,) = api(blog, "GET", "/posts/?limit=all&formats=html&include=tags")["posts"]
    assert (standing["id"], standing["slug"], standing["status"]) == (first.remote, post.slug, "draft")
    assert standing["title"] == post.cleared.article.headline.text
    assert [tag["name"] for tag in standing["tags"]][-2:] == ["Markets", "automated"]
    assert standing["canonical_url"] == f"{post.address}article.html"
    assert "NewsArticle" in standing["codeinjection_head"]
    assert "card-" in standing["feature_image"]
    assert standing["feature_image_alt"]
    read = Page(standing["html"])
    assert post.cleared.article.disclaimer in read.text
    pictures = [attrs["src"] for tag, attrs in read.elements if tag == "img"]
    assert pictures
    for picture in pictures:
        assert picture is not None
        assert requests.get(picture, timeout=60).content in post.files.values()


def test_a_changed_edition_changes_the_draft_and_what_was_published_stays_so(blog: Ghost, post: Post) -> None:
    first = blog.deliver(post, None)
    files = {**post.files, "article.md": post.files["article.md"].replace(b"Disclaimer", b"A note. Disclaimer")}
    second = blog.deliver(replace(post, files=files), first)
    assert (second.outcome, second.remote, second.status) == (Outcome.UPDATED, first.remote, "draft")
    (standing,) = api(blog, "GET", "/posts/?limit=all&formats=html")["posts"]
    assert "A note." in standing["html"]
    let_out = {"posts": [{"status": "published", "updated_at": standing["updated_at"]}]}
    api(blog, "PUT", f"/posts/{standing['id']}/", let_out)
    third = blog.deliver(post, second)
    assert (third.outcome, third.status) == (Outcome.UPDATED, "published")
    assert post.slug in third.address
    assert "A note." not in requests.get(third.address, timeout=60).text


def test_a_second_draft_of_it_is_taken_away_and_another_text_is_not(blog: Ghost, post: Post) -> None:
    first = blog.deliver(post, None)
    (made,) = api(blog, "GET", "/posts/?formats=html")["posts"]
    card = f"<!--kg-card-begin: html-->{made['html']}<!--kg-card-end: html-->"
    for title in (made["title"], "A person's"):
        sent = {"title": title, "slug": post.slug, "html": card, "status": "draft"}
        api(blog, "POST", "/posts/?source=html", {"posts": [sent]})
    again = blog.deliver(post, first)
    assert again.note.startswith("a second draft of it was taken away; there is more of it, to be looked at: http")
    standing = api(blog, "GET", "/posts/?limit=all")["posts"]
    assert {item["slug"]: item["title"] for item in standing} == {
        post.slug: made["title"], f"{post.slug}-3": "A person's",
    }  # fmt: skip
    assert all(item["id"] in (first.remote + again.note) for item in standing)


def test_publishing_is_asked_for_in_the_settings(blog: Ghost, post: Post) -> None:
    public = replace(blog, settings=replace(blog.settings, status="publish"))
    made = public.deliver(post, None)
    assert made.status == "published"
    page = requests.get(made.address, timeout=60).text
    assert '<script type="application/ld+json">' in page
    assert post.cleared.article.disclaimer.split(".")[0] in page


def test_a_wrong_key_is_told_of_without_being_shown(blog: Ghost, post: Post) -> None:
    key = f"{'0' * 24}:{'ab' * 32}"
    wrong = replace(blog, settings=replace(blog.settings, key=Secret("key", env="K", environment={"K": key})))
    with pytest.raises(DeliveryFailed, match="401") as caught:
        wrong.deliver(post, None)
    assert "ab" * 16 not in str(caught.value)
    none = replace(blog, settings=replace(blog.settings, key=Secret("key", env="K", environment={"K": "abc"})))
    with pytest.raises(SettingsInvalid, match="no key of Ghost"):
        none.deliver(post, None)


def test_it_is_asked_whether_it_would_take_a_post(blog: Ghost) -> None:
    assert blog.check().startswith("Ghost 6.")


@pytest.mark.usefixtures("post")
def test_hostile_texts_are_words(blog: Ghost) -> None:
    for number, text in enumerate(HOSTILE[::8]):
        blog.deliver(hostile(text, f"x-{number}"), None)
    for standing in api(blog, "GET", "/posts/?limit=all&formats=html")["posts"]:
        elements = {tag for tag, _ in Page(standing["html"]).elements}
        assert elements <= {"p", "em", "blockquote", "hr", "figure", "img"}
