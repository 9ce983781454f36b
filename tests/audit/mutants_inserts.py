"""Mutants by insertion: what cannot be checked, what a description of data never says, and the disclaimer."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.clearance import Kind

from .clean import Change, Clean, Way

_INVENTED = (
    "Analysts said the move was driven by ETF outflows.",
    "The Fed left rates unchanged.",
    "Whales moved 12,000 coins to exchanges.",
    "A large holder closed positions.",
    '"This is a normal day," said John Smith of Acme Capital.',
    "The sellers were miners.",
    "Rumours of a hack spread.",
    "Market makers pulled their orders.",
    "Retail traders took the other side.",
    "The move came after the inflation data.",
    "Regulators are looking into the venue.",
    "Stop orders were hit.",
    "Most of the selling came from Asia.",
    "Institutions bought.",
    "It was the third such day in a row.",
    "Two of the three signals agree.",
    "Half of it was forced.",
    "\u0426\u0435\u043d\u0430 \u0432\u044b\u0440\u043e\u0441\u043b\u0430.",
    "\u4ef7\u683c\u4e0a\u6da8\u3002",
    "\U0001f680\U0001f680",
    "\u2191 12",
    "$",
    "Sources: https://example.com/report",
    "See chart.",
    "lol",
)
_KNOWN = (
    "The price moved into the market.",
    "Takers closed their positions.",
    "Traders moved funding.",
    "The market is the data.",
    "Open interest met the funding rate.",
    "The day of the traders came and went.",
    "Liquidity stayed with the market.",
    "There is no flow.",
    "The rules are not met.",
    "The signals are the news.",
    "The book is the price.",
    "Order books show funding.",
    "Turnover is the place to look.",
    "The tape shows the market.",
    "Positions and contracts.",
    "On both sides the data stay.",
    "Sellers moved the price.",
    "Buyers took liquidity from the book.",
    "Liquidations moved the funding rate.",
    "This is the norm.",
    "The data are the data of the day.",
)
_CAUSES = (
    ", so the price fell",
    ", because sellers led",
    ", which is why open interest fell",
    ", so liquidations ran heavy",
)


def _inserted(clean: Clean, sentence: str) -> Iterator[Change]:
    for number in range(2, len(clean.sentences)):
        text = clean.sentences[number].text
        yield number, f"{text} {sentence}"
        yield number, f"{sentence} {text}"


def invented(clean: Clean) -> Iterator[Change]:
    """A sentence about an event, a quote, a cause or an actor that no data show."""
    for sentence in _INVENTED:
        yield from _inserted(clean, sentence)


def known_words(clean: Clean) -> Iterator[Change]:
    """A sentence that says something unsupported in words the desk knows."""
    for sentence in _KNOWN:
        yield from _inserted(clean, sentence)


def _clause(clean: Clean) -> str:
    """Return a clause of the words the stylebook calls neutral and the names it knows: a verb, and no figure."""
    tree = clean.materials.stylebook.phrases.after
    words = {
        kind: [w for w, branch in tree.items() if branch.entry and branch.entry.kind == kind]
        for kind in ("function", "neutral")
    }
    names = [w for w, branch in tree.items() if branch.entry and branch.entry.kind == "topic"]
    random = clean.random
    drawn = [
        random.choice(words[random.choice(("function", "neutral", "neutral"))]) for _ in range(random.randrange(1, 5))
    ]
    drawn += [random.choice(("is", "was", "came", "met", "saw", "went", "stands", "had"))]
    drawn += ["the", random.choice((*names, "market", "day", "traders", "data", "rules"))]
    return " ".join(drawn)


def clause(clean: Clean) -> Iterator[Change]:
    """A clause built only of words the stylebook knows."""
    for number, sentence in enumerate(clean.sentences):
        text, stop = sentence.text.removesuffix("."), "." * sentence.text.endswith(".")
        first, _, rest = text.partition(", ")
        yield number, f"{text}, and {_clause(clean)}{stop}"
        yield number, f"{text}; {_clause(clean)}{stop}"
        yield number, f"{text}, which {_clause(clean)}{stop}"
        yield number, f"{text} while {_clause(clean)}{stop}"
        yield number, f"{text}: {_clause(clean)}{stop}"
        if rest:
            yield number, f"{first}, {_clause(clean)}, {rest}{stop}"
        if stop:
            yield number, f"{sentence.text} {_clause(clean).capitalize()}."


def cause(clean: Clean) -> Iterator[Change]:
    """A cause made of signals that may well be true by themselves."""
    for number, sentence in enumerate(clean.sentences):
        if sentence.text.endswith(".") and not any(claim.field == "missing" for claim in sentence.claims):
            for words in _CAUSES:
                yield number, f"{sentence.text[:-1]}{words}."
    for number, sentence in enumerate(clean.sentences):
        if ", and " in sentence.text and not sentence.message.startswith(("missing", "how", "exit", "nearest")):
            yield number, sentence.text.replace(", and ", ", because ", 1)


_MEANT = (
    "Traders should buy now.",
    "Investors may want to hedge.",
    "The price will rise tomorrow.",
    "A rebound is likely.",
    "The price could fall below $10,000.",
    "A further fall is expected.",
    "Gains are guaranteed.",
    "This is a safe bet.",
    "Act now.",
    "It is time to sell.",
    "Longs ought to close positions.",
    "Keep calm and hold.",
    "Take the other side.",
    "Sell.",
    "The market is about to turn.",
    "Volatility might return.",
    "Buy the dip!",
    "Is this the floor?",
    "You can trade this.",
    "Funding is set to normalise.",
    "Watch the order book.",
    "The next days bring selling.",
    "Don't miss the last chance.",
    "Order books must recover.",
)
_WORDS = (
    "likely probably surely soon must should will urgently attractive definitely worryingly unfortunately only just "
    "even again still finally never always not no alarmingly"
).split()


def meant(clean: Clean) -> Iterator[Change]:
    """A sentence of advice, forecast, promise or urgency."""
    for sentence in _MEANT:
        yield from _inserted(clean, sentence)


def one_word(clean: Clean) -> Iterator[Change]:
    """A single word of advice, forecast or feeling put in."""
    for number, sentence in enumerate(clean.sentences):
        words = sentence.text.split(" ")
        at = clean.random.randrange(len(words) + 1)
        quoted = any(claim.field == "set_aside" for claim in sentence.claims)
        if not quoted:
            yield number, " ".join((*words[:at], clean.random.choice(_WORDS), *words[at:]))


def disclaimer(clean: Clean) -> Iterator[Change]:
    """The disclaimer left out, changed or given twice."""
    whole = clean.article.disclaimer
    body = clean.article.text.removesuffix(whole).rstrip()
    words = whole.split(" ")
    at = clean.random.randrange(len(words))
    yield -1, body
    yield -1, f"{clean.article.text}\n\n{whole}"
    yield -1, f"{whole}\n\n{clean.article.text}"
    yield -1, f"{body}\n\n{' '.join((*words[:at], *words[at + 1 :]))}"
    yield -1, f"{body}\n\n{' '.join((*words[:at], 'certainly', *words[at:]))}"
    yield -1, f"{body}\n\n{whole.replace(' not ', ' ', 1)}"
    yield -1, f"{body}\n\n{whole.lower()}"
    yield -1, f"{body} {whole}"


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    (Kind.NOT_CHECKABLE, "invented", invented),
    (Kind.NOT_CHECKABLE, "known words", known_words),
    (Kind.NOT_CHECKABLE, "clause of known words", clause),
    (Kind.NOT_CHECKABLE, "cause", cause),
    (Kind.TONE, "sentence", meant),
    (Kind.TONE, "one word", one_word),
    (Kind.FORM, "disclaimer", disclaimer),
)
