"""A chart as a file of its own: SVG with colours and title inside, or PNG drawn from its marks.

On white paper, in the light colours, with the finding as its heading and what is measured below.
"""

import io
import re
from dataclasses import replace
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from reports.charts.figure import Box, Dot, Figure, Label, Mark, Point, Shape, Stroke, to_svg
from reports.pdf.tokens import load_tokens

FONTS = Path(__file__).parents[1] / "fonts"
_REGULAR, _BOLD = FONTS / "NotoSansSC_400Regular.ttf", FONTS / "NotoSansSC_700Bold.ttf"
_FAMILY = "'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_MARGIN, _HEAD, _NARROWEST = 12.0, 40.0, 360.0
_TITLE, _MEASURE = 12.0, 8.0
_SCALE, _FINER = 3, 2
"""Pixels a point, and how much finer it is drawn before it is made smaller: smooth edges."""
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")


def framed(figure: Figure, title: str, measure: str) -> Figure:
    """Return the figure with its heading, on a sheet with margins."""
    width = max(figure.width, _NARROWEST) + 2 * _MARGIN
    heading = (
        Label(_MARGIN, _MARGIN + 10, title, _TITLE, "ink", bold=True),
        Label(_MARGIN, _MARGIN + 23, measure, _MEASURE, "muted"),
    )
    moved = tuple(_moved(mark, _MARGIN, _MARGIN + _HEAD) for mark in figure.marks)
    height = figure.height + _HEAD + 2 * _MARGIN
    sheet = Box(0, 0, width, height, "surface")
    return Figure(width, height, (sheet, *heading, *moved), figure.alt)


def svg_file(figure: Figure, title: str, measure: str) -> bytes:
    """Return the chart as SVG that needs nothing else."""
    drawn = to_svg(framed(figure, title, measure))
    coloured = _VARIABLE.sub(lambda found: _hex(found[1]), drawn)
    opening, rest = coloured.split(">", 1)
    words = f"<title>{escape(title)}</title><desc>{escape(measure)}</desc>"
    return f'{opening} font-family="{_FAMILY}">{words}{rest}'.encode()


def png_file(figure: Figure, title: str, measure: str) -> bytes:
    """Return the chart as PNG, three pixels a point."""
    sheet = framed(figure, title, measure)
    fine = _SCALE * _FINER
    size = (round(sheet.width * fine), round(sheet.height * fine))
    image = Image.new("RGB", size, _hex("surface"))
    draw = ImageDraw.Draw(image)
    for mark in sheet.marks:
        _draw(draw, mark, fine)
    small = image.resize((size[0] // _FINER, size[1] // _FINER), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.save(file, "PNG", optimize=True, dpi=(72 * _SCALE, 72 * _SCALE))
    return file.getvalue()


def _hex(token: str) -> str:
    red, green, blue = (round(part * 255) for part in load_tokens().rgb(token))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _moved(mark: Mark, dx: float, dy: float) -> Mark:
    if isinstance(mark, Stroke | Shape):
        return replace(mark, points=tuple((x + dx, y + dy) for x, y in mark.points))
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


def _draw(draw: ImageDraw.ImageDraw, mark: Mark, fine: int) -> None:
    match mark:
        case Box():
            far = (mark.x + mark.w, mark.y + mark.h)
            if mark.w > 0 and mark.h > 0:
                draw.rectangle(_at((mark.x, mark.y), fine) + _at(far, fine), _hex(mark.colour))
        case Stroke():
            for line in _dashed(mark.points, mark.dash):
                _line(draw, line, mark.colour, mark.weight, fine)
        case Shape():
            if mark.fill:
                draw.polygon([_at(point, fine) for point in mark.points], _hex(mark.fill))
            if mark.stroke:
                _line(draw, (*mark.points, mark.points[0]), mark.stroke, mark.weight, fine)
        case Dot():
            r = mark.radius
            low, high = (mark.x - r, mark.y - r), (mark.x + r, mark.y + r)
            draw.ellipse(
                _at(low, fine) + _at(high, fine),
                _hex(mark.fill) if mark.fill else None,
                _hex(mark.stroke) if mark.stroke else None,
                max(1, round(mark.weight * fine)) if mark.stroke else 0,
            )
        case Label():
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
            font = _font(mark.bold, round(mark.size * fine))
            draw.text(
                _at((mark.x, mark.y), fine), mark.text, _hex(mark.colour), font, anchor=anchor
            )


def _at(point: Point, fine: int) -> tuple[float, float]:
    return point[0] * fine, point[1] * fine


def _line(
    draw: ImageDraw.ImageDraw, points: tuple[Point, ...], colour: str, weight: float, fine: int
) -> None:
    pixels = [_at(point, fine) for point in points]
    draw.line(pixels, _hex(colour), max(1, round(weight * fine)), joint="curve")


def _dashed(points: tuple[Point, ...], dash: tuple[float, ...]) -> list[tuple[Point, ...]]:
    """Return the visible parts of a line; a single number is as long as the gap after it."""
    if not dash:
        return [points]
    parts: list[tuple[Point, ...]] = []
    lengths = dash if len(dash) % 2 == 0 else dash * 2
    step, left = 0, lengths[0]
    for (x, y), (to_x, to_y) in pairwise(points):
        whole = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        gone = 0.0
        while whole - gone > 1e-6:
            reach = min(left, whole - gone)
            if step % 2 == 0:
                ends = (gone / whole, (gone + reach) / whole)
                parts.append(tuple((x + (to_x - x) * t, y + (to_y - y) * t) for t in ends))
            gone, left = gone + reach, left - reach
            if left <= 1e-6:
                step = (step + 1) % len(lengths)
                left = lengths[step]
    return parts


@lru_cache(maxsize=64)
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_BOLD if bold else _REGULAR, size)
