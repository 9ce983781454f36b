"""Text for HTML that stays text: escaped, nothing hidden in it, and no sign a template engine would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.pages.visible import visible

if TYPE_CHECKING:
    from markupsafe import Markup

_SIGNS = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;"), ("{", "&#123;"))


def inert(text: str) -> Markup:
    """Return `text` escaped, its braces too: newsletters and site builders run templates over finished pages."""
    from markupsafe import Markup  # noqa: PLC0415 - only when HTML is asked for

    seen = visible(text)
    for sign, spelt in _SIGNS:
        seen = seen.replace(sign, spelt)
    return Markup(seen)  # noqa: S704 - no sign of HTML is left in it
