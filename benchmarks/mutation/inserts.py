"""How something is put into an article: as a sentence of its own, or as a clause of one that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .changes import Change, Clean, Edit, changed, opened

_LINKS = (", {}", " {}", "; {}", " \u2013 {}", " ({})", ": {}", ", and {}", ", while {}", ", which means {}")


def sentences(clean: Clean, texts: Iterable[str], of: str = "") -> Iterator[Change]:
    """Yield every text put before or after a sentence of the body, each at a place of its own."""
    shown = clean.sentences
    for text in texts:
        number = clean.random.randrange(2, len(shown)) if len(shown) > 2 else 0  # noqa: PLR2004 - headline and dek
        end = len(shown[number].text)
        yield changed(number, shown[number], Edit(end, "", f" {text}"), of=of)
        yield changed(number, shown[number], Edit(0, "", f"{text} "), of=of)


def clauses(clean: Clean, texts: Iterable[str], links: Iterable[str] = _LINKS) -> Iterator[Change]:
    """Yield every text put into a sentence as a clause: at its end, at its start, or at a comma of it."""
    shown, chosen = clean.sentences, tuple(links)
    for text in texts:
        number = clean.random.randrange(len(shown))
        sentence = shown[number]
        end = len(sentence.text) - sentence.text.endswith(".")
        yield changed(number, sentence, Edit(end, "", clean.random.choice(chosen).format(text)))
        number = clean.random.randrange(len(shown))
        yield changed(number, shown[number], opened(shown[number], f"{text[:1].upper()}{text[1:]}, "))
        commas = [n for n, item in enumerate(shown) if ", " in item.text]
        if commas:
            number = clean.random.choice(commas)
            yield changed(number, shown[number], Edit(shown[number].text.index(", "), "", f", {text}"))
