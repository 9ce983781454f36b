"""The commands, thin: arguments in, text out. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from generator import __version__

Command = Callable[[argparse.Namespace], int]
FINDINGS = 1
BAD_INPUT = 2


def _write(options: argparse.Namespace) -> int:
    from generator import edition, newsroom  # noqa: PLC0415 - `--help` must not wait for templates
    from generator.audit.clearance import Spiked  # noqa: PLC0415
    from generator.pages.formats import FORMATS  # noqa: PLC0415

    snapshot = newsroom.open_snapshot(options.snapshot)
    made = edition.edit(
        snapshot, newsroom.form(options.form), newsroom.materials(), seed=options.seed, style=options.style
    )
    if isinstance(made.verdict, Spiked):
        return _spiked(made.verdict)
    _out(FORMATS[options.format](made.verdict), options.output)
    return 0


def _classify(options: argparse.Namespace) -> int:
    from generator import edition, newsroom  # noqa: PLC0415
    from generator.regimes.report import report, table  # noqa: PLC0415

    reading = edition.read_regimes(newsroom.open_snapshot(options.snapshot), newsroom.materials())
    _out(json.dumps(report(reading), indent=2) + "\n" if options.json else table(reading), None)
    return 0


def _audit(options: argparse.Namespace) -> int:
    from generator import edition, newsroom  # noqa: PLC0415

    kind = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}.get(Path(options.article).suffix, "txt")
    snapshot = newsroom.open_snapshot(options.snapshot)
    found = edition.audit(newsroom.read_text(options.article), kind, snapshot, newsroom.materials())
    if options.json:
        rows = [{"kind": f.kind, "text": f.text, "reason": f.reason, "sentence": f.sentence} for f in found]
        _out(json.dumps({"cleared": not found, "findings": rows}, indent=2, ensure_ascii=False) + "\n", None)
    else:
        _out("".join(f"{item}\n" for item in found) or "cleared: nothing found\n", None)
    return FINDINGS if found else 0


def _snapshot(options: argparse.Namespace) -> int:
    from generator import newsroom  # noqa: PLC0415
    from generator.metrics.snapshot_json import write_snapshot  # noqa: PLC0415

    found = newsroom.snapshot_from_history(options.asset, options.history, options.columns, options.at)
    _out(write_snapshot(found), options.output)
    return 0


def _brief(options: argparse.Namespace) -> int:
    from generator import newsroom  # noqa: PLC0415

    return _file(
        [newsroom.snapshot_from_history(a, options.history, options.columns, options.at) for a in options.asset],
        options,
    )


def _demo(options: argparse.Namespace) -> int:
    from generator import newsroom  # noqa: PLC0415

    return _file(newsroom.demo_snapshots(), options)


def _file(snapshots: Sequence[object], options: argparse.Namespace) -> int:
    from generator import edition, newsroom  # noqa: PLC0415
    from generator.archive import file_edition  # noqa: PLC0415
    from generator.audit.clearance import Spiked  # noqa: PLC0415
    from generator.metrics.snapshot import Snapshot  # noqa: PLC0415

    status = 0
    for snapshot in snapshots:
        assert isinstance(snapshot, Snapshot)  # noqa: S101
        made = edition.edit(
            snapshot, newsroom.form(options.form), newsroom.materials(), seed=options.seed, style=options.style
        )
        if isinstance(made.verdict, Spiked):
            status = _spiked(made.verdict)
            continue
        folder = file_edition(Path(options.output), made.verdict)
        print(folder / "article.md")
    return status


def _phrases(options: argparse.Namespace) -> int:
    from generator import newsroom  # noqa: PLC0415

    lines, faults = newsroom.check_phrases() if options.action == "check" else newsroom.preview(options.message)
    _out("".join(f"{line}\n" for line in lines), None)
    for fault in faults:
        print(fault, file=sys.stderr)
    return BAD_INPUT if faults else 0


def _spiked(verdict: object) -> int:
    from generator.audit.clearance import Spiked  # noqa: PLC0415

    if isinstance(verdict, Spiked):
        print("spiked: the article is not published, because the audit found", file=sys.stderr)
        for item in verdict.findings:
            print(f"  {item}", file=sys.stderr)
    return FINDINGS


def _out(text: str, output: str | None) -> None:
    from generator.newsroom import write_file  # noqa: PLC0415

    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_file(output, text)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="commentary", description="Write audited commentary on crypto derivatives markets.")
    parser.add_argument("--version", action="version", version=f"commentary {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Command, about: str, example: str) -> argparse.ArgumentParser:
        found = commands.add_parser(
            name,
            help=about,
            description=about[:1].upper() + about[1:] + ".",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        found.set_defaults(run=run)
        return found

    demo = command("demo", _demo, "write example editions, with no network, key or set-up", "commentary demo -o output")
    _edition_options(demo)

    write = command(
        "write",
        _write,
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
        "classify", _classify, "read the regimes of a snapshot", "commentary classify snapshot.json --json"
    )
    classify.add_argument("snapshot", metavar="SNAPSHOT", help="a snapshot file, or - for standard input")
    classify.add_argument("--json", action="store_true", help="print JSON")

    audit = command("audit", _audit, "check a text against a snapshot", "commentary audit article.md snapshot.json")
    audit.add_argument("article", metavar="ARTICLE", help="an .md, .txt or .html file, read as plain text")
    audit.add_argument("snapshot", metavar="SNAPSHOT", help="a snapshot file, or - for standard input")
    audit.add_argument("--json", action="store_true", help="print JSON")

    snapshot = command(
        "snapshot",
        _snapshot,
        "measure a market from its history",
        "commentary snapshot BTC --history btc.csv --columns map.toml --at 2021-05-19",
    )
    snapshot.add_argument("asset", metavar="ASSET", help="ticker, such as BTC")
    _history_options(snapshot)
    snapshot.add_argument("-o", "--output", metavar="FILE", help="where to write it; default: standard output")

    brief = command(
        "brief",
        _brief,
        "measure a market and write its edition",
        "commentary brief BTC --history btc.csv --at 2022-11-09 -o output",
    )
    brief.add_argument("asset", metavar="ASSET", nargs="+", help="tickers, such as BTC")
    _history_options(brief)
    _edition_options(brief)

    phrases = command(
        "phrases",
        _phrases,
        "check the phrase bank, or show every way to say a message",
        "commentary phrases preview flow",
    )
    phrases.add_argument("action", choices=("check", "preview"), help="what to do")
    phrases.add_argument("message", metavar="MESSAGE", nargs="?", help="the message to preview")
    return parser


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 done, 1 findings, 2 bad input, 3 no source, 4 no delivery."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "phrases" and options.action == "preview" and options.message is None:
        parser.error("phrases preview needs a MESSAGE")
    from generator.errors import CommentaryError  # noqa: PLC0415

    try:
        return int(options.run(options))
    except CommentaryError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return error.status
    except BrokenPipeError:
        # The reader has gone, as in `commentary write s.json | head`: leave without a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
