"""The worked examples of docs/method.md are true."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from generator.market import Field
from generator.metrics.measure import measure
from generator.metrics.snapshot import Metric, Streak
from generator.metrics.snapshot_json import read_snapshot
from generator.metrics.statistics import percentile_rank, z_score

from .histories import end_of, history

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [
    tomllib.loads(block) for block in re.findall(r"^```toml\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
]
OF_METRICS = [example for example in EXAMPLES if "metric" in example]
OF_STATISTICS = [example for example in EXAMPLES if "statistic" in example]
STATISTICS: Final[Mapping[str, Callable[..., float | None]]] = {
    "z_score": lambda value, lookback: z_score(value, lookback).z,
    "percentile_rank": percentile_rank,
}


def shown(value: float) -> Any:  # noqa: ANN401 - pytest's own type
    """Equal as far as the document shows digits."""
    return pytest.approx(value, abs=5.1e-5, rel=1e-9)


@pytest.mark.parametrize("example", OF_STATISTICS, ids=lambda example: str(example["statistic"]))
def test_the_statistics(example: dict[str, Any]) -> None:
    lookback = np.array(example["lookback"] * example["times"])
    assert STATISTICS[example["statistic"]](example["value"], lookback) == shown(example["result"])


@pytest.mark.parametrize("example", OF_METRICS, ids=lambda example: str(example["metric"]))
def test_the_metrics(example: dict[str, Any]) -> None:
    newest = example["newest"]
    bars = history({Field(name): [*v * example["times"], newest[name]] for name, v in example["pattern"].items()})
    found = measure(bars, end_of(bars)).get(Metric(example["metric"]))
    assert found is not None
    assert found.value == shown(example["result"])
    for name in ("z", "percentile", "change", "change_week", "annualised", "span"):
        if name in example:
            assert getattr(found, name) == shown(example[name])
    if "streak" in example:
        assert found.streak == Streak(*example["streak"])


def test_every_metric_has_a_worked_example() -> None:
    assert {example["metric"] for example in OF_METRICS} == set(Metric)
    assert len(OF_METRICS) + len(OF_STATISTICS) == len(EXAMPLES)


def test_every_field_a_map_may_name_is_listed() -> None:
    section = DOCUMENT.split("## Column maps")[1]
    assert all(f"`{field}`" in section for field in Field)


def test_the_snapshot_shown_is_one() -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert read_snapshot(block, "method.md").value(Metric.PRICE) == 84_000.0
