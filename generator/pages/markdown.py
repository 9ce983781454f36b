"""The article as Markdown: readable as it stands, inert in every dialect it may be rendered by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart
from generator.pages.dateline import dateline
from generator.pages.places import chart_file, placed
from generator.pages.visible import visible
from generator.planning.story import Role
from generator.prose.article import Paragraph

_MARKUP = re.compile(
    r"""
    (?=[\\`*\[\]_\#.<{~&:@=?/])(?:            # any of these first: most characters are none of them
      [\\`*\[\]]                            # escapes, code, emphasis, links, footnotes, definitions
    | (?<![^\W_])_ | _(?![^\W_])            # emphasis; inside a word it is none
    | \#$                                   # would close a heading
    | (?<=www)\.                            # a link without a scheme
    | [<{~]                                 # raw HTML; templates and attributes; struck out and fenced code
    | &(?=\#|\w+;)                            # an entity, which is to be seen as it is spelt
    | :(?=//) | @(?!\s|$)                   # bare links and bare addresses
    | ^[=:] | ^\?(?=\?\?) | ^/(?=//)        # underlines, definitions, folded blocks
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPENING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[#>]|[-+](?:\s|$)|--|\+\+|!!!))")  # lists, headings, quotes, rules
_ENTITIES = {"<": "&lt;", "&": "&amp;"} | {sign: f"&#{ord(sign)};" for sign in "{~:@=?/"}
# Entities where a backslash would not do: python-markdown knows no \<, and template engines know none at all.

PICTURE: Final = re.compile(r"!\[(?P<alt>.*)\]\((?P<chart>charts/[a-z_-]+)\.svg\)")
"""A chart as `markdown_page` writes it, on a line of its own."""


def escape(text: str) -> str:
    """Return `text` as one line of Markdown that shows exactly the visible text and is no markup."""
    return escaped(visible(text))


def escaped(text: str) -> str:
    """Return one line of visible text as Markdown that is no markup."""
    marked = _MARKUP.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)
    return _OPENING.sub(r"\1\\", marked)


def markdown_page(cleared: Cleared, charts: Sequence[Chart] = ()) -> str:
    """Return the article as Markdown, the moment its data end below the dek, its charts as pictures beside it."""
    article, after = cleared.article, placed(cleared.article, charts)
    dek = escape(article.dek.text)
    blocks = [f"# {escape(article.headline.text)}", f"*{dek}*" if dek else ""]
    for number, paragraph in enumerate(article.paragraphs):
        blocks.append(_paragraph(paragraph))
        blocks += (f"![{escape(chart.alt)}]({chart_file(chart)})" for chart in after.get(number, ()))
    blocks += (f"> {dateline(cleared.snapshot.ended)}", "---", escape(article.disclaimer))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _paragraph(paragraph: Paragraph) -> str:
    """Return a paragraph; what is said of the data themselves is set apart, as the note it is."""
    return f"{'> ' if paragraph.role is Role.MISSING else ''}{escape(paragraph.text)}"
