"""How fast an article is written, against plain templates of the same text: ``python -m benchmarks.article``.

Everything is measured in turns within one run, so that the ratios hold on a busy machine too. In the process it is
CPU time, everything compiled and warm, as one of a series that remembers as many editions as are measured; for whole
processes it is CPU and wall time, bytecode cached. Only the numbers count: nothing here passes or fails. Needs a Unix
system, for the CPU time of child processes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import mean, median

from jinja2 import Environment, Template

from generator.audit.clearance import Cleared, Spiked
from generator.audit.review import review
from generator.bundled import EXAMPLES
from generator.edition import Materials, edit
from generator.metrics.snapshot import Metric, Snapshot
from generator.newsroom import writing
from generator.pages.markdown import markdown_page
from generator.planning.memory import Memory
from generator.planning.plan import plan
from generator.planning.story import Form, Story
from generator.prose import realise as realising
from generator.prose.article import Article
from generator.prose.patterns import read
from generator.prose.variants import Draws
from generator.regimes.classify import classify
from generator.regimes.reading import Reading

STYLE = "plain"
WHOLE, JINJA, FORMAT, IMPORTS = "  and Markdown", "plain Jinja2 template", "str.format", "import jinja2, markdown"
ARTICLES = 64
AT_ONCE = 8
"""Articles of one round."""
STRETCH = 0.05  # CPU seconds one engine runs before the next has its turn
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ENVIRONMENT = Environment(autoescape=False)  # noqa: S701 - plain text, as the phrase bank renders it


@dataclass(frozen=True, slots=True)
class Plain:
    """The text of an article as plain templates."""

    jinja: Template
    """Numbers are slots, and as many words are choices as the article drew."""
    fixed: str
    """The same for `str.format`, choices fixed."""
    numbers: tuple[float, ...]
    sizes: tuple[int, ...]
    """How many alternatives each choice has."""

    def render(self, seed: int) -> str:
        """Return the text with choices drawn from a seed."""
        random = Random(seed)
        return self.jinja.render(n=self.numbers, pick=[random.randrange(size) for size in self.sizes])

    def format(self) -> str:
        """Return the text."""
        return self.fixed.format(*self.numbers)


@dataclass(frozen=True, slots=True)
class Sample:
    """One article with what every stage of it starts from."""

    seed: int
    snapshot: Snapshot
    reading: Reading
    story: Story
    article: Article
    cleared: Cleared
    plain: Plain


def jittered(snapshot: Snapshot, seed: int) -> Snapshot:
    """Return a snapshot like another, every value up to a fifth larger or smaller."""
    random = Random(seed)
    measures = {}
    for metric, measure in snapshot.measures.items():
        value = measure.value * random.uniform(0.8, 1.2)
        measures[metric] = replace(
            measure, value=min(1.0, value) if metric is Metric.LIQUIDATIONS_LONG_SHARE else value
        )
    return replace(snapshot, measures=measures)


def choices(story: Story, materials: Materials, seed: int) -> tuple[int, ...]:
    """Return how many alternatives each choice has that one reading of an article draws: variants and words."""
    sizes: list[int] = []
    whole = Draws(str(seed))

    def counted(options: int) -> int:
        sizes.append(options)
        return whole(options)

    for message in (m for section in story.sections for m in section.messages):
        phrase = materials.wording.bank.get(message.name)
        read(phrase.patterns[counted(len(phrase.patterns))], counted)
    return tuple(size for size in sizes if size > 1)


def plain(text: str, sizes: tuple[int, ...]) -> Plain:
    """Return plain templates of a text: choices lie evenly over its words, each among that word and those after it."""
    parts = re.split(r"(\s+)", _NUMBER.sub(_jinja_slot(count()), text))
    words = [at for at in range(0, len(parts), 2) if "{{" not in parts[at]]
    shown = parts.copy()
    for number, size in enumerate(sizes):
        first = number * len(words) // len(sizes)
        alternatives = [shown[words[(first + step) % len(words)]] for step in range(size)]
        parts[words[first]] = f"{{{{ {json.dumps(alternatives)}[pick[{number}]] }}}}"
    made = Plain(
        jinja=_ENVIRONMENT.from_string("".join(parts)),
        fixed=_NUMBER.sub(_format_slot(count()), text),
        numbers=tuple(float(number.replace(",", "")) for number in _NUMBER.findall(text)),
        sizes=sizes,
    )
    if not made.format() == made.jinja.render(n=made.numbers, pick=[0] * len(sizes)) == text:
        raise SystemExit("the plain templates do not give the text of the article")
    return made


def _spec(shown: str) -> str:
    """Return the format that gives a number back as it was shown."""
    return f"0{len(shown)}{',' * (',' in shown)}.{len(shown.partition('.')[2])}f"


def _format_slot(at: Iterator[int]) -> Callable[[re.Match[str]], str]:
    return lambda match: f"{{{next(at)}:{_spec(match[0])}}}"


def _jinja_slot(at: Iterator[int]) -> Callable[[re.Match[str]], str]:
    def slot(match: re.Match[str]) -> str:
        spec, number = _spec(match[0]), f"n[{next(at)}]"
        return f'{{{{"{{:{spec}}}".format({number})}}}}' if "," in spec else f'{{{{"%{spec}"|format({number})}}}}'

    return slot


def sample(snapshot: Snapshot, materials: Materials, memory: Memory, seed: int) -> Sample | Spiked:
    """Return the article of a snapshot with all it was made from, or the reasons it is not published."""
    made = edit(snapshot, Form.DAILY, materials, memory, seed=seed, style=STYLE)
    if isinstance(made.verdict, Spiked):
        return made.verdict
    article = made.verdict.article
    templates = plain(article.text, choices(made.story, materials, seed))
    return Sample(seed, snapshot, made.reading, made.story, article, made.verdict, templates)


def remembered(materials: Materials) -> Memory:
    """Return a memory of as many editions as are measured, one a day before any of them."""
    examples = writing.demo_snapshots()
    first, memory = min(item.as_of for item in examples), Memory()
    for seed in range(ARTICLES):
        snapshot = jittered(examples[seed % len(examples)], ARTICLES + seed)
        made = edit(snapshot, Form.DAILY, materials, memory, seed=seed, style=STYLE).verdict.article.told
        memory.remember(replace(made, as_of=first - timedelta(days=ARTICLES - seed)))
    return memory


def samples(materials: Materials, memory: Memory) -> list[Sample]:
    """Return the articles measured: the example snapshots in turn, each time jittered anew."""
    examples = writing.demo_snapshots()
    given = [jittered(examples[seed % len(examples)], seed) for seed in range(ARTICLES)]
    made = [sample(snapshot, materials, memory, seed) for seed, snapshot in enumerate(given)]
    for found in made:
        if isinstance(found, Spiked):
            print(f"left out, spiked: {found.findings[0]}", file=sys.stderr)
    return [found for found in made if isinstance(found, Sample)]


Engine = Callable[[Sample], object]


def stages(materials: Materials, memory: Memory) -> dict[str, Engine]:
    """Return each stage of an article on its own, from what the stage before it made."""
    return {
        "classify": lambda s: classify(s.snapshot, materials.rules),
        "plan": lambda s: plan(s.snapshot, s.reading, Form.DAILY, memory, seed=s.seed),
        "draft": lambda s: realising.realise(s.story, materials.wording, memory, seed=s.seed, style=STYLE),
        "audit": lambda s: review(s.article, s.snapshot, s.reading, materials.stylebook),
        "Markdown": lambda s: markdown_page(s.cleared),
    }


def wholes(materials: Materials, memory: Memory) -> dict[str, Engine]:
    """Return the article as far as each step, and the plain templates."""

    def unaudited(s: Sample) -> Article:
        story = plan(s.snapshot, classify(s.snapshot, materials.rules), Form.DAILY, memory, seed=s.seed)
        return realising.realise(story, materials.wording, memory, seed=s.seed, style=STYLE)

    def audited(s: Sample) -> Cleared:
        made = edit(s.snapshot, Form.DAILY, materials, memory, seed=s.seed, style=STYLE).verdict
        if isinstance(made, Spiked):
            raise TypeError("spiked now, cleared before: the same arguments did not give the same article")
        return made

    return {
        "classify, plan, draft": unaudited,
        "  and audit": audited,
        WHOLE: lambda s: markdown_page(audited(s)),
        JINJA: lambda s: s.plain.render(s.seed),
        FORMAT: lambda s: s.plain.format(),
    }


def in_turns(engines: Mapping[str, Engine], over: Sequence[Sample], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds an article takes each engine, one figure a round; the articles of a round are the same."""
    found: dict[str, list[float]] = {name: [] for name in engines}
    for engine in engines.values():
        for item in over:
            engine(item)  # compiles what is compiled once
    for turn in range(rounds):
        here = [over[(turn * AT_ONCE + step) % len(over)] for step in range(AT_ONCE)]
        for name, engine in engines.items():
            found[name].append(_seconds(engine, here))
    return found


