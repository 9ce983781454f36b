"""Plausible snapshots by the thousand: any subset of the metrics, each with or without what is known around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from generator.audit.clearance import Cleared, Spiked
from generator.bundled import EXAMPLES
from generator.edition import Edition, Materials, edit
from generator.market import SetAside
from generator.metrics.snapshot import Z_METRICS, Measure, Metric, Notes, Record, Snapshot
from generator.metrics.snapshot_json import read_snapshot
from generator.planning.story import Form

ASSETS = ("BTC", "BTC", "ETH", "SOL", "XRP", "OP", "T", "1000PEPE", "wstETH", "S&P 500", "Bitcoin Cash", "A")
VENUES = ("binance", "bybit", "okx", "deribit", "hyperliquid", "Kraken Futures", "dYdX", "Gate", "all")
WINDOWS = {"1d": ("90d", "30d", "365d"), "4h": ("30d", "180d"), "1h": ("168h", "30d", "24h")}
_STEPS = (0.4, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
_RECORDED = frozenset(Metric) - {Metric.OPEN_INTEREST_USD, Metric.LIQUIDATIONS_USD_Z}
_AMOUNTS = frozenset({Metric.LIQUIDATIONS_USD, Metric.OPEN_INTEREST_USD, Metric.VOLUME_USD, Metric.PRICE})


def _z(random: Random) -> float:
    if random.random() < 0.2:
        return random.choice(_STEPS) * random.choice((-1, 1))
    return round(random.gauss(0, random.choice((0.3, 1.5, 3))), random.choice((1, 2, 4, 9)))


def _value(metric: Metric, random: Random) -> float:
    if metric in Z_METRICS:
        return _z(random)
    side = random.choice((-1, 1))
    match metric:
        case Metric.FUNDING_RATE:
            return random.choice((0.0, 0.0001, side * 10 ** random.uniform(-6.5, -2.5), 0.00005, -0.00005, 0.0003))
        case Metric.BASIS:
            return random.choice((0.0, side * 10 ** random.uniform(-6, -2)))
        case Metric.PRICE_CHANGE:
            return random.choice(
                (0.0, side * random.choice((0.01, 0.03, 0.06, 0.1)), random.gauss(0, 0.05), side * 4e-5)
            )
        case Metric.LIQUIDATIONS_LONG_SHARE:
            return random.choice((0.0, 1.0, 0.004, 0.997, 0.5, random.random(), random.random()))
        case Metric.TAKER_BUY_SELL_RATIO | Metric.LONG_SHORT_RATIO:
            return 2 ** random.gauss(0, random.choice((0.05, 0.4, 1)))
        case Metric.REALISED_VOLATILITY:
            return random.uniform(0.05, 2.2)
        case Metric.SPREAD_BPS:
            return 10 ** random.uniform(-2, 1.5)
        case Metric.PRICE:
            return 10 ** random.uniform(-5, 5.2)
        case _:
            return 0.0 if random.random() < 0.05 else 10 ** random.uniform(2, 11.5)


def _change(metric: Metric, value: float, random: Random) -> float:
    if metric in _AMOUNTS or metric is Metric.OPEN_INTEREST_Z:
        shift = abs(random.gauss(0, 0.06)) * (-1 if value < 0 else 1)
        return random.choice((0.0, shift, shift, shift, -shift, shift / 1000))
    return random.gauss(0, 0.1)


def _measure(metric: Metric, period: str, as_of: datetime, random: Random) -> Measure:
    value = _value(metric, random)
    if random.random() < 0.25:
        return Measure(metric, value, venue=random.choice((None, *VENUES)))
    z = value if metric in Z_METRICS else _z(random)
    days = random.choice((5, 30, 31, 88, 152, 433, 1200, 2000))
    record = None
    if metric in _RECORDED and random.random() < 0.4:
        since = (as_of - timedelta(days=days)).date()
        record = Record("low" if z < 0 else "high", since, days, whole=random.random() < 0.3)
    n = random.choice((20, 21, 45, 88, 90))
    return Measure(
        metric,
        value,
        venue=random.choice((None, VENUES[0], *VENUES)),
        market=random.choice((None, "spot", "perpetual")),
        z=z,
        percentile=round(min(100.0, max(0.0, 50 + 22 * z)), random.choice((0, 1, 12))),
        change=_change(metric, value, random),
        change_over=random.choice((period, period, "7d", None)),
        window=random.choice(WINDOWS[period]),
        n=n,
        coverage=random.choice((None, n / 90, 1.0, 0.3)),
        record=record,
    )


def _set_aside(as_of: datetime, random: Random) -> tuple[SetAside, ...]:
    reasons = ("many times the open and the close of the same bar", "not above 0", "the high lies below the low")
    fields = ("high", "volume_usd", "taker_buy_coins")
    return tuple(
        SetAside(
            as_of - timedelta(days=random.randrange(1, 900)),
            random.choice(fields),
            str(round(10 ** random.uniform(0, 6), 2)),
            random.choice(reasons),
        )
        for _ in range(random.choice((0, 0, 0, 1, 2, 17)))
    )


def snapshot(seed: int) -> Snapshot:
    """Return the snapshot of a seed."""
    random = Random(f"snapshot {seed}")  # noqa: S311 - nothing secret
    period = random.choice(("1d", "1d", "1d", "4h", "1h"))
    as_of = datetime(2018, 3, 1, tzinfo=UTC) + timedelta(hours=4 * random.randrange(6 * 365 * 8))
    if random.random() < 0.5:
        as_of -= timedelta(seconds=1)
    share = random.choice((0.3, 0.7, 0.95, 1.0))
    known = [metric for metric in Metric if random.random() < share] or [Metric.PRICE]
    measures = {metric: _measure(metric, period, as_of, random) for metric in known}
    return Snapshot(random.choice(ASSETS), as_of, period, measures, Notes(set_aside=_set_aside(as_of, random)))


def examples() -> list[Snapshot]:
    """Return the snapshots that ship with the program, in the order of their names, first those with a past without it.

    An article that has no past to tell has room for more of the present, such as a rank.
    """
    files = sorted(Path(EXAMPLES / "snapshots").glob("*.json"))
    found = [read_snapshot(file.read_text(encoding="utf-8"), file.name) for file in files]
    return [*(replace(item, before=None, precedents=()) for item in found if item.before), *found]


def editions(count: int, materials: Materials, start: int = 0) -> Iterator[Edition]:
    """Yield editions of the examples and of random snapshots, in both styles and forms, each with a seed of its own."""
    shipped = examples()
    for seed in range(start, start + count):
        given = shipped[seed] if seed < len(shipped) else snapshot(seed)
        form = Form.FLASH if seed % 4 == 3 else Form.DAILY
        yield edit(given, form, materials, seed=seed, style=("plain", "vivid")[seed // 2 % 2])


def false_alarms(editions_: Iterator[Edition]) -> list[str]:
    """Return what the desk found fault with in articles the program wrote."""
    found = []
    for edition in editions_:
        match edition.verdict:
            case Cleared():
                continue
            case Spiked(_, findings):
                found += [str(item) for item in findings]
    return found
