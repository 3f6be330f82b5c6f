"""Columns of counts, and bars of shares with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.figure import Box, Figure, Label, Mark, Stroke, scale

_CLEAR = 9.0
"""Between a count and a line beside it."""


@dataclass(frozen=True)
class Column:
    """A class and how many are in it; `label` stands under its left edge where it is given."""

    count: int
    label: str = ""
    subject: bool = True


@dataclass(frozen=True)
class Rule:
    """A line across at a place counted in columns (2.5: in the middle of the third)."""

    at: float
    label: str
    colour: str = "ink"
    dash: tuple[float, ...] = ()


def histogram(
    width: float, height: float, columns: Sequence[Column], rules: Sequence[Rule] = ()
) -> Figure:
    """Columns from zero without gaps that lie; counts over them where there is room."""
    base, top = height - 22, 26.0 + 13 * max(0, len(rules) - 1)
    step = width / max(len(columns), 1)
    up = scale(0, max([column.count for column in columns], default=1) or 1, base, top)
    marks: list[Mark] = []
    for place, column in enumerate(columns):
        x, y = place * step, up(column.count)
        colour = "chart-subject" if column.subject else "chart-context"
        if column.count:
            marks.append(Box(x + 1, y, step - 2, base - y, colour))
            if step > 15:
                middle = x + step / 2 + _aside(x + step / 2, [rule.at * step for rule in rules])
                marks.append(Label(middle, y - 4, str(column.count), 9.5, "ink-2", "middle"))
        if column.label:
            marks.append(Stroke(((x, base), (x, base + 4)), "hairline-2", 0.8))
            marks.append(Label(x, base + 15, column.label, 10, "muted", "middle" if x else "start"))
    marks.append(Stroke(((0, base), (width, base)), "hairline-2", 0.9))
    for row, rule in enumerate(rules):
        x = rule.at * step
        y = 10 + 13.0 * row
        marks.append(Stroke(((x, y - 8), (x, base)), rule.colour, 1.2, rule.dash))
        left = x > width * 0.6
        marks.append(
            Label(
                x + (-5 if left else 5), y, rule.label, 10, rule.colour, "end" if left else "start"
            )
        )
    return Figure(width, height, tuple(marks))


def _aside(middle: float, rules: Sequence[float]) -> float:
    """Return how far a count moves so that no line goes through it."""
    near = min(rules, key=lambda rule: abs(rule - middle), default=middle + _CLEAR)
    if abs(near - middle) >= _CLEAR:
        return 0.0
    return near - middle + (_CLEAR if middle >= near else -_CLEAR)


@dataclass(frozen=True)
class ShareBar:
    """A share in per cent with its interval, how it is written, and what it is of."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    shown: str
    under: str = ""
    subject: bool = True


def share_bars(width: float, rows: Sequence[ShareBar], label_width: float) -> Figure:
    """Bars from zero to 100 % with intervals, one below the other."""
    right = 54.0
    place = scale(0, 100, label_width, width - right)
    marks: list[Mark] = []
    for index, row in enumerate(rows):
        y = 4 + index * 34.0
        marks.append(Label(0, y + 14, row.label, 11.5, "ink"))
        if row.under:
            marks.append(Label(0, y + 27, row.under, 9.5, "muted"))
        marks.append(Box(label_width, y + 5, width - right - label_width, 13, "sunken"))
        if row.value is not None:
            colour = "chart-subject" if row.subject else "chart-context"
            marks.append(Box(label_width, y + 5, place(row.value) - label_width, 13, colour))
        if row.low is not None and row.high is not None:
            ends = ((place(row.low), y + 11.5), (place(row.high), y + 11.5))
            marks.append(Stroke(ends, "surface", 5))
            marks.append(Stroke(ends, "ink", 1.6))
            for x, _ in ends:
                marks.append(Stroke(((x, y + 8), (x, y + 15)), "ink", 1.6))
        marks.append(Label(width, y + 15, row.shown, 12, "ink", "end", True))
    return Figure(width, 4 + 34.0 * len(rows), tuple(marks))
