"""The commands that put editions before readers."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from generator.cli.mailing import mail
from generator.cli.output import BAD_INPUT, FINDINGS, out, spiked


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


def run(options: argparse.Namespace) -> int:
    """Run `commentary run`."""
    from generator.newsroom import running  # noqa: PLC0415

    running.run(options.settings, options.store, once=options.once)
    return 0


def publish(options: argparse.Namespace) -> int:
    """Run `commentary publish`."""
    from generator.audit.clearance import Spiked  # noqa: PLC0415
    from generator.newsroom import mailing, outlets, publishing  # noqa: PLC0415
    from generator.newsroom.posts import read_post  # noqa: PLC0415
    from generator.newsroom.stores import now, open_store  # noqa: PLC0415

    settings = outlets.with_folder(outlets.open_settings(options.settings), Path(options.edition[0]))
    folder = None if options.output is None else Path(options.output)
    lists = mailing.mail_lists(options.to, settings)
    channels = outlets.outlets([name for name in options.to if name not in lists], settings, folder, now)
    if not options.dry_run:
        outlets.reveal(channels, mailing.mail_faults(lists.values()))
    found = [read_post(Path(name), settings.site.base_url, refile=not options.dry_run) for name in options.edition]
    refused = [spiked(item) for item in found if isinstance(item, Spiked)]
    posts = [item for item in found if not isinstance(item, Spiked)]
    if refused:
        print("nothing was published", file=sys.stderr)
        return FINDINGS
    if options.dry_run:
        out("\n".join(publishing.preview(posts, channels)), None)
        for item in lists.values():
            out("\n".join(mailing.mail_preview(post, item, options.store) for post in posts) + "\n", None)
        return 0
    reports = []
    with open_store(options.store, create=True) as ledger:
        holder = f"process {os.getpid()}"
        for report in publishing.publish(posts, channels, ledger.deliveries, now, holder, again=options.again):
            reports.append(report)
            print(report, flush=True)
            for fault in report.faults:
                print(fault, file=sys.stderr)
        mailed = mail(posts, list(lists.values()), ledger)
    if channels or not lists:
        print(publishing.summary(reports), file=sys.stderr)
    return max(publishing.status(reports), mailed)
