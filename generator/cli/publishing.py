"""The commands that put editions before readers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.cli.output import BAD_INPUT


def site(options: argparse.Namespace) -> int:
    """Run `commentary site`."""
    from generator.site.build import Options, build_site  # noqa: PLC0415 - `--help` must not wait for templates

    built = build_site(Path(options.output), Options(options.title, options.base_url, options.theme))
    print(built.folder / "index.html")
    for fault in built.faults:
        print(fault, file=sys.stderr)
    if options.base_url is None:
        print("no --base-url: links in the feeds are relative, and there is no sitemap", file=sys.stderr)
    print(f"{built.editions} editions, {built.files} files, {built.written} of them written anew", file=sys.stderr)
    return BAD_INPUT if built.faults else 0
