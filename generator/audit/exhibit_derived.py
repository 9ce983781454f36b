"""What a claim may rest on besides the fields of a measure: statistics of days before, shares, sets of signals."""

from __future__ import annotations

import math

from generator.audit.derived import statistic
from generator.metrics.snapshot import Metric, Snapshot

_WEEK, _FORTNIGHT = 7, 14
_PAYMENTS_A_YEAR = 3 * 365  # of funding, one every 8 hours
_SHARES = {
    "sellers_share": lambda ratio: 1 / (1 + ratio),
    "buyers_share": lambda ratio: ratio / (1 + ratio),
    "per_dollar": lambda ratio: min(ratio, 1 / ratio),
}


def borne_out(metric: str, field: str, value: str, snapshot: Snapshot) -> bool:
    """Whether a number is a statistic of a metric, computed anew, or a count of days that a week or two can have."""
    try:
        given = float(value)
    except ValueError:
        return False
    if metric == "regime" and field in {"days", "earlier", "of"}:
        return given.is_integer() and 0 <= given <= _FORTNIGHT
    if field == "week.days":
        return given == _WEEK
    if metric not in set(Metric):
        return False
    now = snapshot.value(Metric(metric))
    if field in _SHARES:
        share = None if now is None or now <= 0 else _SHARES[field](now)
        return share is not None and (_same(share, given) or _same(share * 100, given))
    if field == "annualised" and now is not None and _same(now * _PAYMENTS_A_YEAR, given):
        return True
    found = statistic(snapshot, Metric(metric), field) if field not in {"value", "z", "now"} else None
    return found is not None and _same(found, given)


def signals_hold(text: str, snapshot: Snapshot) -> bool:
    """Whether every signal a remark says it rests on has the value the snapshot gives it."""
    for pair in text.split(", "):
        name, _, value = pair.partition(" ")
        known = snapshot.value(Metric(name)) if name in set(Metric) else None
        if known is None or not _same(known, float(value)):
            return False
    return True


def _same(first: float, second: float) -> bool:
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)
