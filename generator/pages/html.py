"""The article as one HTML page that needs nothing beside it: no script to run, no request."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.audit.clearance import Cleared
from generator.bundled import TEMPLATES
from generator.charts.chart import Chart
from generator.charts.svg import dark_rules
from generator.pages import note, numbers
from generator.pages.claims import Ledger, Marked, as_html, as_markdown, joined, marked, sentences_of, with_elements
from generator.pages.dateline import moment, timestamp
from generator.pages.figure import Figure, figure
from generator.pages.inert import inert, markup
from generator.pages.metadata import linked_data, shared_link
from generator.pages.places import placed
from generator.pages.words import in_short
from generator.planning.story import Role

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_TAGS = frozenset({"p"})
"""All that paragraphs of plain sentences can need. No attribute is allowed on it, so no link either."""


def paragraphs(parts: Sequence[Marked]) -> list[Markup]:
    """Return paragraphs as elements: through Markdown and the sanitiser, their claims put in afterwards."""
    lines = _rendered([as_markdown(part) for part in parts])
    if len(lines) != len(parts):  # one of them is empty, and Markdown makes nothing of it
        lines = ["".join(_rendered([as_markdown(part)])) for part in parts]
    return [markup(with_elements(line, part)) for line, part in zip(lines, parts, strict=True)]


def _rendered(texts: Sequence[str]) -> list[str]:
    """Return lines of Markdown as paragraphs, one each: a line that is no markup can be nothing else."""
    import nh3  # noqa: PLC0415 - only when HTML is asked for
    from markdown import markdown  # noqa: PLC0415 - only when HTML is asked for

    html = markdown("\n\n".join(texts), extensions=[], output_format="html")
    clean = nh3.clean(html, tags=set(_TAGS), attributes={}, url_schemes=set(), link_rel=None)
    return [line for line in clean.replace("{", "&#123;").split("\n") if line]


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
    house.filters["inert"] = inert
    return house.get_template("article.html.j2")


def html_page(cleared: Cleared, charts: Sequence[Chart] = (), address: str = "", *, card: bool = False) -> str:
    """Return the article as a complete page, its charts drawn inline.

    `address` is that of the folder the page will stand in, with a slash at its end; without one the page has no
    canonical link. `card` says whether the picture of a shared link stands beside it.
    """
    article, snapshot, ledger = cleared.article, cleared.snapshot, Ledger()
    headline, dek = (marked(sentence, ledger) for sentence in (article.headline, article.dek))
    after, told = placed(article, charts), {s.text: s for s in sentences_of(article)}
    parts = paragraphs([joined([marked(s, ledger) for s in p.sentences]) for p in article.paragraphs])
    roles = [paragraph.role for paragraph in article.paragraphs]
    blocks: list[Markup | Figure] = []
    for number, (role, part) in enumerate(zip(roles, parts, strict=True)):
        blocks += [] if role is Role.MISSING else [part]
        for chart in after.get(number, ()):
            finding = told.get(chart.title)
            blocks.append(figure(chart, inert(chart.title) if finding is None else as_html(marked(finding, ledger))))
    return _template().render(
        title=article.headline.text,
        description=in_short(article).text,
        address=address,
        card=card and bool(address),
        properties=list(shared_link(cleared, address, card=card)),
        linked_data=markup(linked_data(cleared, address, card=card)),
        dark=markup(dark_rules("figure ")),
        headline=as_html(headline),
        dek=as_html(dek),
        timestamp=timestamp(snapshot.ended),
        moment=moment(snapshot.ended),
        blocks=blocks,
        remarks=[part for role, part in zip(roles, parts, strict=True) if role is Role.MISSING],
        heads=numbers.HEADS,
        rows=numbers.rows(snapshot),
        items=note.items(cleared),
        entries=tuple(ledger.entries.values()),
        disclaimer=article.disclaimer,
    )
