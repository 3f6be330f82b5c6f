"""Put blocks on pages.

A heading never ends a page; a block that fits nowhere is parted or, at last, made smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.pdf.blocks import Block, Rule
from reports.pdf.pen import Pen
from reports.pdf.tags import Element


@dataclass(frozen=True)
class Placed:
    """A block at its place; `scale` < 1 only for one that is taller than a whole page."""

    block: Block
    y: float
    scale: float = 1.0


@dataclass
class Page:
    """The blocks of one page."""

    placed: list[Placed] = field(default_factory=list)


@dataclass(kw_only=True)
class Break(Block):
    """Go on with a new page."""


def paginate(blocks: Sequence[Block], width: float, tall: float) -> list[Page]:
    """Place all blocks in order on pages of `tall` points."""
    pages = [Page()]
    waiting = list(reversed(blocks))
    y = 0.0
    while waiting:
        block = waiting[-1]
        page = pages[-1]
        if isinstance(block, Break):
            waiting.pop()
            if page.placed:
                pages.append(Page())
                y = 0.0
            continue
        top = y + (block.before if page.placed else 0)
        if page.placed and top + _needed(waiting, width, tall) > tall:
            pages.append(Page())
            y = 0.0
            continue
        waiting.pop()
        if isinstance(block, Rule) and block.between and not page.placed:
            continue
        y = _place(block, page, top, width, tall, waiting)
    return [page for page in pages if page.placed]


def draw_page(page: Page, pen: Pen, x: float, y: float, width: float) -> None:
    """Draw the page's blocks with the frame's top left corner at (x, y)."""
    for placed in page.placed:
        with pen.tags.inside(Element("P")):
            if placed.scale == 1.0:
                placed.block.draw(pen, x, y + placed.y, width)
                continue
            with pen.scaled(x, y + placed.y, placed.scale):
                placed.block.draw(pen, x, y + placed.y, width)


def _needed(waiting: Sequence[Block], width: float, tall: float) -> float:
    """Height that must be free for the next block: itself and all that it keeps with it."""
    need = 0.0
    for count, block in enumerate(reversed(waiting)):
        need += block.before if count else 0
        if isinstance(block, Break):
            break
        if not block.keep:
            need += block.least(width)
            break
        need += block.height(width)
    # A chain longer than a page can't be kept together; then its first block decides alone.
    return need if need <= tall else waiting[-1].least(width)


def _place(
    block: Block, page: Page, top: float, width: float, tall: float, waiting: list[Block]
) -> float:
    """Place a block at `top`, give back to `waiting` what doesn't fit; return the new y."""
    height, room = block.height(width), tall - top
    if height <= room + 0.01:
        page.placed.append(Placed(block, top))
        return top + height
    parts = block.split(width, room)
    if parts is not None:
        page.placed.append(Placed(parts[0], top))
        waiting.append(parts[1])
        return tall
    if page.placed:
        waiting.append(block)
        return tall
    page.placed.append(Placed(block, top, tall / height))
    return tall
