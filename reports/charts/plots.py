"""Two-dimensional charts: process × personal square, trend line, radar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from reports.charts.crowd import MOST_POINTS, crowd
from reports.charts.figure import Box, Dot, Figure, Label, Mark, Point, Shape, Stroke, scale
from reports.charts.labels import Frame, beside, room
from reports.charts.shapes import band_shape

FULL = 10000
HALF = 5000
CELLS = 68
"""Radii of a crowd's hexagons in the side of the square."""


@dataclass(frozen=True)
class SquareDot:
    """A place in the square: process across, personal upwards, in hundredths."""

    process: int
    personal: int
    label: str = ""
    subject: bool = True


def service_square(
    size: float,
    dots: Sequence[SquareDot],
    process_at: int,
    personal_at: int,
    words: Mapping[str, str],
) -> Figure:
    """The four types of service. `words`: the four types, "process" and "personal".

    Both axes begin at 50, as the limits lie high; at the whole ten below the lowest value if that
    is less. Very many dots are drawn as a crowd, those with a label as dots upon it.
    """
    # In a crowd no words can be read: the upper ones stand above it.
    many = len(dots) > MOST_POINTS
    x0, y0 = 0.0, 14.0 if many else 0.0
    y1 = y0 + size - 14.0
    values = [process_at, personal_at, *(v for dot in dots for v in (dot.process, dot.personal))]
    low = min(HALF, min(values) // 1000 * 1000)
    across, up = scale(low, FULL, x0, size), scale(low, FULL, y1, y0)
    cx, cy = across(process_at), up(personal_at)
    marks: list[Mark] = [
        Box(x0, y0, size - x0, y1 - y0, "sunken"),
        Box(cx, y0, size - cx, cy - y0, "brand-soft"),
        Stroke(((cx, y0), (cx, y1)), "surface", 2),
        Stroke(((x0, cy), (size, cy)), "surface", 2),
        Label(x0 + 5, 10, words["friendly_helpless"], 6.8, "muted"),
        Label(size - 5, 10, words["quality"], 6.8, "brand", "end", True),
        Label(x0 + 5, y1 - 5, words["indifferent"], 6.8, "muted"),
        Label(size - 5, y1 - 5, words["by_the_book"], 6.8, "muted", "end"),
        Label(x0, y1 + 10, f"↑ {words['personal']} {low // 100}–100", 6.5, "muted"),
        Label(size, y1 + 10, f"{words['process']} {low // 100}–100 →", 6.5, "muted", "end"),
    ]
    ordered = sorted(dots, key=lambda d: d.subject)
    if many:
        every = [(across(dot.process), up(dot.personal)) for dot in dots]
        marks += crowd(every, size / CELLS, "chart-subject")[0]
        ordered = [dot for dot in ordered if dot.label]
    points = [(across(dot.process), up(dot.personal)) for dot in ordered]
    marks += [_place(x, y, dot) for (x, y), dot in zip(points, ordered, strict=True)]
    marks += beside(
        points,
        [dot.label for dot in ordered],
        (x0, y0, size, y1),
        taken=[_covered(mark) for mark in marks if isinstance(mark, Label)],
        bold=[dot.subject for dot in ordered],
    )
    return Figure(size, size + y0, tuple(marks))


def _covered(label: Label) -> Frame:
    wide = room(label.text, label.size)
    left = label.x - wide if label.anchor == "end" else label.x
    return left, label.y - label.size, left + wide, label.y + 2


def _place(x: float, y: float, dot: SquareDot) -> Mark:
    if dot.subject:
        return Dot(x, y, 4, "chart-subject", "surface", 1)
    return Dot(x, y, 2.4, "surface", "ink-2", 0.9)


@dataclass(frozen=True)
class TrendDot:
    """One wave: score in hundredths or None, position of its band, and whether the line breaks."""

    label: str
    value: int | None
    shown: str
    band: int | None = None
    broken: bool = False
    low: int | None = None
    high: int | None = None


def trend_line(
    width: float,
    height: float,
    dots: Sequence[TrendDot],
    target: int | None = None,
    target_label: str = "",
    limits: tuple[int, int] | None = None,
) -> Figure:
    """The branch over its waves; no line crosses a gap or a change of the checklist.

    `limits`: between them it varies without a cause; drawn as a field behind the line.
    """
    values = [dot.value for dot in dots if dot.value is not None]
    values += [dot.low for dot in dots if dot.low is not None] + list(limits or ())[:1]
    floor = min([*values, target if target is not None else FULL, 8000]) - 500
    low = max(floor // 1000 * 1000, 0)
    base = height - 14
    across, up = scale(0, max(len(dots) - 1, 1), 52, width - 26), scale(low, FULL, base, 12)
    marks: list[Mark] = [Stroke(((0, base), (width, base)), "hairline-2", 0.5)]
    marks.append(Label(0, base - 2.5, f"{low / 100:g}", 6.5, "muted"))
    if limits is not None:
        top, foot = up(limits[1]), up(limits[0])
        marks.insert(0, Box(40, top, width - 40, foot - top, "sunken"))
    if target is not None:
        marks.append(Stroke(((0, up(target)), (width, up(target))), "ink-2", 0.6, (2, 2)))
        marks.append(Label(0, up(target) - 2.5, target_label, 6.5, "ink-2"))
    line = None if target is None else up(target)
    run: list[Point] = []
    for index, dot in enumerate(dots):
        if dot.broken or dot.value is None:
            marks += _run(run)
            run = []
        if dot.value is not None:
            run.append((across(index), up(dot.value)))
    marks += _run(run)
    for index, dot in enumerate(dots):
        after = dots[index + 1].value if index + 1 < len(dots) else None
        falls = after is not None and dot.value is not None and after < dot.value
        way = (index + 1 == len(dots), falls)
        marks += _trend_dot(across(index), up, base, dot, way, line)
    return Figure(width, height, tuple(marks))


def _run(points: list[Point]) -> list[Mark]:
    return [Stroke(tuple(points), "chart-context", 1.2)] if len(points) > 1 else []


def _trend_dot(
    x: float,
    up: Callable[[float], float],
    base: float,
    dot: TrendDot,
    way: tuple[bool, bool],
    avoid: float | None,
) -> list[Mark]:
    """Draw one wave; `way`: whether the line ends here, and whether it falls from here."""
    last, falls = way
    colour = "ink" if last else "muted"
    marks: list[Mark] = [Label(x, base + 10, dot.label, 6.5, colour, "middle", last)]
    if dot.broken:
        marks.append(Stroke(((x - 9, 10), (x - 9, base)), "accent", 0.8, (1, 2)))
    if dot.value is None:
        return [*marks, Label(x, base - 4, "–", 7, "muted", "middle")]
    y = up(dot.value)
    above, below = y, y
    if dot.low is not None and dot.high is not None:
        below, above = up(dot.low), up(dot.high)
        marks += _whisker(x, above, below)
    marks.append(Dot(x, y, 4.2, "surface"))
    marks.append(band_shape(3 if dot.band is None else dot.band, x, y, 6))
    # Beside the dot where its interval is drawn: above or below, the line would cross the figure.
    beside = above < y - 4 or below > y + 4
    under = avoid is not None and -3 < y - avoid < 17
    off = (x + 6, y - 5 if falls else y + 10.5)
    place = off if beside else (x, y + 12 if under else y - 7)
    size = 7.5 if last else 6.8
    anchor = "start" if beside else "middle"
    return [*marks, Label(*place, dot.shown, size, colour, anchor, last)]


def _whisker(x: float, above: float, below: float) -> list[Mark]:
    """An interval as a thin line with ends."""
    ends = [Stroke(((x - 2.5, y), (x + 2.5, y)), "edge", 0.8) for y in (above, below)]
    return [Stroke(((x, above), (x, below)), "edge", 0.8), *ends]


@dataclass(frozen=True)
class RadarAxis:
    """One axis: label, value and earlier value in hundredths."""

    label: str
    value: int
    previous: int | None = None


def radar(size: float, axes: Sequence[RadarAxis]) -> Figure:
    """A radar; only for axes that all have enough items, and never without its table."""
    centre, radius = size / 2, size / 2 - 16

    def spoke(index: int, share: float) -> Point:
        turn = 2 * pi * index / len(axes)
        return centre + radius * share * sin(turn), centre - radius * share * cos(turn)

    marks: list[Mark] = []
    for share in (0.5, 0.75, 1.0):
        ring = tuple(spoke(i, share) for i in range(len(axes)))
        marks.append(Shape(ring, "", "hairline-2", 0.5))
    marks += [Stroke(((centre, centre), spoke(i, 1)), "hairline", 0.5) for i in range(len(axes))]
    if all(axis.previous is not None for axis in axes):
        before = tuple(spoke(i, (a.previous or 0) / FULL) for i, a in enumerate(axes))
        marks.append(Stroke((*before, before[0]), "chart-context", 1, (2, 1.5)))
    now = tuple(spoke(i, axis.value / FULL) for i, axis in enumerate(axes))
    marks.append(Shape(now, "", "chart-subject", 1.6))
    marks += [Dot(x, y, 2, "chart-subject") for x, y in now]
    for index, axis in enumerate(axes):
        x, y = spoke(index, 1.14)
        side = "middle" if abs(x - centre) < 4 else ("start" if x > centre else "end")
        shift = 0 if side == "middle" else (-6 if side == "start" else 6)
        marks.append(Label(x + shift, y + 2.5, axis.label, 7, "ink-2", side))
    # A pentagon ends well above the circle's foot; the blank below it is not part of the chart.
    foot = max(spoke(i, 1.14)[1] for i in range(len(axes))) + 6
    return Figure(size, foot, tuple(marks))
