"""What follows from a figure and is told beside it: shares from the taker ratio, a change with its direction.

The ratio says what was bought for each unit sold. Told as shares of takers' volume, of every hundred dollars of it, or
as dollars bought for one sold, it can be pictured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from generator.metrics.snapshot import Measure, Metric
from generator.prose import figures


class Told(NamedTuple):
    """A figure as it is printed, with the claim it makes."""

    text: str
    field: str
    value: float
    rule: str


_SIDES: Final[Mapping[str, str]] = {
    "sellers_share": "sellers",
    "sellers_dollars": "sellers",
    "buyers_share": "buyers",
    "buyers_dollars": "buyers",
    "leaders_share": "leaders",
    "leaders_dollars": "leaders",
    "others_share": "others",
    "others_dollars": "others",
}
"""Faces of the taker ratio that tell a share, and whose. The leaders are the side with the larger one."""
_DRIFTS: Final[Mapping[bool, tuple[str, ...]]] = {
    False: ("down {}", "{} lower", "{} down", "lower by {}", "{} smaller", "down by {}"),
    True: ("up {}", "{} higher", "{} up", "higher by {}", "{} larger", "up by {}"),
}


def told(face: str, measure: Measure, choose: Callable[[Sequence[str]], str]) -> Told | None:
    """Return what a face tells of a measure, or None where it is no face of it. `choose` picks among equal words."""
    if face == "drift" and measure.change is not None:
        return _drift(measure.change, choose)
    if measure.metric is not Metric.TAKER_BUY_SELL_RATIO:
        return None
    return _share(face, measure.value) if face in _SIDES or face == "per_dollar" else None


def _drift(change: float, choose: Callable[[Sequence[str]], str]) -> Told:
    """Tell a change with its direction before or behind it: ``down 6.9%``, ``6.9% lower``, ``unchanged``."""
    text, rule = figures.change(change)
    return Told(choose(_DRIFTS[change > 0]).format(text) if change else "unchanged", "change", change, rule)


def _share(face: str, ratio: float) -> Told:
    """Tell a share that follows from the ratio of buying to selling: ``52%``, ``$52`` or ``$0.92``."""
    if face == "per_dollar":
        text, rule = figures.ratio(ratio)
        return Told(f"${text}", "per_dollar", ratio, f"{rule}, dollars bought for one sold")
    side = _SIDES[face]
    if side in {"leaders", "others"}:
        side = "sellers" if (ratio < 1) is (side == "leaders") else "buyers"
    share = (1 if side == "sellers" else ratio) / (1 + ratio)
    text, rule = figures.share(share)
    if face.endswith("_dollars"):
        return Told(f"${text.removesuffix('%')}", f"{side}_share", share * 100, f"{rule}, dollars of every hundred")
    return Told(text, f"{side}_share", share, rule)
