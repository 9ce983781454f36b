"""Mutants of how signals stand to each other, of causes, and of what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Metric

from .changes import Change, Clean, Edit, Way, changed, put
from .licence import spelt

_AGREEMENTS = (
    *(("confirm each other", "pull apart"), ("agree", "disagree"), ("point the same way", "pull apart")),
    *(("each makes the other count for more", "one thing does not fit"), ("tell one story", "pull apart")),
    *(("fits", "disagrees with"), ("pull apart", "confirm each other"), ("disagree", "agree")),
    *(("has not followed", "has followed"), ("does not fit", "fits"), ("was not simply", "was simply")),
    *(("did not come with", "came with"), ("came without", "came with"), ("not in", "in"), ("no one", "one")),
)


def agreement(clean: Clean) -> Iterator[Change]:
    """Agreement for contradiction, contradiction for agreement, a negation lost."""
    yield from _swapped(clean, _AGREEMENTS)


_CONTRASTS = (
    *((", and ", ", but "), (", and ", ", yet "), (" while ", ", yet "), (" with ", " despite ")),
    *((" and ", " but "), (" and ", " despite "), ("Alongside ", "Despite "), (", and ", ", although ")),
)
_PLAINER = (
    *((", yet ", ", and "), (", but ", ", and "), ("Despite ", "Alongside "), (" despite ", " alongside ")),
    *((", yet ", " and, as the two agree, "), (", but ", ", so "), ("Despite ", "With "), (" despite ", " with ")),
)


def contrast(clean: Clean) -> Iterator[Change]:
    """Signals set against each other."""
    for change in _swapped(clean, _CONTRASTS):
        metrics = {claim.metric for claim in clean.sentences[change.number].claims} & set(Metric)
        listing = any(claim.field == "missing" for claim in clean.sentences[change.number].claims)
        if len(metrics) > 1 and not listing:
            yield change


def plainer(clean: Clean) -> Iterator[Change]:
    """Signals that are set against each other put side by side."""
    yield from _swapped(clean, _PLAINER)


_JOINTS = (", and ", ": ", "; ", " while ", " with ", ", which ", " and ", ", but ", ", yet ")
_CAUSES = (
    *(" because ", ", because of which ", ", so ", " after ", " as a result of which ", ", which is why ", " since "),
    *(
        " due to ",
        " on the back of ",
        ", which caused ",
        ", driven by ",
        " thanks to ",
        ", therefore ",
        " in response to ",
    ),
)


def cause(clean: Clean) -> Iterator[Change]:
    """One thing said to follow from another where the text only puts the two beside each other."""
    for number, sentence in enumerate(clean.sentences):
        if sentence.message.startswith(("missing", "exit", "nearest", "set_aside")):
            continue
        for joint in _JOINTS:
            at = sentence.text.find(joint)
            if at >= 0:
                yield changed(number, sentence, Edit(at, joint, clean.random.choice(_CAUSES)))


def _swapped(clean: Clean, pairs: tuple[tuple[str, str], ...]) -> Iterator[Change]:
    for number, sentence in enumerate(clean.sentences):
        for old, new in pairs:
            pattern = old if not old.strip().isalpha() or old != old.strip() else rf"\b{old}\b"
            for match in re.finditer(pattern, sentence.text, re.IGNORECASE if old == old.strip() else 0):
                text = new.capitalize() if match[0][0].isupper() and new[0] != " " else new
                yield changed(number, sentence, Edit(match.start(), match[0], text))


_SAID = {
    Metric.BASIS: ("The basis is 0.05%.", "The perpetual trades at a premium to its index."),
    Metric.MARKET_DEPTH_INDEX: ("The market depth index reads -0.80.", "Order books are thin."),
    Metric.TAKER_IMBALANCE: ("The taker imbalance stands at -1.20.", "The imbalance was at +0.31."),
    Metric.REALISED_VOLATILITY: ("Realised volatility is 61% a year.", "Realised volatility is elevated."),
    Metric.VOLUME_USD: ("Turnover came to $9.10 billion.", "Turnover was heavy."),
    Metric.FUNDING_RATE: ("The funding rate is 0.010% per 8 hours.", "Longs pay shorts.", "Funding is near neutral."),
    Metric.OPEN_INTEREST_Z: ("The z-score of the change in open interest was -1.40.", "Traders were adding positions."),
    Metric.LIQUIDATIONS_USD_Z: ("Liquidations were heavy.", "There were extreme liquidations."),
    Metric.LIQUIDATIONS_LONG_SHARE: ("Longs made up most of them.", "The long share of liquidations was 71%."),
    Metric.PRICE_CHANGE: ("The price fell 3.0%.", "There was a slip in the price."),
    Metric.PRICE: ("The last price of the asset was $61,204.", "The price ended at $1.20."),
    Metric.SPREAD_BPS: ("The bid-ask spread is 1.2 basis points of the mid price.",),
    Metric.LONG_SHORT_RATIO: ("More accounts were long than short.", "The long/short ratio is 1.90."),
    Metric.ILLIQUIDITY_Z: ("Price impact was higher than usual.", "The impact measure stood at +1.20."),
}
KIN = (
    {"price", "price_change"},
    {"open_interest_z", "open_interest_usd"},
    {"taker_imbalance", "taker_buy_sell_ratio"},
    {"liquidations_usd_z", "liquidations_usd", "liquidations_long_usd", "liquidations_short_usd"},
    {"liquidations_long_share", "liquidations_long_usd", "liquidations_short_usd"},
)
"""Metrics of which one says something of the other."""


def unknown_said(clean: Clean) -> Iterator[Change]:
    """Something said of a metric that is not known, nor anything like it."""
    known = {metric.value for metric in clean.snapshot.measures}
    for number, sentence in enumerate(clean.sentences[2:], 2):
        for metric, said in _SAID.items():
            kin = {metric.value}.union(*(names for names in KIN if metric.value in names))
            if known.isdisjoint(kin):
                text = clean.random.choice(said)
                yield changed(number, sentence, Edit(len(sentence.text), "", f" {text}"), of=metric.value)


def known_missing(clean: Clean) -> Iterator[Change]:
    """A known metric called unknown."""
    raw = clean.materials.wording.lexicon.raw["metrics"]
    listed = [spelt(raw[m.value]["listed"]) for m in clean.snapshot.measures if "_usd" not in m.value]
    known = [clean.random.choice(texts) for texts in listed]
    for number, sentence in enumerate(clean.sentences[2:], 2):
        first = next((claim for claim in sentence.claims if claim.field == "missing"), None)
        for name in known:
            if first is not None:
                yield put(number, sentence, first, f"{name}, {first.text}")
            elif number == 2:  # noqa: PLR2004 - the first sentence of the body
                added = f" This reading is made without {name}."
                yield changed(number, sentence, Edit(len(sentence.text), "", added))


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.CONTEXT, name, way)
    for name, way in (
        ("agreement", agreement),
        ("contrast", contrast),
        ("contrast lost", plainer),
        ("cause", cause),
        ("unknown spoken of", unknown_said),
        ("known called unknown", known_missing),
    )
)
