from __future__ import annotations

import pytest

from generator.audit.clearance import Cleared, Kind
from generator.audit.plain_text import paragraphs
from generator.audit.review import review_text
from generator.pages.formats import FORMATS
from generator.planning.story import Form
from tests.cases import CASES, REAL_DAYS, case, reference, shipped

from .desks import BOOK, kinds
from .snapshots import editions

_WRITTEN = {"markdown": "md", "html": "html", "text": "txt"}


@pytest.mark.parametrize("page", _WRITTEN)
def test_every_page_is_as_clean_as_its_article(page: str) -> None:
    made = [edition for edition in editions(40, shipped()) if isinstance(edition.verdict, Cleared)]
    for edition in made:
        assert isinstance(edition.verdict, Cleared)
        text = FORMATS[page](edition.verdict)
        assert not review_text(text, _WRITTEN[page], edition.snapshot, edition.reading, BOOK), text


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
@pytest.mark.parametrize("page", _WRITTEN)
def test_pages_are_read_back_paragraph_by_paragraph(page: str, name: str) -> None:
    from generator.edition import edit  # noqa: PLC0415

    verdict = edit(case(name), Form.DAILY, shipped(), seed=3, style="vivid").verdict
    assert isinstance(verdict, Cleared), verdict.findings
    wanted = [" ".join(block.split()) for block in verdict.article.text.split("\n\n")]
    read = paragraphs(FORMATS[page](verdict), _WRITTEN[page])
    assert [block for block in wanted if block not in read] == []


def test_wrapped_text_is_folded_and_underlines_are_no_text() -> None:
    text = "A head\n======\n\nOne line\r\nand another.\n\n\n---\n\nThe  last\tone."
    assert paragraphs(text, "txt") == ["A head", "One line and another.", "The last one."]


def test_markdown_is_read_as_it_is_shown() -> None:
    text = "# A *head*\n\n> Quoted **text** with __two__ `signs`\n\n- an item\n\nSnake_case_name and 2\\*3 \\[x\\]"
    assert paragraphs(text, "md") == [
        "A head",
        "Quoted text with two `signs`",
        "an item",
        "Snake_case_name and 2*3 [x]",
    ]


def test_escapes_and_entities_are_what_they_stand_for() -> None:
    assert paragraphs("S&amp;P 500 &lt;b&gt; \\# \\- 5\\. &#123;x}", "md") == ["S&P 500 <b> # - 5. {x}"]
    assert paragraphs("<p>S&amp;P 500 &lt;b&gt; &#45;0.80</p>", "html") == ["S&P 500 <b> -0.80"]


def test_the_words_and_the_title_of_a_link_are_read() -> None:
    assert paragraphs('A [link](https://x.example "a title") and ![a picture](p.png).', "md") == [
        'A link "a title" and a picture.'
    ]


def test_front_matter_is_read_where_it_is_shown() -> None:
    text = '---\ntitle: "Bitcoin will rise"\ndate: 2025-11-21\ndescription: Buy now\n---\n\nText.'
    assert paragraphs(text, "md") == ["Text.", "Bitcoin will rise", "Buy now"]


@pytest.mark.parametrize("kind", ["md", "html"])
def test_comments_are_not_read_but_nothing_hides_behind_them(kind: str) -> None:
    assert paragraphs("A<!-- not this -->B", kind) == ["AB"]
    for trick in ("A<!-->seen<!-- -->", "A<!--->seen<!-- -->", "A<!-- x --!>seen<!-- -->", "A<![CDATA[>seen]]>"):
        assert any("seen" in block for block in paragraphs(trick, kind)), trick


def test_what_a_browser_shows_beside_the_text_is_read() -> None:
    text = (
        "<html><head><title>A title</title><meta name=description content='A description'>"
        "<meta property='og:title' content='A card'><meta name=viewport content='width'><style>p {}</style></head>"
        "<body><p title='A hint'>Text<script>not()</script></p><img alt='A picture'>"
        "<head><p>late</p></head></body></html>"
    )
    assert paragraphs(text, "html") == ["A title", "Text", "late", "A description", "A card", "A hint", "A picture"]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p title="Buy now">Sellers were in control.</p>',
        '<img alt="The price will rise">',
        "<head><title>Bitcoin to soar</title></head>",
        "<svg><title>A rally</title></svg>",
        '<input placeholder="Sell">',
        "<p hidden>A secret</p>",
    ],
)
def test_claims_in_attributes_and_titles_are_found(hidden: str) -> None:
    assert not kinds("<p>Sellers were in control.</p>", reference(), "html")
    assert kinds(f"<p>Sellers were in control.</p>{hidden}", reference(), "html")


def test_a_byte_order_mark_is_no_text_at_the_start_and_a_finding_elsewhere() -> None:
    assert not kinds("\ufeffSellers were in control.", reference())
    assert kinds("Sellers were\ufeff in control.", reference()) == {Kind.NOT_CHECKABLE}
