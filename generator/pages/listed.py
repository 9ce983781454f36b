"""An edition as indexes, feeds and lists show it: the visible texts of its ``article.json``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from generator.errors import invalid
from generator.market import Regime, day_described
from generator.metrics.json_fields import Fields, kind_of
from generator.metrics.strict_json import Faults, Unreadable, parse_json, repeated_keys
from generator.pages.provenance import SCHEMA
from generator.pages.visible import visible
from generator.planning.story import Form, RegimeFigure
from generator.regimes.reading import Severity

_REMEDY: Final = "file the edition again"
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class FiledEdition:
    """What an edition says, in visible text on single lines: nothing hidden, nothing escaped."""

    asset: str
    """The name as filed, unaltered: the folder is derived from it. Shown only through `label`."""
    as_of: datetime
    ended: datetime
    """When the bar ended that the figures are of, UTC."""
    form: Form
    headline: str
    dek: str
    summary: str
    """A sentence or two that say the whole; the dek where the edition carries none."""
    paragraphs: tuple[str, ...]
    disclaimer: str
    regimes: tuple[RegimeFigure, ...]
    content_sha256: str
    snapshot_sha256: str

    @property
    def day(self) -> date:
        """The day the edition is about, UTC."""
        return day_described(self.ended)

    @property
    def label(self) -> str:
        """The asset as it can be shown."""
        return visible(self.asset) or "unnamed asset"


def read_filed(text: bytes, name: str) -> FiledEdition:
    """Read an ``article.json``; `name` is what faults call it. Raises InputInvalid with every fault found."""
    root = parse_json(text, name)
    faults = Faults(name)
    repeated_keys(root, faults)
    if not isinstance(root, dict):
        raise invalid(name, "is not an object", _REMEDY)
    fields = Fields(root, "", faults)
    if root.get("schema") != SCHEMA:
        fields.fault("schema", f"is not {SCHEMA}", "read it with the version that filed it")
    as_of = fields.time("as_of", plausible=True)
    form = fields.choice("form", tuple(Form))
    for key, value in (("as_of", root.get("as_of")), ("form", root.get("form"))):
        if value is None:
            fields.fault(key, "is missing", _REMEDY)
    dek = _text(fields, "dek")
    found = {
        "asset": _raw(fields, "asset"),
        "headline": _text(fields, "headline"),
        "summary": _text(fields, "summary") if "summary" in root else dek,
        "disclaimer": _text(fields, "disclaimer"),
        "content_sha256": _text(fields, "content_sha256"),
        "snapshot_sha256": _text(fields, "snapshot_sha256"),
    }
    ended = fields.time("ended", plausible=True)
    paragraphs, regimes = tuple(_paragraphs(fields)), tuple(_regimes(fields))
    faults.raise_any()
    if as_of is None or form is None:
        raise AssertionError("a missing time or form is a fault")
    return FiledEdition(
        **found, dek=dek, as_of=as_of, ended=ended or as_of, form=Form(form), paragraphs=paragraphs, regimes=regimes
    )


def _raw(fields: Fields, key: str) -> str:
    value = fields.given.get(key)
    if not isinstance(value, str) or isinstance(value, Unreadable):
        fields.fault(key, f"is {kind_of(value)}, not a text", _REMEDY)
        return ""
    if len(value) > _LONGEST:
        fields.fault(key, f"has {len(value)} characters", f"use at most {_LONGEST}")
    return value


def _text(fields: Fields, key: str) -> str:
    return visible(_raw(fields, key))


def _paragraphs(fields: Fields) -> list[str]:
    if not isinstance(fields.given.get("paragraphs"), list):
        fields.fault("paragraphs", "is not a list", _REMEDY)
        return []
    found = []
    for number, item in enumerate(fields.list("paragraphs")):
        path = f"paragraphs[{number}]"
        sentences = item.get("sentences") if isinstance(item, dict) else None
        if not isinstance(sentences, list):
            fields.fault(path, "has no list of sentences", _REMEDY)
            continue
        parts = [
            _text(Fields(each if isinstance(each, dict) else {}, f"{path}.sentences[{at}]", fields.faults), "text")
            for at, each in enumerate(sentences)
        ]
        found.append(visible(" ".join(parts)))
    return found


def _regimes(fields: Fields) -> list[RegimeFigure]:
    found = []
    for number, item in enumerate(fields.list("regimes")):
        path = f"regimes[{number}]"
        each = Fields(item if isinstance(item, dict) else {}, path, fields.faults)
        name, severity = each.choice("name", tuple(Regime)), each.choice("severity", tuple(Severity))
        if name is None or severity is None:
            fields.fault(path, "lacks a name or a severity", _REMEDY)
        else:
            found.append(RegimeFigure(Regime(name), Severity(severity)))
    return found
