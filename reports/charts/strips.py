"""One-dimensional charts: the bar of a section, the ruler of bands, a wait on its time axis."""

from collections.abc import Sequence
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
    if target is not None:
        x = place(target)
        marks.append(Stroke(((x, middle - height * 0.42), (x, middle + height * 0.42)), "ink", 1.4))
    if previous is not None:
        marks.append(Dot(place(previous), middle, height * 0.17, "surface", "ink-2", 0.9))
    if peer is not None:
        x = place(peer)
        marks.append(diamond(x, middle, height * 0.22, "chart-context", "surface"))
    return Figure(width, height, tuple(marks))


def band_ruler(
    width: float,
    bands: Sequence[BandSpan],
    score: int | None,
    notes: Sequence[tuple[int, str]] = (),
    low: int = 0,
) -> Figure:
    """The scale with its bands; the subject stands above it, `notes` (value, text) below.

    `low` is where the scale begins, in hundredths; it is printed, as this is a ruler and not a bar.
    """
    place = scale(low, FULL, 0, width)
    marks: list[Mark] = []
    ceiling = FULL
    for position, band in enumerate(bands):
        letter, token, soft = band_tokens(position)
        left, right = place(band.floor), place(ceiling)
        if right - left > 0.5:
            marks.append(Box(left, 20, right - left - 1, 14, soft))
        if right - left > 44:
            marks.append(band_shape(position, left + 9, 27, 6))
            marks.append(Label(left + 15, 29.6, f"{letter} {band.label}", 7.2, token))
        marks.append(Label(left, 43, f"{band.floor / 100:g}", 6.5, "muted", "start"))
        ceiling = band.floor
    marks.append(Label(width, 43, "100", 6.5, "muted", "end"))
    marks += _ruler_notes(notes, place, width)
    if score is not None:
        x = place(score)
        marks.append(Shape(((x - 5, 9), (x + 5, 9), (x, 17.5)), "ink"))
        marks.append(Stroke(((x, 17), (x, 35)), "ink", 1.2))
    return Figure(width, 64 if notes else 46, tuple(marks))


def _ruler_notes(notes: Sequence[tuple[int, str]], place: object, width: float) -> list[Mark]:
    marks: list[Mark] = []
    edge = -1.0
    for value, text in sorted(notes):
        x = place(value)  # type: ignore[operator]
        room = len(text.encode("gb18030", "replace")) * 3.6 + 8
        at = min(max(x, edge), max(width - room, 0))
        marks.append(Stroke(((x, 20), (x, 47), (at, 51)), "ink-2", 0.6))
        marks.append(Label(at, 58, text, 7, "ink-2"))
        edge = at + room
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
    place = scale(0, longest, label_width, width - 46)
    marks: list[Mark] = []
    for index, row in enumerate(rows):
        y = 4 + index * 20.0
        marks.append(Label(0, y + 9, row.label, 8, "ink"))
        marks.append(Box(label_width, y + 3, width - 46 - label_width, 6, "sunken"))
        late = row.full is not None and row.seconds > row.full
        colour = "band-d" if late else "chart-subject"
        marks.append(Box(label_width, y + 3, place(row.seconds) - label_width, 6, colour))
        for limit in (row.full, row.half):
            if limit is not None:
                x = place(limit)
                marks.append(
                    Stroke(((x, y), (x, y + 12)), "ink", 1.2 if limit == row.full else 0.6)
                )
        if row.limit and row.full is not None:
            marks.append(Label(place(row.full) + 2.5, y + 16.5, row.limit, 6, "muted"))
        marks.append(Label(width, y + 9, row.shown, 8, colour if late else "ink", "end", True))
    return Figure(width, 4 + 20.0 * len(rows), tuple(marks))
