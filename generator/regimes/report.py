"""A reading as people and programs read it: the JSON of `classify --json`, and a table."""

from __future__ import annotations

from datetime import datetime

from generator.regimes.reading import Reading


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def report(reading: Reading) -> dict[str, object]:
    """Return the reading as plain data, in the format users' scripts rely on."""
    return {
        "regimes": [
            {
                "name": item.regime.value,
                "severity": item.severity.value,
                "confidence": item.confidence,
                "since": _time(item.since),
                "evidence": [{"metric": e.metric.value, "value": e.value, "rule": e.rule} for e in item.evidence],
            }
            for item in reading.regimes
        ],
        "missing": [metric.value for metric in reading.missing],
    }


def table(reading: Reading) -> str:
    """Return the reading as lines of text, strongest regime first."""
    lines = []
    for item in reading.regimes:
        lines.append(f"{item.regime.value:20} {item.severity.value:9} confidence {item.confidence:.2f}")
        lines += [f"    {e.metric.value} = {e.value:g}  ({e.rule})" for e in item.evidence]
    if not lines:
        lines.append("no regime holds" if reading.enough else "too little is known for a reading")
    if reading.missing:
        lines.append(f"missing: {', '.join(metric.value for metric in reading.missing)}")
    return "\n".join(lines) + "\n"
