"""The heat map: which of seven shades a score has, and the cells of a table of branches × sections.

The shades run between `low` and `high`, not 0–100: scores cluster high, and a map in which all
cells look alike says nothing. The value is printed in each cell.
"""

from collections.abc import Sequence

from reports.charts.figure import Box, Figure, Label, Mark

SHADES = 7


def shade(value: int, low: int = 5000, high: int = 10000) -> int:
    """Return the shade 0 (low) … 6 (high) of a value in hundredths."""
    if value <= low:
        return 0
    return min((value - low) * SHADES // max(high - low, 1), SHADES - 1)


def heat_cells(
    values: Sequence[Sequence[int | None]],
    cell: tuple[float, float],
    low: int = 5000,
    high: int = 10000,
) -> Figure:
    """The cells of a heat map, one row of values each; None is an empty cell with a dash."""
    wide, tall = cell
    marks: list[Mark] = []
    for line, row in enumerate(values):
        for column, value in enumerate(row):
            x, y = column * wide, line * tall
            if value is None:
                marks.append(Label(x + wide / 2, y + tall / 2 + 2.6, "–", 7, "muted", "middle"))
                continue
            step = shade(value, low, high)
            marks.append(Box(x, y, wide - 1, tall - 1, f"heat-{step}"))
            text = f"{(value + 5) // 10 / 10:.1f}"
            at = (x + (wide - 1) / 2, y + tall / 2 + 2.6)
            marks.append(Label(*at, text, 7, f"on-heat-{step}", "middle"))
    columns = max((len(row) for row in values), default=0)
    return Figure(columns * wide, len(values) * tall, tuple(marks))
