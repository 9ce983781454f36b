"""Which judging words are true of a value, asked of the writer's lexicon and of the desk's stylebook: both as lists.

Neither the writer nor the desk is run: a word is true where the lexicon holds it for the size of the value, or where
the stylebook's range for it holds the value and the value lies on the step between two sizes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.metrics.snapshot import Measure, Metric
from generator.planning.magnitude import SCALES, Magnitude, magnitude

from .changes import Clean

Levels = dict[tuple[str, int], list[str]]
"""Words of a group by side and level; level 0 holds for every level of its side."""


def groups(clean: Clean, metric: str) -> Iterator[tuple[bool, Levels]]:
    """Yield the word groups of a metric in the writer's lexicon, each with whether it goes by the sign of the value."""
    raw = clean.materials.wording.lexicon.raw["metrics"].get(metric, {})
    for sides in raw.get("words", {}).values():
        levels: Levels = {}
        for side, words in sides.items():
            if side in {"low", "flat", "high"}:
                listed = words if isinstance(words, list) else [words]
                every = side == "flat" or not isinstance(words, list) or sides.get("by") == "sign"
                for level, item in enumerate(listed, 1):
                    levels.setdefault((side, 0 if every else level), []).extend(spelt(item))
        yield sides.get("by") == "sign", levels


def spelt(node: object) -> list[str]:
    """Return the words of a node of the lexicon: one, several, or one a period."""
    if isinstance(node, Mapping):
        return [text for item in node.values() for text in spelt(item)]
    return [text for item in node for text in spelt(item)] if isinstance(node, list | tuple) else [str(node)]


_THINGS = ("np", "book")
"""Groups of the lexicon whose words are things that name what they are of."""


def thing(clean: Clean, words: str) -> str | None:
    """Return the metric that a thing names by itself, such as "a thin book"; None for other words."""
    text = words.lower().strip(" ,.:;")
    for metric, raw in clean.materials.wording.lexicon.raw["metrics"].items():
        for group in _THINGS:
            if any(
                text in (word.lower() for word in spelt(said)) for said in raw.get("words", {}).get(group, {}).values()
            ):
                return str(metric)
    return None


def measure_of(clean: Clean, metric: str) -> Measure | None:
    """Return the measure of a metric by its name, or None where there is no such metric or it is unknown."""
    return clean.snapshot.get(Metric(metric)) if metric in set(Metric) else None


def sizes(clean: Clean, measure: Measure) -> list[Magnitude]:
    """Return the size of a measure, and both sizes where its value lies on the step between them."""
    scale = SCALES.get(measure.metric)
    field = "value" if scale is None else scale.field
    value = getattr(measure, field)
    found = [magnitude(measure, clean.snapshot.period)]
    for nudge in (1 - 1e-6, 1 + 1e-6) if isinstance(value, float) else ():
        centre = 0.0 if scale is None or scale.ratio else scale.centre
        near = replace(measure, **{field: centre + (value - centre) * nudge})
        found.append(magnitude(near, clean.snapshot.period))
    return [size for size in dict.fromkeys(found) if size is not None]


def licensed(clean: Clean, metric: str, words: str, like: str | None = None) -> bool | None:
    """Whether words are true of a metric by the lexicon or, on a step, the stylebook. None where it has no size.

    `like` is the true word in whose place they stand: of groups in which it is not true nothing follows, since "more"
    trading for a move is "less" of a move for the trading.
    """
    measure = measure_of(clean, metric)
    found = [] if measure is None else sizes(clean, measure)
    if measure is None or not found:
        return None
    text, sign = words.lower().strip(" ,.:;"), (measure.value > 0) - (measure.value < 0)
    for by_sign, levels in groups(clean, metric):
        keys = [({-1: "low", 0: "flat", 1: "high"}[sign], 0)] if by_sign else []
        deepest = {side: max(at for other, at in levels if other == side) for side, _ in levels}
        for size in found if not by_sign else ():  # the last words of a side serve every size beyond
            keys += [(size.side, 0), (size.side, min(size.level, deepest.get(size.side, 0)))]
        true = {word.lower() for key in keys for word in levels.get(key, ())}
        if text in true and (like is None or like.lower().strip(" ,.:;") in true):
            return True
    return len(found) > 1 and _in_range(clean, measure, text)


def _in_range(clean: Clean, measure: Measure, text: str) -> bool:
    """Whether the desk's stylebook holds a value in the range of a word."""
    book = clean.materials.stylebook
    for name, (low, high) in book.words.get(text, {}).items():
        if book.topics[name].judged.metric is measure.metric:
            value = getattr(measure, book.topics[name].judged.field)
            slack = 1e-6 * max(abs(low) if math.isfinite(low) else 0, abs(high) if math.isfinite(high) else 0)
            if value is not None and low - slack <= value <= high + slack:
                return True
    return False
