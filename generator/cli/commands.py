"""The commands that write, read and check articles."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from generator.cli.output import BAD_INPUT, FINDINGS, filed, out, press, spiked


def write(options: argparse.Namespace) -> int:
    """Run `commentary write`."""
    from generator import edition  # noqa: PLC0415 - `--help` must not wait for templates
    from generator.archive import edition_address  # noqa: PLC0415
    from generator.audit.clearance import Spiked  # noqa: PLC0415
    from generator.newsroom import writing  # noqa: PLC0415
    from generator.newsroom.inputs import web_address  # noqa: PLC0415
    from generator.pages.formats import FORMATS  # noqa: PLC0415
    from generator.pages.html import html_page  # noqa: PLC0415

    snapshot = writing.open_snapshot(options.snapshot)
    materials = writing.materials()
    made = edition.edit(snapshot, writing.form(options.form), materials, seed=options.seed, style=options.style)
    if isinstance(made.verdict, Spiked):
        return spiked(made.verdict)
    if options.format == "html":
        address = edition_address(web_address("--base-url", options.base_url), made.verdict)
        text = html_page(made.verdict, edition.illustrate(made, materials), address)
    else:
        text = FORMATS[options.format](made.verdict)
    out(text, options.output)
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
    told = edition.audit(inputs.read_text(options.article), kind, snapshot, writing.materials())
    found = told.findings
    if options.json:
        rows = [{"kind": f.kind, "text": f.text, "reason": f.reason, "sentence": f.sentence} for f in found]
        read = [{"sentence": sentence, "cleared": cleared} for sentence, cleared in told.statements]
        whole = {"cleared": not found, "findings": rows, "sentences": read}
        out(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", None)
    else:
        cleared = sum(cleared for _, cleared in told.statements)
        out("".join(f"{item}\n" for item in found) or "cleared: nothing found\n", None)
        if found:
            print(f"{cleared} of {len(told.statements)} sentences are cleared", file=sys.stderr)
    return FINDINGS if found else 0


def revise(options: argparse.Namespace) -> int:
    """Run `commentary revise`."""
    from generator.newsroom.inputs import web_address  # noqa: PLC0415
    from generator.newsroom.revising import revise as revised  # noqa: PLC0415

    return filed([revised(Path(options.edition), web_address("--base-url", options.base_url))])


def demo(options: argparse.Namespace) -> int:
    """Run `commentary demo`."""
    from generator.newsroom.demo import demonstrate  # noqa: PLC0415

    return filed(demonstrate(press(options)))


def phrases(options: argparse.Namespace) -> int:
    """Run `commentary phrases`."""
    from generator.newsroom import writing  # noqa: PLC0415

    lines, faults = writing.check_phrases() if options.action == "check" else writing.preview(options.message)
    out("".join(f"{line}\n" for line in lines), None)
    for fault in faults:
        print(fault, file=sys.stderr)
    return BAD_INPUT if faults else 0
