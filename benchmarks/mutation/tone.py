"""Mutants of tone and form: what a description of data never says, and the disclaimer."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.clearance import Kind

from .changes import Change, Clean, Edit, Way, changed, whole
from .inserts import clauses, sentences

ADVICE = (
    "Traders should buy now.",
    "Investors may want to hedge.",
    "It is time to sell.",
    "Longs ought to close positions.",
    "Keep calm and hold.",
    "Take the other side.",
    "Sell.",
    "Buy the dip!",
    "You can trade this.",
    "Watch the order book.",
    "Consider closing positions.",
    "This is a good entry.",
    "Trade with the selling.",
    "Close your positions.",
    "Stay out of the market.",
    "Read the tape and trade.",
    "Longs are better off out of the market.",
    "The side to trade is the sell side.",
)
FORECASTS = (
    "The price will rise tomorrow.",
    "A rebound is likely.",
    "The price could fall below $10,000.",
    "A further fall is expected.",
    "The market is about to turn.",
    "Volatility might return.",
    "Funding is set to normalise.",
    "The next days bring selling.",
    "Order books must recover.",
    "Selling stays the news of the next days.",
    "The selling ends in a day.",
    "The price finds its norm.",
    "There is more selling to come.",
    "The next move is up.",
    "The book is heading for its norm.",
)
PROMISES = (
    "Gains are guaranteed.",
    "This is a safe bet.",
    "Is this the floor?",
    "There is no risk in this market.",
    "A floor is in.",
    "The worst is over.",
    "The rules are right.",
    "These calls never fail.",
)
URGENCY = (
    "Act now.",
    "Don't miss the last chance.",
    "Time is short.",
    "Hurry.",
    "Do it at once.",
    "The side that waits pays.",
    "Trade at once.",
)
_AS_CLAUSES = (
    "so traders should wait",
    "which makes it attractive",
    "before it is too late",
    "a buying opportunity",
    "and more is to come",
    "and it is not over",
    "which is good news for longs",
    "which is bad news",
    "a warning to longs",
    "as expected",
    "as was to be expected",
    "for the last time",
    "and the price is right",
    "with more to come",
)
_WORDS = (
    "likely probably surely soon must should will urgently attractive definitely worryingly unfortunately only just "
    "even again still finally never always not no alarmingly sadly clearly dangerously healthy cheap rightly finally"
).split()


def meant(clean: Clean) -> Iterator[Change]:
    """A sentence of advice, forecast, promise or urgency."""
    yield from sentences(clean, (*ADVICE, *FORECASTS, *PROMISES, *URGENCY))


def clause(clean: Clean) -> Iterator[Change]:
    """The same as a clause."""
    texts = [text[:1].lower() + text[1:-1] for text in (*ADVICE, *FORECASTS, *PROMISES, *URGENCY)]
    yield from clauses(clean, (*_AS_CLAUSES, *texts))


def one_word(clean: Clean) -> Iterator[Change]:
    """A single word of advice, forecast or feeling put in."""
    for number, sentence in enumerate(clean.sentences):
        if any(claim.field == "set_aside" for claim in sentence.claims):
            continue  # a quote of a source, which the desk passes over
        places = [0, *(i + 1 for i, char in enumerate(sentence.text) if char == " ")]
        for word in clean.random.sample(_WORDS, 3):
            yield changed(number, sentence, Edit(clean.random.choice(places), "", f"{word} "))


def disclaimer(clean: Clean) -> Iterator[Change]:
    """The disclaimer left out, changed or given twice."""
    notice = clean.article.disclaimer
    body = clean.article.text.removesuffix(notice).rstrip()
    words = notice.split(" ")
    at = clean.random.randrange(len(words))
    yield whole(body)
    yield whole(f"{clean.article.text}\n\n{notice}")
    yield whole(f"{notice}\n\n{clean.article.text}")
    yield whole(f"{body}\n\n{' '.join((*words[:at], *words[at + 1 :]))}")
    yield whole(f"{body}\n\n{' '.join((*words[:at], 'certainly', *words[at:]))}")
    yield whole(f"{body}\n\n{notice.replace(' not ', ' ', 1)}")
    yield whole(f"{body}\n\n{notice.lower()}")
    yield whole(f"{body} {notice}")


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    (Kind.TONE, "sentence", meant),
    (Kind.TONE, "clause", clause),
    (Kind.TONE, "one word", one_word),
    (Kind.FORM, "disclaimer", disclaimer),
)
