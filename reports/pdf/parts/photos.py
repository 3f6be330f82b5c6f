"""Photos: whole, never cropped, each with the number that the text refers to."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.evidence import Photo
from reports.pdf.blocks import Block, Drawing, Heading, Paragraph, Row, Space, Stack
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.pdf.tags import Element

ACROSS = 4
TALLEST = 1.3


@dataclass(frozen=True)
class Captioned:
    """A photo of the contact sheet and the words under it."""

    photo: Photo
    caption: str


def photo_number(pen: Pen, n: int, x: float, y: float) -> None:
    """Draw a photo's number into its upper left corner.

    Up there it stands beside a label: a program that reads the page line by line would put a number
    at the foot into the middle of the words beside the photo.
    """
    wide = pen.width(str(n), 7, "bold") + 7
    pen.rect((x, y, wide, 11), "ink")
    pen.say(str(n), (x + wide / 2, y + 8), 7, "surface", role="bold", anchor="middle")


def boxed(photo: Photo, wide: float, tall: float, right: bool = False) -> Drawing:
    """Return a photo in a box of fixed size, on its ground, with its number."""

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        left = x + width - wide if right else x
        with pen.tags.inside(Element("Figure", alt=pen.describe(photo.number))):
            pen.rect((left, y, wide, tall), "sunken")
            pen.photo(photo.key, left, y, wide, tall)
            photo_number(pen, photo.number, left, y)

    return Drawing(tall=tall, paint=paint)


def column_photo(photo: Photo, width: float, tallest: float = TALLEST) -> Drawing:
    """Return a photo as wide as its column, at most `tallest` times as high."""
    tall = width * min(photo.height / photo.width, tallest)
    shown = min(width, tall * photo.width / photo.height)
    return boxed(photo, shown, tall)


def grid(photos: Sequence[Photo], width: float, across: int, gutter: float = 8) -> list[Block]:
    """Return rows of `across` photos in boxes of 4 : 3."""
    cell = (width - gutter * (across - 1)) / across
    rows: list[Block] = []
    for start in range(0, len(photos), across):
        part = photos[start : start + across]
        cells: list[Block] = [boxed(photo, cell, cell * 0.75) for photo in part]
        cells += [Space(points=0)] * (across - len(part))
        rows.append(Row(cells=cells, spans=(1,) * across, gutter=gutter, before=gutter))
    return rows


def photo_words(photos: Sequence[Photo], kit: Kit) -> str:
    """Return the reference to photos by number: "photos 3, 4"."""
    if not photos:
        return ""
    numbers = kit.speak.series([photo.number for photo in photos])
    return kit.t("photo {numbers}" if len(photos) == 1 else "photos {numbers}", numbers=numbers)


def contact_sheet(photos: Sequence[Captioned], width: float, kit: Kit) -> list[Block]:
    """Return all photos, four in a row, with number and what they show."""
    if not photos:
        return []
    gutter = 10.0
    cell = (width - gutter * (ACROSS - 1)) / ACROSS
    title = kit.t("All photos ({n})", n=len(photos))
    blocks: list[Block] = [Heading(text=title, style=kit.head, before=28)]
    for start in range(0, len(photos), ACROSS):
        part = photos[start : start + ACROSS]
        cells: list[Block] = [
            Stack(
                blocks=[
                    boxed(one.photo, cell, cell * 0.75),
                    Paragraph(text=one.caption, style=kit.caption, most=2, before=3),
                ]
            )
            for one in part
        ]
        cells += [Space(points=0)] * (ACROSS - len(part))
        rows = Row(cells=cells, spans=(1,) * ACROSS, gutter=gutter, before=10)
        blocks.append(rows)
    return blocks
