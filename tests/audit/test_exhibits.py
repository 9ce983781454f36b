"""What a page shows besides prose cannot hide anything: every label is known, every figure the snapshot's."""

from __future__ import annotations

import re
from functools import cache

import pytest

from generator.audit.clearance import Cleared
from generator.audit.exhibit_facts import shipped_exhibits
from generator.audit.html_text import exhibits
from generator.audit.review import review_text
from generator.charts.chart import Kind
from generator.charts.labels import NAMES, REGIMES
from generator.edition import Edition, edit, illustrate
from generator.market import Regime
from generator.pages.html import html_page
from generator.pages.numbers import HEADS
from generator.planning.story import Form
from tests.cases import CASES, REAL_DAYS, case, shipped
from tests.pages.conftest import charts_of

from .snapshots import editions

(SERIES,) = (chart.series for chart in charts_of("x", Kind.PRICE))


@cache
def edition(name: str) -> Edition:
    return edit(case(name), Form.DAILY, shipped(), seed=4, style="plain")


def page(made: Edition) -> str:
    assert isinstance(made.verdict, Cleared)
    return html_page(made.verdict, illustrate(made, shipped(), SERIES))


def findings(text: str, made: Edition) -> list[str]:
    return [str(item) for item in review_text(text, "html", made.snapshot, made.reading, shipped().stylebook)]


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_whole_pages_clear(name: str) -> None:
    assert findings(page(edition(name)), edition(name)) == []


def test_pages_of_many_snapshots_clear() -> None:
    for made in editions(25, shipped()):
        if isinstance(made.verdict, Cleared):
            assert findings(page(made), made) == []


MUTANTS = (
    ("a table's value", r">-14\.1%<", ">-15.1%<"),
    ("a table's sign", r">-14\.1%<", ">+14.1%<"),
    ("a table's unit", r">\$2\.1 billion<", ">$2.1 million<"),
    ("a table's z-score", r"<td>\+2\.40</td>", "<td>+2.50</td>"),
    ("a table's percentile", r"<td>97\.8</td>", "<td>98.8</td>"),
    ("a table's look-back", r"<td>90 days</td>", "<td>60 days</td>"),
    ("a table's market", r"<td>Binance spot</td>", "<td>Kraken spot</td>"),
    ("a table's exact value", r'<data value="[^"]+">-14', '<data value="-0.15">-14'),
    ("a row of another metric", r'"row">Volume<', '"row">Open interest<'),
    ("a row of words", r'"row">Volume<', '"row">Price to the moon<'),
    ("one more row", r"</tbody>", "<tr><td>Buy now</td></tr></tbody>"),
    ("a heading", r"The numbers</h2>", "The numbers soar</h2>"),
    ("loose words", r"</tbody>", "</tbody>Sell everything."),
    ("the note's moment", r"<dd>9 November 2022, 23:59 UTC", "<dd>10 November 2022, 23:59 UTC"),
    ("a reason", r"no mark and index prices", "no interest in prices"),
    ("what is unknown", r"Bid-ask spread \(", "Volume ("),
    ("a source", r"<dd>Binance spot", "<dd>Coinbase spot"),
    ("the hash", r"<code>[0-9a-f]{64}", "<code>" + "0" * 64),
    ("a name of the note", r"<dt>Seed", "<dt>Certainty"),
    ("a caption's source", r"Source: Binance spot", "Source: Kraken spot"),
    ("a caption's words", r"Source: Binance", "Buy. Source: Binance"),
    ("a chart's label", r">ordinary<", ">safe<"),
    ("a chart's z-score", r">\+3\.49</text>", ">+3.99</text>"),
    ("a chart's mark", r">\+3</text>", ">+$3,141</text>"),
    ("a chart's name to those who do not see it", r"<desc id=[^>]*>", r"\g<0>Sellers won. "),
    (
        "what a claim rests on",
        r'data-metric="price_change" data-field="value"',
        'data-metric="price" data-field="value"',
    ),
    ("a claim's value", r'value="-0\.1414\d+" data', 'value="-0.15" data'),
    ("a claim's rule", r'data-rule="exact, signed"', 'data-rule="trust us, signed"'),
    ("an entry's words", r"<q>14%</q>", "<q>24%</q>"),
    ("an entry's value", r"<code>-2\.27\d+", "<code>-2.284792994751182"),
    ("the linked data", r'"headline": "[^"]*"', '"headline": "Bitcoin doubles"'),
    ("the linked description", r'"description": "[^"]*"', '"description": "Buy now."'),
    ("the shared title", r'property="og:title" content="[^"]*"', 'property="og:title" content="Bitcoin doubles"'),
)


@pytest.mark.parametrize(("what", "was", "becomes"), MUTANTS, ids=[mutant[0] for mutant in MUTANTS])
def test_anything_else_is_found(what: str, was: str, becomes: str) -> None:
    made = edition("2022-11-09")
    text = page(made)
    spoilt = re.sub(was, becomes, text, count=1)
    assert spoilt != text, what
    assert findings(spoilt, made)


def test_calling_prose_an_exhibit_hides_nothing() -> None:
    made = edition("2022-11-09")
    text = page(made)
    for lie in ("Bitcoin doubled.", "$5", "Price"):
        for element in ("p", "span", "figcaption", "svg", "table"):
            hidden = text.replace("<h2", f"<{element} data-exhibit>{lie}</{element}><h2", 1)
            assert findings(hidden, made), (lie, element)
    open_end = text.replace("<article", "<div data-exhibit><article", 1)
    assert findings(open_end, made)


def test_the_desk_s_list_and_the_page_agree() -> None:
    listed = shipped_exhibits()
    assert listed["metrics"] == {metric.value: name for metric, name in NAMES.items()}
    assert tuple(listed["heads"]) == HEADS
    assert set(listed["marks"]["regimes"]) == {REGIMES[regime] for regime in Regime if regime is not Regime.CALM}


def test_every_mark_of_every_chart_is_on_the_list() -> None:
    made = edition("reference")
    assert isinstance(made.verdict, Cleared)
    charts = illustrate(made, shipped(), SERIES)
    assert {chart.kind for chart in charts} == set(Kind)
    assert findings(html_page(made.verdict, charts), made) == []


def test_rows_are_read_as_a_reader_meets_them() -> None:
    text = (
        "<section data-exhibit><h2>A</h2><table>"
        "<tr><th>b</th><td>c <data value='1'>d</data></td></tr></table>e</section>"
        "<dl data-exhibit><dt>f</dt><dd>g</dd><dd>h</dd></dl><svg><title>i</title><text>j</text></svg><p>k</p>"
    )
    rows = [(row.kind, [cell.strip() for cell in row.cells]) for row in exhibits(text) if any(row.cells)]
    assert rows == [
        ("h2", ["A"]),
        ("tr", ["b", "c d"]),
        ("data", ["", "", "1", ""]),
        ("loose", ["e"]),
        ("dt", ["f"]),
        ("dd", ["f", "g"]),
        ("dd", ["f", "h"]),
        ("text", ["j"]),
    ]
