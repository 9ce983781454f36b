"""Where the commands' results go: stdout for results, stderr for everything else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command loads only the rooms it needs
    from generator.audit.clearance import Spiked
    from generator.newsroom.editions import Filed, Press

FINDINGS = 1
BAD_INPUT = 2


def out(text: str, output: str | None) -> None:
    """Print a result, or write it to the file `output`."""
    from generator.newsroom.inputs import write_file  # noqa: PLC0415

    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_file(output, text)


def press(options: argparse.Namespace) -> Press:
    """Return how editions are to be written, and where they are filed."""
    from generator.newsroom.editions import Press  # noqa: PLC0415
    from generator.newsroom.inputs import web_address  # noqa: PLC0415
    from generator.newsroom.writing import form, materials  # noqa: PLC0415

    return Press(
        materials(),
        form(options.form),
        options.seed,
        options.style,
        Path(options.output),
        charts=options.charts,
        base=web_address("--base-url", options.base_url),
    )


def filed(editions: Iterable[Filed]) -> int:
    """Print where each edition was filed, and why others were not. Return the exit status."""
    status = unknown = 0
    for item in editions:
        if item.folder is not None:
            print(item.folder / "article.md", flush=True)
        elif item.spiked is not None:
            status = spiked(item.spiked)
        elif item.unknown is not None:
            unknown += 1
            print(item.unknown, file=sys.stderr)
    if unknown:
        print(f"no edition for {unknown} of the days: nothing is known of them", file=sys.stderr)
    return status


def spiked(verdict: Spiked) -> int:
    """Say why an article is not published, and return the exit status."""
    print("spiked: the article is not published, because the audit found", file=sys.stderr)
    for item in verdict.findings:
        print(f"  {item}", file=sys.stderr)
    return FINDINGS
