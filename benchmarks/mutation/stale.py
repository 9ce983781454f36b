"""Mutants of staleness: a whole sentence of the bar before in an article of this one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.edition import edit
from generator.metrics.snapshot import Metric
from generator.planning.story import Form
from generator.planning.weekly import weekly_possible

from .changes import Change, Clean, Way, is_explanation

_JUDGED = frozenset(
    {"value", "z", "change", "change_week", "percentile", "window", "n", "previous", "typical", "as_of"}
)
"""Fields of which a claim shows whether it is true today as well."""


def sentence(clean: Clean) -> Iterator[Change]:
    """A sentence for the one the bar before had of the same message."""
    if clean.before is None or not clean.before.measures:
        return
    article = clean.article
    if article.form is Form.WEEKLY and not weekly_possible(clean.before):
        return
    told = edit(clean.before, article.form, clean.materials, seed=article.seed, style=article.style).verdict.article
    earlier = [told.headline, told.dek, *(item for paragraph in told.paragraphs for item in paragraph.sentences)]
    for number, own in enumerate(clean.sentences):
        for item in earlier:
            claims = [c for c in item.claims if c.rule not in {"asset", "venue"} and not is_explanation(item, c)]
            figures = any(claim.metric in set(Metric) for claim in claims)
            if item.message == own.message and figures and {claim.field for claim in claims} <= _JUDGED:
                yield Change(number, item.text, claims=tuple(claims))


WAYS: tuple[tuple[Kind, str, Way], ...] = ((Kind.CONTEXT, "sentence of the bar before", sentence),)
