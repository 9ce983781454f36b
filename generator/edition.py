"""The story of an edition on one page: pure steps from a snapshot to a cleared or a spiked article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator.audit.clearance import Cleared, Finding, Spiked
from generator.audit.review import review, review_text
from generator.audit.stylebook import Stylebook
from generator.market import History
from generator.metrics.snapshot import Snapshot
from generator.planning.plan import plan
from generator.planning.story import Form, Story
from generator.prose.realise import realise
from generator.prose.wording import Wording
from generator.regimes.classify import classify
from generator.regimes.reading import Reading
from generator.regimes.rules import Rules


@dataclass(frozen=True, slots=True)
class Materials:
    """What every edition is made with: the rules, the writer's words and the desk's stylebook."""

    rules: Rules
    wording: Wording
    stylebook: Stylebook


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition with every stage it went through."""

    snapshot: Snapshot
    reading: Reading
    story: Story
    verdict: Cleared | Spiked


def snapshot_of(history: History, as_of: datetime) -> Snapshot:
    """Return the metrics of a history at a moment, from what was known then."""
    from generator.metrics.measure import measure  # noqa: PLC0415 - numpy: writing from a snapshot must not pay for it

    return measure(history, as_of)


def edit(snapshot: Snapshot, form: Form, materials: Materials, *, seed: int, style: str) -> Edition:
    """Return the edition of a snapshot. The same arguments always give the same bytes."""
    reading = classify(snapshot, materials.rules)
    story = plan(snapshot, reading, form)
    article = realise(story, materials.wording, seed=seed, style=style)
    verdict = review(article, snapshot, reading, materials.stylebook)
    return Edition(snapshot, reading, story, verdict)


def read_regimes(snapshot: Snapshot, materials: Materials) -> Reading:
    """Return the regimes of a snapshot."""
    return classify(snapshot, materials.rules)


def audit(text: str, kind: str, snapshot: Snapshot, materials: Materials) -> list[Finding]:
    """Return what the desk finds in a text about a snapshot; `kind` is ``md``, ``html`` or ``txt``."""
    return review_text(text, kind, snapshot, classify(snapshot, materials.rules), materials.stylebook)
