"""A table that runs over pages: rows stay whole, the head stands on each page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.pdf.blocks import Block, Row
from reports.pdf.pen import Pen


@dataclass(kw_only=True)
class Table(Block):
    """Rows under a head. It is parted between rows, never after the first or before the last."""

    head: Row
    rows: Sequence[Block]

    def height(self, width: float) -> float:
        return self.head.height(width) + sum(row.height(width) for row in self.rows)

    def least(self, width: float) -> float:
        first = self.rows[: 2 if len(self.rows) > 3 else len(self.rows)]
        return self.head.height(width) + sum(row.height(width) for row in first)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for row in (self.head, *self.rows):
            row.draw(pen, x, y, width)
            y += row.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        fitting, y = 0, self.head.height(width)
        for row in self.rows:
            y += row.height(width)
            if y > room:
                break
            fitting += 1
        fitting = min(fitting, max(len(self.rows) - 2, 1))
        if not fitting or fitting == len(self.rows):
            return None
        upper = replace(self, rows=self.rows[:fitting], keep=False)
        return upper, replace(self, rows=self.rows[fitting:], before=0)
