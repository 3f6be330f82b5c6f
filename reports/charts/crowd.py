"""Very many points: hexagons whose area grows with the number of points in them, and points that
stand alone as dots where they are. A crowd so stays one in print, in grey and in the dark as well.
"""

from collections.abc import Sequence
from math import ceil, cos, pi, sin, sqrt

from reports.charts.figure import Dot, Mark, Point, Shape

MOST_POINTS = 300
"""More points than this hide each other."""
_LEAST = 0.2
"""The radius of the smallest hexagon, as a share of the full one: it still has to be seen."""
_DOT = 1.1

Cell = tuple[int, int]


def crowd(points: Sequence[Point], radius: float, colour: str) -> tuple[list[Mark], int]:
    """Return the marks, and how many points are in the fullest hexagon, which fills its cell."""
    cells: dict[Cell, list[Point]] = {}
    for point in points:
        cells.setdefault(_cell(point, radius), []).append(point)
    fullest = max(map(len, cells.values()), default=0)
    marks: list[Mark] = []
    for cell, inside in sorted(cells.items()):
        if len(inside) == 1:
            marks.append(Dot(*inside[0], _DOT, colour))
        else:
            share = max(sqrt(len(inside) / fullest), _LEAST)
            marks.append(_hexagon(_middle(cell, radius), radius * share, colour))
    return marks, fullest


def _cell(point: Point, radius: float) -> Cell:
    """Return row and place in it of the hexagon, point upwards, in which a point lies.

    It is the nearer one of the two rows between whose middles the point lies.
    """
    above = int(point[1] // (1.5 * radius))
    near = [(row, _place(point, row, radius)) for row in (above, above + 1)]
    return min(near, key=lambda cell: (_away(_middle(cell, radius), point), cell))


def _place(point: Point, row: int, radius: float) -> int:
    return ceil(point[0] / (sqrt(3) * radius) - (row % 2) / 2 - 0.5)


def _middle(cell: Cell, radius: float) -> Point:
    row, place = cell
    return sqrt(3) * radius * (place + (row % 2) / 2), 1.5 * radius * row


def _away(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _hexagon(middle: Point, radius: float, colour: str) -> Shape:
    x, y = middle
    turns = (pi / 6 + pi / 3 * turn for turn in range(6))
    return Shape(tuple((x + radius * cos(a), y + radius * sin(a)) for a in turns), colour)
