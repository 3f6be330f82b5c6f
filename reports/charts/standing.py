"""Where a score comes from and where it stands: waterfall, dots of peers, histogram, ranges."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reports.charts.figure import Box, Dot, Figure, Label, Mark, Point, Shape, Stroke, scale
from reports.charts.shapes import band_shape, band_tokens, diamond

FULL = 10000
ROW = 17.0
_TINTS = {"loss": "band-d", "critical": "band-d", "bonus": "band-a"}


@dataclass(frozen=True)
class Fall:
    """A step of the waterfall: what it is called, its signed amount as shown, and in hundredths."""

    label: str
    shown: str
    amount: int
    kind: Literal["start", "loss", "bonus", "critical", "final"]


def waterfall(width: float, steps: Sequence[Fall], label_width: float, low: int) -> Figure:
    """The way from the full score down to the final one, a row for each step.

    The scale begins at `low` and says so: bars show the steps, not shares of the whole. Losses hang
    with an outline below their hatching, so that they differ from the two totals in grey print too.
    """
    place = scale(low, FULL, label_width, width - 48)
    marks: list[Mark] = []
    reached = 0
    for index, step in enumerate(steps):
        y = index * ROW
        total = step.kind in ("start", "final")
        before, reached = (low, step.amount) if total else (reached, reached + step.amount)
        left, right = sorted((place(before), place(reached)))
        marks.append(Label(0, y + 11.5, step.label, 8, "ink", bold=total))
        marks += _fall(left, right, y, step)
        marks.append(Label(width, y + 11.5, step.shown, 8, _ink(step), "end", total))
        if index + 1 < len(steps):
            x = place(reached)
            marks.append(Stroke(((x, y + 13), (x, y + ROW + 3)), "edge", 0.5, (1, 1.2)))
    floor = f"{low / 100:g}"
    marks.append(Label(place(low), len(steps) * ROW + 6, floor, 6.5, "muted", "middle"))
    marks.append(Label(place(FULL), len(steps) * ROW + 6, "100", 6.5, "muted", "middle"))
    return Figure(width, len(steps) * ROW + 8, tuple(marks))


def _fall(left: float, right: float, y: float, step: Fall) -> list[Mark]:
    if step.kind in ("start", "final"):
        colour = "ink" if step.kind == "final" else "chart-context"
        return [Box(left, y + 4, right - left, 9, colour)]
    tint = _TINTS[step.kind]
    wide = max(right - left, 0.8)
    marks: list[Mark] = [Box(left, y + 4, wide, 9, f"{tint}-soft")]
    corners = ((left, y + 4), (left + wide, y + 4), (left + wide, y + 13), (left, y + 13))
    x = left
    while x < left + wide and step.kind != "bonus":
        end = min(x + 6, left + wide)
        marks.append(Stroke(((x, y + 13), (end, y + 13 - (end - x) * 1.5)), tint, 0.5))
        x += 4
    marks.append(Shape(corners, "", tint, 0.8))
    return marks


def _ink(step: Fall) -> str:
    return "ink" if step.kind in ("start", "final") else _TINTS[step.kind]


def dot_strip(
    width: float, finals: Sequence[int], own: int | None, low: int, words: tuple[str, str]
) -> Figure:
    """The scores of others as a swarm of dots, their median as a diamond, the subject as a disc.

    `words`: what the subject and the median are called, with their figures.
    """
    place = scale(low, FULL, 6, width - 6)
    step = 4.6
    cells = Counter(round(place(value) / step) for value in finals)
    top = 15.0
    high = max(cells.values(), default=1)
    gap = min(step, 34 / high)
    base = top + max((high - 1) * gap, 14) + 6
    marks: list[Mark] = [Stroke(((0, base + 4), (width, base + 4)), "hairline-2", 0.5)]
    for cell, count in sorted(cells.items()):
        marks += [Dot(cell * step, base - n * gap, 1.9, "chart-context") for n in range(count)]
    ordered = sorted(finals)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    marks.append(diamond(place(middle), base + 4, 3.6, "ink-2", "surface"))
    marks += _named(place(middle), base + 15, width, words[1], "ink-2")
    if own is not None:
        x = place(own)
        marks.append(Stroke(((x, 10), (x, base + 4)), "chart-subject", 0.9))
        marks.append(Dot(x, base + 4, 3.8, "chart-subject", "surface", 0.9))
        marks += _named(x, 8, width, words[0], "chart-subject", bold=True)
    marks.append(Label(0, base + 15, f"{low / 100:g}", 6.5))
    marks.append(Label(width, base + 15, "100", 6.5, anchor="end"))
    return Figure(width, base + 19, tuple(marks))


def _named(
    x: float, y: float, width: float, text: str, colour: str, bold: bool = False
) -> list[Mark]:
    anchor = "end" if x > width * 0.8 else ("start" if x < width * 0.2 else "middle")
    return [Label(x, y, text, 7, colour, anchor, bold)]


def histogram(
    width: float, height: float, finals: Sequence[int], floors: Sequence[int], low: int
) -> Figure:
    """How many branches have which score, in steps of 2.5; each bar has the tint of its band.

    `floors`: the lowest scores of the bands, best first; their signs stand under the axis.
    """
    place = scale(low, FULL, 0, width)
    step = 250
    cells = Counter(min(max(value, low), FULL - 1) // step for value in finals)
    most = max(cells.values(), default=1)
    base = height - 16
    marks: list[Mark] = []
    for cell, count in sorted(cells.items()):
        left, right = place(cell * step), place((cell + 1) * step)
        tall = (base - 12) * count / most
        marks.append(
            Box(left + 0.6, base - tall, right - left - 1.2, tall, _tint(cell * step, floors))
        )
        middle = (left + right) / 2
        marks.append(Label(middle, base - tall - 2.5, str(count), 6.5, "ink-2", "middle"))
    marks.append(Stroke(((0, base), (width, base)), "hairline-2", 0.5))
    for position, floor in enumerate(floors):
        if position and floors[position - 1] <= low:
            break
        x = place(max(floor, low))
        marks.append(Stroke(((x, base), (x, base + 5)), "edge", 0.6))
        marks.append(band_shape(position, x + 6, base + 8, 5))
        marks.append(Label(x + 11, base + 10.5, f"{max(floor, low) / 100:g}+", 6.5, "ink-2"))
    return Figure(width, height, tuple(marks))


def _tint(value: int, floors: Sequence[int]) -> str:
    position = next((n for n, floor in enumerate(floors) if value >= floor), len(floors) - 1)
    return band_tokens(position)[1] if floors else "chart-subject"


def interval_bar(
    width: float,
    height: float,
    value: int | None,
    low: int | None,
    high: int | None,
    start: int,
    target: int | None = None,
) -> Figure:
    """A score as a point with its interval, on a scale from `start` to 100."""
    place, middle = scale(start, FULL, 3, width - 3), height / 2
    marks: list[Mark] = [Stroke(((0, middle), (width, middle)), "hairline", 0.5)]
    if target is not None:
        x = place(target)
        marks.append(Stroke(((x, middle - 4), (x, middle + 4)), "ink", 1))
    if value is None:
        return Figure(width, height, tuple(marks))
    if low is not None and high is not None:
        ends: tuple[Point, Point] = ((place(low), middle), (place(high), middle))
        marks.append(Stroke(ends, "chart-subject", 2.2))
    marks.append(Dot(place(value), middle, 2.7, "chart-subject", "surface", 0.8))
    return Figure(width, height, tuple(marks))


def slope(width: float, before: int, now: int, low: int) -> Figure:
    """A change: an open ring where it was, a disc where it is, an arrow's way between them."""
    place = scale(low, FULL, 4, width - 4)
    colour = "band-a" if now > before else "band-d"
    start, end = place(before), place(now)
    return Figure(
        width,
        10,
        (
            Stroke(((0, 5), (width, 5)), "hairline", 0.5),
            Stroke(((start, 5), (end, 5)), colour, 1.8),
            Dot(start, 5, 2.6, "surface", "ink-2", 0.9),
            Dot(end, 5, 2.9, colour, "surface", 0.7),
        ),
    )
