"""How fast editions become mails and a site, held against the plainest way to the same in the same run.

A mail is held against cmarkgfm and css-inline: the article's Markdown to HTML, and the mail's own styles inlined on it.
A site of 1,000 editions is held against copying the files it publishes, and a new edition against building it all.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import cmarkgfm
from css_inline import CSSInliner

from generator.archive import file_edition
from generator.audit.clearance import Cleared
from generator.bundled import TEMPLATES
from generator.edition import edit
from generator.newsroom import writing
from generator.pages.html import html_page
from generator.pages.mail.addressed import addressed
from generator.pages.mail.html import html_part
from generator.pages.mail.message import email_message, mail_of
from generator.pages.mail.parts import Envelope, Mailbox
from generator.pages.markdown import markdown_page
from generator.planning.story import Form
from generator.site.build import Options, build_site

PLAIN: Final = "cmarkgfm and css-inline"
BASE: Final = "https://example.org/markets/"
COPY: Final = "copying what is published"


def articles(count: int = 48) -> list[Cleared]:
    """Return cleared articles: the example snapshots in turn, each time in other words."""
    materials, examples = writing.materials(), writing.demo_snapshots()
    made = (edit(examples[n % len(examples)], Form.DAILY, materials, seed=n, style="plain") for n in range(count))
    return [each.verdict for each in made if isinstance(each.verdict, Cleared)]


def in_turns(
    engines: Mapping[str, Callable[[Cleared], object]], over: Sequence[Cleared], rounds: int
) -> dict[str, list[float]]:
    """Return the CPU seconds an article takes each engine, one figure a round; the first round does not count."""
    found: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(rounds + 1):
        for name, engine in engines.items():
            start = time.process_time()
            for item in over:
                engine(item)
            if turn:
                found[name].append((time.process_time() - start) / len(over))
    return found


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """Return the median over the rounds of one time to another in the same round."""
    return median(a / b for a, b in zip(of, to, strict=True))


def mails(over: Sequence[Cleared], rounds: int) -> None:
    """Print what a mail costs beside the plain way to HTML with inlined styles."""
    inliner = CSSInliner(extra_css=(TEMPLATES / "mail" / "mail.css").read_text(encoding="utf-8"))
    sources = {id(item): markdown_page(item) for item in over}
    parts = {id(item): mail_of(item) for item in over}
    desk, link = Mailbox("desk@example.org", "Market desk"), "https://example.org/u/" + "a1B2" * 30
    envelope = Envelope(desk, Mailbox("reader@example.org"), "daily.example.org", link)
    engines: Mapping[str, Callable[[Cleared], object]] = {
        PLAIN: lambda s: inliner.inline(cmarkgfm.github_flavored_markdown_to_html(sources[id(s)])),
        "article to HTML page": html_page,
        "article to inlined HTML of a mail": lambda s: html_part(s, (), "0" * 64),
        "article to email.eml": email_message,
        "mail to one more reader": lambda s: addressed(parts[id(s)], envelope),
    }
    found = in_turns(engines, over, rounds)
    print(f"{'mail':36}{'µs':>10}{'x plain way':>14}")
    for name, times in found.items():
        print(f"{name:36}{median(times) * 1e6:10,.0f}{ratio(times, found[PLAIN]):14.2f}")


def archive(root: Path, over: Sequence[Cleared], count: int) -> list[Cleared]:
    """File `count` editions, the samples' own moved to days of their own, and return them; the last is left out."""
    made = []
    for number in range(count + 1):
        item = over[number % len(over)]
        at = item.article.as_of - timedelta(days=count) + timedelta(days=number)
        moved = replace(item.article, as_of=at, asset="BTC")
        made.append(Cleared(moved, replace(item.snapshot, as_of=at, asset="BTC")))
    for each in made[:-1]:
        file_edition(root, each)
    return made


def copied(root: Path, to: Path) -> None:
    """Copy every file of a site, as the plainest publisher would."""
    shutil.copytree((root / "site").resolve(), to)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU and wall seconds of some work."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def sites(over: Sequence[Cleared], count: int, rounds: int) -> None:
    """Print what a site costs from scratch, unchanged, and with one new edition."""
    found: dict[str, list[tuple[float, float]]] = {}
    options = Options(base_url=BASE)
    written = 0

    def measure(name: str, work: Callable[[], object]) -> None:
        found.setdefault(name, []).append(timed(work))

    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "output"
            made = archive(root, over, count)
            measure("from scratch", partial(build_site, root, options))
            measure("nothing new", partial(build_site, root, options))
            file_edition(root, made[-1])
            measure("one new edition", partial(build_site, root, options))
            file_edition(root, replace(made[-1], article=replace(made[-1].article, disclaimer="Corrected.")))
            written = build_site(root, options).written
            measure(COPY, partial(copied, root, Path(folder) / "copy"))
    print(f"\n{f'a site of {count:,} editions':36}{'CPU s':>10}{'wall s':>10}{'x copying':>12}{'x scratch':>12}")
    for name, pairs in found.items():
        cpu = [pair[0] for pair in pairs]
        figures = f"{median(cpu):10.2f}{median(pair[1] for pair in pairs):10.2f}"
        by = [ratio(cpu, [pair[0] for pair in found[other]]) for other in (COPY, "from scratch")]
        print(f"{name:36}{figures}{by[0]:12.2f}{by[1]:12.3f}")
    print(f"a corrected edition writes {written} files anew")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description="How fast editions are published.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of mails; default: 7")
    parser.add_argument("--sites", type=int, default=3, help="rounds of sites; default: 3")
    parser.add_argument("--editions", type=int, default=1000, help="editions of a site; default: 1000")
    options = parser.parse_args()
    over = articles()
    print(f"CPU time, median of {options.rounds} rounds in turns")
    mails(over, options.rounds)
    if options.sites:
        sites(over, options.editions, options.sites)


if __name__ == "__main__":
    main()
