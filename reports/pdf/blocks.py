"""What stands on a page: blocks that know their height at a width, draw themselves and may split.

A block never draws outside (width, height). `before` is the space above it (dropped at the top of a
page); `keep` holds it on the page of the block that follows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from reports.pdf.clean import LIMIT, clip
from reports.pdf.pen import Pen
from reports.pdf.tags import PARAGRAPH, Element
from reports.pdf.text import Line, break_lines, fit, measure
from reports.speak import Pair

ASCENT = 0.86
"""Where a first baseline stands, as a part of the size (the font's ideograph box)."""


SECOND, SMALLEST = 0.86, 6.5
"""How much smaller the English of a pair is set, and no smaller than this."""

BESIDE = 10
"""From this size on a title's English is set much smaller beside it."""

_SOFTER = {"ink": "ink-2", "ink-2": "muted"}


@dataclass(frozen=True)
class Style:
    """How text is set. `leading` in multiples of the size."""

    size: float = 9
    role: str = "regular"
    colour: str = "ink"
    leading: float = 1.6

    @property
    def step(self) -> float:
        """Distance of baselines in points."""
        return self.size * self.leading

    def but(self, **changes: object) -> Self:
        """Return the style with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(kw_only=True)
class Block:
    """Base: a block of no height."""

    before: float = 0
    keep: bool = False

    def height(self, width: float) -> float:
        """Return the height in points at this width."""
        return 0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw with the top left corner at (x, y)."""

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        """Return two blocks, the first at most `room` high; None if it can't be parted there."""
        return None

    def least(self, width: float) -> float:
        """Return the smallest height that the block can begin with."""
        return self.height(width)


@dataclass(kw_only=True)
class Space(Block):
    """Empty room."""

    points: float

    def height(self, width: float) -> float:
        return self.points


@dataclass(kw_only=True)
class Rule(Block):
    """A hairline across. `between`: it parts two blocks, so it is left out at the top of a page."""

    between: bool = False
    colour: str = "hairline-2"
    weight: float = 0.5

    def height(self, width: float) -> float:
        return self.weight

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.line((x, y), (x + width, y), self.colour, self.weight)


@dataclass(kw_only=True)
class Paragraph(Block):
    """Plain text, broken into lines: at most `limit` characters and, if set, `most` lines.

    `more` says how many characters were left out. A split keeps two lines together. A pair is set
    as the Chinese with the English below, smaller.
    """

    text: str
    style: Style = Style()
    limit: int = LIMIT
    most: int = 0
    more: Callable[[int], str] | None = None
    tag: Element = PARAGRAPH
    _lines: tuple[Line, ...] | None = field(default=None, repr=False)
    _at: dict[float, tuple[Line, ...]] = field(default_factory=dict, init=False, repr=False)

    def lines(self, width: float) -> tuple[Line, ...]:
        """Return the lines at this width."""
        if self._lines is not None:
            return self._lines
        if width not in self._at:
            self._at[width] = self._broken(width)
        return self._at[width]

    def _broken(self, width: float) -> tuple[Line, ...]:
        text, left_out = clip(self.text, self.limit)
        if left_out:
            text += "…" + (self.more(left_out) if self.more else f" [+{left_out}]")
        lines = break_lines(text, self.style.role, self.style.size, width)
        return self._clamped(lines, width) if 0 < self.most < len(lines) else lines

    def _clamped(self, lines: tuple[Line, ...], width: float) -> tuple[Line, ...]:
        rest = " ".join(line.text for line in lines[self.most - 1 :])
        last = fit(rest, self.style.role, self.style.size, width)
        return (*lines[: self.most - 1], last)

    @cached_property
    def second(self) -> "Paragraph | None":
        """The English of a pair."""
        if not isinstance(self.text, Pair) or self._lines is not None:
            return None
        style = self.style.but(
            size=max(round(self.style.size * SECOND, 1), SMALLEST),
            colour=_SOFTER.get(self.style.colour, self.style.colour),
            leading=min(self.style.leading, 1.4),
        )
        return replace(self, text=self.text.en, style=style, keep=False, before=0)

    @cached_property
    def first(self) -> "Paragraph":
        """What is not English of it."""
        return replace(self, text=self.text.zh) if isinstance(self.text, Pair) else self

    def height(self, width: float) -> float:
        second = self.second
        if second is None:
            return len(self.lines(width)) * self.style.step
        rest = 0 if self._beside(width) is not None else second.height(width)
        return self.first.height(width) + rest

    def least(self, width: float) -> float:
        if self.second is not None:
            return self.first.least(width)
        count = len(self.lines(width))
        return (count if count < 4 else 2) * self.style.step

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        # A copy: each paragraph is an element of its own, even beside its like.
        with pen.tags.inside(self.tag.again()):
            self._draw(pen, x, y, width)

    def _draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        style, second = self.style, self.second
        base = y + (style.step - style.size) / 2 + style.size * ASCENT
        if second is None:
            at = (x, base)
            pen.lines(self.lines(width), at, style.role, style.size, style.step, style.colour)
            return
        first, beside = self.first, self._beside(width)
        first._draw(pen, x, y, width)
        if beside is None:
            with pen.tags.inside(self.tag.again("en")):
                second._draw(pen, x, y + first.height(width), width)
        else:
            left = x + first.lines(width)[0].width + style.size * 0.55
            colour = "muted" if style.colour == "ink" else style.colour
            pen.set(beside, (left, base), _beside_size(style), colour)

    def _beside(self, width: float) -> Line | None:
        """Return the English of a pair if it has room behind the Chinese."""
        if not isinstance(self.text, Pair):
            return None
        lines = self.first.lines(width)
        english = measure(self.text.en, "regular", _beside_size(self.style))
        room = width - lines[0].width - self.style.size * 0.55 if lines else 0
        return english if len(lines) == 1 and english.width <= room else None

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        if (second := self.second) is not None:
            return None if self._beside(width) else self._split_pair(second, width, room)
        lines = self.lines(width)
        fitting = min(int(room / self.style.step), len(lines) - 2)
        if fitting < 2:
            return None
        head = replace(self, _lines=lines[:fitting], keep=False)
        return head, replace(self, _lines=lines[fitting:], before=0)

    def _split_pair(
        self, second: "Paragraph", width: float, room: float
    ) -> "tuple[Block, Block] | None":
        first = self.first
        tall = first.height(width)
        if tall <= room:
            parts = second.split(width, room - tall)
            if parts is None:
                return replace(first, keep=False), second
            return Stack(blocks=[first, parts[0]], before=self.before), parts[1]
        parts = first.split(width, room)
        if parts is None:
            return None
        return parts[0], Flowing(blocks=[parts[1], second])


@dataclass(kw_only=True)
class Heading(Paragraph):
    """A title that appears in the outline and never stands at the foot of a page."""

    level: int = 0
    outline: str = ""
    keep: bool = True

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.outline(self.outline or self.text, self.level, y)
        with pen.tags.inside(Element(f"H{self.level + 2}")):
            self._draw(pen, x, y, width)

    def split(self, width: float, room: float) -> None:
        return None


def _beside_size(style: Style) -> float:
    return round(max(style.size * (0.66 if style.size > BESIDE else SECOND), SMALLEST), 1)


@dataclass(kw_only=True)
class Drawing(Block):
    """A fixed height, drawn by a function (pen, x, y, width)."""

    tall: float
    paint: Callable[[Pen, float, float, float], None]

    def height(self, width: float) -> float:
        return self.tall

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.paint(pen, x, y, width)


@dataclass(kw_only=True)
class Stack(Block):
    """Blocks under each other that stay on one page."""

    blocks: Sequence[Block]

    def height(self, width: float) -> float:
        gaps = sum(block.before for block in self.blocks[1:])
        return gaps + sum(block.height(width) for block in self.blocks)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for index, block in enumerate(self.blocks):
            y += block.before if index else 0
            block.draw(pen, x, y, width)
            y += block.height(width)


@dataclass(kw_only=True)
class Flowing(Stack):
    """Blocks under each other that may be parted between and inside."""

    def least(self, width: float) -> float:
        return self.blocks[0].least(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        y = 0.0
        for index, block in enumerate(self.blocks):
            y += block.before if index else 0
            tall = block.height(width)
            if y + tall > room:
                parts = block.split(width, room - y)
                upper, lower = [*self.blocks[:index]], [*self.blocks[index:]]
                if parts is not None:
                    upper.append(parts[0])
                    lower[0] = parts[1]
                if not upper:
                    return None
                rest = replace(self, blocks=lower, before=0)
                return replace(self, blocks=upper, keep=False), rest
            y += tall
        return None


@dataclass(kw_only=True)
class Row(Block):
    """Blocks side by side. `spans`: share of each in columns (they add up to `columns`)."""

    cells: Sequence[Block]
    spans: Sequence[float]
    gutter: float = 11.34
    pad: float = 0
    rule: str = ""
    middle: bool = False

    def widths(self, width: float) -> list[float]:
        """Return the width of each cell in points; a cell takes in the gutters it spans."""
        unit = (width + self.gutter) / sum(self.spans)
        return [unit * span - self.gutter for span in self.spans]

    def height(self, width: float) -> float:
        pairs = zip(self.cells, self.widths(width), strict=True)
        return max(cell.height(w) for cell, w in pairs) + 2 * self.pad

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        tall = self.height(width)
        if self.rule:
            pen.line((x, y + tall), (x + width, y + tall), self.rule, 0.5)
        for cell, w in zip(self.cells, self.widths(width), strict=True):
            drop = (tall - 2 * self.pad - cell.height(w)) / 2 if self.middle else 0
            with pen.tags.cell():
                cell.draw(pen, x, y + self.pad + drop, w)
            x += w + self.gutter


@dataclass(kw_only=True)
class Indent(Block):
    """A block with room on its left and, if asked, a line there; it splits as the block does."""

    block: Block
    left: float
    bar: str = ""

    def height(self, width: float) -> float:
        return self.block.height(width - self.left)

    def least(self, width: float) -> float:
        return self.block.least(width - self.left)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        if self.bar:
            tall = self.height(width)
            pen.line((x + 1, y + 2), (x + 1, y + tall - 2), self.bar, 1.4)
        self.block.draw(pen, x + self.left, y, width - self.left)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        parts = self.block.split(width - self.left, room)
        if parts is None:
            return None
        return replace(self, block=parts[0], keep=False), replace(self, block=parts[1], before=0)


def number(text: str, style: Style, anchor: str = "end") -> Drawing:
    """Return one line set at an edge of its cell: figures that stand under each other."""

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        base = y + (style.step - style.size) / 2 + style.size * ASCENT
        at = {"start": x, "middle": x + width / 2, "end": x + width}[anchor]
        with pen.tags.inside(Element("P")):
            for said in said_lines:
                pen.say(said, (at, base), style.size, style.colour, role=style.role, anchor=anchor)
                base += style.step

    said_lines = (text.zh, text.en) if isinstance(text, Pair) else (text,)
    return Drawing(tall=style.step * len(said_lines), paint=paint)


@dataclass(kw_only=True)
class Barred(Block):
    """A block with a thick line on its left: look here."""

    block: Block
    colour: str
    inset: float = 12

    def height(self, width: float) -> float:
        return self.block.height(width - self.inset) + 8

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.rect((x, y, 3, self.height(width)), self.colour)
        self.block.draw(pen, x + self.inset, y + 4, width - self.inset)
