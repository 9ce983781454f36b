"""Eleventy: Markdown that no template engine reads first. It knows no drafts, so a draft has no page and no list."""

from __future__ import annotations

from generator.channels.body import markdown, pictures
from generator.channels.delivery import Post
from generator.channels.disk.layout import Layout, front_matter
from generator.channels.labels import labels, plain
from generator.settings.folders import EleventySettings


def layout(settings: EleventySettings, post: Post) -> Layout:
    """Return ``<input>/<section>/<slug>.md`` and its pictures in ``<input>/<pictures>/<slug>``."""
    told = labels(post, settings.tags)
    draft = settings.status == "draft"
    root = "" if settings.input in {"", "."} else f"{settings.input.strip('/')}/"
    shelf = f"{settings.pictures}/{post.slug}"
    head = front_matter(
        {
            "layout": settings.layout,
            "title": plain(told.title),
            "date": told.moment,
            "description": plain(told.description),
            "tags": told.tags,
            "canonical": told.canonical,
            "templateEngineOverride": "md",
            "permalink": False if draft else f"/{settings.section}/{post.slug}/index.html",
            **({"draft": True, "eleventyExcludeFromCollections": True} if draft else {}),
        }
    )
    text = f"{head}\n{markdown(post, lambda name: f'/{shelf}/{name}')}"
    shown = {f"{root}{shelf}/{name}": data for name, data in pictures(post).items()}
    return Layout({f"{root}{settings.section}/{post.slug}.md": text}, shown, f"{root}{shelf}")
