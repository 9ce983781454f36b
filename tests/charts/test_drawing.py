"""The pictures: whole, inert, readable, and the same bytes every time and everywhere."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from generator.charts.card import draw_card
from generator.charts.chart import Kind, Trace
from generator.charts.colours import COLOURS
from generator.charts.draw import SLIM, WIDE, files, plot, whole
from generator.charts.drawing import Boxes, Dot, Drawing, Ink, Label, Line, box, moved, scaled
from generator.charts.letters import width
from generator.charts.png import png_file
from generator.charts.svg import svg_file, svg_inline
from generator.pages.visible import visible
from tests.pages.conftest import bare, charts_of
from tests.pages.corpus import CORPUS

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {f"{SVG}{name}" for name in ("svg", "title", "desc", "style", "rect", "path", "circle", "text")}


def drawings() -> Iterator[tuple[Kind, float, Drawing]]:
    for chart in charts_of("Sellers dominated."):
        for room in (WIDE, SLIM):
            yield chart.kind, room, plot(chart, room)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_is_seen_on_the_paper(scheme: str) -> None:
    inks = COLOURS["light" if scheme == "light" else "dark"]
    for ink, least in ((Ink.TEXT, 7), (Ink.MUTED, 7), (Ink.FIRST, 3), (Ink.SECOND, 3)):
        assert contrast(inks[ink], inks[Ink.PAPER]) >= least, ink
    # Label text lies on shaded bands too.
    assert contrast(inks[Ink.MUTED], inks[Ink.SHADE]) >= 4.5


def test_the_two_data_inks_differ_in_lightness_too() -> None:
    # For readers who see no colour at all; position and words tell the sides apart as well.
    for inks in COLOURS.values():
        assert inks[Ink.FIRST] != inks[Ink.SECOND]
        assert contrast(inks[Ink.FIRST], inks[Ink.PAPER]) != contrast(inks[Ink.SECOND], inks[Ink.PAPER])


def test_everything_is_drawn_within_the_picture() -> None:
    for kind, room, drawing in drawings():
        assert drawing.width == room
        for shape in drawing.shapes:
            match shape:
                case Label(text, (x, y), size, _, anchor, face):
                    long = width(text, size, face)
                    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * long
                    assert left >= -1, (kind, room, text)
                    assert left + long <= room + 1, (kind, room, text)
                    assert 0 <= y <= drawing.height, (kind, room, text)
                case Dot((x, y)):
                    assert 0 <= x <= room
                    assert 0 <= y <= drawing.height
                case Line(points):
                    assert all(0 <= x <= room and 0 <= y <= drawing.height + 0.1 for x, y in points), (kind, room)
                case Boxes(boxes):
                    assert all(-0.1 <= a <= c <= room + 0.1 and b <= d for a, b, c, d in boxes), (kind, room)


def test_letters_are_large_enough_at_600_pixels() -> None:
    for _, _, drawing in drawings():
        assert min(shape.size for shape in drawing.shapes if isinstance(shape, Label)) >= 11


def test_labels_of_one_line_do_not_overlap() -> None:
    for kind, room, drawing in drawings():
        labels = [shape for shape in drawing.shapes if isinstance(shape, Label)]
        for number, one in enumerate(labels):
            for other in labels[number + 1 :]:
                if abs(one.at[1] - other.at[1]) < 6:
                    (_a, b), (c, _d) = sorted((edges(one), edges(other)))
                    assert b <= c + 1, (kind, room, one.text, other.text)


def edges(label: Label) -> tuple[float, float]:
    long = width(label.text, label.size, label.face) * 0.9  # the estimate is rather too wide
    left = label.at[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * long
    return left, left + long


def test_what_is_unknown_is_a_gap_and_never_a_zero() -> None:
    (price,) = charts_of("x", Kind.PRICE)
    assert price.series is not None
    level = price.series.traces[Trace.PRICE]
    holed = tuple(None if 10 <= n < 20 else value for n, value in enumerate(level))
    series = replace(price.series, traces={Trace.PRICE: holed}, spans=())
    drawing = plot(replace(price, series=series))
    step = (drawing.width - 54) / len(holed)
    lines = [s for s in drawing.shapes if isinstance(s, Line) and s.ink is Ink.FIRST]
    assert len(lines) == 2
    assert all(not 10.4 * step < x < 19.6 * step for line in lines for x, _ in line.points)
    assert [s.text for s in drawing.shapes if isinstance(s, Label)].count("no data") == 1


def test_sides_are_told_by_position_and_words_too() -> None:
    (chart,) = charts_of("x", Kind.LIQUIDATIONS)
    drawing = plot(chart)
    bars = [s for s in drawing.shapes if isinstance(s, Boxes) and len(s.boxes) > 5]
    shorts, longs = bars
    assert (shorts.ink, longs.ink) == (Ink.FIRST, Ink.SECOND)
    zero = {round(box[3], 3) for box in shorts.boxes}
    assert zero == {round(box[1], 3) for box in longs.boxes}
    words = {s.text for s in drawing.shapes if isinstance(s, Label)}
    assert {"shorts, up", "longs, down"} <= words


@pytest.mark.parametrize("kind", Kind)
def test_a_file_says_title_source_and_moment(kind: Kind) -> None:
    (chart,) = charts_of("Sellers dominated.", kind)
    made = files(chart, "Source: Binance. Data to 21 November 2025, 12:00 UTC.")
    assert set(made) == {f"{kind}.svg", f"{kind}.png"}
    root = ET.fromstring(made[f"{kind}.svg"])  # noqa: S314 - our own bytes
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert "Sellers dominated." in texts
    assert "Source: Binance. Data to 21 November 2025, 12:00 UTC." in texts
    assert root.findtext(f"{SVG}desc") == "Sellers dominated. and more"
    picture = Image.open(BytesIO(made[f"{kind}.png"]))
    assert picture.width == 1200
    assert picture.format == "PNG"
    assert not picture.info


def test_svg_follows_the_scheme_of_its_reader() -> None:
    (chart,) = charts_of("x", Kind.GAUGES)
    text = svg_file(whole(chart, "note"), "t", "a")
    assert "@media(prefers-color-scheme:dark)" in text
    for ink in Ink:
        assert COLOURS["dark"][ink] in text


def test_the_same_bytes_in_another_process() -> None:
    code = (
        "from tests.pages.conftest import charts_of; from generator.charts.draw import files\n"
        "from hashlib import sha256\n"
        "for c in charts_of('Sellers \\u20ac \\u4e2d dominated.'):\n"
        "    for n, b in files(c, 'note').items(): print(n, sha256(b).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = [
        f"{name} {sha256(data).hexdigest()}"
        for chart in charts_of("Sellers \u20ac \u4e2d dominated.")
        for name, data in files(chart, "note").items()
    ]
    assert done.stdout.splitlines() == here


def test_hostile_texts_are_drawn_as_they_are_spelt() -> None:
    (chart,) = charts_of("x", Kind.DEPTH)
    for name in map(visible, CORPUS):
        shown = replace(chart, title=name, alt=name, source=name)
        for text in (svg_file(whole(shown, name), name, name), svg_inline(plot(shown), "wide", name, name)):
            assert "{{" not in text
            assert "{%" not in text
            root = ET.fromstring(text)  # noqa: S314 - our own text
            names = {element.tag if "}" in element.tag else f"{SVG}{element.tag}" for element in root.iter()}
            assert names <= ELEMENTS, name
            assert (
                root.findtext(f"{SVG}title" if root.find(f"{SVG}title") is not None else "title") == (name or None)
                or not name
            )
        drawn = [s.text for s in whole(shown, name).shapes if isinstance(s, Label)]
        assert bare("".join(drawn)).count(bare(name)) >= 2, name


def test_hostile_texts_become_pixels_without_a_word() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for at in range(0, len(CORPUS), 60):
            names = [visible(name)[:80] for name in CORPUS[at : at + 60]]
            labels = tuple(Label(name, (4, 14.0 * n + 12), 11) for n, name in enumerate(names))
            assert png_file(Drawing(700, 14.0 * 60 + 8, labels), scale=1).startswith(b"\x89PNG")


def test_the_card_has_the_size_that_networks_ask_for() -> None:
    (gauges,) = charts_of("x", Kind.GAUGES)
    for name in ("Sellers in control", "w" * 300, "\u6bd4\u7279\u5e01 " * 60, ""):
        drawing = draw_card(name, "What the data add up to.", "Data to now.", gauges)
        assert (drawing.width, drawing.height) == (1200, 630)
        assert all(s.at[1] < 630 for s in drawing.shapes if isinstance(s, Label))
    assert Image.open(BytesIO(png_file(draw_card("a", "b", "c", None), scale=1))).size == (1200, 630)


def test_shapes_move_and_grow_whole() -> None:
    shapes = (box((0, 0, 10, 10), Ink.TEXT), Line(((0, 0), (4, 4)), Ink.TEXT, 1, (3, 2)), Dot((1, 2), 3, Ink.TEXT))
    there = moved(scaled(shapes, 2), 5, 1)
    assert there == [
        box((1, 5, 21, 25), Ink.TEXT),
        Line(((1, 5), (9, 13)), Ink.TEXT, 2, (6, 4)),
        Dot((3, 9), 6, Ink.TEXT),
    ]
