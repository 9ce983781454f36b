"""Charts as JSON, whole: an edition that was edited is drawn again from what stands in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from generator.charts.chart import Book, Chart, ChartSeries, Gauge, Kind, Span, Trace
from generator.errors import invalid
from generator.market import Regime
from generator.metrics.snapshot import Metric

SCHEMA: Final = 1


def write_charts(charts: Sequence[Chart]) -> str:
    """Return the charts of an edition as JSON, floats to their last digit."""
    whole = {"schema": SCHEMA, "charts": [_chart(chart) for chart in charts]}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def read_charts(text: bytes, name: str) -> tuple[Chart, ...]:
    """Return the charts that `write_charts` wrote.

    Raises:
        InputInvalid: it is not what this program files.
    """
    try:
        raw = json.loads(text)
        if raw["schema"] != SCHEMA:
            raise ValueError("schema")  # noqa: TRY301 - one remedy for everything
        return tuple(_read(item) for item in raw["charts"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise invalid(name, "is not the charts of an edition", "make the edition again with `brief`") from None


def _chart(chart: Chart) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": chart.kind,
        "title": chart.title,
        "alt": chart.alt,
        "source": chart.source,
        "as_of": chart.as_of.isoformat(),
    }
    if chart.gauges:
        found["gauges"] = [
            {"metric": gauge.metric, "z": gauge.z, "regimes": gauge.regimes, "zone": gauge.zone}
            for gauge in chart.gauges
        ]
    if chart.series is not None:
        found["series"] = _series(chart.series)
    return found


def _series(series: ChartSeries) -> dict[str, object]:
    book = series.book
    return {
        "period": series.period,
        "closes": series.closes,
        "traces": dict(series.traces),
        "spans": [[span.regime, span.first, span.last] for span in series.spans],
        "book": None if book is None else [book.distances, book.newest, book.usual],
    }


def _read(raw: Mapping[str, Any]) -> Chart:
    gauges = (
        Gauge(Metric(item["metric"]), float(item["z"]), tuple(map(Regime, item["regimes"])), item["zone"])
        for item in raw.get("gauges", ())
    )
    return Chart(
        kind=Kind(raw["kind"]),
        title=str(raw["title"]),
        alt=str(raw["alt"]),
        source=str(raw["source"]),
        as_of=datetime.fromisoformat(raw["as_of"]),
        gauges=tuple(gauges),
        series=_read_series(raw["series"]) if "series" in raw else None,
    )


def _read_series(raw: Mapping[str, Any]) -> ChartSeries:
    book = raw["book"]
    return ChartSeries(
        period=str(raw["period"]),
        closes=tuple(map(int, raw["closes"])),
        traces={Trace(name): tuple(values) for name, values in raw["traces"].items()},
        spans=tuple(Span(Regime(regime), int(first), int(last)) for regime, first, last in raw["spans"]),
        book=None if book is None else Book(*(tuple(values) for values in book)),
    )
