"""What must hold for any snapshot, and for any text that claims to be one."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.market import PERIODS, Regime, SetAside
from generator.metrics.snapshot import MOST_RECENT, Measure, Metric, Notes, PastBar, Rank, Record, Snapshot
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from generator.metrics.snapshot_limits import EARLIEST, LATEST, VALUES
from generator.metrics.strict_json import hidden_character

from .test_snapshot_json import EXAMPLE

printable = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
names = st.text(printable, min_size=1, max_size=64).filter(str.strip)
sentences = st.text(printable, min_size=1, max_size=200).filter(str.strip)
numbers = st.floats(allow_nan=False, allow_infinity=False)
moments = st.datetimes(
    EARLIEST.replace(tzinfo=None), (LATEST - timedelta(seconds=1)).replace(tzinfo=None), timezones=st.just(UTC)
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def records(draw: st.DrawFn, as_of: datetime) -> Record:
    since = draw(st.dates(date(2009, 1, 1), as_of.date()))
    return Record(draw(st.sampled_from(["low", "high"])), since, draw(st.integers(0, 10_000)), draw(st.booleans()))


@st.composite
def ranks(draw: st.DrawFn) -> Rank:
    of = draw(st.integers(1, 10_000))
    return Rank(draw(st.sampled_from(["low", "high"])), draw(st.integers(1, of)), of, draw(st.integers(1, 365)))


@st.composite
def recents(draw: st.DrawFn, ended: datetime, period: str) -> tuple[PastBar, ...]:
    back = sorted(draw(st.sets(st.integers(1, 20), max_size=MOST_RECENT)), reverse=True)
    closes = [close for bars in back if (close := ended - bars * PERIODS[period]) >= EARLIEST]
    return tuple(
        PastBar(
            close,
            {m: draw(numbers.filter(VALUES[m].hold)) for m in Metric if m in draw(st.sets(st.sampled_from(Metric)))},
            draw(maybe(st.floats(-1, allow_nan=False, allow_infinity=False))),
            tuple(draw(st.lists(st.sampled_from(Regime), unique=True, max_size=3))),
        )
        for close in closes
    )


@st.composite
def measures(draw: st.DrawFn, metric: Metric, as_of: datetime) -> Measure:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "venue": names,
        "unit": names,
        "z": st.floats(-1000, 1000),
        "percentile": st.floats(0, 100),
        "change": numbers,
        "change_over": names,
        "window": names,
        "n": st.integers(0, 10**9),
        "method": names,
        "coverage": st.floats(0, 1),
        "record": records(as_of),
        "rank": ranks(),
        "typical": numbers.filter(VALUES[metric].hold),
        "as_of": st.just(as_of - timedelta(hours=3)) if as_of - timedelta(hours=3) >= EARLIEST else st.none(),
    }
    value = draw(numbers.filter(VALUES[metric].hold))
    return Measure(metric, value, **{key: draw(maybe(strategy)) for key, strategy in fields.items()})


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    as_of = draw(moments)
    chosen = draw(st.sets(st.sampled_from(Metric)))
    notes = Notes(
        tuple(draw(st.lists(sentences, max_size=3))),
        draw(st.dictionaries(st.sampled_from(Metric), sentences, max_size=3)),
        tuple(
            draw(st.lists(st.builds(SetAside, moments, names, st.text(printable, max_size=50), sentences), max_size=3))
        ),
    )
    found = {metric: draw(measures(metric, as_of)) for metric in Metric if metric in chosen}
    made = Snapshot(draw(names), as_of, draw(st.sampled_from(sorted(PERIODS))), found, notes)
    return replace(made, recent=draw(recents(made.ended, made.period)))


@given(snapshots())
def test_what_is_written_is_read_back(snapshot: Snapshot) -> None:
    text = write_snapshot(snapshot)
    assert read_snapshot(text, "made.json") == snapshot
    assert read_snapshot(text.encode(), "made.json") == snapshot
    assert write_snapshot(read_snapshot(text, "made.json")) == text
    assert len(text.splitlines()) == len(write_snapshot(replace(snapshot, recent=())).splitlines()) + (
        len(snapshot.recent) + 2 if snapshot.recent else 0
    )


@given(snapshots(), st.integers(-1, 22))
def test_a_bar_is_found_by_how_long_ago_it_closed(snapshot: Snapshot, bars: int) -> None:
    found = snapshot.before_by(bars)
    there = [bar for bar in snapshot.recent if bar.as_of == snapshot.ended - bars * PERIODS[snapshot.period]]
    assert ([] if found is None else [found]) == there


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(sorted(Metric)),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(string.printable, max_size=8), children),
    max_leaves=20,
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """The example with one of its values replaced by any other."""
    root = json.loads(EXAMPLE)
    bar = {"as_of": "2025-11-20T12:00:00Z", "values": {"price": 1.0}, "interest_change": 0.1, "regimes": ["calm"]}
    ratio = root["metrics"]["taker_buy_sell_ratio"]
    ratio["rank"] = {"extreme": "low", "place": 2, "of": 365, "days": 365}
    root["recent"] = [bar]
    target = draw(st.sampled_from([root, root["metrics"], ratio, ratio["rank"], bar, bar["values"]]))
    target[draw(st.sampled_from([*target, "notes", "record", "typical", "new"]))] = draw(json_values)
    return json.dumps(root)


@given(json_values.map(json.dumps) | mangled() | st.text() | st.binary())
@settings(max_examples=400)
def test_no_input_ends_in_a_traceback(text: str | bytes) -> None:
    error, snapshot = None, None
    try:
        snapshot = read_snapshot(text, "any.json")
    except InputInvalid as raised:
        error = raised
    if snapshot is not None:
        assert read_snapshot(write_snapshot(snapshot), "any.json") == snapshot
    if error is not None:
        assert all(fault.problem and fault.remedy for fault in error.faults)
        assert hidden_character(str(error).replace("\n", "")) is None
