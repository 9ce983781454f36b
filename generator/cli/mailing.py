"""The commands about mail: the readers of a list, the mails nobody can tell of, and the page to leave by."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.output import out

if TYPE_CHECKING:  # a command loads only the rooms it needs
    from generator.channels.delivery import Post
    from generator.channels.mail.summary import Summary
    from generator.settings.mail import MailSettings
    from generator.store.ledger import Ledger

# ruff: noqa: PLC0415 - as above

_UNAVAILABLE, _FAILED = 3, 4


def load(options: argparse.Namespace) -> int:
    """Run `commentary subscribers import`."""
    from generator.channels.mail.subscriber_csv import read_csv
    from generator.newsroom.mail_parts import read_list
    from generator.newsroom.stores import now, open_store

    found = read_csv(read_list(Path(options.file)), options.file)
    with open_store(options.store, create=True) as ledger:
        done = ledger.subscribers.put(found.subscribers, now())
        silent = {item.address for item in ledger.subscribers.suppressions()}
    for note in found.notes:
        print(note, file=sys.stderr)
    kept = sum(item.key in silent for item in found.subscribers)
    print(f"{len(found.subscribers)} readers: {done.added} added, {done.changed} changed, {done.same} as they were")
    if kept:
        print(f"{kept} of them are suppressed and stay so; see `commentary subscribers list`", file=sys.stderr)
    return 0


def listed(options: argparse.Namespace) -> int:
    """Run `commentary subscribers list`."""
    from generator.channels.mail.subscriber_csv import write_csv
    from generator.newsroom.stores import open_store

    with open_store(options.store) as ledger:
        readers, silent = ledger.subscribers.everyone(), ledger.subscribers.suppressions()
    if options.csv:
        out(write_csv(readers), None)
        return 0
    if options.json:
        rows = [{**asdict(item), "since": item.since.isoformat()} for item in silent]
        out(json.dumps({"subscribers": [asdict(item) for item in readers], "suppressed": rows}, indent=2) + "\n", None)
        return 0
    for item in readers:
        print(f"{item.address}  {item.language}  {' '.join(item.assets) or 'every asset'}  {item.name}".rstrip())
    for each in silent:
        print(f"suppressed: {each.address}  {each.list_id or 'every list'}  {each.since:%Y-%m-%d}  {each.reason}")
    print(f"{len(readers)} readers, {len(silent)} suppressions", file=sys.stderr)
    return 0


def suppress(options: argparse.Namespace) -> int:
    """Run `commentary subscribers suppress`."""
    from generator.newsroom.stores import now, open_store
    from generator.pages.mail.headers import address
    from generator.store.subscriber import Suppression

    addresses = [address(item) for item in options.address]
    with open_store(options.store, create=True) as ledger:
        given = [Suppression(item.lower(), options.list or "", options.reason, now()) for item in addresses]
        print(f"{ledger.subscribers.suppress(given)} of {len(given)} newly suppressed")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Run `commentary subscribers restore`."""
    from generator.newsroom.stores import now, open_store

    with open_store(options.store) as ledger:
        print(f"{sum(ledger.subscribers.restore(item, now()) for item in options.address)} suppressions taken back")
    return 0


def remove(options: argparse.Namespace) -> int:
    """Run `commentary subscribers remove`."""
    from generator.newsroom.stores import now, open_store

    with open_store(options.store) as ledger:
        print(f"{ledger.subscribers.remove(options.address, now())} of {len(options.address)} removed")
    return 0


def uncertain(options: argparse.Namespace) -> int:
    """Run `commentary subscribers uncertain`."""
    from generator.newsroom.mail_uncertain import Which, uncertain
    from generator.newsroom.stores import open_store

    with open_store(options.store) as ledger:
        found = uncertain(ledger, Which(options.edition, options.channel))
    for entry in found:
        key = entry.key
        print(f"{key.edition}  {key.channel}  {key.recipient}  {entry.last:%Y-%m-%d %H:%M}  {entry.note}")
    print(f"{len(found)} uncertain; decide with `commentary subscribers resend` or `leave`", file=sys.stderr)
    return 0


def decide(options: argparse.Namespace) -> int:
    """Run `commentary subscribers resend` and `commentary subscribers leave`."""
    from generator.errors import invalid
    from generator.newsroom.mail_parts import tools
    from generator.newsroom.mail_uncertain import Which, decide
    from generator.newsroom.stores import open_store

    if bool(options.address) == options.all:
        raise invalid("ADDRESS", "or --all is needed, one of the two", "name whom you mean")
    which = Which(options.edition, options.channel, frozenset(item.lower() for item in options.address))
    resend = options.action == "resend"
    with open_store(options.store) as ledger:
        count = decide(ledger, which, tools(), resend=resend)
    print(f"{count} to be sent again by the next `commentary publish`" if resend else f"{count} left as they are")
    return 0


def unsubscribe_server(options: argparse.Namespace) -> int:
    """Run `commentary unsubscribe-server`."""
    from generator.newsroom.mailing import mail_list
    from generator.newsroom.outlets import open_settings
    from generator.newsroom.stores import open_store
    from generator.newsroom.unsubscribing import page_of, serve

    chosen = mail_list(open_settings(options.settings), options.channel)
    with open_store(options.store, create=True) as ledger:
        page = page_of(chosen, ledger)
        serve(
            page, options.host, options.port, lambda where: print(f"answering at {where}", file=sys.stderr, flush=True)
        )
    return 0


def mail(posts: Sequence[Post], lists: Sequence[MailSettings], ledger: Ledger) -> int:
    """Send every edition to every list, print what became of the readers, and return the exit status."""
    from generator.newsroom.mail_parts import tools
    from generator.newsroom.mailing import EMPTY, mail_edition
    from generator.newsroom.stopping import stopped_by_signals

    status = 0
    with stopped_by_signals(tools()) as given:
        for settings in lists:
            for post in posts:
                summary = mail_edition(post, settings, ledger, given)
                print(f"{post.slug} to {settings.name}: {summary}", flush=True)
                if not summary.total:
                    print(EMPTY, file=sys.stderr)
                if summary.trouble:
                    print(summary.trouble, file=sys.stderr)
                if summary.uncertain:
                    print(_UNSURE.format(edition=post.slug), file=sys.stderr)
                status = max(status, _status(summary))
    return status


_UNSURE = "nobody is resent what may have arrived; see `commentary subscribers uncertain --edition {edition}`"


def _status(summary: Summary) -> int:
    if summary.failed or summary.uncertain:
        return _FAILED
    return _UNAVAILABLE if summary.waiting or summary.trouble else 0
