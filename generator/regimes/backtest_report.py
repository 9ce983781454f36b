"""The backtest as people read it, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from generator.market import joined
from generator.metrics.comparison import FEWEST_CASES
from generator.metrics.outcomes import OUTCOMES, Kind
from generator.regimes import backtest_tables as tables
from generator.regimes.backtest import Backtest
from generator.regimes.backtest_events import Check
from generator.regimes.backtest_limits import limits
from generator.regimes.base_rates import BLOCK, SHIFTS
from generator.regimes.sensitivity import STEPS, Sensitivity

_TITLES: Final[dict[Kind, str]] = {
    "return": "Return to the close so many days later",
    "drawdown": "Drawdown: lowest close of the days after, against the close of the onset",
    "volatility": "Volatility of the days after, annualised; of one day the size of its log return",
}


def as_markdown(test: Backtest) -> str:
    """Return the report in Markdown. The same backtest gives the same bytes; every figure comes from it."""
    parts = [
        *_head(test),
        *_known_events(test),
        *_base_rates(test),
        *_sensitivity(test),
        "## What the rules cannot see",
    ]
    return "\n\n".join(part.strip("\n") for part in (*parts, _bullets(limits(test)))) + "\n"


def _head(test: Backtest) -> Iterator[str]:
    coverage, bar = test.coverage, tables.bars_named(test)
    command = f"commentary backtest {coverage.asset} --history {coverage.source}"
    yield f"# Backtest of the regimes: {coverage.asset}, {coverage.first:%Y-%m-%d} to {coverage.last:%Y-%m-%d}"
    yield f"Written by `{command}`; every figure comes from that run."
    yield (
        f"Tested: the shipped rules on {coverage.bars:,} {bar}s of {coverage.asset} from `{coverage.source}`. Each "
        f"{bar} is read from itself and those before it, as an edition of that moment would have been: no later value "
        "takes part in a score, a regime or an onset."
    )
    markets = (f"{market} ({', '.join(f'`{field}`' for field in fields)})" for market, fields in coverage.markets)
    yield f"Markets: {'; '.join(markets) or 'not named'}."


def _known_events(test: Backtest) -> Iterator[str]:
    within = [item for item in test.checks if not item.outside]
    yield "## (a) Known events"
    if not within:
        yield "No known event of this asset lies in this history."
        return
    yield (
        "What is expected of a day follows from what was published about it, not from what the rules find. A regime is "
        "seen where it holds at the close of the very day, UTC; one that is read a day later is missed."
    )
    yield tables.table(
        ("events", "number", "expected regimes", "of these without the data", "seen", "missed with the data"),
        [
            _tally("known when the rules were set", [item for item in within if item.event.informed]),
            _tally("not known", [item for item in within if not item.event.informed]),
            _tally("all", within),
        ],
    )
    yield tables.events_table(within)
    yield "What the expectations rest on:"
    yield tables.published_table(within)


def _tally(name: str, checks: Iterable[Check]) -> tuple[str, ...]:
    found = list(checks)
    sights = [sight for item in found for sight in item.sights]
    blind = sum(sight.value is None for sight in sights)
    seen = sum(sight.seen for sight in sights)
    return name, *(str(number) for number in (len(found), len(sights), blind, seen, len(sights) - blind - seen))


def _base_rates(test: Backtest) -> Iterator[str]:
    yield "## (b) Base rates, and what followed"
    yield tables.occurrence_table(test.occurrences, test.coverage.period)
    yield (
        "A case counts from the close at which its regime was confirmed, and begins no sooner than the outcome of the "
        "case before it is over. Beside it stand all days since the regime could first be read. Medians come with 90 % "
        f"bootstrap intervals ({test.draws:,} draws, seed {test.seed}): cases are drawn singly, all days in blocks of "
        f"{BLOCK.days} days, for their outcomes overlap and volatility comes in spells. Bold: the interval of the "
        f"difference of the medians excludes zero. Under {FEWEST_CASES} cases nothing is compared."
    )
    for kind in OUTCOMES:
        yield f"### {_TITLES[kind]}"
        yield tables.outcome_table(test.outcomes, kind)
    yield "### How much of this is chance"
    yield _chance(test)


def _chance(test: Backtest) -> str:
    found = test.chance
    apart = [f"{tables.name_of(o.regime)} ({o.kind}, {o.days} d)" for o in test.outcomes if o.found.apart]
    verdict = "more than chance gives" if found.apart >= found.high else "no more than chance gives"
    return (
        f"Of {found.compared} differences {found.apart} have an interval that excludes zero"
        f"{': ' + joined(apart) if apart else ''}. With 90 % intervals one would expect about "
        f"{found.compared / 10:.0f} without any effect. With the onsets moved in time, all together and by {SHIFTS} "
        f"different spans, so that they follow nothing, the count is {found.usual:.1f} on average and {found.high} or "
        f"more in one of twenty. Taken together the outcomes differ from those of all days by {verdict}. Returns, "
        "drawdowns and volatility of one, three and seven days overlap, so a single bold line proves nothing."
    )


def _sensitivity(test: Backtest) -> Iterator[str]:
    seen = sum(sight.seen for item in test.checks for sight in item.sights)
    tested = [item for item in test.sensitivities if item.shifts]
    yield "## (c) What each threshold does"
    yield (
        f"Each threshold alone, with its mirror, at {', '.join(f'{step:+.0%}' for step in STEPS)} of its distance from "
        "the neutral value of its metric (0 for z-scores, changes and funding; 0.5 for shares; 1, in logarithms, for "
        f"ratios). As shipped {seen} expected regimes are seen. A cell gives how many are then, and the share of the "
        f"readable {tables.bars_named(test)}s on which the regime / its mirror holds. Left out are the levels of "
        "severity and of support, which change words and confidence and never whether a daily bar is read; the number "
        "of closes that confirm a turn; and calm, which no event expects."
    )
    yield tables.sensitivity_table([item for item in tested if not tables.still(item)])
    if changed := tables.changes(tested):
        yield "Known events that come or go:"
        yield _bullets(changed)
    if same := [_lever(item) for item in tested if tables.still(item)]:
        yield f"Without any effect in this history, and so untested by it: {joined(same)}."
    if unknown := [_lever(item) for item in test.sensitivities if not item.shifts]:
        yield f"Not testable, for the metric is never known: {joined(unknown)}."


def _lever(item: Sensitivity) -> str:
    return f"{tables.name_of(item.lever.sides[0])} {item.lever.part} ({item.lever.metric.value})"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
