"""Pelican: its own header, for it keeps the quotes of YAML.

Its templates print titles as HTML, and summaries are read as Markdown.
"""

from __future__ import annotations

import html

from generator.channels.body import markdown, pictures
from generator.channels.delivery import Post
from generator.channels.disk.layout import Layout
from generator.channels.labels import labels
from generator.pages.inert import spelt
from generator.pages.markdown import escape
from generator.pages.visible import visible
from generator.settings.folders import PelicanSettings


def layout(settings: PelicanSettings, post: Post) -> Layout:
    """Return ``<content>/<slug>.md`` and its pictures in ``<content>/images/<slug>``."""
    told = labels(post, settings.tags)
    shelf = f"images/{post.slug}"
    fields = {
        "Title": spelt(told.title),
        "Date": told.moment.isoformat(),
        "Category": spelt(visible(settings.category)),
        "Tags": ", ".join(map(html.escape, told.tags)),
        "Slug": post.slug,
        "Summary": escape(told.description),
        "Canonical": told.canonical,
        "Status": "published" if settings.status == "publish" else "draft",
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    text = f"{head}\n{markdown(post, lambda name: f'{{static}}/{shelf}/{name}')}"
    shown = {f"{settings.content}/{shelf}/{name}": data for name, data in pictures(post).items()}
    return Layout({f"{settings.content}/{post.slug}.md": text}, shown, f"{settings.content}/{shelf}")
