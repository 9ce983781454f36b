"""What the last build read and wrote: the next one does again only what has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from generator.market import Regime
from generator.pages.listed import FiledEdition
from generator.planning.story import Form, RegimeFigure
from generator.regimes.reading import Severity
from generator.site.shelf import Standing

_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site."""

    key: str
    """Hash of all it was made of: while it stands, the file would be the same again."""
    size: int
    mtime: int
    """In ns. A file that differs from these was touched since, and is written anew."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one build read and wrote."""

    authority: str | None = None
    """Whose names the feeds' ids are, once the site has been published."""
    read_at: int = 0
    """When the archive was read, by the clock of the file system, in ns."""
    editions: Mapping[str, Standing] = field(default_factory=dict)
    files: Mapping[str, Written] = field(default_factory=dict)


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of a build; an empty one, after which all is made anew, where there is none that is whole."""
    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != _SCHEMA:
            return Manifest()
        return Manifest(
            authority=data["authority"],
            read_at=data["read_at"],
            editions={key: _standing(key, given) for key, given in data["editions"].items()},
            files={name: Written(*given) for name, given in data["files"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()


def manifest_written(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    data = {
        "schema": _SCHEMA,
        "authority": manifest.authority,
        "read_at": manifest.read_at,
        "editions": {key: _written(item) for key, item in manifest.editions.items()},
        "files": {name: [file.key, file.size, file.mtime] for name, file in manifest.files.items()},
    }
    return json.dumps(data, separators=(",", ":")).encode()


def _written(standing: Standing) -> list[object]:
    card = standing.card
    said = [card.headline, card.dek, card.summary, card.disclaimer, card.content_sha256, card.snapshot_sha256]
    regimes = [[each.regime.value, each.severity.value] for each in card.regimes]
    times = [card.as_of.isoformat(), card.ended.isoformat()]
    return [card.asset, times, card.form.value, said, regimes, dict(standing.sums), dict(standing.stamps)]


def _standing(key: str, given: Any) -> Standing:  # noqa: ANN401 - JSON; what does not fit raises
    asset, times, form, said, regimes, sums, stamps = given
    headline, dek, summary, disclaimer, content, snapshot = said
    card = FiledEdition(
        asset=asset,
        as_of=datetime.fromisoformat(times[0]),
        ended=datetime.fromisoformat(times[1]),
        form=Form(form),
        headline=headline,
        dek=dek,
        summary=summary,
        paragraphs=(),
        disclaimer=disclaimer,
        regimes=tuple(RegimeFigure(Regime(name), Severity(severity)) for name, severity in regimes),
        content_sha256=content,
        snapshot_sha256=snapshot,
    )
    return Standing(key, card, sums, {name: (a, b, c, d) for name, (a, b, c, d) in stamps.items()})
