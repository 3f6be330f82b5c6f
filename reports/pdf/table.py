"""A table that runs over pages: rows stay whole, the head stands on each page."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from reports.pdf.blocks import Block, Row
from reports.pdf.pen import Pen
from reports.pdf.tags import ARTIFACT, Element, Group


@dataclass(kw_only=True)
class Table(Block):
    """Rows under a head. It is parted between rows, never after the first or before the last.

    `tag` is that of the whole; where it goes on, its head is said again to the eye alone.
    """

    head: Row
    rows: Sequence[Block]
    goes_on: bool = False
    tag: Group = field(default_factory=lambda: Group("Table"))

    def height(self, width: float) -> float:
        return self.head.height(width) + sum(row.height(width) for row in self.rows)

    def least(self, width: float) -> float:
        first = self.rows[: 2 if len(self.rows) > 3 else len(self.rows)]
        return self.head.height(width) + sum(row.height(width) for row in first)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        with self._heading(pen):
            self.head.draw(pen, x, y, width)
        y += self.head.height(width)
        for row in self.rows:
            with pen.tags.row(self.tag, "TD"):
                row.draw(pen, x, y, width)
            y += row.height(width)

    def _heading(self, pen: Pen) -> AbstractContextManager[None]:
        if self.goes_on:
            return pen.tags.inside(Element(ARTIFACT))
        return pen.tags.row(self.tag, "TH")

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
        return upper, replace(self, rows=self.rows[fitting:], before=0, goes_on=True)
