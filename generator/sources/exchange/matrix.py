"""The matrix of venues and fields, made of the declarations the code itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from generator.market import UNITS, Field
from generator.sources.exchange.venue import Call, Venue

_REST, _STREAM, _NONE = "rest", "stream", "-"


def matrix_data(venues: Mapping[str, Venue]) -> dict[str, object]:
    """Return the matrix as JSON data: each field of each venue with its calls, or the reason why there are none."""
    return {
        "fields": {field.value: UNITS[field] for field in Field},
        "venues": [
            {
                "venue": venue.name,
                "market": venue.symbol("BTC"),
                "quote": venue.quote,
                "amounts": venue.unit,
                "fields": {field.value: _entry(venue, field) for field in Field},
            }
            for venue in venues.values()
        ],
    }


def matrix_text(venues: Mapping[str, Venue]) -> str:
    """Return the matrix as text: a table of ways, then one line for every call."""
    width = max(len(field.value) for field in Field)
    lines = [f"{'':{width}}  " + "  ".join(venues)]
    for field in Field:
        ways = (f"{_way(venue, field):{len(name)}}" for name, venue in venues.items())
        lines.append(f"{field.value:{width}}  {'  '.join(ways)}".rstrip())
    lines += [
        "",
        "rest: by request; stream: by WebSocket, from now on; -: not given",
    ]
    for venue in venues.values():
        lines += ["", f"{venue.name}: {venue.symbol('BTC')}, amounts in {venue.unit}, priced in {venue.quote}"]
        lines += [f"  {call.name}: {_described(call)}" for call in venue.calls]
        for stream in venue.streams:
            caveat = f" ({stream.caveat})" if stream.caveat else ""
            lines.append(f"  {stream.name}, stream: {', '.join(field.value for field in stream.gives)}{caveat}")
        lines += [f"  {field.value}: {reason}" for field, reason in venue.absent.items()]
    return "\n".join(lines) + "\n"


def _calls(venue: Venue, field: Field) -> list[Call]:
    return [call for call in venue.calls if field in call.gives]


def _way(venue: Venue, field: Field) -> str:
    if _calls(venue, field):
        return _REST
    return _STREAM if any(field in stream.gives for stream in venue.streams) else _NONE


def _entry(venue: Venue, field: Field) -> dict[str, object]:
    way = _way(venue, field)
    if way == _REST:
        return {"way": way, "calls": [_call_data(call, field) for call in _calls(venue, field)]}
    if way == _STREAM:
        given = [stream for stream in venue.streams if field in stream.gives]
        calls = [{"call": one.name, "as": one.gives[field], "caveat": one.caveat or None} for one in given]
        return {"way": way, "calls": calls}
    return {"way": None, "reason": venue.reason_absent(field)}


def _call_data(call: Call, field: Field) -> dict[str, object]:
    return {
        "call": call.name,
        "as": call.gives[field],
        "form": "bars" if call.bars else "samples",
        "intervals": None if call.intervals is None else list(call.intervals),
        "history": bool(call.page),
        "reach_days": None if call.reach is None else call.reach / timedelta(days=1),
        "caveat": call.caveat or None,
    }


def _described(call: Call) -> str:
    fields = ", ".join(field.value for field in call.gives)
    form = "bars" if call.bars else "samples" if call.page else "now"
    span = f" of {next(iter(call.intervals))} to {list(call.intervals)[-1]}" if call.intervals else ""
    reach = f", {call.reach.days} days back" if call.reach else ""
    return f"{fields} ({form}{span}{reach}{'; ' + call.caveat if call.caveat else ''})"
