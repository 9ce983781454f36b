"""The timeline as people and programs read it: a table, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime

from generator.regimes.timeline import Episode, Timeline

COLUMNS = ("regime", "onset", "end", "peak", "peak_metric", "peak_time", "severity", "bars")


def between(times: Timeline, first: datetime, last: datetime) -> list[Episode]:
    """Return the episodes that held at any close of the days from `first` to `last`, as known at the end of `last`.

    `first` and `last` are the last seconds of their days, UTC; the timeline has to end with `last`, or before it.
    """
    begin = first.replace(hour=0, minute=0, second=0)
    if times.standings and times.standings[-1].as_of > last:
        raise ValueError("the timeline reaches beyond the last day")
    return [item for item in times.episodes if item.onset <= last and (item.end is None or item.end > begin)]


def as_json(asset: str, rows: Sequence[Episode]) -> str:
    """Return the episodes as JSON; the end of one that goes on is null."""
    written = {"asset": asset, "regimes": [_plain(item) for item in rows]}
    return json.dumps(written, indent=2) + "\n"


def as_csv(asset: str, rows: Sequence[Episode]) -> str:
    """Return the episodes as CSV with a header; what is unknown is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("asset", *COLUMNS))
    for item in rows:
        plain = _plain(item)
        writer.writerow((asset, *("" if plain[name] is None else plain[name] for name in COLUMNS)))
    return text.getvalue()


def as_table(asset: str, rows: Sequence[Episode]) -> str:
    """Return the episodes as lines of text."""
    if not rows:
        return f"{asset}: no regime in these days\n"
    lines = [f"{'regime':20} {'onset':17} {'end':17} {'bars':>5}  {'severity':9} peak"]
    for item in rows:
        end = "goes on" if item.end is None else f"{item.end:%Y-%m-%d %H:%M}"
        peak = "" if item.peak is None or item.peak_metric is None else f"{item.peak_metric.value} {item.peak:.4g}"
        lines.append(
            f"{item.regime.value:20} {item.onset:%Y-%m-%d %H:%M}  {end:16}  {item.bars:>5}  "
            f"{item.severity.value:9} {peak}".rstrip()
        )
    return "\n".join(lines) + "\n"


def _plain(item: Episode) -> dict[str, object]:
    return {
        "regime": item.regime.value,
        "onset": _time(item.onset),
        "end": None if item.end is None else _time(item.end),
        "peak": item.peak,
        "peak_metric": None if item.peak_metric is None else item.peak_metric.value,
        "peak_time": _time(item.peak_time),
        "severity": item.severity.value,
        "bars": item.bars,
    }


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
