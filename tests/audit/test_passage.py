from __future__ import annotations

from generator.audit.passage import ASSET, mentions, sentences

from .desks import BOOK, read


def of(text: str, kind: str) -> list[str]:
    return [mention.text for mention in mentions(text, BOOK) if mention.kind == kind]


def test_a_full_stop_ends_a_sentence_and_a_decimal_point_does_not() -> None:
    text = "The taker imbalance stands at -2.28. Open interest fell 6.9% on the day. $81,000 it was. +2.34 too."
    assert sentences(text) == [
        "The taker imbalance stands at -2.28.",
        "Open interest fell 6.9% on the day.",
        "$81,000 it was.",
        "+2.34 too.",
    ]
    assert sentences("It ended at 12:00 UTC. Then what?") == ["It ended at 12:00 UTC.", "Then what?"]
    assert sentences("The rate is 0.5. lower case goes on.") == ["The rate is 0.5. lower case goes on."]


def test_figures_carry_sign_unit_and_direction() -> None:
    figures = {
        "-0.80": ("", "-", "", "0.80", ""),
        "+2.34": ("", "+", "", "2.34", ""),
        "\u22120.80": ("", "\u2212", "", "0.80", ""),
        "\u20130.80": ("", "\u2013", "", "0.80", ""),
        "$9.30 billion": ("", "", "$", "9.30", "billion"),
        "$81,000": ("", "", "$", "81,000", ""),
        "0.002% per 8 hours": ("", "", "", "0.002", "% per 8 hours"),
        "up 6.9%": ("up", "", "", "6.9", "%"),
        "2.28 standard deviations": ("", "", "", "2.28", "standard deviations"),
        "97% of readings": ("", "", "", "97", "% of readings"),
        "1.2 basis points": ("", "", "", "1.2", "basis points"),
        "412 days on record": ("", "", "", "412", "days on record"),
        "90 days": ("", "", "", "90", "days"),
        "unchanged": ("unchanged", "", "", "", ""),
    }
    for text, data in figures.items():
        numbers = [m for m in mentions(f"It is {text}.", BOOK) if m.kind == "number"]
        assert [(m.text, m.data) for m in numbers] == [(text, data)]


def test_dates_and_times_are_no_numbers() -> None:
    text = "Data to 21 November 2025, 12:00 UTC, and 2018-07-06."
    assert of(text, "date") == ["21 November 2025", "2018-07-06"]
    assert of(text, "time") == ["12:00 UTC"]
    assert of(text, "number") == []


def test_numerals_of_other_scripts_and_signs_are_not_read() -> None:
    assert of("It is \uff12.\uff12\uff18.", "number") == []
    for text in (
        "\uff12",
        "\u0662",
        "\u00bd",
        "\u00b2",
        "\u4e8c",
        "\u2191",
        "\U0001f680",
        "\u20ac",
        "(",
        '"',
        "!",
        "%",
    ):
        assert of(f"It is {text} here", "unknown")[0] == text


def test_grouping_that_is_none_leaves_digits_over() -> None:
    assert of("It is 8,1000 here.", "number") == ["8,100", "0"]


def test_the_longest_phrase_is_read() -> None:
    assert of("An exceptionally thin book.", "word") == ["An exceptionally thin book"]
    assert of("A severe liquidity crunch and deleveraging.", "regime") == ["A severe liquidity crunch", "deleveraging"]
    assert of("The market depth index.", "topic") == ["The market depth index"]


def test_a_phrase_does_not_reach_across_a_figure_or_a_comma() -> None:
    assert of("in 5 control", "word") == []
    assert of("in, control", "word") == []
    assert of(f"{ASSET} edged up 1.0%", "word") == ["edged up"]
    assert of(f"{ASSET} edged up 1.0%", "number") == ["up 1.0%"]


def test_parts_end_at_signs_and_at_conjunctions() -> None:
    text = "Flow and depth agree: selling met a thin book, and the price fell while funding was elevated."
    parts = [text[part.start : part.end] for part in read(text).parts if part.start >= 0]
    assert parts == ["Flow and depth agree", "selling met a thin book", "the price fell", "funding was elevated"]


def test_nothing_is_recognised_in_what_nobody_knows() -> None:
    assert of("Analysts said so", "unknown") == ["Analysts", "said"]


def test_an_asset_whose_name_is_a_word_still_lets_phrases_begin() -> None:
    from generator.audit.passage import passage  # noqa: PLC0415

    text = f"{ASSET} thin book for {ASSET} derivatives"
    assert [m.kind for m in passage(text, text, BOOK, literals={ASSET: "a"}).mentions] == ["word", "asset"]
    assert [m.kind for m in passage(text, text, BOOK).mentions] == ["asset", "word", "unknown", "asset"]
