"""Mutants of names: metrics, venues, assets and regimes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Metric
from generator.planning.magnitude import magnitude
from generator.prose.article import Sentence
from generator.regimes.reading import Severity

from .clean import Change, Clean, Way
from .mutants_numbers import put
from .mutants_words import groups

_VENUES = ("Binance", "Bybit", "OKX", "Deribit", "Kraken", "Coinbase")
_STRANGE = ("Binanse", "FTX", "Mt. Gox", "the exchange", "another venue", "CME", "Uniswap v4")
_ASSETS = ("Bitcoin", "Ether", "Solana", "gold", "the dollar", "BTC", "Tether")
_REGIMES = ("sell_dominance", "buy_dominance", "deleveraging", "leverage_build_up", "cascade", "short_squeeze")
_OTHERS = ("liquidity_crunch", "liquidity_abundance", "crowded_longs", "crowded_shorts", "calm")


def _names(clean: Clean) -> dict[str, str]:
    """Return what metrics are called, each name with its metric, longest first."""
    found: dict[str, str] = {}
    for metric, raw in clean.materials.wording.lexicon.raw["metrics"].items():
        for name in (raw["name"]["full"], raw["name"]["short"], raw.get("gauge", raw["name"]["full"])):
            found.setdefault(name, metric)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


_KIN = (
    {"price", "price_change"},
    {"open_interest_z", "open_interest_usd"},
    {"liquidations_usd_z", "liquidations_usd", "liquidations_long_usd", "liquidations_short_usd"},
)
"""Metrics that go by each other's names."""


def metric(clean: Clean) -> Iterator[Change]:
    """A metric called by another's name that stands in the article."""
    names = _names(clean)
    text = clean.article.text.lower()
    others = [(name, owner) for name, owner in names.items() if name in text]
    listing = {s.text for s in clean.missing} | {s.text for s in clean.sentences if s.message.startswith("missing")}
    for number, sentence in enumerate(clean.sentences):
        if sentence.text in listing:
            continue
        lowered = sentence.text.lower()
        found = next((name for name in names if re.search(rf"\b{name}\b", lowered)), None)
        for other, owner in others:
            if found and _tells_apart(clean, names[found], owner) and not _as_true(clean, sentence, owner):
                shown = other.capitalize() if lowered.startswith(found) else other
                yield number, re.sub(rf"\b{found}\b", shown, sentence.text, count=1, flags=re.IGNORECASE)


def _as_true(clean: Clean, sentence: Sentence, other: str) -> bool:
    """Whether a sentence without figures is as true of another metric."""
    words = [claim for claim in sentence.claims if claim.metric in set(Metric)]
    measure = clean.snapshot.get(Metric(other))
    size = magnitude(measure, clean.snapshot.period) if measure else None
    if size is None or any(char.isdigit() for claim in words for char in claim.text):
        return False
    licensed = {
        w
        for levels in groups(clean, other)
        for w in (*levels.get((size.side, size.level), []), *levels.get((size.side, 0), []))
    }
    return all(claim.text.lower() in licensed for claim in words)


def _tells_apart(clean: Clean, one: str, other: str) -> bool:
    """Whether two metrics are different things with different values."""
    if one == other or any({one, other} <= kin for kin in _KIN):
        return False
    values = [clean.snapshot.value(Metric(name)) for name in (one, other)]
    return None in values or abs((values[0] or 0) - (values[1] or 0)) > 0.006


def venue(clean: Clean) -> Iterator[Change]:
    """Another venue, known or made up."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.rule == "venue":
                for other in (*_VENUES, *_STRANGE):
                    if other != claim.text:
                        yield number, put(sentence, claim, other)


def venue_added(clean: Clean) -> Iterator[Change]:
    """A venue where none was said."""
    known = {measure.venue for measure in clean.snapshot.measures.values()}
    labels = {clean.materials.stylebook.venue(name) for name in known if name}
    for number, sentence in enumerate(clean.sentences):
        other = clean.random.choice([name for name in _VENUES if name not in labels])
        yield number, f"On {other} {sentence.text[:1].lower()}{sentence.text[1:]}"
        yield number, f"{sentence.text.removesuffix('.')} on {other}{'.' * sentence.text.endswith('.')}"


def asset(clean: Clean) -> Iterator[Change]:
    """Another asset."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.rule == "asset":
                for other in _ASSETS:
                    if other != claim.text:
                        yield number, put(sentence, claim, other)


def _noun(clean: Clean, regime: str, severity: str = "moderate") -> str:
    return clean.materials.wording.lexicon.regime(regime, severity)[0]


def regime(clean: Clean) -> Iterator[Change]:
    """Another regime than the one that holds or is near."""
    for number, sentence in enumerate(clean.sentences):
        said = [claim for claim in sentence.claims if claim.metric == "regime" and claim.field != "reading"]
        for claim in said:
            named = str(claim.value).split()[0]
            for other in (*_REGIMES, *_OTHERS):
                if other != named:
                    yield number, put(sentence, claim, _noun(clean, other, clean.random.choice(list(Severity)).value))


def severity(clean: Clean) -> Iterator[Change]:
    """Another severity."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if (
                claim.metric == "regime"
                and claim.field in {"severity", "name"}
                and str(claim.value).split()[0] != "calm"
            ):
                name, *said = str(claim.value).split()
                for level in Severity:
                    if level.value != (said or [Severity.MODERATE.value])[0]:  # another name of the same is no error
                        yield number, put(sentence, claim, _noun(clean, name, level.value))


def added(clean: Clean) -> Iterator[Change]:
    """A regime put into a list."""
    for number, sentence in enumerate(clean.sentences):
        said = [claim for claim in sentence.claims if claim.field == "severity"]
        if said:
            held = {str(claim.value).split()[0] for claim in said}
            other = clean.random.choice([name for name in (*_REGIMES, *_OTHERS) if name not in held])
            yield number, put(sentence, said[-1], f"{said[-1].text} and {_noun(clean, other)}")
            yield number, put(sentence, said[0], f"{_noun(clean, other)}, {said[0].text}")


def dropped(clean: Clean) -> Iterator[Change]:
    """A regime left out of a list that is meant to be whole."""
    for number, sentence in enumerate(clean.sentences):
        said = [claim for claim in sentence.claims if claim.field == "severity"]
        if len(said) > 1:
            left = clean.random.randrange(len(said))
            names = [claim.text for i, claim in enumerate(said) if i != left]
            listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            end = said[-1].start + len(said[-1].text)
            yield number, sentence.text[: said[0].start] + listed + sentence.text[end:]


def exchanged(clean: Clean) -> Iterator[Change]:
    """Two regimes of one sentence in each other's place, each with the other's threshold."""
    for number, sentence in enumerate(clean.sentences):
        said = [claim for claim in sentence.claims if claim.metric == "regime" and claim.field == "name"]
        levels = [claim for claim in sentence.claims if claim.field == "threshold"]
        if len(said) == 2 and levels:
            text = put(sentence, said[1], said[0].text)
            yield number, text[: said[0].start] + said[1].text + text[said[0].start + len(said[0].text) :]


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    (Kind.NAME, "metric", metric),
    (Kind.NAME, "venue", venue),
    (Kind.NAME, "venue added", venue_added),
    (Kind.NAME, "asset", asset),
    (Kind.NAME, "regime", regime),
    (Kind.NAME, "severity", severity),
    (Kind.NAME, "regime added", added),
    (Kind.NAME, "regime dropped", dropped),
    (Kind.NAME, "regimes exchanged", exchanged),
)
