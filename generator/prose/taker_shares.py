"""The taker ratio told as shares: of takers' volume, of every hundred dollars of it, and bought for a dollar sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from generator.prose import figures


class Told(NamedTuple):
    """A share as it is printed, with the claim it makes."""

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
FACES: Final = frozenset({*_SIDES, "per_dollar"})
"""Faces of the taker ratio that tell a share. The leaders are the side with the larger one."""


def told(face: str, ratio: float) -> Told:
    """Return a share that follows from the ratio of buying to selling, as a face prints it: ``52%`` or ``$52``."""
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
