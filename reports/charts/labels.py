"""Names beside points that stand close together: no name covers another or a point."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

from reports.charts.figure import Label, Mark, Point, Stroke

Frame = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_GAP = 6.0
_REACH = (14.0, 22.0, 32.0, 44.0, 58.0)
_TURNS = 12


def room(text: str, size: float) -> float:
    """Return about how wide a text is: a Chinese character is a square, others half of one."""
    return sum(size if char > "\u2e7f" else size * 0.56 for char in text)


def beside(
    points: Sequence[Point],
    texts: Sequence[str],
    inside: Frame,
    size: float = 7,
    taken: Sequence[Frame] = (),
    bold: Sequence[bool] = (),
) -> list[Mark]:
    """Return a label for each point with a text, with a thin line where it has to stand off.

    `taken`: frames where other words stand. A name without any free place stands right of its
    point all the same.
    """
    used = [*taken, *((x - 3, y - 3, x + 3, y + 3) for x, y in points)]
    marks: list[Mark] = []
    for n, (point, text) in enumerate(zip(points, texts, strict=True)):
        if not text:
            continue
        places = list(_places(point, room(text, size), size))
        found = next((one for one in places if _free(one[0], inside, used)), places[0])
        frame, leader = found
        used.append(frame)
        if leader:
            marks.append(Stroke((point, leader), "edge", 0.4))
        strong = bool(bold) and bold[n]
        left = frame[2] <= point[0]
        marks.append(
            Label(
                frame[2] if left else frame[0],
                frame[3] - size * 0.25,
                text,
                size,
                "ink",
                "end" if left else "start",
                bold=strong,
            )
        )
    return marks


def _places(point: Point, wide: float, size: float) -> Iterator[tuple[Frame, Point | None]]:
    """Yield frames: right, left, above, below, then ever farther off with the end of a line."""
    x, y = point
    half = size * 0.6
    yield (x + _GAP, y - half, x + _GAP + wide, y + half), None
    yield (x - _GAP - wide, y - half, x - _GAP, y + half), None
    yield (x - wide / 2, y - _GAP - 2 * half, x + wide / 2, y - _GAP), None
    yield (x - wide / 2, y + _GAP, x + wide / 2, y + _GAP + 2 * half), None
    for reach in _REACH:
        for turn in range(_TURNS):
            angle = 2 * pi * turn / _TURNS
            end = (x + reach * cos(angle), y + reach * sin(angle))
            left = end[0] + 1 if cos(angle) >= 0 else end[0] - wide - 1
            yield (left, end[1] - half, left + wide, end[1] + half), end


def _free(frame: Frame, inside: Frame, used: Sequence[Frame]) -> bool:
    left, top, right, bottom = frame
    if left < inside[0] or top < inside[1] or right > inside[2] or bottom > inside[3]:
        return False
    return not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in used
    )
