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
from generator.pages.inert import inert
from generator.pages.metadata import linked_data, shared_link
from generator.pages.places import placed
from generator.pages.words import in_short
from generator.planning.story import Role

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_TAGS = frozenset({"p"})
"""All that paragraphs of plain sentences can need. No attribute is allowed on it, so no link either."""


def paragraph_html(part: Marked) -> Markup:
    """Return one paragraph as an element: through Markdown and the sanitiser, its claims put in afterwards."""
    import nh3  # noqa: PLC0415 - only when HTML is asked for
    from markdown import markdown  # noqa: PLC0415 - only when HTML is asked for
    from markupsafe import Markup  # noqa: PLC0415

    html = markdown(as_markdown(part), extensions=[], output_format="html")
    clean = nh3.clean(html, tags=set(_TAGS), attributes={}, url_schemes=set(), link_rel=None)
    return Markup(with_elements(clean.replace("{", "&#123;"), part))  # noqa: S704 - sanitised


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


def html_page(cleared: Cleared, charts: Sequence[Chart] = (), address: str = "") -> str:
    """Return the article as a complete page, its charts drawn inline.

    `address` is that of the folder the page will stand in, with a slash at its end; without one the page has no
    canonical link and no card.
    """
    from markupsafe import Markup  # noqa: PLC0415 - only when HTML is asked for

    article, snapshot, ledger = cleared.article, cleared.snapshot, Ledger()
    headline, dek = (marked(sentence, ledger) for sentence in (article.headline, article.dek))
    parts = [(p.role, joined([marked(s, ledger) for s in p.sentences])) for p in article.paragraphs]
    after, told = placed(article, charts), {s.text: s for s in sentences_of(article)}
    blocks: list[Markup | Figure] = []
    for number, (role, part) in enumerate(parts):
        blocks += [] if role is Role.MISSING else [paragraph_html(part)]
        blocks += [
            figure(chart, as_html(marked(told[chart.title], ledger)) if chart.title in told else inert(chart.title))
            for chart in after.get(number, ())
        ]
    return _template().render(
        title=article.headline.text,
        description=in_short(article).text,
        address=address,
        properties=list(shared_link(cleared, address)),
        linked_data=Markup(linked_data(cleared, address)),  # noqa: S704 - inert
        dark=Markup(dark_rules("figure ")),  # noqa: S704 - our own colours
        headline=as_html(headline),
        dek=as_html(dek),
        timestamp=timestamp(snapshot.ended),
        moment=moment(snapshot.ended),
        blocks=blocks,
        remarks=[paragraph_html(part) for role, part in parts if role is Role.MISSING],
        heads=numbers.HEADS,
        rows=numbers.rows(snapshot),
        items=note.items(cleared),
        entries=tuple(ledger.entries.values()),
        disclaimer=article.disclaimer,
    )
