"""The article as one HTML page that needs nothing beside it: no script, no request."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from generator.audit.clearance import Cleared
from generator.bundled import TEMPLATES
from generator.pages.dateline import moment, timestamp
from generator.pages.markdown import escape
from generator.pages.visible import visible
from generator.prose.article import Article

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_TAGS = frozenset({"p"})
"""All that paragraphs of plain sentences can need. No attribute is allowed on it, so no link either."""


def _inert(text: str) -> Markup:
    """Return `text` escaped for HTML, its braces too: newsletters run templates over finished pages."""
    import markupsafe  # noqa: PLC0415 - only when HTML is asked for

    return markupsafe.escape(visible(text)).replace("{", markupsafe.Markup("&#123;"))


def _paragraphs(article: Article) -> str:
    import nh3  # noqa: PLC0415 - only when HTML is asked for
    from markdown import markdown  # noqa: PLC0415 - only when HTML is asked for

    source = "\n\n".join(escape(paragraph.text) for paragraph in article.paragraphs)
    html = markdown(source, extensions=[], output_format="html")
    clean = nh3.clean(html, tags=set(_TAGS), attributes={}, url_schemes=set(), link_rel=None)
    return clean.replace("{", "&#123;")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only when HTML is asked for

    house = Environment(
        loader=FileSystemLoader(TEMPLATES / "pages"),
        autoescape=True,  # by name it would be off for .html.j2
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    house.filters["inert"] = _inert
    return house.get_template("article.html.j2")


def html_page(cleared: Cleared) -> str:
    """Return the article as a complete page. What is read on it is the article and the line of its data."""
    article = cleared.article
    return _template().render(
        headline=article.headline.text,
        dek=article.dek.text,
        timestamp=timestamp(cleared.snapshot.ended),
        moment=moment(cleared.snapshot.ended),
        paragraphs=_paragraphs(article),
        disclaimer=article.disclaimer,
    )
