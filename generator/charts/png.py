"""A drawing as PNG: shapes by matplotlib's rasteriser, letters by Pillow in the fonts that matplotlib brings."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.charts.colours import COLOURS, Scheme
from generator.charts.drawing import Area, Boxes, Dot, Drawing, Face, Ink, Label, Line, Shape

if TYPE_CHECKING:
    from matplotlib.transforms import Affine2D
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_DPI: Final = 72  # a point is a pixel
_FILES: Final = {
    Face.PLAIN: "DejaVuSans.ttf",
    Face.BOLD: "DejaVuSans-Bold.ttf",
    Face.HEADLINE: "STIXGeneralBol.ttf",
}
_MISSING: Final = "\u25a1"
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}
_TIGHT: Final = 6  # of zlib: beyond it a file takes three times as long for a hundredth of its size


def png_file(drawing: Drawing, scheme: Scheme = "light", scale: float = 2.0) -> bytes:
    """Return a drawing as PNG, `scale` pixels to each of its own."""
    from matplotlib.backends import backend_agg  # noqa: PLC0415 - heavy, and wanted only here
    from PIL import Image, ImageDraw  # noqa: PLC0415 - matplotlib brings it

    size = (round(drawing.width * scale), round(drawing.height * scale))
    renderer: Any = backend_agg.RendererAgg  # matplotlib does not type it
    brush = _Brush(renderer(*size, _DPI * scale), scheme, scale, size[1])
    ground = Boxes(((0, 0, drawing.width, drawing.height),), Ink.PAPER)
    labels = [shape for shape in drawing.shapes if isinstance(shape, Label)]
    for shape in (ground, *drawing.shapes):
        brush.draw(shape)
    image = Image.frombuffer("RGBA", size, brush.renderer.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    paper = ImageDraw.Draw(image)
    for label in labels:  # on top of everything: no shape covers a text
        _write(label, paper, COLOURS[scheme][label.ink], scale)
    out = BytesIO()
    image.quantize(method=Image.Quantize.FASTOCTREE).save(out, "png", compress_level=_TIGHT)
    return out.getvalue()


class _Brush:
    """Draws shapes with matplotlib's renderer, whose y grows upward."""

    def __init__(self, renderer: Any, scheme: Scheme, scale: float, height: float) -> None:  # noqa: ANN401 - as above
        from matplotlib.path import Path as Outline  # noqa: PLC0415
        from matplotlib.transforms import Affine2D  # noqa: PLC0415

        self.renderer, self.colours, self.scale = renderer, COLOURS[scheme], scale
        self.place: Affine2D = Affine2D().scale(scale, -scale).translate(0, height)
        self.outline: Any = Outline

    def draw(self, shape: Shape) -> None:
        """Draw one shape over those before it."""
        match shape:
            case Line(points, ink, width, dash):
                self._stroke(self.outline(points), ink, width, dash)
            case Area(points, ink, opacity):
                self._fill(self.outline([*points, points[0]], closed=True), ink, opacity)
            case Boxes(boxes, ink, opacity):
                corners = [((a, b), (c, b), (c, d), (a, d), (a, b)) for a, b, c, d in boxes]
                whole = [self.outline(ring, closed=True) for ring in corners]
                if whole:
                    self._fill(self.outline.make_compound_path(*whole), ink, opacity)
            case Dot(at, radius, ink, hollow):
                ring = self.outline.circle(at, radius)
                self._fill(ring, Ink.PAPER if hollow else ink, 1)
                if hollow:
                    self._stroke(ring, ink, 2, ())
            case Label():
                pass

    def _pen(self, ink: Ink, opacity: float = 1.0) -> Any:  # noqa: ANN401 - matplotlib does not type it
        from matplotlib.colors import to_rgba  # noqa: PLC0415

        pen = self.renderer.new_gc()
        pen.set_foreground(to_rgba(self.colours[ink], opacity), isRGBA=True)
        pen.set_alpha(opacity)
        return pen

    def _stroke(self, path: object, ink: Ink, width: float, dash: tuple[float, ...]) -> None:
        pen = self._pen(ink)
        pen.set_linewidth(width)
        pen.set_joinstyle("round")
        pen.set_capstyle("butt")
        if dash:
            pen.set_dashes(0, dash)
        self.renderer.draw_path(pen, path, self.place)
        pen.restore()

    def _fill(self, path: object, ink: Ink, opacity: float) -> None:
        from matplotlib.colors import to_rgba  # noqa: PLC0415

        pen = self._pen(ink, opacity)
        pen.set_linewidth(0)
        self.renderer.draw_path(pen, path, self.place, to_rgba(self.colours[ink], opacity))
        pen.restore()


def _write(label: Label, on: ImageDraw, colour: str, scale: float) -> None:
    """Write a label on an image, its baseline where the label says."""
    text = drawable(label.text, label.face)
    at = (label.at[0] * scale, label.at[1] * scale)
    on.text(at, text, fill=colour, font=_font(label.face, label.size * scale), anchor=_ANCHORS[label.anchor])


@cache
def _font(face: Face, size: float) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415

    # Basic layout: the other one depends on a library that not every machine has.
    return ImageFont.truetype(_path(face), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _path(face: Face) -> str:
    from matplotlib import get_data_path  # noqa: PLC0415

    return str(Path(get_data_path()) / "fonts" / "ttf" / _FILES[face])


@cache
def _known(face: Face) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(_path(face)).get_charmap())


def drawable(text: str, face: Face) -> str:
    """Return a text with a square for every character that the font does not have."""
    if text.isascii():
        return text
    known = _known(face)
    return "".join(character if ord(character) in known else _MISSING for character in text)
