"""The article as data: every sentence with its claims, and the hashes that tie it to its snapshot."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart
from generator.metrics.snapshot_json import write_snapshot
from generator.pages.dateline import timestamp
from generator.pages.note import digest
from generator.pages.places import chart_file
from generator.pages.visible import HIDDEN
from generator.prose.article import Claim, Sentence

SCHEMA = 1


def _claims(claims: tuple[Claim, ...]) -> list[dict[str, object]]:
    return [
        {
            "text": claim.text,
            "metric": claim.metric,
            "field": claim.field,
            "value": claim.value,
            "rule": claim.rule,
            "start": claim.start,
        }
        for claim in claims
    ]


def _sentence(sentence: Sentence) -> dict[str, object]:
    return {"text": sentence.text, "message": sentence.message, "claims": _claims(sentence.claims)}


def _charts(charts: Sequence[Chart]) -> list[dict[str, object]]:
    return [
        {
            "name": chart.kind.value,
            "title": chart.title,
            "alt": chart.alt,
            "source": chart.source,
            "files": [chart_file(chart), chart_file(chart, "png")],
        }
        for chart in charts
    ]


def provenance(cleared: Cleared, charts: Sequence[Chart] = ()) -> dict[str, object]:
    """Return what ``article.json`` says: the texts unaltered, each with what it rests on."""
    article = cleared.article
    return {
        "schema": SCHEMA,
        "asset": article.asset,
        "as_of": timestamp(article.as_of),
        "ended": timestamp(cleared.snapshot.ended),
        "form": article.form.value,
        "seed": article.seed,
        "style": article.style,
        "period": article.period,
        "headline": article.headline.text,
        "headline_claims": _claims(article.headline.claims),
        "dek": article.dek.text,
        "dek_claims": _claims(article.dek.claims),
        "summary": article.summary.text,
        "summary_claims": _claims(article.summary.claims),
        "subject": article.subject.text,
        "subject_claims": _claims(article.subject.claims),
        "preheader": article.preheader.text,
        "preheader_claims": _claims(article.preheader.claims),
        "paragraphs": [
            {"role": paragraph.role.value, "sentences": [_sentence(item) for item in paragraph.sentences]}
            for paragraph in article.paragraphs
        ],
        "disclaimer": article.disclaimer,
        "regimes": [{"name": item.regime.value, "severity": item.severity.value} for item in article.regimes],
        "missing": [metric.value for metric in article.missing],
        **({"charts": _charts(charts)} if charts else {}),
        "snapshot_sha256": digest(write_snapshot(cleared.snapshot)),
        "content_sha256": digest(article.text),
    }


def json_page(cleared: Cleared, charts: Sequence[Chart] = ()) -> str:
    """Return ``article.json``: strict JSON, the same bytes for the same article."""
    page = json.dumps(provenance(cleared, charts), ensure_ascii=False, allow_nan=False, indent=2)
    # Hidden characters are spelt out: the same JSON, and nobody's terminal is turned around by it.
    return HIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], page) + "\n"
