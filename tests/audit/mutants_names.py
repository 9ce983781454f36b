"""Mutants of names and of context: metrics, venues, assets, regimes; days, records, thresholds, and what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from generator.audit.clearance import Cleared, Kind
from generator.metrics.snapshot import Metric
from generator.pages.markdown import markdown_page
from generator.prose.figures import day as spelt
from generator.regimes.reading import Severity
from tests.audit.mutants import Change, Clean, Way
from tests.audit.mutants_numbers import put

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


_KIN = ({"price", "price_change"}, {"liquidations_usd_z", "liquidations_usd"}, {"open_interest_z", "open_interest_usd"})
_KIN += ({"liquidations_usd_z", "liquidations_long_usd", "liquidations_short_usd"},)


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
            if found and _tells_apart(clean, names[found], owner):
                shown = other.capitalize() if lowered.startswith(found) else other
                yield number, re.sub(rf"\b{found}\b", shown, sentence.text, count=1, flags=re.IGNORECASE)


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
    return str(clean.materials.wording.lexicon.raw["regimes"][regime][severity])


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
            if claim.metric == "regime" and claim.field in {"severity", "name"} and str(claim.value).split()[0] != "calm":
                for level in Severity:
                    text = _noun(clean, str(claim.value).split()[0], level.value)
                    if text.lower() != claim.text.lower():
                        yield number, put(sentence, claim, text)


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
        if len(said) == 2:
            text = put(sentence, said[1], said[0].text)
            yield number, text[: said[0].start] + said[1].text + text[said[0].start + len(said[0].text) :]


def date(clean: Clean) -> Iterator[Change]:
    """Another day than that of the data."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.field == "as_of":
                said = (clean.article.as_of - timedelta(seconds=1)).date()
                for days in (-1, 1, -7, 31, 365):
                    yield number, put(sentence, claim, spelt(said + timedelta(days=days)))
                yield number, put(sentence, claim, (said + timedelta(days=1)).isoformat())
                yield number, put(sentence, claim, clean.random.choice(("Friday", "yesterday", "21/11/2025", "today")))


def dateline(clean: Clean) -> Iterator[Change]:
    """Another time or day in the line that says up to when the data reach."""
    page = markdown_page(Cleared(clean.article, clean.snapshot))
    line = re.search(r"Data to (\d+ \w+ \d+), (\d\d):(\d\d) UTC", page)
    assert line
    for old, new in (
        (f"{line[2]}:{line[3]} UTC", f"{(int(line[2]) + 3) % 24:02}:{line[3]} UTC"),
        (f"{line[2]}:{line[3]} UTC", f"{line[2]}:{(int(line[3]) + 1) % 60:02} UTC"),
        ("UTC", "EST"),
        (line[1], spelt(clean.article.as_of.date() + timedelta(days=clean.random.choice((-1, 1, 30))))),
    ):
        yield -1, page.replace(line[0], line[0].replace(old, new))


def since(clean: Clean) -> Iterator[Change]:
    """A reach into the past that no record has."""
    for number, sentence in enumerate(clean.sentences):
        day = clean.article.as_of.date() - timedelta(days=clean.random.randrange(40, 900))
        reach = clean.random.choice((f" since {spelt(day)}", " in the 412 days on record", f" since {day:%Y}", " this year"))
        text = sentence.text.removesuffix(".")
        yield number, f"{text}{reach}{'.' * sentence.text.endswith('.')}"
        if not any(claim.field == "record" for claim in sentence.claims):
            yield number, f"{text}, the largest reading since {spelt(day)}{'.' * sentence.text.endswith('.')}"


def reach(clean: Clean) -> Iterator[Change]:
    """Another day or number of days in a record."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.field == "record":
                measure = clean.snapshot.measures[Metric(claim.metric)]
                assert measure.record
                other = measure.record.since + timedelta(days=clean.random.choice((-365, -30, -1, 1, 30)))
                for old, new in (
                    (spelt(measure.record.since), spelt(other)),
                    (f"{measure.record.days:,} days", f"{measure.record.days + clean.random.choice((-1, 1, 100)):,} days"),
                    (f"since {spelt(measure.record.since)}", f"in the {measure.record.days:,} days on record"),
                    (f"in the {measure.record.days:,} days on record", f"since {spelt(measure.record.since)}"),
                ):
                    if old in claim.text:
                        yield number, put(sentence, claim, claim.text.replace(old, new))


def side(clean: Clean) -> Iterator[Change]:
    """The other side of a threshold, or none."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.field == "threshold" and claim.text in {"above", "below"}:
                for other in ("below" if claim.text == "above" else "above", "at"):
                    yield number, put(sentence, claim, other)


