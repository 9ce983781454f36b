from __future__ import annotations

import pytest

from generator.errors import InputInvalid
from generator.pages.web.address import base, to_root
from tests.site.corpus import CORPUS


@pytest.mark.parametrize(
    ("given", "url", "authority"),
    [
        ("https://example.org", "https://example.org/", "example.org"),
        ("https://example.org/", "https://example.org/", "example.org"),
        ("http://Example.org:8080/a/b//", "http://Example.org:8080/a/b/", "example.org"),
        ("https://example.org/m%C3%A4rkte/", "https://example.org/m%C3%A4rkte/", "example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/", "127.0.0.1"),
    ],
)
def test_an_address_ends_in_a_slash(given: str, url: str, authority: str) -> None:
    found = base(given)
    assert (found.url, found.authority) == (url, authority)
    assert found.absolute("index.html") == url
    assert found.absolute("btc/x/article.html") == f"{url}btc/x/article.html"


@pytest.mark.parametrize(
    "given",
    [
        *("", "example.org", "ftp://example.org/", "https://", "https:///x", "https://a b/", "https://example.org/?q"),
        *("https://example.org/#x", "https://user@example.org/", "https://user:pw@example.org/", "//example.org/"),
        *(
            "https://example.org:x/",
            "https://example.org:99999/",
            "https://\u00e4.example/",
            "https://a/\x00",
            "https://[::1",
        ),
        *("javascript:alert(1)", 'https://a/"onclick=1', "https://a/<b>", "https://a/../b", "https://a/\n", "data:,x"),
    ],
)
def test_what_no_site_can_be_published_under_is_refused(given: str) -> None:
    with pytest.raises(InputInvalid, match="--base-url"):
        base(given)


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_addresses_are_refused_or_harmless(text: str) -> None:
    try:
        found = base(text)
    except InputInvalid:
        return
    assert found.url is not None
    assert found.url.startswith(("https://", "http://"))
    assert not set(found.url) & set('"<>{}\\ \n\r`')


def test_the_way_to_the_root() -> None:
    assert [to_root(path) for path in ("index.html", "archive/x.html", "a/b/c.html")] == ["", "../", "../../"]
