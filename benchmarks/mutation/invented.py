"""Mutants that nothing can be checked against: invented events, quotes, reasons and actors."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.clearance import Kind

from .changes import Change, Clean, Edit, Way, changed
from .inserts import clauses, sentences
from .licence import spelt

EVENTS = (
    "The Fed left rates unchanged.",
    "The move came after the inflation data.",
    "Rumours of a hack spread.",
    "Regulators are looking into the venue.",
    "A venue went down for an hour.",
    "Stop orders were hit.",
    "An exchange paused withdrawals.",
    "It was the third such day in a row.",
    "Options worth $2 billion expired.",
    "Spot funds saw outflows.",
    "Half of it was forced.",
    "Two of the three signals agree.",
    "The halving is behind the market.",
    "Trading was thin for a holiday.",
    "Sources: https://example.com/report",
    "See chart.",
    "lol",
    "\u0426\u0435\u043d\u0430 \u0432\u044b\u0440\u043e\u0441\u043b\u0430.",
    "\u4ef7\u683c\u4e0a\u6da8\u3002",
    "\U0001f680\U0001f680",
    "\u2191 12",
    "$",
)
QUOTES = (
    '"This is a normal day," said John Smith of Acme Capital.',
    "\u201cThe book is thin\u201d, a trader said.",
    "Traders said the book was thin.",
    "Analysts said the move was driven by ETF outflows.",
    "According to traders, sellers were in a hurry.",
    "One trader called it a crash.",
    "The venue said that the data are right.",
    "Market makers described the day as calm.",
    "Asked about the day, traders shrugged.",
)
ACTORS = (
    "Whales sold.",
    "Whales moved 12,000 coins to exchanges.",
    "A large holder closed positions.",
    "The sellers were miners.",
    "Market makers pulled their orders.",
    "Retail traders took the other side.",
    "Most of the selling came from Asia.",
    "Institutions bought.",
    "Longs gave up.",
    "Shorts were squeezed out.",
    "Sellers took the market.",
    "Buyers stood aside.",
    "Takers ran from the book.",
    "Traders on other venues had a calm day.",
    "Nobody bought.",
    "Traders traded with the market in mind.",
)
REASONS = (
    "because sellers were forced",
    "because sellers were forced out",
    "because buyers stood aside",
    "because of the funding rate",
    "because the book was thin",
    "because open interest was high",
    "as whales sold",
    "as market makers pulled their orders",
    "as stop orders were hit",
    "as traders met margin calls",
    "as longs had to sell",
    "after the Fed left rates unchanged",
    "after a large holder closed positions",
    "amid rumours of a hack",
    "on news from Washington",
    "on selling from Asia",
    "on fear",
    "on the back of liquidations",
    "following liquidations",
    "driven by ETF outflows",
    "driven by liquidations",
    "led by sellers",
    "led by retail traders",
    "caused by liquidations",
    "forced by margin calls",
    "due to funding",
    "thanks to buyers",
    "owing to margin calls",
    "as a result of the selling",
    "in response to the funding rate",
    "with miners on the sell side",
    "with whales on the buy side",
    "at the expense of longs",
    "to the cost of shorts",
    "which forced longs to sell",
    "which pushed the price",
    "which drew buyers",
    "which the market saw coming",
    "so sellers were forced to trade",
    "so takers closed positions",
    "so the price fell",
    "so liquidations ran heavy",
    "which is why open interest fell",
    "which is why the price is the news",
    "where the selling began",
    "when the liquidations began",
    "as in the days before",
    "as is usual at the end of a month",
    "unlike the market at large",
    "in line with stocks",
    "and the market was in a hurry",
    "and the data show why",
    "for the traders of this market",
    "in the calm before a crash",
    "by the standard of other venues",
    "with the market against it",
    "against the market",
    "with traders in the lead",
)
KNOWN = (
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
    "The funding rate caused the liquidations.",
    "Liquidations pushed the price.",
    "The selling met the liquidations.",
    "Traders spent the day with the book.",
    "The venue closed the positions.",
    "A forced closure moved the market.",
    "The price stands for the market.",
    "The market ran from liquidity.",
    "Funding gave the market a price.",
    "The norm is the price of liquidity.",
    "The signals of the day stand against the market.",
    "The calls of the day are right.",
    "Other venues show the same.",
    "The selling was forced.",
    "Closing positions was a choice.",
    "The strain was in the price.",
    "Takers were in a hurry.",
    "The other side could not wait.",
    "Each position had a price.",
    "The price found the book.",
)


def invented(clean: Clean) -> Iterator[Change]:
    """A sentence about an event, a quote or an actor that no data show."""
    yield from sentences(clean, (*EVENTS, *QUOTES, *ACTORS))


def known_words(clean: Clean) -> Iterator[Change]:
    """A sentence that says something unsupported in words the article may use itself."""
    yield from sentences(clean, KNOWN)


def reasons(clean: Clean) -> Iterator[Change]:
    """A clause that gives a reason, a cause or an actor."""
    yield from clauses(clean, REASONS)


def as_clause(clean: Clean) -> Iterator[Change]:
    """An invented sentence as a clause of one that stands there."""
    texts = [text[:1].lower() + text[1:-1] for text in (*ACTORS, *KNOWN, *EVENTS[:14]) if text.endswith(".")]
    yield from clauses(clean, texts)


_DID = (
    *("caused", "moved", "pushed", "met", "followed", "drove", "ran into", "rests on", "stood behind", "came from"),
    *("led", "saw", "found", "fed", "forced", "faced", "amounts to", "gave way to", "is", "came with", "shows", "had"),
)


def names_and_verbs(clean: Clean) -> Iterator[Change]:
    """A sentence or a clause made of two names that stand in the article and a verb between them."""
    raw = clean.materials.wording.lexicon.raw["metrics"]
    text = clean.article.text.lower()
    forms = ("full", "short")
    names = sorted({name for item in raw.values() for form in forms for name in spelt(item["name"][form])})
    names = [name for name in (*names, "the market", "traders", "sellers", "liquidations") if name in text]
    texts = []
    for did in _DID if len(names) > 1 else ():
        first, second = clean.random.sample(names, 2)
        texts.append(f"{first} {did} {second}")
    yield from sentences(clean, (f"{text[:1].upper()}{text[1:]}." for text in texts))
    yield from clauses(clean, texts)


def clause_of_known_words(clean: Clean) -> Iterator[Change]:
    """A clause built only of words the stylebook knows: a verb, a name, and no figure."""
    for number, sentence in enumerate(clean.sentences):
        stop = "." * sentence.text.endswith(".")
        end = len(sentence.text) - len(stop)
        for link in (", and {}", "; {}", ", which {}", " while {}", ": {}"):
            yield changed(number, sentence, Edit(end, "", link.format(_clause(clean))))
        comma = sentence.text.find(", ")
        if comma >= 0:
            yield changed(number, sentence, Edit(comma, "", f", {_clause(clean)}"))
        if stop:
            yield changed(number, sentence, Edit(end + 1, "", f" {_clause(clean).capitalize()}."))


def _clause(clean: Clean) -> str:
    tree = clean.materials.stylebook.phrases.after
    words = {
        kind: [word for word, branch in tree.items() if branch.entry and branch.entry.kind == kind]
        for kind in ("function", "neutral", "topic")
    }
    random = clean.random
    kinds = random.choices(("function", "neutral", "neutral"), k=random.randrange(1, 5))
    drawn = [random.choice(words[kind]) for kind in kinds]
    drawn += [random.choice(("is", "was", "came", "met", "saw", "went", "stands", "had")), "the"]
    return " ".join((*drawn, random.choice((*words["topic"], "market", "day", "traders", "data", "rules"))))


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.NOT_CHECKABLE, name, way)
    for name, way in (
        ("invented", invented),
        ("known words", known_words),
        ("reason", reasons),
        ("as a clause", as_clause),
        ("names and verbs", names_and_verbs),
        ("clause of known words", clause_of_known_words),
    )
)
