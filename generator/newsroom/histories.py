"""The wiring of a market's history: from which file it is read, and how a snapshot is taken of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from generator.edition import chronicle, snapshot_of
from generator.errors import invalid
from generator.metrics.snapshot import Snapshot
from generator.newsroom.inputs import moment, read_bytes
from generator.regimes.rules import shipped_rules


def snapshot_from_history(asset: str, history: str, columns: str | None, at: str | None) -> Snapshot:
    """Return the snapshot of an asset from a file of market history, at a time or at its last bar."""
    # pandas and numpy are wanted only here: writing from a snapshot must not pay for them.
    from generator.sources.column_map import read_column_map  # noqa: PLC0415
    from generator.sources.files import read_history  # noqa: PLC0415

    column_map = None
    if columns is not None:
        column_map = read_column_map(read_bytes(columns), Path(columns).name)
    found = read_history(Path(history), asset, column_map)
    if not found.known:
        raise invalid(Path(history).name, "holds no bar", "give a file with market history")
    as_of = datetime.fromtimestamp(found.known[-1], UTC) if at is None else moment(at)
    snapshot = snapshot_of(chronicle(found, shipped_rules()), as_of)
    if not snapshot.measures:
        reasons = sorted(set(snapshot.notes.missing.values())) or ["nothing is known at that time"]
        first, last = (datetime.fromtimestamp(found.known[i], UTC) for i in (0, -1))
        problem = f"gives no metric at {as_of:%Y-%m-%dT%H:%M:%SZ} ({'; '.join(reasons)})"
        raise invalid(
            Path(history).name, problem, f"choose a time the file covers, {first:%Y-%m-%d} to {last:%Y-%m-%d}"
        )
    return snapshot
