"""Jekyll: a post whose name begins with its day. Liquid is off in it; drafts are posts that are not published."""

from __future__ import annotations

from generator.channels.body import markdown, pictures
from generator.channels.delivery import Post
from generator.channels.disk.layout import Layout, front_matter
from generator.channels.labels import labels, plain
from generator.settings.folders import JekyllSettings


def layout(settings: JekyllSettings, post: Post) -> Layout:
    """Return ``_posts/<day>-<slug>.md`` and its pictures in ``assets/commentary/<slug>``."""
    told = labels(post, settings.tags)
    shelf = f"assets/commentary/{post.slug}"
    head = front_matter(
        {
            "layout": settings.layout,
            "title": plain(told.title),
            "date": told.moment,
            "published": settings.status == "publish",
            "slug": post.slug,
            "description": plain(told.description),
            "tags": told.tags,
            "canonical_url": told.canonical,
            "render_with_liquid": False,
        }
    )
    body = markdown(post, lambda name: f"{settings.baseurl}/{shelf}/{name}")
    text = f"{head}\n{body.replace('|', '&#124;')}"  # kramdown makes a table of any line that has one
    shown = {f"{shelf}/{name}": data for name, data in pictures(post).items()}
    return Layout({f"_posts/{told.moment:%Y-%m-%d}-{post.slug}.md": text}, shown, shelf)
