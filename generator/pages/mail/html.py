"""The HTML of a mail: one column of tables, styles on the elements, colours spelt out, nothing fetched.

Each kind of element has its styles inlined once, when the template is loaded; a mail is then one rendering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from generator.audit.clearance import Cleared
from generator.bundled import TEMPLATES
from generator.errors import invalid
from generator.pages.dateline import moment, timestamp
from generator.pages.house import house
from generator.pages.inert import inert
from generator.pages.mail.mime import content_id
from generator.pages.mail.parts import Image
from generator.pages.mail.words import outside, unsaid
from generator.pages.visible import visible

if TYPE_CHECKING:
    from css_inline import CSSInliner
    from jinja2 import Template

MOST: Final = 80_000
"""Octets of HTML: Gmail clips a mail at about 102,000."""
FOOTER: Final = "<!-- list -->"
"""Where the footer of a list goes, once it is known who reads the mail."""
_WIDTH: Final = 600
_FOLDER: Final = TEMPLATES / "mail"
_ELEMENT: Final = re.compile(r"<<style ([a-z0-9.]+)>>")


def html_part(cleared: Cleared, images: Sequence[Image], identity: str) -> str:
    """Return the mail as HTML. Raises InputInvalid where it would be so long that Gmail clips it."""
    article = cleared.article
    said = outside(article)
    html = _template().render(
        subject=said.subject,
        preheader=said.preheader,
        headline=article.headline.text,
        dek=article.dek.text,
        timestamp=timestamp(cleared.snapshot.ended),
        moment=moment(cleared.snapshot.ended),
        paragraphs=[text for text in (visible(paragraph.text) for paragraph in article.paragraphs) if text],
        images=[_shown(image, identity, unsaid(image, article)) for image in images],
        disclaimer=article.disclaimer,
    )
    if (size := len(html.encode("utf-8", "replace"))) > MOST:
        raise invalid("email.eml", f"has {size:,} bytes of HTML, more than {MOST:,}", "use fewer or shorter names")
    return html


def list_footer(reason: str, url: str) -> str:
    """Return the footer that says why a reader gets the mail and how to get off the list."""
    style = _inlined("a.quiet")
    return f'{inert(reason)} <a class="quiet" href="{inert(url)}"{style}>Unsubscribe</a>'


def _shown(image: Image, identity: str, caption: str) -> dict[str, object]:
    # The width alone: with a height beside it a program that narrows the picture would squeeze it.
    return {"cid": content_id(image, identity), "alt": image.alt, "caption": caption, "width": min(image.width, _WIDTH)}


@cache
def _template() -> Template:
    """Return the template with its styles in place: a mail costs no second look at them."""
    source = (_FOLDER / "mail.html.j2").read_text(encoding="utf-8")
    styled = _ELEMENT.sub(lambda match: _inlined(match[1]), source)
    return house((_FOLDER,)).from_string(styled)


@cache
def _inlined(element: str) -> str:
    """Return the style attribute of an element, given as ``p.dek``, as the mail's style sheet has it."""
    tag, _, classes = element.partition(".")
    bare = f'<{tag} class="{classes}"></{tag}>'
    page = _inliner().inline(f"<table><tr>{bare}</tr></table>" if tag == "td" else bare)
    found = re.search(rf'<{tag} class="{classes}" style="([^"]+)">', page)
    if found is None:
        raise invalid(f"mail.css: {element}", "has no styles", "give it some, or take it out of mail.html.j2")
    return f' style="{found[1]}"'


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner  # noqa: PLC0415 - only when a mail is made

    return CSSInliner(extra_css=(_FOLDER / "mail.css").read_text(encoding="utf-8"))
