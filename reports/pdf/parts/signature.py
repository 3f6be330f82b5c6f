"""A signature as it was drawn on the phone, small."""

from collections.abc import Sequence

from reports.pdf.blocks import Drawing
from reports.pdf.pen import Pen, Point
from reports.pdf.style import Kit
from reports.pdf.tags import Element

WIDE, TALL = 84.0, 28.0
PAD = 1000


def signature(strokes: Sequence[Sequence[int]], kit: Kit) -> Drawing:
    """Return the strokes on their line; each is x, y, x, y… in 0–1000 of the pad."""
    lines = [_points(stroke) for stroke in strokes]

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        with pen.tags.inside(Element("Figure", alt=kit.t("signature"))):
            pen.line((x, y + TALL * 0.78), (x + WIDE, y + TALL * 0.78), "hairline-2", 0.4)
            for line in lines:
                points = [(x + px, y + py) for px, py in line]
                if len(points) > 1:
                    pen.path(points, "", "ink", 0.8, closed=False)
                elif points:
                    pen.circle(points[0], 0.6, "ink")

    return Drawing(tall=TALL, paint=paint, before=2)


def _points(stroke: Sequence[int]) -> list[Point]:
    """Return the points within the pad: what a phone sent is not to be believed."""
    pairs = zip(stroke[::2], stroke[1::2], strict=False)
    return [(_on(px) * WIDE, _on(py) * TALL) for px, py in pairs]


def _on(value: int) -> float:
    return min(max(value, 0), PAD) / PAD
