"""The funnel plot: branches by number of visits between limits that close in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.figure import Dot, Figure, Label, Mark, Shape, Stroke, scale

Along = Callable[[float], float]
FULL = 10_000
MOST_DOTS = 600


@dataclass(frozen=True)
class FunnelDot:
    """A branch; `outside`: beyond the outer limits 2, beyond the inner ones 1, else 0."""

    n: int
    value: int
    outside: int = 0
    label: str = ""


@dataclass(frozen=True)
class FunnelLimit:
    """Both pairs of limits at n visits, in hundredths."""

    n: float
    warning: tuple[int, int]
    action: tuple[int, int]


def funnel_plot(
    width: float,
    height: float,
    dots: Sequence[FunnelDot],
    limits: Sequence[FunnelLimit],
    center: int,
    words: tuple[str, str, str],
) -> Figure:
    """Branches within the limits grey, those outside in colour and named. `words`: center, visits,
    limits. Of very many branches inside only the different places are drawn."""
    values = [dot.value for dot in dots]
    low = max(0, (min(values, default=5000) - 200) // 500 * 500)
    most = max([dot.n for dot in dots], default=1)
    base = height - 30
    across, up = scale(0.5, most + 0.5, 34, width - 8), scale(low, FULL, base, 12)
    marks: list[Mark] = _ground(limits, across, up)
    marks += _axes(low, most, width, base, across, up, words[1])
    marks.append(Stroke(((34, up(center)), (width, up(center))), "ink-2", 1))
    marks.append(Label(width, up(center) - 5, words[0], 10, "ink-2", "end"))
    counts: dict[int, int] = {}
    for dot in sorted(_drawn(dots), key=lambda one: (one.outside, one.value)):
        x = across(dot.n + _aside(counts, dot))
        marks += _dot(x, up(dot.value), dot, width)
    return Figure(width, height, tuple(marks))


def _drawn(dots: Sequence[FunnelDot]) -> list[FunnelDot]:
    if len(dots) <= MOST_DOTS:
        return list(dots)
    inside = {(dot.n, dot.value // 25): dot for dot in dots if not dot.outside}
    outside = sorted((dot for dot in dots if dot.outside), key=lambda dot: -dot.outside)
    return [*list(inside.values())[:MOST_DOTS], *outside[:MOST_DOTS]]


def _aside(counts: dict[int, int], dot: FunnelDot) -> float:
    """Spread branches with the same number of visits a little, always the same way."""
    place = counts[dot.n] = counts.get(dot.n, 0) + 1
    return ((place * 0.618) % 1 - 0.5) * 0.6


def _ground(limits: Sequence[FunnelLimit], across: Along, up: Along) -> list[Mark]:
    marks: list[Mark] = []
    for name, colour in (("action", "sunken"), ("warning", "surface")):
        upper = [(across(one.n), up(getattr(one, name)[1])) for one in limits]
        lower = [(across(one.n), up(getattr(one, name)[0])) for one in limits]
        marks.append(Shape((*upper, *reversed(lower)), colour))
        for line in (upper, lower):
            dash: tuple[float, ...] = (3, 2) if name == "warning" else ()
            marks.append(Stroke(tuple(line), "hairline-2", 1, dash))
    return marks


def _axes(
    low: int, most: int, width: float, base: float, across: Along, up: Along, visits: str
) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(low, FULL + 1, 1000 if FULL - low > 2500 else 500):
        marks.append(Label(28, up(value) + 3.5, f"{value / 100:g}", 10, "muted", "end"))
        marks.append(Stroke(((34, up(value)), (width, up(value))), "hairline", 0.5))
    marks.append(Stroke(((34, base), (width, base)), "hairline-2", 0.9))
    for n in range(1, most + 1, max(1, most // 12)):
        marks.append(Label(across(n), base + 14, str(n), 10, "muted", "middle"))
    marks.append(Label(width, base + 27, visits, 10, "muted", "end"))
    return marks


def _dot(x: float, y: float, dot: FunnelDot, width: float) -> list[Mark]:
    if not dot.outside:
        return [Dot(x, y, 3.2, "chart-context", "surface", 0.6)]
    marks: list[Mark] = [
        Dot(x, y, 4.6, "accent" if dot.outside > 1 else "chart-subject", "surface", 1)
    ]
    if dot.label:
        left = x > width * 0.75
        marks.append(
            Label(
                x + (-8 if left else 8), y + 3.5, dot.label, 10.5, "ink", "end" if left else "start"
            )
        )
    return marks
