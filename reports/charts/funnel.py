"""The funnel plot: branches by number of visits between limits that close in."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.crowd import MOST_POINTS
from reports.charts.figure import Box, Dot, Figure, Label, Mark, Shape, Stroke, scale
from reports.charts.labels import Frame, beside

Along = Callable[[float], float]
FULL = 10_000
CLASS = 50
"""The height of a bar that stands for many branches, in hundredths."""
COLOURS = ("chart-context", "chart-subject", "accent")
"""Inside the limits, outside of the inner ones, outside of both."""


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
    """Branches within the limits grey, those outside in colour. `words`: center, visits, limits.

    Very many branches are drawn as bars, as long as there are branches with so many visits and
    about this score; those farthest outside and those with a label stay dots.
    """
    values = [dot.value for dot in dots]
    low = max(0, (min(values, default=5000) - 200) // 500 * 500)
    most = max([dot.n for dot in dots], default=1)
    base = height - 30
    first = from_visits([dot.n for dot in dots])
    across, up = scale(first, most + 0.5, 34, width - 8), scale(low, FULL, base, 12)
    marks: list[Mark] = _ground(limits, across, up)
    marks += _axes(low, (int(first + 0.5), most), width, base, across, up, words[1])
    marks.append(Stroke(((34, up(center)), (width, up(center))), "ink-2", 1))
    marks.append(Label(38, up(center) - 5, words[0], 10, "ink-2"))
    alone, bars = list(dots), list[Box]()
    if len(dots) > MOST_POINTS:
        alone = [dot for dot in dots if dot.label or dot.outside > 1][:MOST_POINTS]
        kept = frozenset(map(id, alone))
        bars = _bars([dot for dot in dots if id(dot) not in kept], across, up)
    marks += [*bars, *_dots(alone, across, up, (34, 0, width, base), bars)]
    return Figure(width, height, tuple(marks))


def from_visits(ns: Sequence[int]) -> float:
    """Return where the scale of visits begins: near those there are, so that they have room."""
    least, most = min(ns, default=1), max(ns, default=1)
    return max(0.5, least - 1.5 * (most - least + 1) - 0.5)


def _bars(dots: Sequence[FunnelDot], across: Along, up: Along) -> list[Box]:
    """Return a bar for each number of visits, class of scores and place inside or outside."""
    counts = Counter((dot.n, dot.value // CLASS, dot.outside) for dot in dots)
    most = max(counts.values())
    last = max(dot.n for dot in dots) + 0.5
    full, thick = (across(last) - across(last - 1)) * 0.8, up(FULL - CLASS) - up(FULL) - 0.4
    marks: list[Box] = []
    for (n, place, outside), count in sorted(counts.items()):
        wide = max(full * count / most, 1.5)
        top = up(min((place + 1) * CLASS, FULL)) + 0.2
        marks.append(Box(across(n) - wide / 2, top, wide, thick, COLOURS[outside]))
    return marks


def _dots(
    dots: Sequence[FunnelDot], across: Along, up: Along, inside: Frame, bars: Sequence[Box]
) -> list[Mark]:
    counts: dict[int, int] = {}
    ordered = sorted(dots, key=lambda one: (one.outside, one.value))
    points = [(across(dot.n + _aside(counts, dot)), up(dot.value)) for dot in ordered]
    taken = [(bar.x, bar.y, bar.x + bar.w, bar.y + bar.h) for bar in bars]
    return [
        *(_dot(x, y, dot.outside) for (x, y), dot in zip(points, ordered, strict=True)),
        *beside(points, [dot.label for dot in ordered], inside, 10.5, taken),
    ]


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
    low: int,
    span: tuple[int, int],
    width: float,
    base: float,
    across: Along,
    up: Along,
    visits: str,
) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(low, FULL + 1, 1000 if FULL - low > 2500 else 500):
        marks.append(Label(28, up(value) + 3.5, f"{value / 100:g}", 10, "muted", "end"))
        marks.append(Stroke(((34, up(value)), (width, up(value))), "hairline", 0.5))
    marks.append(Stroke(((34, base), (width, base)), "hairline-2", 0.9))
    for n in range(span[0], span[1] + 1, max(1, (span[1] - span[0] + 1) // 12)):
        marks.append(Label(across(n), base + 14, str(n), 10, "muted", "middle"))
    marks.append(Label(width, base + 27, visits, 10, "muted", "end"))
    return marks


def _dot(x: float, y: float, outside: int) -> Mark:
    if not outside:
        return Dot(x, y, 3.2, COLOURS[0], "surface", 0.6)
    return Dot(x, y, 4.6, COLOURS[outside], "surface", 1)
