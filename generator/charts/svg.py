"""A drawing as SVG: text stays text, every colour follows the reader's light or dark, nothing is fetched."""

from __future__ import annotations

import re

from generator.charts.colours import COLOURS
from generator.charts.drawing import Area, Boxes, Dot, Drawing, Face, Ink, Label, Line, Shape

_SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"
_SERIF = "Charter,'Bitstream Charter','Iowan Old Style',Georgia,'Times New Roman',serif"
_LIGHT = COLOURS["light"]
_SPELT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "{": "&#123;"})
_FILLS = {ink: f'class="f-{ink}" fill="{colour}"' for ink, colour in _LIGHT.items()}
_STROKES = {ink: f'class="s-{ink}" stroke="{colour}"' for ink, colour in _LIGHT.items()}
_FACES = {Face.PLAIN: "", Face.BOLD: ' font-weight="600"', Face.HEADLINE: f' font-family="{_SERIF}"'}
_ZEROS = re.compile(r"\.0(?!\d)|-(?=0\.0)")


def dark_rules(within: str = "") -> str:
    """Return the style rules that turn a drawing dark, for elements inside `within`."""
    return "".join(
        f"{within}.f-{ink}{{fill:{colour}}}{within}.s-{ink}{{stroke:{colour}}}"
        for ink, colour in COLOURS["dark"].items()
    )


def svg_file(drawing: Drawing, title: str, alt: str) -> str:
    """Return a drawing as a file of its own: its own paper, its own words for those who do not see it."""
    size = f'width="{_n(drawing.width)}" height="{_n(drawing.height)}" viewBox="{_view(drawing)}"'
    dark = f"@media(prefers-color-scheme:dark){{{dark_rules()}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title alt" '
        f'font-family="{_SANS}">\n<title id="title">{inert(title)}</title>\n<desc id="alt">{inert(alt)}</desc>\n'
        f"<style>{dark}</style>\n"
        f'<rect class="f-paper" width="100%" height="100%" fill="{_LIGHT[Ink.PAPER]}"/>\n'
        f"{shapes_of(drawing)}</svg>\n"
    )


def svg_inline(drawing: Drawing, classes: str, title: str, alt: str) -> str:
    """Return a drawing as an element of a page, whose style sheet holds `dark_rules`. `classes` are its own alone."""
    name = classes.replace(" ", "-")
    named = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-alt"'
    told = f'<title id="{name}-title">{inert(title)}</title>\n<desc id="{name}-alt">{inert(alt)}</desc>\n'
    return f'<svg class="{classes}" viewBox="{_view(drawing)}" {named}>\n{told}{shapes_of(drawing)}</svg>\n'


def inert(text: str) -> str:
    """Return a text as XML shows it, its braces too: template engines run over pages."""
    return text.translate(_SPELT)


def shapes_of(drawing: Drawing) -> str:
    """Return the elements of a drawing, one a line."""
    return "".join(f"{element}\n" for element in map(_element, drawing.shapes) if element)


def _element(shape: Shape) -> str:
    match shape:
        case Label(text, (x, y), size, ink, anchor, face):
            placed = f'x="{_n(x)}" y="{_n(y)}"' + ("" if anchor == "start" else f' text-anchor="{anchor}"')
            return f'<text {placed} font-size="{_n(size)}" {_FILLS[ink]}{_FACES[face]}>{inert(text)}</text>'
        case Line(points, ink, width, dash):
            drawn = f' stroke-dasharray="{" ".join(map(_n, dash))}"' if dash else ""
            stroke = f'{_STROKES[ink]} stroke-width="{_n(width)}"'
            return f'<path d="{_path(points)}" {stroke}{drawn} fill="none" stroke-linejoin="round"/>'
        case Boxes(boxes, ink, opacity):
            drawn = _short("".join([f"M{a:.1f} {b:.1f}H{c:.1f}V{d:.1f}H{a:.1f}Z" for a, b, c, d in boxes]))
            return f'<path d="{drawn}" {_FILLS[ink]}{_faint(opacity)}/>' if boxes else ""
        case Area(points, ink, opacity):
            return f'<path d="{_path(points)}Z" {_FILLS[ink]}{_faint(opacity)}/>'
        case Dot((x, y), radius, ink, hollow):
            at = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"'
            if not hollow:
                return f"<circle {at} {_FILLS[ink]}/>"
            ring = f'fill="{_LIGHT[Ink.PAPER]}" stroke="{_LIGHT[ink]}" stroke-width="2"'
            return f'<circle {at} class="f-paper s-{ink}" {ring}/>'


def _faint(opacity: float) -> str:
    return f' fill-opacity="{opacity:g}"' if opacity != 1 else ""


def _path(points: tuple[tuple[float, float], ...]) -> str:
    return "M" + _short("L".join([f"{x:.1f} {y:.1f}" for x, y in points]))


def _short(numbers: str) -> str:
    """Return numbers of a path without zeros that say nothing."""
    return _ZEROS.sub("", numbers)


def _view(drawing: Drawing) -> str:
    return f"0 0 {_n(drawing.width)} {_n(drawing.height)}"


def _n(number: float) -> str:
    """Return a number to the tenth of a pixel: short, and the same text on every machine."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
