"""Signs drawn as vectors: our mark, QR codes, band signs, results, and whole chart figures."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import segno

from audit.web.mark import SUN, crescent
from reports.charts.figure import Box, Dot, Figure, Label, Mark, Shape, Stroke
from reports.charts.shapes import band_shape, band_tokens, cross, tick
from reports.pdf.blocks import Drawing
from reports.pdf.pen import Pen
from reports.pdf.tags import Element
from reports.snapshot import Answer, Result


def draw_mark(pen: Pen, mark: Mark, x: float, y: float) -> None:
    """Draw one mark of a figure whose top left corner is (x, y)."""
    match mark:
        case Box():
            pen.rect((x + mark.x, y + mark.y, mark.w, mark.h), mark.colour)
        case Stroke():
            points = [(x + px, y + py) for px, py in mark.points]
            pen.path(points, "", mark.colour, mark.weight, closed=False, dash=mark.dash)
        case Shape():
            points = [(x + px, y + py) for px, py in mark.points]
            pen.path(points, mark.fill, mark.stroke, mark.weight)
        case Dot():
            pen.circle((x + mark.x, y + mark.y), mark.radius, mark.fill, mark.stroke, mark.weight)
        case Label():
            role = "bold" if mark.bold else "regular"
            at = (x + mark.x, y + mark.y)
            pen.say(mark.text, at, mark.size, mark.colour, role=role, anchor=mark.anchor)


def draw_figure(pen: Pen, figure: Figure, x: float, y: float) -> None:
    """Draw a chart with its top left corner at (x, y)."""
    for mark in figure.marks:
        draw_mark(pen, mark, x, y)


def chart(figure: Figure, before: float = 0, keep: bool = False, alt: str = "") -> Drawing:
    """Return a block that shows a figure; `alt` stands for it where it can't be seen."""

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        with _figure(pen, alt):
            draw_figure(pen, figure, x, y)

    return Drawing(tall=figure.height, paint=paint, before=before, keep=keep)


def fluid(
    tall: float, make: Callable[[float], Figure], before: float = 0, alt: str = ""
) -> Drawing:
    """Return a block that makes its figure for the width it gets."""

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        with _figure(pen, alt):
            draw_figure(pen, make(width), x, y)

    return Drawing(tall=tall, paint=paint, before=before)


def _figure(pen: Pen, alt: str) -> AbstractContextManager[None]:
    """Without words of its own a figure belongs to the row that it stands in."""
    return pen.tags.inside(Element("Figure", alt=alt)) if alt else nullcontext()


def draw_logo(pen: Pen, x: float, y: float, size: float, colour: str = "brand") -> None:
    """Draw the crescent and the disc that it holds in a square of `size`."""
    unit = size / 26
    pen.path([(x + (px - 4) * unit, y + (py - 4) * unit) for px, py in crescent(24)], colour)
    sun_x, sun_y, radius = SUN
    pen.circle((x + (sun_x - 4) * unit, y + (sun_y - 4) * unit), radius * unit, colour)


_QR_MASK = 3


def draw_qr(pen: Pen, data: str, x: float, y: float, size: float) -> None:
    """Draw a QR code (error level M) as horizontal runs of modules."""
    # A given pattern: to try all eight and choose takes longer than to set a page.
    rows = list(segno.make(data, error="m", mask=_QR_MASK, micro=False, boost_error=False).matrix)
    unit = size / len(rows)
    runs = []
    for line, row in enumerate(rows):
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left, wide = x + start * unit, (column - start) * unit
                runs.append((left, y + line * unit, wide, unit * 1.02))
                start = None
    pen.rects(runs, "ink")


def draw_badge(pen: Pen, position: int, label: str, x: float, y: float) -> float:
    """Draw a band as sign, letter and word on its soft ground, 18 points high; return its width."""
    letter, token, soft = band_tokens(position)
    text = f"{letter}  {label}"
    wide = pen.width(text, 10, "bold") + 30
    pen.rect((x, y, wide, 18), soft, 3)
    draw_mark(pen, band_shape(position, 0, 0, 8), x + 12, y + 9)
    pen.say(text, (x + 21, y + 12.6), 10, token, role="bold")
    return wide


def result_mark(pen: Pen, answer: Answer, x: float, y: float, r: float = 3) -> None:
    """Draw a result, centred on (x, y): ✓, half disc, ✕; a dash where nothing counts."""
    match answer.result:
        case Result.MET:
            draw_mark(pen, tick(0, 0, r, "band-a"), x, y)
        case Result.NOT_MET:
            draw_mark(pen, cross(0, 0, r, "band-d"), x, y)
        case Result.PARTIAL:
            pen.circle((x, y), r, "surface", "band-c", 0.9)
            pen.half_disc((x, y), r, "band-c")
        case _:
            pen.line((x - r, y), (x + r, y), "edge", 0.9)
