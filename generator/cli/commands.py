"""The commands that write, read and check articles."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.output import BAD_INPUT, FINDINGS, out

if TYPE_CHECKING:  # a command loads only the rooms it needs
    from generator.audit.clearance import Spiked
    from generator.metrics.snapshot import Snapshot


def write(options: argparse.Namespace) -> int:
    """Run `commentary write`."""
    from generator import edition  # noqa: PLC0415 - `--help` must not wait for templates
    from generator.audit.clearance import Spiked  # noqa: PLC0415
    from generator.newsroom import writing  # noqa: PLC0415
    from generator.pages.formats import FORMATS  # noqa: PLC0415

    snapshot = writing.open_snapshot(options.snapshot)
    made = edition.edit(
        snapshot, writing.form(options.form), writing.materials(), seed=options.seed, style=options.style
    )
    if isinstance(made.verdict, Spiked):
        return _spiked(made.verdict)
    out(FORMATS[options.format](made.verdict), options.output)
    return 0


def classify(options: argparse.Namespace) -> int:
    """Run `commentary classify`."""
    from generator import edition  # noqa: PLC0415
    from generator.newsroom import writing  # noqa: PLC0415
    from generator.regimes.report import report, table  # noqa: PLC0415

    reading = edition.read_regimes(writing.open_snapshot(options.snapshot), writing.materials())
    out(json.dumps(report(reading), indent=2) + "\n" if options.json else table(reading), None)
    return 0


def audit(options: argparse.Namespace) -> int:
    """Run `commentary audit`."""
    from generator import edition  # noqa: PLC0415
    from generator.newsroom import inputs, writing  # noqa: PLC0415

    kind = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}.get(Path(options.article).suffix, "txt")
    snapshot = writing.open_snapshot(options.snapshot)
    found = edition.audit(inputs.read_text(options.article), kind, snapshot, writing.materials())
    if options.json:
        rows = [{"kind": f.kind, "text": f.text, "reason": f.reason, "sentence": f.sentence} for f in found]
        out(json.dumps({"cleared": not found, "findings": rows}, indent=2, ensure_ascii=False) + "\n", None)
    else:
        out("".join(f"{item}\n" for item in found) or "cleared: nothing found\n", None)
    return FINDINGS if found else 0


def snapshot(options: argparse.Namespace) -> int:
    """Run `commentary snapshot`."""
    from generator.metrics.snapshot_json import write_snapshot  # noqa: PLC0415
    from generator.newsroom import histories  # noqa: PLC0415

    found = histories.snapshot_from_history(options.asset, options.history, options.columns, options.at)
    out(write_snapshot(found), options.output)
    return 0


def brief(options: argparse.Namespace) -> int:
    """Run `commentary brief`."""
    from generator.newsroom import histories  # noqa: PLC0415

    return _file(
        [histories.snapshot_from_history(a, options.history, options.columns, options.at) for a in options.asset],
        options,
    )


def demo(options: argparse.Namespace) -> int:
    """Run `commentary demo`."""
    from generator.newsroom import writing  # noqa: PLC0415

    return _file(writing.demo_snapshots(), options)


def _file(snapshots: Sequence[Snapshot], options: argparse.Namespace) -> int:
    from generator import edition  # noqa: PLC0415
    from generator.archive import file_edition  # noqa: PLC0415
    from generator.audit.clearance import Spiked  # noqa: PLC0415
    from generator.newsroom import writing  # noqa: PLC0415

    status = 0
    for snapshot in snapshots:
        made = edition.edit(
            snapshot, writing.form(options.form), writing.materials(), seed=options.seed, style=options.style
        )
        if isinstance(made.verdict, Spiked):
            status = _spiked(made.verdict)
            continue
        folder = file_edition(Path(options.output), made.verdict)
        print(folder / "article.md")
    return status


def phrases(options: argparse.Namespace) -> int:
    """Run `commentary phrases`."""
    from generator.newsroom import writing  # noqa: PLC0415

    lines, faults = writing.check_phrases() if options.action == "check" else writing.preview(options.message)
    out("".join(f"{line}\n" for line in lines), None)
    for fault in faults:
        print(fault, file=sys.stderr)
    return BAD_INPUT if faults else 0


def _spiked(verdict: Spiked) -> int:
    print("spiked: the article is not published, because the audit found", file=sys.stderr)
    for item in verdict.findings:
        print(f"  {item}", file=sys.stderr)
    return FINDINGS
