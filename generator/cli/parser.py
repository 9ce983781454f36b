"""The commands and their options, as argparse knows them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from generator import __version__
from generator.cli import commands as run
from generator.cli import live, mail_options, past, publishing
from generator.cli.output import BAD_INPUT
from generator.market import PERIODS

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str, str], argparse.ArgumentParser]
"""Adds a command: its name, what it runs, what it is for, and an example."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    whole = _Parser(prog="commentary", description="Write audited commentary on crypto derivatives markets.")
    whole.add_argument("--version", action="version", version=f"commentary {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: Run, about: str, example: str) -> argparse.ArgumentParser:
        found = commands.add_parser(
            name,
            help=about,
            description=about[:1].upper() + about[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        found.set_defaults(run=does)
        return found

    _articles(command)
    _editions(command)
    _history(command)
    _publishing(command)
    mail_options.add(command, _STORE)
    _workshop(command)
    return whole


def _articles(command: Add) -> None:
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
        "--format", choices=_FORMATS, default="markdown", metavar="F", help=f"{', '.join(_FORMATS)}; default: markdown"
    )
    write.add_argument("--base-url", metavar="URL", default="", help="of the HTML page's site, for its canonical link")
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

    revise = command(
        "revise",
        run.revise,
        "audit the article.md of an edition that was edited, and file the edition as edited",
        "commentary revise output/btc/20221109T2359Z-daily",
    )
    revise.add_argument("edition", metavar="EDITION", help="an edition's folder")
    revise.add_argument(
        "--base-url", metavar="URL", default="", help="where its folder will be found, for canonical links"
    )


def _editions(command: Add) -> None:
    snapshot = command(
        "snapshot",
        past.snapshot,
        "measure a market from its history",
        "commentary snapshot BTC --history btc.csv --columns map.toml --at 2021-05-19",
    )
    snapshot.add_argument("asset", metavar="ASSET", help="ticker, such as BTC")
    _history_options(snapshot, asks=True)
    _moment_option(snapshot)
    snapshot.add_argument("-o", "--output", metavar="FILE", help="where to write it; default: standard output")

    brief = command(
        "brief",
        past.brief,
        "measure a market and write its edition",
        "commentary brief BTC --history btc.csv --at 2022-11-09 -o output",
    )
    brief.add_argument("asset", metavar="ASSET", nargs="+", help="tickers, such as BTC")
    _history_options(brief, asks=True)
    _moment_option(brief)
    _edition_options(brief)

    backfill = command(
        "backfill",
        past.backfill,
        "write one edition a day, each knowing the ones before it",
        "commentary backfill BTC --history btc.csv --from 2022-01-01 --to 2022-12-31",
    )
    backfill.add_argument("asset", metavar="ASSET", nargs="+", help="tickers, such as BTC")
    _span_options(backfill)
    _history_options(backfill)
    _edition_options(backfill)


def _history(command: Add) -> None:
    load = command(
        "import",
        past.import_files,
        "store market history from files, folders and exchange archives",
        "commentary import btc.csv archives/ --asset BTC",
    )
    load.add_argument("file", metavar="FILE", nargs="+", help="CSV, Parquet, JSON lines, zips, or folders of them")
    load.add_argument("--asset", metavar="ASSET", required=True, help="what the files are of, such as BTC")
    load.add_argument("--venue", metavar="V", help="where the figures are from, where a file does not say so")
    load.add_argument("--columns", metavar="MAP.toml", help="what the files' columns mean; default: known names")
    load.add_argument("--store", metavar="URL", help=_STORE)
    load.add_argument("--json", action="store_true", help="print JSON")

    collect = command(
        "collect",
        live.collect,
        "record venues into the ledger until stopped, or once",
        "commentary collect binanceusdm gate --asset BTC --every 5m",
    )
    collect.add_argument(
        "venue", metavar="VENUE", nargs="*", help="names as `commentary venues` gives them; default: all"
    )
    collect.add_argument("--asset", metavar="ASSET", required=True, help="ticker, such as BTC")
    often = collect.add_mutually_exclusive_group()
    often.add_argument("--once", action="store_true", help="one pass, then stop")
    often.add_argument("--every", choices=("1m", "5m", "15m", "30m", "1h"), default="5m", help="default: 5m")
    collect.add_argument("--store", metavar="URL", help=_STORE)
    collect.add_argument("--address", metavar="URL", default="", help=_ADDRESS)

    venues = command("venues", live.venues, "say which venue gives which field, and how", "commentary venues --json")
    venues.add_argument("--json", action="store_true", help="print JSON")

    regimes = command(
        "regimes",
        past.regimes,
        "print when each regime began, peaked and ended",
        "commentary regimes BTC --history btc.csv --from 2022-01-01 --to 2022-12-31 --csv",
    )
    regimes.add_argument("asset", metavar="ASSET", help="ticker, such as BTC")
    _span_options(regimes)
    _history_options(regimes)
    form = regimes.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")

    backtest = command(
        "backtest",
        past.backtest,
        "hold the regime rules against known events and the past",
        "commentary backtest BTC --history btc.csv -o backtest.md",
    )
    backtest.add_argument("asset", metavar="ASSET", help="ticker, such as BTC")
    _history_options(backtest)
    backtest.add_argument("--seed", type=int, default=1, metavar="N", help="of the bootstrap; default: 1")
    backtest.add_argument("--json", action="store_true", help="print JSON")
    backtest.add_argument("-o", "--output", metavar="FILE", help="where to write it; default: standard output")


def _publishing(command: Add) -> None:
    site = command(
        "site",
        publishing.site,
        "build the site of the editions in a folder, or refresh it",
        "commentary site -o output --base-url https://example.org/markets/",
    )
    site.add_argument(
        "-o", "--output", metavar="DIR", default="output", help="holds the editions; the site goes to DIR/site"
    )
    site.add_argument("--base-url", metavar="URL", help="where it will be published; makes links in feeds absolute")
    site.add_argument("--title", metavar="T", default="Market commentary", help="default: Market commentary")
    site.add_argument("--theme", metavar="DIR", help="your own templates; the shipped ones fill their gaps")

    publish = command(
        "publish",
        publishing.publish,
        "audit editions as they stand now and deliver each once to each channel",
        "commentary publish output/btc/20221109T2359Z-daily --to blog --dry-run",
    )
    publish.add_argument("edition", metavar="EDITION", nargs="+", help="folders of editions")
    publish.add_argument(
        "--to",
        metavar="CHANNEL",
        nargs="+",
        required=True,
        help="names in the settings, or file, site ... with -o",
    )
    publish.add_argument("--dry-run", action="store_true", help="print what would be sent and to whom")
    publish.add_argument("--again", action="store_true", help="send anew what may have been sent to a chat or not")
    publish.add_argument("--settings", metavar="FILE", help="default: commentary.toml, where there is one")
    publish.add_argument("--store", metavar="URL", help=_STORE)
    publish.add_argument("-o", "--output", metavar="DIR", help="the folder of a channel that is named by its kind")

    schedule = command(
        "run", publishing.run, "keep to the schedule in commentary.toml until stopped", "commentary run --settings FILE"
    )
    schedule.add_argument("--once", action="store_true", help="do what is due now, then stop: for cron")
    schedule.add_argument("--settings", metavar="FILE", help="default: commentary.toml")
    schedule.add_argument("--store", metavar="URL", help=_STORE)


def _workshop(command: Add) -> None:
    phrases = command(
        "phrases",
        run.phrases,
        "check the phrase bank, or show every way to say a message",
        "commentary phrases preview flow",
    )
    phrases.add_argument("action", choices=("check", "preview"), help="what to do")
    phrases.add_argument("message", metavar="MESSAGE", nargs="?", help="the message to preview")
    doctor = command(
        "doctor",
        past.doctor,
        "say what is missing, stale or unsafe in this installation",
        "commentary doctor --store ledger.sqlite",
    )
    doctor.add_argument("--store", metavar="URL", help=_STORE)
    doctor.add_argument("--settings", metavar="FILE", help="default: commentary.toml, where there is one")


def _wording_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--form", choices=("daily", "flash", "weekly"), default="daily", help="default: daily")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="chooses among wordings; default: 0")
    parser.add_argument("--style", choices=("plain", "vivid"), default="plain", help="default: plain")


def _edition_options(parser: argparse.ArgumentParser) -> None:
    _wording_options(parser)
    parser.add_argument("-o", "--output", metavar="DIR", default="output", help="default: output")
    parser.add_argument("--base-url", metavar="URL", default="", help="where DIR will be found, for canonical links")
    parser.add_argument(
        "--no-charts", dest="charts", action="store_false", help="words alone, in a fraction of the time"
    )


_FORMATS = ("markdown", "html", "text", "json", "line", "slack", "discord", "telegram", "alt")
_ADDRESS = "ask there instead of at the venues, such as at a simulated one"
_STORE = "the ledger: a file, sqlite:///FILE or postgresql://USER@HOST/DATABASE; default: the one doctor names"


def _history_options(parser: argparse.ArgumentParser, *, asks: bool = False) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--history", metavar="FILE", help="a file of market history: CSV, Parquet or JSON lines")
    source.add_argument("--store", metavar="URL", help=_STORE)
    if asks:
        source.add_argument("--live", action="store_true", help="ask the venues now, all of them or those of --venues")
        _venue_options(parser)
    parser.add_argument("--columns", metavar="MAP.toml", help="what the file's columns mean; default: known names")
    parser.add_argument("--period", choices=tuple(PERIODS), help="bars to make from the ledger; default: 1d")
    parser.add_argument("--venue", metavar="V", help="of the ledger, take this venue alone")
    parser.add_argument("--known-at", metavar="TIME", help="of the ledger, take only what had been received by then")
    parser.add_argument(
        "--method", choices=("robust", "classic"), default="robust", help="of z-scores; default: robust"
    )


def _venue_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--venues", metavar="V,V", default="", help="names as `commentary venues` gives them")
    parser.add_argument("--address", metavar="URL", default="", help=_ADDRESS)


def _moment_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", metavar="TIME", help="ISO 8601, UTC; a date alone is that whole day; default: the last bar"
    )


def _span_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", metavar="DATE", required=True, help="the first day, such as 2022-01-01")
    parser.add_argument("--to", dest="last", metavar="DATE", required=True, help="the last day")
