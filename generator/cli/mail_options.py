"""The commands about mail and their options, as argparse knows them."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from generator.cli import mailing

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str, str], argparse.ArgumentParser]
"""Adds a command: its name, what it runs, what it is for, and an example."""


def add(command: Add, store: str) -> None:
    """Add the commands; `store` is the help of ``--store``."""
    _readers(command, store)
    _server(command, store)


def _readers(command: Add, store: str) -> None:
    about = "keep the list of the readers of mail, and decide on mails nobody can tell of"
    whole = command("subscribers", mailing.listed, about, "commentary subscribers import readers.csv")
    actions = whole.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, does: Run, text: str) -> argparse.ArgumentParser:
        found = actions.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".")
        found.set_defaults(run=does)
        found.add_argument("--store", metavar="URL", help=store)
        return found

    load = action("import", mailing.load, "put the readers of a CSV file on the list, or alter what they asked for")
    load.add_argument("file", metavar="FILE", help="UTF-8, beginning with email,name,language,assets")
    shown = action("list", mailing.listed, "print the readers, and who gets nothing")
    form = shown.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print the readers as a file to import again")
    silent = action("suppress", mailing.suppress, "send nothing to an address, whoever imports it again")
    silent.add_argument("--list", metavar="ID", help="of this list alone; default: of every list")
    silent.add_argument("--reason", metavar="TEXT", default="by hand", help="default: by hand")
    restored = action("restore", mailing.restore, "take suppressions back, such as of who has asked for mail again")
    removed = action("remove", mailing.remove, "take readers off the list; this does not forbid them to come back")
    for found in (silent, restored, removed):
        found.add_argument("address", metavar="ADDRESS", nargs="+")
    unsure = action("uncertain", mailing.uncertain, "print the mails nobody can tell of whether they arrived")
    resend = action("resend", mailing.decide, "have uncertain mails sent again by the next run")
    leave = action("leave", mailing.decide, "leave uncertain mails as they are, and ask no more")
    for found in (unsure, resend, leave):
        found.add_argument("--edition", metavar="E", help="of this edition alone")
        found.add_argument("--channel", metavar="C", help="of this channel alone")
    for found in (resend, leave):
        found.add_argument("address", metavar="ADDRESS", nargs="*")
        found.add_argument("--all", action="store_true", help="all of them")


def _server(command: Add, store: str) -> None:
    server = command(
        "unsubscribe-server",
        mailing.unsubscribe_server,
        "answer the links by which readers leave a list; put it behind a server that speaks https",
        "commentary unsubscribe-server --host 127.0.0.1 --port 8025",
    )
    server.add_argument("--settings", metavar="FILE", help="default: commentary.toml here")
    server.add_argument("--channel", metavar="NAME", help="whose readers; needed where the settings have several lists")
    server.add_argument("--host", default="127.0.0.1", metavar="H", help="default: 127.0.0.1")
    server.add_argument("--port", type=int, default=8025, metavar="N", help="default: 8025; 0 takes a free one")
    server.add_argument("--store", metavar="URL", help=store)
