"""How far a year of daily briefs repeats itself: ``python -m benchmarks.variety``.

Writes 365 briefs of 2022 and 64 of days drawn from 2021 to 2023, each remembering those before it, and measures them
with the shared text metrics (numbers masked). Published texts measured by the same code stand beside them.
Needs the shared folder of market data and tools; the year takes a minute.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final

from generator.archive import asset_slug
from generator.newsroom.editions import Press, backfill
from generator.newsroom.histories import Origin
from generator.newsroom.writing import materials
from generator.planning.memory import grams, masked, tokens
from generator.planning.story import Form

ROOT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = ROOT.parent / "shared"
AIMS: Final[Mapping[str, tuple[float, float]]] = {
    "self-BLEU-4": (0, 0.785),
    "gzip ratio": (0, 4.7),
    "identical sentences %": (0, 2.0),
    "FK grade": (8, 11),
    "words per sentence": (0, 22),
}
PUBLISHED: Final[Mapping[str, Mapping[str, float]]] = {
    "analysts (64)": {"self-BLEU-4": 0.455, "gzip ratio": 3.1, "identical sentences %": 0.0, "FK grade": 8.45},
    "neural (64)": {"self-BLEU-4": 0.785, "gzip ratio": 4.7, "identical sentences %": 3.6, "FK grade": 8.1},
    "templates (64)": {"self-BLEU-4": 0.999, "gzip ratio": 19.3, "identical sentences %": 88.4, "FK grade": 7.7},
}
SOON: Final = timedelta(days=14)
SEASON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Issue:
    """One brief as it was filed."""

    as_of: datetime
    headline: str
    markdown: str
    sentences: tuple[tuple[str, str], ...]
    """Message and text of each."""


def written(days: Sequence[date], root: Path) -> Iterator[Issue]:
    """Write a brief for each of the days and yield them as they were filed, oldest first."""
    data, columns = SHARED / "data" / "btc_daily_2018_2023.csv", ROOT / "examples" / "btc_daily_2018_2023.toml"
    origin = Origin(history=str(data), columns=str(columns))
    press = Press(materials(), Form.DAILY, 0, "plain", root)
    moments = [datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC) for day in days]
    for filed in backfill("BTC", origin, moments, press):
        if filed.folder is None:
            reason = filed.spiked.findings[0] if filed.spiked else filed.unknown
            print(f"not filed: {filed.as_of:%Y-%m-%d}: {reason}", file=sys.stderr)
    for folder in sorted((root / asset_slug("BTC")).iterdir()):
        article = json.loads((folder / "article.json").read_text(encoding="utf-8"))
        said = [(s["message"], s["text"]) for p in article["paragraphs"] for s in p["sentences"]]
        yield Issue(
            datetime.fromisoformat(article["as_of"]),
            article["headline"],
            (folder / "article.md").read_text(encoding="utf-8"),
            tuple(said),
        )


def text_metrics() -> ModuleType:
    """Return the shared tool, read in place."""
    spec = importlib.util.spec_from_file_location("textmetrics", SHARED / "tools" / "textmetrics.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("textmetrics.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measured(issues: Sequence[Issue], tool: Any) -> dict[str, float]:  # noqa: ANN401 - a module of the shared tools
    """Return the text metrics of the briefs, and how often a sentence or a headline came back too soon."""
    texts = [tool.prose(issue.markdown) for issue in issues]
    found: dict[str, float] = dict(tool.measure(texts, 250))
    seen: dict[str, datetime] = {}
    returned = 0
    for issue, text in zip(issues, texts, strict=True):
        for sentence in {masked(s) for s in tool.sentences(text)}:
            returned += sentence in seen and issue.as_of - seen[sentence] <= SOON
            seen[sentence] = issue.as_of
    found["sentences back within 14 days"] = returned
    headlines: dict[str, datetime] = {}
    alike = 0
    for issue in issues:
        key = masked(issue.headline)
        alike += key in headlines and issue.as_of - headlines[key] <= SEASON
        headlines[key] = issue.as_of
    found["headlines back within 60 days"] = alike
    return found


def table(columns: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Yield the lines of a table of text metrics."""
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    yield f"{'':32}" + "".join(f"{title:>16}" for title in columns) + f"{'aim':>16}"
    for name in names:
        low, high = AIMS.get(name, (0, 0))
        aim = "" if name not in AIMS else f"<= {high:g}" if not low else f"{low:g} to {high:g}"
        cells = (f"{column[name]:16.3f}" if name in column else f"{'':16}" for column in columns.values())
        yield f"{name:32}{''.join(cells)}{aim:>16}"


def repeated(issues: Iterable[Issue], most: int) -> Iterator[str]:
    """Yield the stretches of words that stand in most briefs, with the message that said them most."""
    counted: Counter[str] = Counter()
    by: dict[str, Counter[str]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    for issue in issues:
        seen: set[str] = set()
        for message, text in issue.sentences:
            whole[message] += 1
            for gram in grams(tokens(text)):
                by[gram][message] += 1
                seen.add(gram)
        counted.update(seen)
    yield "stretches that stand in most briefs"
    for gram, times in counted.most_common(most):
        yield f"{times:6}  {gram:50} {by[gram].most_common(1)[0][0]}"
    yield "messages by the repeated stretches they bring"
    weight: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for gram, messages in by.items():
        for message, times in messages.items():
            for name in message.split("+"):
                weight[name] += times if counted[gram] > 1 else 0
                total[name] += times
    for message, times in weight.most_common(most):
        yield f"{times:6} of {total[message]:6} ({times / total[message]:.0%})  {message}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="also show the N most repeated stretches")
    parser.add_argument("--year", action="store_true", help="the year alone, not the 64 days")
    arguments = parser.parse_args()
    if not (SHARED / "data").exists():
        print("skipped: the shared folder of data and tools is not here")
        return 0
    first = date(2022, 1, 1)
    year = [first + timedelta(days=n) for n in range(365)]
    three = [date(2021, 1, 1) + timedelta(days=n) for n in range(1095)]
    sets = {"2022 (365)": year}
    if not arguments.year:
        sets["2021-23 (64)"] = sorted(Random(64).sample(three, 64))
    columns: dict[str, Mapping[str, float]] = {}
    shown: list[str] = []
    for title, days in sets.items():
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            issues = list(written(days, Path(folder)))
            columns[title] = measured(issues, text_metrics())
        if arguments.show and not shown:
            shown = list(repeated(issues, arguments.show))
    print("\n".join([*table({**columns, **PUBLISHED}), *shown]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
