"""How a report's time and memory grow with its words and photos, as a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.figure import Dot, Figure, Label, Mark, Stroke, scale
from reports.charts.picture import svg_file

_WIDE, _TALL, _GAP = 210.0, 130.0, 60.0
_LEFT = 30.0


@dataclass(frozen=True)
class Grown:
    """What a report of one size took: milliseconds of wall, MB of memory at most, MB of file."""

    paragraphs: int
    photos: int
    wall: float
    memory: float
    size: float


def growth_plot(sizes: Sequence[Grown]) -> bytes:
    """Return an SVG of two panels over two: time and memory, by paragraphs and by photos.

    Each panel has the sizes that differ in nothing else.
    """
    by_words = sorted((one for one in sizes if one.photos == 24), key=lambda one: one.paragraphs)
    by_photos = sorted((one for one in sizes if one.paragraphs == 48), key=lambda one: one.photos)
    marks: list[Mark] = []
    for row, (unit, measured) in enumerate(_MEASURES):
        most = max(map(measured, sizes))
        marks += _panel(
            _LEFT, row, "paragraphs", unit, most,
            [(one.paragraphs, measured(one)) for one in by_words],
        )  # fmt: skip
        marks += _panel(
            _LEFT + _WIDE + _GAP, row, "photos", unit, most,
            [(one.photos, measured(one)) for one in by_photos],
        )  # fmt: skip
    figure = Figure(_LEFT + 2 * _WIDE + _GAP, 2 * (_TALL + _GAP), tuple(marks))
    measure = "left: words grow, 24 photos; right: photos grow, 48 paragraphs; from 0 upwards"
    return svg_file(figure, "Time and memory of one report as it grows", measure)


_MEASURES: tuple[tuple[str, Callable[[Grown], float]], ...] = (
    ("ms", lambda one: one.wall),
    ("MB of memory", lambda one: one.memory),
)


def _panel(
    left: float,
    row: int,
    over: str,
    unit: str,
    most: float,
    points: Sequence[tuple[float, float]],
) -> list[Mark]:
    top = row * (_TALL + _GAP)
    across = scale(0, points[-1][0], left, left + _WIDE)
    up = scale(0, most * 1.12, top + _TALL, top)
    line = tuple((across(x), up(y)) for x, y in points)
    marks: list[Mark] = [
        Stroke(((left, top), (left, top + _TALL), (left + _WIDE, top + _TALL)), "hairline-2"),
        Stroke(line, "chart-subject", 1.4),
        Label(left + _WIDE, top + _TALL + 24, f"{over} →", 7, anchor="end"),
        Label(left + 4, top + 7, f"↑ {unit}", 7),
    ]
    for (x, y), (value, taken) in zip(line, points, strict=True):
        marks += [
            Dot(x, y, 2.4, "chart-subject"),
            Label(x, y - 6, f"{taken:.0f}", 7, "ink", "middle"),
            Label(x, top + _TALL + 12, f"{value:.0f}", 7, anchor="middle"),
        ]
    return marks
