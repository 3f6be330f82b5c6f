"""The control chart: waves with their intervals, limits of each stretch, and last year's wave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.figure import Box, Dot, Figure, Label, Mark, Stroke, scale

FULL = 10_000
Along = Callable[[float], float]
_LEFT, _RIGHT, _TOP, _FOOT = 30.0, 14.0, 12.0, 22.0


@dataclass(frozen=True)
class WaveDot:
    """One wave in hundredths. `signal`: more than the usual up and down."""

    label: str
    value: int | None
    shown: str
    low: int | None = None
    high: int | None = None
    smoothed: int | None = None
    signal: bool = False
    broken: bool = False


@dataclass(frozen=True)
class LimitBand:
    """Center and limits from one wave's place to another's."""

    first: int
    last: int
    center: int | None
    low: int | None
    high: int | None


def control_chart(
    width: float,
    height: float,
    dots: Sequence[WaveDot],
    bands: Sequence[LimitBand],
    target: int | None = None,
    target_label: str = "",
    break_label: str = "",
) -> Figure:
    """Waves as dots with intervals; grey band: control limits; no line crosses a break."""
    low, high = _reach(dots, bands, target)
    base = height - _FOOT
    step = (width - _LEFT - _RIGHT) / max(len(dots), 1)
    up = scale(low, high, base, _TOP)

    def across(place: float) -> float:
        return _LEFT + step * (place + 0.5)

    marks: list[Mark] = []
    for band in bands:
        marks += _band(band, across, up, step)
    marks += _grid(low, high, up, width)
    if target is not None:
        marks.append(Stroke(((_LEFT, up(target)), (width, up(target))), "ink-2", 0.9, (4, 3)))
        marks.append(Label(_LEFT + 4, up(target) - 4, target_label, 10, "ink-2"))
    marks += _lines(dots, across, up)
    for place, dot in enumerate(dots):
        marks += _dot(place, dot, len(dots), across, up, base, break_label)
    return Figure(width, height, tuple(marks))


def _reach(
    dots: Sequence[WaveDot], bands: Sequence[LimitBand], target: int | None
) -> tuple[int, int]:
    values = [v for dot in dots for v in (dot.value, dot.low, dot.high) if v is not None]
    values += [v for band in bands for v in (band.low, band.high) if v is not None]
    if target is not None:
        values.append(target)
    if not values:
        return 0, FULL
    return max(0, (min(values) - 100) // 500 * 500), min(FULL, -(-(max(values) + 50) // 500) * 500)


def _grid(low: int, high: int, up: Along, width: float) -> list[Mark]:
    step = 500 if high - low <= 2500 else 1000 if high - low <= 5000 else 2000
    marks: list[Mark] = []
    for value in range(-(-low // step) * step, high + 1, step):
        marks.append(Stroke(((_LEFT, up(value)), (width, up(value))), "hairline", 0.6))
        marks.append(Label(_LEFT - 6, up(value) + 3.5, f"{value / 100:g}", 10, "muted", "end"))
    return marks


def _band(band: LimitBand, across: Along, up: Along, step: float) -> list[Mark]:
    if band.low is None or band.high is None or band.center is None:
        return []
    left, right = across(band.first) - step / 2 + 1, across(band.last) + step / 2 - 1
    return [
        Box(left, up(band.high), right - left, up(band.low) - up(band.high), "sunken"),
        Stroke(((left, up(band.center)), (right, up(band.center))), "hairline-2", 1.2),
        Stroke(((left, up(band.high)), (right, up(band.high))), "hairline-2", 0.8, (3, 2)),
        Stroke(((left, up(band.low)), (right, up(band.low))), "hairline-2", 0.8, (3, 2)),
    ]


def _lines(dots: Sequence[WaveDot], across: Along, up: Along) -> list[Mark]:
    marks: list[Mark] = []
    lines: tuple[tuple[str, float, tuple[float, ...], str], ...] = (
        ("chart-context", 1.4, (), "value"),
        ("chart-subject", 1.2, (2, 3), "smoothed"),
    )
    for colour, weight, dash, name in lines:
        run: list[tuple[float, float]] = []
        for place, dot in enumerate(dots):
            value = getattr(dot, name)
            if dot.broken or value is None:
                if len(run) > 1:
                    marks.append(Stroke(tuple(run), colour, weight, dash))
                run = []
            if value is not None:
                run.append((across(place), up(value)))
        if len(run) > 1:
            marks.append(Stroke(tuple(run), colour, weight, dash))
    return marks


def _dot(
    place: int,
    dot: WaveDot,
    count: int,
    across: Along,
    up: Along,
    base: float,
    break_label: str,
) -> list[Mark]:
    x, last = across(place), place == count - 1
    every = max(1, -(-count // 13))
    marks: list[Mark] = []
    if (count - 1 - place) % every == 0:
        marks.append(Label(x, base + 15, dot.label, 10, "ink" if last else "muted", "middle", last))
    if dot.broken:
        edge = (across(place) + across(place - 1)) / 2
        marks.append(Stroke(((edge, _TOP), (edge, base)), "accent", 1.1, (2, 3)))
        marks.append(Label(edge + 4, _TOP + 8, break_label, 9.5, "accent-ink"))
    if dot.value is None:
        return marks
    y = up(dot.value)
    if dot.low is not None and dot.high is not None:
        marks.append(Stroke(((x, up(dot.low)), (x, up(dot.high))), "chart-context", 2.6))
    colour = "accent" if dot.signal else "chart-subject"
    marks.append(Dot(x, y, 5.2 if dot.signal else 4.2, colour, "surface", 1.4))
    if last:
        top = y if dot.high is None else up(dot.high)
        marks.append(Label(x, max(top - 6, 10), dot.shown, 11, "ink", "middle", True))
    return marks
