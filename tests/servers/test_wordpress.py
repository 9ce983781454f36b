"""The channel against a real WordPress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from generator.channels.delivery import Outcome, Post
from generator.channels.wordpress import WordPress
from generator.errors import DeliveryFailed
from generator.newsroom.posts import read_post
from generator.settings.channels import WordPressSettings
from generator.settings.secret import Secret
from tests.channels.posts import hostile
from tests.newsroom.conftest import filed
from tests.pages.conftest import Page
from tests.pages.hostile import HOSTILE
from tests.servers.wordpress import USER, WordPressServer


@pytest.fixture
def blog(wordpress: WordPressServer) -> WordPress:
    secret = Secret("password", env="P", environment={"P": wordpress.password})
    settings = WordPressSettings(
        name="wp", url=wordpress.url, user=USER, password=secret, tags=("Markets",), categories=("Daily brief",)
    )
    return WordPress(settings, lambda: datetime.now(UTC))


def api(blog: WordPress, method: str, path: str, data: object = None) -> Any:  # noqa: ANN401 - JSON is anything
    who = (blog.settings.user, blog.settings.password.reveal())
    answer = requests.request(method, f"{blog.settings.url}/wp-json/wp/v2{path}", json=data, auth=who, timeout=60)
    return answer.json()


def standing(blog: WordPress) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api(blog, "GET", "/posts?status=any&context=edit&per_page=100")
    return [item for item in found if item["slug"] != "hello-world"]


@pytest.fixture
def post(blog: WordPress, tmp_path: Path) -> Iterator[Post]:
    for item in standing(blog):
        api(blog, "DELETE", f"/posts/{item['id']}?force=true")
    found = read_post(filed(tmp_path), "https://example.org/m")
    assert isinstance(found, Post)
    yield found
    for item in standing(blog):
        api(blog, "DELETE", f"/posts/{item['id']}?force=true")


def test_a_draft_is_made_once_as_it_was_sent(blog: WordPress, post: Post) -> None:
    first = blog.deliver(post, None)
    assert (first.outcome, first.status) == (Outcome.CREATED, "draft")
    library = len(api(blog, "GET", "/media?per_page=100"))
    assert blog.deliver(post, None).outcome is Outcome.UNCHANGED
    assert blog.deliver(post, first).outcome is Outcome.UNCHANGED
    assert len(api(blog, "GET", "/media?per_page=100")) == library
    (found,) = standing(blog)
    assert (str(found["id"]), found["slug"], found["status"]) == (first.remote, post.slug, "draft")
    assert found["title"]["raw"] == post.cleared.article.headline.text
    assert found["excerpt"]["raw"] == post.cleared.article.dek.text
    names = {api(blog, "GET", f"/tags/{number}")["name"] for number in found["tags"]}
    assert {"BTC", "daily", "Markets"} <= names
    assert [api(blog, "GET", f"/categories/{number}")["name"] for number in found["categories"]] == ["Daily brief"]
    cover = api(blog, "GET", f"/media/{found['featured_media']}?context=edit")
    assert cover["slug"].startswith("card-")
    assert post.cleared.article.headline.text in cover["alt_text"]
    read = Page(found["content"]["rendered"])
    assert post.cleared.article.disclaimer in read.text
    for picture in [attrs["src"] for tag, attrs in read.elements if tag == "img"]:
        assert picture is not None
        assert requests.get(picture, timeout=60).content in post.files.values()


def test_a_changed_edition_changes_the_draft_and_what_was_published_stays_so(blog: WordPress, post: Post) -> None:
    first = blog.deliver(post, None)
    files = {**post.files, "article.md": post.files["article.md"].replace(b"Disclaimer", b"A note. Disclaimer")}
    second = blog.deliver(replace(post, files=files), first)
    assert (second.outcome, second.remote, second.status) == (Outcome.UPDATED, first.remote, "draft")
    (found,) = standing(blog)
    assert "A note." in found["content"]["raw"]
    api(blog, "POST", f"/posts/{found['id']}", {"status": "publish"})
    third = blog.deliver(post, second)
    assert (third.outcome, third.status) == (Outcome.UPDATED, "published")
    assert len(standing(blog)) == 1


def test_a_second_draft_of_it_is_taken_away_and_another_text_is_not(blog: WordPress, post: Post) -> None:
    first = blog.deliver(post, None)
    (made,) = standing(blog)
    for title in (made["title"]["raw"], "A person's"):
        sent = {"title": title, "slug": post.slug, "content": made["content"]["raw"], "status": "draft"}
        api(blog, "POST", "/posts", sent)
    again = blog.deliver(post, first)
    assert again.note.startswith("a second draft of it was taken away; there is more of it, to be looked at: http")
    assert {item["slug"]: item["title"]["raw"] for item in standing(blog)} == {
        post.slug: made["title"]["raw"], f"{post.slug}-3": "A person's",
    }  # fmt: skip
    assert {item["slug"] for item in api(blog, "GET", "/posts?status=trash")} == {f"{post.slug}-2__trashed"}


def test_publishing_is_asked_for_in_the_settings(blog: WordPress, post: Post) -> None:
    public = replace(blog, settings=replace(blog.settings, status="publish"))
    made = public.deliver(post, None)
    assert made.status == "published"
    assert post.cleared.article.headline.text in requests.get(made.address, timeout=60).text


def test_a_wrong_password_is_told_of_without_being_shown(blog: WordPress, post: Post) -> None:
    wrong = Secret("password", env="P", environment={"P": "abcd efgh ijkl"})
    with pytest.raises(DeliveryFailed, match="check the user and the application password") as caught:
        replace(blog, settings=replace(blog.settings, password=wrong)).deliver(post, None)
    assert "abcd" not in str(caught.value)


def test_it_is_asked_whether_it_would_take_a_post(blog: WordPress) -> None:
    assert "editor may write, upload pictures" in blog.check()


@pytest.mark.usefixtures("post")
def test_hostile_texts_are_words(blog: WordPress) -> None:
    for number, text in enumerate(HOSTILE[::8]):
        blog.deliver(hostile(text, f"x-{number}"), None)
    for found in standing(blog):
        elements = {tag for tag, _ in Page(found["content"]["rendered"]).elements}
        assert elements <= {"p", "em", "blockquote", "hr", "figure", "img"}
        assert not Page(found["title"]["rendered"]).elements