_RELATIONS = (
    ("confirm each other", "pull apart"),
    ("agree", "disagree"),
    ("point the same way", "pull apart"),
    ("each makes the other count for more", "one thing does not fit"),
    ("tell one story", "pull apart"),
    ("fits", "disagree"),
    ("pull apart", "confirm each other"),
    ("disagree", "agree"),
    (", yet ", " and, as the two agree, "),
)
_AGREEING = ("flow_with_oi", "price_with_flow", "flow_meets_thin_book", "liquidations_and_oi_fall", "flow_meets_impact")


def relation(clean: Clean) -> Iterator[Change]:
    """Agreement for contradiction, contradiction for agreement."""
    for number, sentence in enumerate(clean.sentences):
        for old, new in _RELATIONS:
            if re.search(rf"(?<!dis){old}", sentence.text):
                yield number, re.sub(rf"(?<!dis){old}", new, sentence.text)
        if sentence.message in _AGREEING:
            for joint in (" while ", ", and ", " ran into ", " met ", " with "):
                if joint in sentence.text:
                    yield number, sentence.text.replace(joint, ", yet ", 1)
                    yield number, sentence.text.replace(joint, " despite ", 1)


_SAID = {
    Metric.BASIS: ("The basis is 0.05%.", "The perpetual trades at a premium to its index."),
    Metric.MARKET_DEPTH_INDEX: ("The market depth index reads -0.80.", "Order books are thin."),
    Metric.TAKER_IMBALANCE: ("The taker imbalance stands at -1.20.",),
    Metric.REALISED_VOLATILITY: ("Realised volatility is 61% a year.", "Realised volatility is elevated."),
    Metric.VOLUME_USD: ("Turnover came to $9.10 billion.", "Turnover was heavy."),
    Metric.FUNDING_RATE: ("The funding rate is 0.010% per 8 hours.", "Longs pay shorts.", "Funding is near neutral."),
    Metric.OPEN_INTEREST_Z: ("Open interest fell.", "Traders were closing positions."),
    Metric.LIQUIDATIONS_USD_Z: ("Liquidations were heavy.", "There were extreme liquidations."),
    Metric.PRICE_CHANGE: ("The price fell 3.0%.", "There was a slip in the price."),
    Metric.SPREAD_BPS: ("The bid-ask spread is 1.2 basis points of the mid price.",),
    Metric.LONG_SHORT_RATIO: ("More accounts were long than short.", "The long/short ratio is 1.90."),
}


def unknown_said(clean: Clean) -> Iterator[Change]:
    """Something said of a metric that is not known."""
    for number, sentence in enumerate(clean.sentences[2:], 2):
        for unknown, said in _SAID.items():
            if clean.snapshot.get(unknown) is None:
                yield number, f"{sentence.text} {clean.random.choice(said)}"


def known_missing(clean: Clean) -> Iterator[Change]:
    """A known metric called unknown."""
    names = clean.materials.stylebook
    del names
    listed = {m: str(r["listed"]) for m, r in clean.materials.wording.lexicon.raw["metrics"].items() if "listed" in r}
    known = [listed[metric.value] for metric in clean.snapshot.measures if "_usd" not in metric.value]
    for number, sentence in enumerate(clean.sentences[2:], 2):
        for name in known:
            if sentence.message in {"missing", "missing_one"}:
                first = next(claim for claim in sentence.claims if claim.field == "missing")
                yield number, put(sentence, first, f"{name}, {first.text}")
                yield number, put(sentence, first, name)
            elif number == 2:
                yield number, f"{sentence.text} This reading is made without {name}."


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
    (Kind.CONTEXT, "date", date),
    (Kind.CONTEXT, "dateline", dateline),
    (Kind.CONTEXT, "since put on", since),
    (Kind.CONTEXT, "reach of a record", reach),
    (Kind.CONTEXT, "side of a threshold", side),
    (Kind.CONTEXT, "agreement", relation),
    (Kind.CONTEXT, "unknown spoken of", unknown_said),
    (Kind.CONTEXT, "known called unknown", known_missing),
)
