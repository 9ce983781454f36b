"""Hugo: a page bundle, whose folder holds the pictures too. Goldmark drops raw HTML, so there is none."""

from __future__ import annotations

from generator.channels.body import markdown, pictures
from generator.channels.delivery import Post
from generator.channels.disk.layout import Layout, front_matter
from generator.channels.labels import labels
from generator.settings.folders import HugoSettings


def layout(settings: HugoSettings, post: Post) -> Layout:
    """Return ``content/<section>/<slug>/index.md`` and its pictures."""
    told = labels(post, settings.tags)
    folder = f"content/{settings.section}/{post.slug}"
    head = front_matter(
        {
            "title": told.title,
            "date": told.moment,
            "draft": settings.status == "draft",
            "slug": post.slug,
            "description": told.description,
            "summary": told.description,
            "tags": told.tags,
            "params": {"canonical": told.canonical} if told.canonical else {},
        }
    )
    text = f"{head}\n{markdown(post, lambda name: name)}"
    shown = {f"{folder}/{name}": data for name, data in pictures(post).items()}
    return Layout({f"{folder}/index.md": text}, shown, folder)
