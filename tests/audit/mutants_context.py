"""Mutants of context: days, records and thresholds, how signals stand to each other, and what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from generator.audit.clearance import Cleared, Kind
from generator.metrics.snapshot import Metric
from generator.pages.markdown import markdown_page
from generator.prose.figures import day as spelt

from .clean import Change, Clean, Way
from .mutants_numbers import put


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
        reach = clean.random.choice(
            (f" since {spelt(day)}", " in the 412 days on record", f" since {day:%Y}", " this year")
        )
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
                    (
                        f"{measure.record.days:,} days",
                        f"{measure.record.days + clean.random.choice((-1, 1, 100)):,} days",
                    ),
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
    (Kind.CONTEXT, "date", date),
    (Kind.CONTEXT, "dateline", dateline),
    (Kind.CONTEXT, "since put on", since),
    (Kind.CONTEXT, "reach of a record", reach),
    (Kind.CONTEXT, "side of a threshold", side),
    (Kind.CONTEXT, "agreement", relation),
    (Kind.CONTEXT, "unknown spoken of", unknown_said),
    (Kind.CONTEXT, "known called unknown", known_missing),
)
