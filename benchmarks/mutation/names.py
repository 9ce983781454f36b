"""Mutants of names: metrics, venues, markets and assets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind

from .changes import Change, Clean, Edit, Way, changed, opened, put
from .licence import spelt

_VENUES = ("Binance", "Bybit", "OKX", "Deribit", "Kraken", "Coinbase", "Gate", "Hyperliquid", "BitMEX")
_STRANGE = ("Binanse", "FTX", "Mt. Gox", "the exchange", "another venue", "CME", "Uniswap v4", "all venues")
_ASSETS = ("Bitcoin", "Ether", "Solana", "XRP", "gold", "the dollar", "BTC", "Tether", "Bitcoins", "altcoin")


def names(clean: Clean) -> dict[str, str]:
    """Return what metrics are called, each name with its metric, longest first."""
    found: dict[str, str] = {}
    for metric, raw in clean.materials.wording.lexicon.raw["metrics"].items():
        nodes = (raw["name"]["full"], raw["name"]["short"], raw.get("gauge"), raw.get("listed"), raw.get("weekly"))
        for name in (text for node in nodes if node is not None for text in spelt(node)):
            found.setdefault(name, metric)
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def metric(clean: Clean) -> Iterator[Change]:
    """A metric called by another's name."""
    known = names(clean)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b", re.IGNORECASE)
    text = clean.article.text.lower()
    others = [(name, owner) for name, owner in known.items() if name in text]
    for number, sentence in enumerate(clean.sentences):
        if any(claim.field == "missing" for claim in sentence.claims):
            continue
        for match in pattern.finditer(sentence.text):
            for other, owner in others:
                was = known[match[0].lower()]
                if owner != was:
                    new = other[:1].upper() + other[1:] if match[0][0].isupper() else other
                    yield changed(number, sentence, Edit(match.start(), match[0], new), of=f"{was} {owner}")


def missing(clean: Clean) -> Iterator[Change]:
    """A metric that is known in place of one that is not."""
    known = names(clean)
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            for name, owner in known.items() if claim.field == "missing" else ():
                if owner in clean.snapshot.measures:
                    yield put(number, sentence, claim, name, of=owner)


def venue(clean: Clean) -> Iterator[Change]:
    """Another venue, known or made up."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.rule == "venue":
                for other in (*_VENUES, *_STRANGE):
                    if claim.text not in {other, other.removesuffix(" venues")}:  # all venues may be called "all"
                        yield put(number, sentence, claim, other, of=other)


def venue_anywhere(clean: Clean) -> Iterator[Change]:
    """Another venue wherever one is named: in lists of venues and of markets too."""
    label = re.compile(rf"\b({'|'.join(_VENUES)})\b")
    for number, sentence in enumerate(clean.sentences):
        for match in label.finditer(sentence.text):
            for other in _VENUES:
                if other != match[0]:
                    yield changed(number, sentence, Edit(match.start(), match[0], other), of=other)


def venue_added(clean: Clean) -> Iterator[Change]:
    """A venue where none was said, one of the snapshot's own or another."""
    for number, sentence in enumerate(clean.sentences):
        for other in clean.random.sample(_VENUES, 3):
            end = len(sentence.text) - sentence.text.endswith(".")
            yield changed(number, sentence, opened(sentence, f"On {other} "), of=other)
            yield changed(number, sentence, Edit(end, "", f" on {other}"), of=other)


_MARKETS = (("spot", "perpetuals"), ("spot", "futures"), ("spot", "options"), ("perpetual", "future"))


def market(clean: Clean) -> Iterator[Change]:
    """Another kind of market."""
    for number, sentence in enumerate(clean.sentences):
        for pair in _MARKETS:
            for old, new in (pair, pair[::-1]):
                for match in re.finditer(rf"\b{old}\b", sentence.text):
                    yield changed(number, sentence, Edit(match.start(), old, new))


def asset(clean: Clean) -> Iterator[Change]:
    """Another asset."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.rule == "asset":
                for other in _ASSETS:
                    if other != claim.text:
                        yield put(number, sentence, claim, other, of=other)


def asset_added(clean: Clean) -> Iterator[Change]:
    """Another asset beside the article's, or where none was said."""
    for number, sentence in enumerate(clean.sentences):
        end = len(sentence.text) - sentence.text.endswith(".")
        others = [name for name in ("Ether", "Solana", "Cardano", "gold", "stocks") if name not in sentence.text]
        other = clean.random.choice(others)
        yield changed(number, sentence, Edit(end, "", f" in {other}"), of=other)
        for claim in sentence.claims:
            if claim.rule == "asset":
                yield put(number, sentence, claim, f"{claim.text} and {other}", of=f"{claim.text} and {other}")


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    (Kind.NAME, "metric", metric),
    (Kind.NAME, "metric called missing", missing),
    (Kind.NAME, "venue", venue),
    (Kind.NAME, "venue anywhere", venue_anywhere),
    (Kind.NAME, "venue added", venue_added),
    (Kind.NAME, "market", market),
    (Kind.NAME, "asset", asset),
    (Kind.NAME, "asset added", asset_added),
)
