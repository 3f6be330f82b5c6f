"""Two sets side by side: both means with their intervals on one scale, a row for each section."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.figure import Dot, Figure, Label, Mark, Stroke, scale
from reports.charts.labels import room

FULL = 10_000
_ROW, _TOP, _FOOT, _RIGHT = 30.0, 26.0, 20.0, 14.0


@dataclass(frozen=True)
class PairMean:
    """A mean in hundredths with its interval; None where there is none."""

    value: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class PairRow:
    """What both sides are compared in."""

    label: str
    one: PairMean
    other: PairMean


def pair_plot(
    width: float, rows: Sequence[PairRow], names: tuple[str, str], label_width: float
) -> Figure:
    """The first side filled and in colour, the second open and grey: apart also in grey print."""
    ends = [v for row in rows for one in (row.one, row.other) for v in (one.value, one.low) if v]
    low = min(5000, min(ends, default=FULL) // 1000 * 1000)
    base = _TOP + _ROW * len(rows)
    across = scale(low, FULL, label_width, width - _RIGHT)
    marks: list[Mark] = [*_key(names, label_width), *_grid(low, across, base)]
    for place, row in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        marks.append(Label(0, y + 4, row.label, 11.5, "ink"))
        marks += _mean(row.other, across, y + 5, "surface", "ink-2")
        marks += _mean(row.one, across, y - 5, "chart-subject", "chart-subject")
    return Figure(width, base + _FOOT, tuple(marks))


def _key(names: tuple[str, str], left: float) -> list[Mark]:
    second = left + 30 + room(names[0], 12)
    return [
        Dot(left + 4, 8, 4.2, "chart-subject", "chart-subject", 1.4),
        Label(left + 13, 12, names[0], 11, "ink"),
        Dot(second + 4, 8, 4.2, "surface", "ink-2", 1.4),
        Label(second + 13, 12, names[1], 11, "ink-2"),
    ]


def _grid(low: int, across: Callable[[float], float], base: float) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(low, FULL + 1, 1000):
        x = across(value)
        marks.append(Stroke(((x, _TOP), (x, base)), "hairline", 0.6))
        marks.append(Label(x, base + 14, f"{value / 100:g}", 10, "muted", "middle"))
    return marks


def _mean(
    one: PairMean, across: Callable[[float], float], y: float, fill: str, line: str
) -> list[Mark]:
    if one.value is None:
        return []
    marks: list[Mark] = []
    if one.low is not None and one.high is not None:
        marks.append(Stroke(((across(one.low), y), (across(one.high), y)), line, 1.6))
    return [*marks, Dot(across(one.value), y, 4.2, fill, line, 1.4)]
