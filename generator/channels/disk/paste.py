"""Files to paste from, for targets without an interface: a page to copy out of a browser, and Markdown."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from generator.channels.body import Picture, markdown, pictures
from generator.channels.delivery import Post
from generator.channels.disk.layout import Layout
from generator.channels.fragment import fragment
from generator.channels.labels import labels
from generator.pages.inert import spelt

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def layout(post: Post) -> Layout:
    """Return ``<slug>/post.html``, its pictures in it so that they are copied too, and ``<slug>/post.md``."""
    told = labels(post)
    title = spelt(told.title)
    page = _PAGE.format(title=title, body=fragment(post, _inside))
    heading = post.files["article.md"].decode("utf-8").partition("\n\n")[0]
    text = f"{heading}\n\n{markdown(post, lambda name: f'charts/{name}', 'png')}"
    shelf = f"{post.slug}/charts"
    shown = {f"{shelf}/{name}": data for name, data in pictures(post, "png").items()}
    return Layout({f"{post.slug}/post.html": page, f"{post.slug}/post.md": text}, shown, shelf)


def _inside(picture: Picture) -> str:
    return f"data:image/png;base64,{b64encode(picture.data).decode()}"