def _seconds(engine: Engine, over: Sequence[Sample]) -> float:
    start, passes = time.process_time(), 0
    while time.process_time() - start < STRETCH:
        for item in over:
            engine(item)
        passes += 1
    return (time.process_time() - start) / (passes * len(over))


def starts() -> dict[str, list[str]]:
    """Return the processes to compare; the first is what the others are measured by."""
    commentary = str(Path(sys.executable).with_name("commentary"))
    write = [commentary, "write", str(EXAMPLES / "snapshots" / writing.DEMO[0])]
    return {
        IMPORTS: [sys.executable, "-c", "import jinja2, markdown"],
        "python -c pass": [sys.executable, "-c", "pass"],
        "commentary --help": [commentary, "--help"],
        "commentary write": write,
        "commentary write --format html": [*write, "--format", "html"],
    }


def processes_in_turns(commands: Mapping[str, list[str]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return the CPU and wall seconds of each process, one pair a round."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(-1, rounds):  # the first turn writes bytecode and does not count
        for name, command in commands.items():
            cpu, wall = _cpu_of_children(), time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            if turn >= 0:
                found[name].append((_cpu_of_children() - cpu, time.perf_counter() - wall))
    return found


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """Return the median over the rounds of one engine's time to another's in the same round."""
    return median(a / b for a, b in zip(of, to, strict=True))


def print_articles(found: Mapping[str, list[float]], names: Iterable[str]) -> None:
    print(f"{'':28}{'articles/s':>12}{'best':>10}{'µs':>9}{'x Jinja2':>10}{'x format':>10}")
    for name in names:
        times = found[name]
        figures = f"{1 / median(times):12,.0f}{1 / min(times):10,.0f}{median(times) * 1e6:9,.1f}"
        print(f"{name:28}{figures}{ratio(times, found[JINJA]):10.2f}{ratio(times, found[FORMAT]):10.1f}")


def print_stages(found: Mapping[str, list[float]], names: Iterable[str]) -> None:
    times = {name: median(found[name]) for name in names}
    print(f"\n{'where the time goes':28}{'µs':>12}{'share':>10}")
    for name, seconds in times.items():
        print(f"{name:28}{seconds * 1e6:12,.1f}{seconds / sum(times.values()):10.0%}")


def print_processes(found: Mapping[str, list[tuple[float, float]]]) -> None:
    by = [cpu for cpu, _ in found[IMPORTS]]
    print(f"\n{'processes':34}{'CPU ms':>9}{'best':>8}{'wall ms':>10}{'best':>8}{'x imports':>11}")
    for name, pairs in found.items():
        cpus, walls = [cpu for cpu, _ in pairs], [wall for _, wall in pairs]
        figures = f"{median(cpus) * 1e3:9.1f}{min(cpus) * 1e3:8.1f}{median(walls) * 1e3:10.1f}{min(walls) * 1e3:8.1f}"
        print(f"{name:34}{figures}{ratio(cpus, by):11.2f}")


def print_profile(engine: Engine, over: Sequence[Sample]) -> None:
    print("\nthe functions that take the most time, profiled (profiling itself slows small functions most)")
    profile = cProfile.Profile()
    with profile:
        for item in over:
            engine(item)
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(30)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.article", description="How fast an article is written.")
    parser.add_argument("--rounds", type=int, default=24, help="rounds of articles; default: 24")
    parser.add_argument("--starts", type=int, default=20, help="rounds of processes; default: 20")
    parser.add_argument("--profile", action="store_true", help="print the functions that take the most time as well")
    options = parser.parse_args()

    materials = writing.materials()
    memory = remembered(materials)
    over = samples(materials, memory)
    articles, parts = wholes(materials, memory), stages(materials, memory)
    about = {
        "words": mean(len(item.article.text.split()) for item in over),
        "choices": mean(len(item.plain.sizes) for item in over),
        "numbers": mean(len(item.plain.numbers) for item in over),
    }
    print(f"{len(over)} articles of {', '.join(f'{number:.0f} {name}' for name, number in about.items())} on average")
    print(f"CPU time, median of {options.rounds} rounds in turns\n")
    found = in_turns({**articles, **parts}, over, options.rounds)
    print_articles(found, articles)
    print_stages(found, parts)
    if options.profile:
        print_profile(articles[WHOLE], over)
    if options.starts:
        print_processes(processes_in_turns(starts(), options.starts))


if __name__ == "__main__":
    main()
