"""The commands and their options, as argparse knows them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from generator import __version__
from generator.cli import commands as run
from generator.cli.output import BAD_INPUT

Command = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    whole = _Parser(prog="commentary", description="Write audited commentary on crypto derivatives markets.")
    whole.add_argument("--version", action="version", version=f"commentary {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: Command, about: str, example: str) -> argparse.ArgumentParser:
        found = commands.add_parser(
            name,
            help=about,
            description=about[:1].upper() + about[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        found.set_defaults(run=does)
        return found

    demo = command(
        "demo", run.demo, "write example editions, with no network, key or set-up", "commentary demo -o output"
    )
    _edition_options(demo)

    write = command(
        "write",
        run.write,
        "write the article of a snapshot",
        "commentary write snapshot.json --format html -o article.html",
    )
    write.add_argument("snapshot", metavar="SNAPSHOT", help="a snapshot file, or - for standard input")
    _wording_options(write)
    write.add_argument(
        "--format", choices=("markdown", "html", "text", "json"), default="markdown", help="default: markdown"
    )
    write.add_argument("-o", "--output", metavar="FILE", help="where to write it; default: standard output")

    classify = command(
        "classify", run.classify, "read the regimes of a snapshot", "commentary classify snapshot.json --json"
    )
    classify.add_argument("snapshot", metavar="SNAPSHOT", help="a snapshot file, or - for standard input")
    classify.add_argument("--json", action="store_true", help="print JSON")

    audit = command("audit", run.audit, "check a text against a snapshot", "commentary audit article.md snapshot.json")
    audit.add_argument("article", metavar="ARTICLE", help="an .md, .txt or .html file, read as plain text")
    audit.add_argument("snapshot", metavar="SNAPSHOT", help="a snapshot file, or - for standard input")
    audit.add_argument("--json", action="store_true", help="print JSON")

    snapshot = command(
        "snapshot",
        run.snapshot,
        "measure a market from its history",
        "commentary snapshot BTC --history btc.csv --columns map.toml --at 2021-05-19",
    )
    snapshot.add_argument("asset", metavar="ASSET", help="ticker, such as BTC")
    _history_options(snapshot)
    snapshot.add_argument("-o", "--output", metavar="FILE", help="where to write it; default: standard output")

    brief = command(
        "brief",
        run.brief,
        "measure a market and write its edition",
        "commentary brief BTC --history btc.csv --at 2022-11-09 -o output",
    )
    brief.add_argument("asset", metavar="ASSET", nargs="+", help="tickers, such as BTC")
    _history_options(brief)
    _edition_options(brief)

    phrases = command(
        "phrases",
        run.phrases,
        "check the phrase bank, or show every way to say a message",
        "commentary phrases preview flow",
    )
    phrases.add_argument("action", choices=("check", "preview"), help="what to do")
    phrases.add_argument("message", metavar="MESSAGE", nargs="?", help="the message to preview")
    return whole


def _wording_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--form", choices=("daily", "flash", "weekly"), default="daily", help="default: daily")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="chooses among wordings; default: 0")
    parser.add_argument("--style", choices=("plain", "vivid"), default="plain", help="default: plain")


def _edition_options(parser: argparse.ArgumentParser) -> None:
    _wording_options(parser)
    parser.add_argument("-o", "--output", metavar="DIR", default="output", help="default: output")


def _history_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--history", metavar="FILE", required=True, help="a CSV or Parquet file of market history")
    parser.add_argument("--columns", metavar="MAP.toml", help="what the file's columns mean; default: known names")
    parser.add_argument(
        "--at", metavar="TIME", help="ISO 8601, UTC; a date alone is that whole day; default: the last bar"
    )
