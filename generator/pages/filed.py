"""``article.json`` read back: the article as it was filed, every fault named with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from generator.errors import Fault, InputInvalid
from generator.market import Regime
from generator.metrics.snapshot import Metric
from generator.planning.story import Form, RegimeFigure, Role
from generator.prose.article import Article, Claim, Paragraph, Sentence
from generator.regimes.reading import Severity

_REMEDY = "file the edition again with `commentary brief`"


def read_article(text: str, name: str) -> Article:
    """Return the article of a filed ``article.json``.

    Raises:
        InputInvalid: it is no JSON, or not what this program files.
    """
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise InputInvalid([Fault(name, f"is not JSON: {error}", _REMEDY)]) from error
    try:
        return _article(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputInvalid([Fault(name, f"is not an article as it is filed: {error}", _REMEDY)]) from error


def _article(raw: Mapping[str, Any]) -> Article:
    return Article(
        asset=str(raw["asset"]),
        as_of=datetime.fromisoformat(raw["as_of"]),
        period=str(raw["period"]),
        form=Form(raw["form"]),
        seed=int(raw["seed"]),
        style=str(raw["style"]),
        **{part: _part(raw, part) for part in ("headline", "dek", "summary", "subject", "preheader")},
        paragraphs=tuple(Paragraph(Role(p["role"]), tuple(map(_sentence, p["sentences"]))) for p in raw["paragraphs"]),
        disclaimer=str(raw["disclaimer"]),
        regimes=tuple(RegimeFigure(Regime(r["name"]), Severity(r["severity"])) for r in raw["regimes"]),
        missing=tuple(map(Metric, raw["missing"])),
    )


def _part(raw: Mapping[str, Any], name: str) -> Sentence:
    return Sentence(str(raw[name]), name, _claims(raw[f"{name}_claims"]))


def _sentence(raw: Mapping[str, Any]) -> Sentence:
    return Sentence(str(raw["text"]), str(raw["message"]), _claims(raw["claims"]))


def _claims(raw: Sequence[Mapping[str, Any]]) -> tuple[Claim, ...]:
    return tuple(Claim(c["text"], c["metric"], c["field"], c["value"], c["rule"], start=int(c["start"])) for c in raw)
