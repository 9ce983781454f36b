"""What must hold for any snapshot, and for any text that claims to be one."""

from __future__ import annotations

import json
import string
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.market import PERIODS, SetAside
from generator.metrics.snapshot import Measure, Metric, Notes, Record, Snapshot
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
    return Snapshot(draw(names), as_of, draw(st.sampled_from(sorted(PERIODS))), found, notes)


@given(snapshots())
def test_what_is_written_is_read_back(snapshot: Snapshot) -> None:
    text = write_snapshot(snapshot)
    assert read_snapshot(text, "made.json") == snapshot
    assert read_snapshot(text.encode(), "made.json") == snapshot
    assert write_snapshot(read_snapshot(text, "made.json")) == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(sorted(Metric)),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(string.printable, max_size=8), children),
    max_leaves=20,
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """The example with one of its values replaced by any other."""
    root = json.loads(EXAMPLE)
    target = draw(st.sampled_from([root, root["metrics"], root["metrics"]["taker_buy_sell_ratio"]]))
    target[draw(st.sampled_from([*target, "notes", "record", "new"]))] = draw(json_values)
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
