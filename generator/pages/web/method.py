"""The page on method, from the theme's Markdown."""

from __future__ import annotations

from typing import Final

_TAGS: Final = frozenset("h1 h2 h3 p ul ol li em strong code pre table thead tbody tr th td blockquote a br hr".split())


def method_html(source: str) -> str:
    """Return a theme's Markdown as sanitised HTML: no script, no style, no image, links to the web only."""
    import nh3  # noqa: PLC0415 - only when pages are made
    from markdown import markdown  # noqa: PLC0415

    html = markdown(source, extensions=["tables"], output_format="html")
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    return clean.replace("{", "&#123;").replace("<th>", '<th scope="col">')
