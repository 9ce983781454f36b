"""Text for HTML that stays text: escaped, nothing hidden in it, and no sign a template engine would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.pages.visible import visible

if TYPE_CHECKING:
    from markupsafe import Markup


def inert(text: str) -> Markup:
    """Return `text` escaped, its braces too: newsletters and site builders run templates over finished pages."""
    import markupsafe  # noqa: PLC0415 - only when HTML is asked for

    return markupsafe.escape(visible(text)).replace("{", markupsafe.Markup("&#123;"))
