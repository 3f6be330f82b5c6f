"""One-dimensional charts: the bar of a section, the ruler of bands, a wait on its time axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.figure import Box, Dot, Figure, Label, Mark, Shape, Stroke, scale
from reports.charts.shapes import band_shape, band_tokens, diamond

FULL = 10000


@dataclass(frozen=True)
class BandSpan:
    """A band on the ruler: label and lowest score in hundredths, best band first."""

    label: str
    floor: int


def section_bar(
    width: float,
    height: float,
    score: int | None,
    *,
    target: int | None = None,
    peer: int | None = None,
    previous: int | None = None,
    colour: str = "chart-subject",
) -> Figure:
    """A bar from zero; target = tick across, peers = diamond, wave before = open ring."""
    place = scale(0, FULL, 0, width)
    middle, thick = height / 2, height * 0.42
    marks: list[Mark] = [Box(0, middle - thick / 2, width, thick, "sunken")]
    if score is not None:
        marks.append(Box(0, middle - thick / 2, place(score), thick, colour))
    marks += _signs(place, middle, height * 0.86, target=target, peer=peer, previous=previous)
    return Figure(width, height, tuple(marks))


def band_ruler(
    width: float,
    bands: Sequence[BandSpan],
    score: int | None,
    *,
    target: int | None = None,
    peer: int | None = None,
    previous: int | None = None,
    low: int = 0,
    interval: tuple[int, int] | None = None,
) -> Figure:
    """The scale with its bands, the subject above it, below it the signs of the section bars.

    `interval`: where the subject lies as far as one can tell, a line under its sign. `low` is where
    the scale begins, in hundredths; it is printed, as this is a ruler and not a bar.
    """
    place = scale(low, FULL, 0, width)
    marks: list[Mark] = []
    ceiling = FULL
    for position, band in enumerate(bands):
        marks += _ruler_band(position, band, place(max(band.floor, low)), place(ceiling))
        ceiling = band.floor
    marks += [Label(0, 42, f"{low / 100:g}", 6.5), Label(width, 42, "100", 6.5, anchor="end")]
    marks += _signs(place, 37.5, 9, target=target, peer=peer, previous=previous)
    if interval is not None:
        marks += _reach(place(interval[0]), place(interval[1]))
    if score is not None:
        x = place(score)
        marks.append(Shape(((x - 5.5, 3), (x + 5.5, 3), (x, 11.5)), "ink"))
        marks.append(Stroke(((x, 11), (x, 17)), "ink", 1.4))
    return Figure(width, 46, tuple(marks))


def _reach(left: float, right: float) -> list[Mark]:
    ends = [Stroke(((x, 9), (x, 14)), "ink", 0.9) for x in (left, right)]
    return [Stroke(((left, 11.5), (right, 11.5)), "ink", 0.9), *ends]


def _ruler_band(position: int, band: BandSpan, left: float, right: float) -> list[Mark]:
    letter, token, soft = band_tokens(position)
    if right - left <= 0.5:
        return []
    marks: list[Mark] = [Box(left, 14, right - left - 1.5, 15, soft)]
    if right - left > 44:
        marks.append(band_shape(position, left + 9, 21.5, 6))
        floor = f"  {band.floor / 100:g}+" if band.floor else ""
        marks.append(Label(left + 16, 24.2, f"{letter} {band.label}{floor}", 7.2, token))
    return marks


def _signs(
    place: Callable[[float], float],
    middle: float,
    size: float,
    *,
    target: int | None,
    peer: int | None,
    previous: int | None,
) -> list[Mark]:
    """Target = tick across, wave before = open ring, median of peers = diamond."""
    marks: list[Mark] = []
    if target is not None:
        x = place(target)
        marks.append(Stroke(((x, middle - size * 0.5), (x, middle + size * 0.5)), "ink", 1.4))
    if previous is not None:
        marks.append(Dot(place(previous), middle, size * 0.27, "surface", "ink-2", 1))
    if peer is not None:
        marks.append(diamond(place(peer), middle, size * 0.36, "chart-context", "surface"))
    return marks


def _waited(place: Callable[[float], float], left: float, y: float, row: "WaitRow") -> list[Mark]:
    """The time waited; what is over the limit is hatched, to differ in grey print as well."""
    end = place(row.seconds)
    kept = place(min(row.seconds, row.seconds if row.full is None else row.full))
    marks: list[Mark] = [Box(left, y, kept - left, 6, "chart-subject")]
    if end > kept:
        marks.append(Box(kept, y, end - kept, 6, "band-d"))
        x = kept + 2.0
        while x + 3 < end:
            marks.append(Stroke(((x, y + 6), (x + 3, y)), "surface", 0.6))
            x += 4.5
    return marks


@dataclass(frozen=True)
class WaitRow:
    """One measured wait in seconds, with the limits for all and for part of the points."""

    label: str
    seconds: int
    full: int | None
    half: int | None
    shown: str
    limit: str


def wait_strip(width: float, rows: Sequence[WaitRow], longest: int, label_width: float) -> Figure:
    """All waits on one time axis of 0..longest seconds."""
    end = width - 60
    place = scale(0, longest, label_width, end)
    marks: list[Mark] = []
    for index, row in enumerate(rows):
        y = 4 + index * 19.0
        marks.append(Label(0, y + 9, row.label, 8, "ink"))
        marks.append(Box(label_width, y + 3, end - label_width, 6, "sunken"))
        late = row.full is not None and row.seconds > row.full
        colour = "band-d" if late else "chart-subject"
        marks += _waited(place, label_width, y + 3, row)
        for limit in (row.full, row.half):
            if limit is not None:
                x = place(limit)
                reach, weight = (2.5, 1.3) if limit == row.full else (0.5, 0.7)
                line = ((x, y + 3 - reach), (x, y + 9 + reach))
                marks.append(Stroke(line, "ink", weight))
        if row.limit and row.full is not None:
            marks.append(Label(place(row.full) + 2.5, y + 16.8, row.limit, 6, "muted"))
        marks.append(Label(width, y + 9, row.shown, 8, colour if late else "ink", "end", True))
    return Figure(width, 4 + 19.0 * len(rows), tuple(marks))
