"""The words an article is met with where there is no room for it: on a card, in a feed, in a chat."""

from __future__ import annotations

from generator.prose.article import Article, Sentence


def in_short(article: Article) -> Sentence:
    """Return the sentence that stands for the article."""
    return article.dek
