"""A pen on a 1600 × 1200 sheet: every shape is a polygon, so the sheet can lie a little askew.

Drawn at twice the size and reduced, which smooths the edges.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin, tau

from PIL import Image, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]

WIDTH, HEIGHT = 1600, 1200


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """Return `one` with `part` (0…1) of `other`."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def darker(colour: Colour, part: float = 0.15) -> Colour:
    return mix(colour, (18, 22, 34), part)


def lighter(colour: Colour, part: float = 0.3) -> Colour:
    return mix(colour, (255, 252, 244), part)


class Pen:
    """Draws in sheet units; `tilt` in radians turns the whole sheet around its centre."""

    def __init__(self, size: tuple[int, int], ground: Colour, tilt: float, zoom: float) -> None:
        self.size = size
        self.image = Image.new("RGB", (size[0] * 2, size[1] * 2), ground)
        self._draw = ImageDraw.Draw(self.image)
        self._along = cos(tilt) * zoom * size[0] * 2 / WIDTH
        self._aside = sin(tilt) * zoom * size[0] * 2 / WIDTH

    def _place(self, point: Point) -> Point:
        x, y = point[0] - WIDTH / 2, point[1] - HEIGHT / 2
        return (
            x * self._along - y * self._aside + self.size[0],
            x * self._aside + y * self._along + self.size[1],
        )

    def poly(self, points: Iterable[Point], colour: Colour) -> None:
        self._draw.polygon([self._place(point) for point in points], colour)

    def rect(
        self, x: float, y: float, wide: float, high: float, colour: Colour, round_by: float = 0
    ) -> None:
        if round_by <= 0:
            self.poly([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], colour)
            return
        r = min(round_by, wide / 2, high / 2)
        corners = (
            (x + wide - r, y + r, -pi / 2),
            (x + wide - r, y + high - r, 0.0),
            (x + r, y + high - r, pi / 2),
            (x + r, y + r, pi),
        )
        steps = [step * pi / 12 for step in range(7)]
        self.poly(
            [
                (cx + r * cos(turn + step), cy + r * sin(turn + step))
                for cx, cy, turn in corners
                for step in steps
            ],
            colour,
        )

    def oval(self, x: float, y: float, across: float, down: float, colour: Colour) -> None:
        """An ellipse around (x, y) with the radii `across` and `down`."""
        self.arc(x, y, across, down, 0, tau, colour)

    def arc(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        start: float,
        end: float,
        colour: Colour,
    ) -> None:
        """A piece of an ellipse, closed by its chord. Radians, clockwise from the right."""
        steps = max(8, int((end - start) * 7))
        turns = (start + (end - start) * step / steps for step in range(steps + 1))
        self.poly([(x + across * cos(turn), y + down * sin(turn)) for turn in turns], colour)

    def limb(self, points: Sequence[Point], thick: float, colour: Colour) -> None:
        """A thick line with round joints and ends."""
        half = thick / 2
        for (x0, y0), (x1, y1) in pairwise(points):
            long = hypot(x1 - x0, y1 - y0) or 1
            dx, dy = (y1 - y0) / long * half, (x0 - x1) / long * half
            self.poly(
                [(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)],
                colour,
            )
        for x, y in points:
            self.oval(x, y, half, half, colour)

    def curve(self, start: Point, bend: Point, end: Point, thick: float, colour: Colour) -> None:
        """A quadratic curve of even thickness."""
        points = []
        for step in range(9):
            part = step / 8
            back = 1 - part
            points.append(
                (
                    back * back * start[0] + 2 * back * part * bend[0] + part * part * end[0],
                    back * back * start[1] + 2 * back * part * bend[1] + part * part * end[1],
                )
            )
        self.limb(points, thick, colour)

    def lines(
        self, x: float, y: float, wide: float, rows: int, pitch: float, colour: Colour
    ) -> None:
        """Rows of bars that look like writing seen from afar."""
        for row in range(rows):
            part = (0.95, 0.7, 0.85, 0.5, 0.9, 0.62)[row % 6]
            self.rect(x, y + row * pitch, wide * part, pitch * 0.42, colour, pitch * 0.2)
