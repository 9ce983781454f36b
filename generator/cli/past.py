"""The commands that work on a market's past: importing it, measuring it, and writing its editions."""

from __future__ import annotations

import argparse
import json
import sys
from itertools import chain
from typing import TYPE_CHECKING

from generator.cli.output import BAD_INPUT, filed, out, press

if TYPE_CHECKING:
    from generator.newsroom.histories import Origin


def origin(options: argparse.Namespace) -> Origin:
    """Return where the past comes from. Raises InputInvalid for options that do not go together."""
    from generator.errors import Fault, InputInvalid  # noqa: PLC0415
    from generator.newsroom.histories import Origin  # noqa: PLC0415
    from generator.newsroom.inputs import at_odds, live_at_odds, moment  # noqa: PLC0415
    from generator.newsroom.live import Live  # noqa: PLC0415

    faults = at_odds(options.history, period=options.period, known_at=options.known_at, venue=options.venue)
    if options.columns is not None and options.history is None:
        faults.append(Fault("--columns", "has a meaning beside --history alone", "leave it out"))
    if faults:
        raise InputInvalid(faults)
    live = None
    if getattr(options, "live", False):
        if faults := [*live_at_odds(at=options.at, venue=options.venue, known_at=options.known_at)]:
            raise InputInvalid(faults)
        live = Live(tuple(filter(None, options.venues.split(","))), options.address)
    return Origin(
        history=options.history,
        columns=options.columns,
        store=options.store,
        period=options.period,
        venue=options.venue,
        known_at=None if options.known_at is None else moment(options.known_at),
        estimator=options.method,
        live=live,
    )


def import_files(options: argparse.Namespace) -> int:
    """Run `commentary import`."""
    from generator.newsroom import imports, stores  # noqa: PLC0415

    with stores.open_store(options.store, create=True) as ledger:
        summary = imports.import_files(
            options.file,
            options.asset,
            venue=options.venue,
            columns=options.columns,
            ledger=ledger,
            now=stores.now(),
        )
    out(json.dumps(summary.data(), indent=2) + "\n" if options.json else summary.text(), None)
    for fault in summary.faults:
        print(fault, file=sys.stderr)
    return BAD_INPUT if summary.faults else 0


def snapshot(options: argparse.Namespace) -> int:
    """Run `commentary snapshot`."""
    from generator.metrics.snapshot_json import write_snapshot  # noqa: PLC0415
    from generator.newsroom import histories  # noqa: PLC0415

    found = histories.snapshot_from_history(options.asset, origin(options), options.at)
    out(write_snapshot(found), options.output)
    return 0


def brief(options: argparse.Namespace) -> int:
    """Run `commentary brief`."""
    from generator.newsroom import editions  # noqa: PLC0415

    source, paper = origin(options), press(options)
    return filed(editions.brief(asset, source, options.at, paper) for asset in options.asset)


def backfill(options: argparse.Namespace) -> int:
    """Run `commentary backfill`."""
    from generator.newsroom import editions, histories  # noqa: PLC0415

    source, paper, days = origin(options), press(options), histories.days(options.first, options.last)
    return filed(chain.from_iterable(editions.backfill(asset, source, days, paper) for asset in options.asset))


def regimes(options: argparse.Namespace) -> int:
    """Run `commentary regimes`."""
    from generator.newsroom import histories  # noqa: PLC0415
    from generator.regimes import timeline_report as report  # noqa: PLC0415

    days = histories.days(options.first, options.last)
    past = histories.past_of(options.asset, origin(options), days[-1])
    rows = report.between(past.times, days[0], days[-1])
    write = report.as_json if options.json else report.as_csv if options.csv else report.as_table
    out(write(options.asset.upper(), rows), None)
    return 0


def backtest(options: argparse.Namespace) -> int:
    """Run `commentary backtest`."""
    from generator import edition  # noqa: PLC0415
    from generator.newsroom import histories, writing  # noqa: PLC0415
    from generator.regimes.backtest_data import as_data  # noqa: PLC0415
    from generator.regimes.backtest_report import as_markdown  # noqa: PLC0415

    past = histories.past_of(options.asset, origin(options))
    found = edition.backtest_of(past, writing.materials().rules, options.seed)
    text = json.dumps(as_data(found), indent=2, ensure_ascii=False) + "\n" if options.json else as_markdown(found)
    out(text, options.output)
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Run `commentary doctor`."""
    from generator.newsroom import health  # noqa: PLC0415

    found = health.examine(options.store, options.settings)
    out("".join(f"{line}\n" for line in found.lines), None)
    return found.status
