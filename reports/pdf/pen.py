"""Drawing on a page with the origin at its top left, colours by token name, text by broken lines.

The only file that speaks to ReportLab's canvas. Everything is in points.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject

from reports.pdf.embed import embed_font
from reports.pdf.fonts import face
from reports.pdf.jpeg import Jpeg, read_jpeg
from reports.pdf.tags import Tags
from reports.pdf.text import Line, measure
from reports.pdf.tokens import Tokens

Point = tuple[float, float]
Box4 = tuple[float, float, float, float]
Photos = Callable[[str], Path]


@dataclass
class Pen:
    """A canvas seen from the top left of the page. `describe`: what stands for a photo's number."""

    canvas: Any  # the stubs lack what placing an image takes
    tokens: Tokens
    photos: Photos
    page_height: float
    describe: Callable[[int], str] = str
    used: dict[str, set[str]] = field(default_factory=lambda: {"regular": set(), "bold": set()})
    tags: Tags = field(default_factory=Tags)
    _names: dict[str, str] = field(default_factory=dict)
    _colours: dict[str, str] = field(default_factory=dict)

    def rect(self, box: Box4, colour: str, radius: float = 0) -> None:
        """Fill a rectangle (x, y, width, height)."""
        x, y, w, h = box
        bottom = self.page_height - y - h
        if radius:
            self._write("")
            self.canvas.setFillColorRGB(*self.tokens.rgb(colour))
            self.canvas.roundRect(x, bottom, w, h, radius, stroke=0, fill=1)
        else:
            self._write(f"{self._fill(colour)}{x:.2f} {bottom:.2f} {w:.2f} {h:.2f} re f")

    def rects(self, boxes: Iterable[Box4], colour: str) -> None:
        """Fill many rectangles at once."""
        top = self.page_height
        marks = [f"{x:.2f} {top - y - h:.2f} {w:.2f} {h:.2f} re" for x, y, w, h in boxes]
        self._write(f"{self._fill(colour)}{' '.join(marks)} f")

    def frame(self, box: Box4, colour: str, weight: float = 0.5) -> None:
        """Outline a rectangle."""
        x, y, w, h = box
        bottom = self.page_height - y - h
        mark = f"{x:.2f} {bottom:.2f} {w:.2f} {h:.2f} re S"
        self._write(self._stroke(colour, weight) + mark)

    def line(
        self,
        start: Point,
        end: Point,
        colour: str = "hairline-2",
        weight: float = 0.5,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a straight line."""
        self.path((start, end), "", colour, weight, closed=False, dash=dash)

    def path(
        self,
        points: Sequence[Point],
        fill: str = "",
        stroke: str = "",
        weight: float = 0.75,
        closed: bool = True,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a polygon, or an open line if not `closed`."""
        top = self.page_height
        parts = [f"{x:.2f} {top - y:.2f}" for x, y in points]
        way = f"{parts[0]} m {' l '.join(parts[1:])} l{' h' if closed else ''}"
        self._paint(way, fill, stroke, weight, dash)

    def circle(
        self, centre: Point, radius: float, fill: str = "", stroke: str = "", weight: float = 0.75
    ) -> None:
        """Draw a circle."""
        x, y, r = centre[0], self.page_height - centre[1], radius
        way = f"{x + r:.2f} {y:.2f} m {_quarters(x, y, r, 4)} h"
        self._paint(way, fill, stroke, weight, ())

    def half_disc(self, centre: Point, radius: float, fill: str) -> None:
        """Fill the right half of a disc."""
        x, y, r = centre[0], self.page_height - centre[1], radius
        way = f"{x:.2f} {y - r:.2f} m {_quarters(x, y, r, 2, -1)} h"
        self._paint(way, fill, "", 0, ())

    def lines(
        self, lines: Sequence[Line], at: Point, role: str, size: float, leading: float, colour: str
    ) -> None:
        """Set lines under each other; `at` is the left end of the first baseline."""
        fount = face(role)
        parts = [f"BT {self._fill(colour)}/{fount.label} {size:g} Tf"]
        x, y, spread = at[0], self.page_height - at[1], 0.0
        used = self.used[role]
        for line in lines:
            if line.spread != spread:
                spread = line.spread
                parts.append(f"{spread:.3f} Tc")
            if line.shown:
                used.update(line.text)
                parts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {line.shown}")
            y -= leading
        parts.append("0 Tc ET" if spread else "ET")
        self._write(" ".join(parts), text=True)

    def say(
        self,
        text: str,
        at: Point,
        size: float = 8,
        colour: str = "ink",
        *,
        role: str = "regular",
        anchor: str = "start",
    ) -> float:
        """Set one line at a baseline point, anchored start, middle or end; return its width."""
        line = measure(text, role, size)
        shift = {"start": 0.0, "middle": line.width / 2, "end": line.width}[anchor]
        self.set(line, (at[0] - shift, at[1]), size, colour, role=role)
        return line.width

    def set(
        self, line: Line, at: Point, size: float, colour: str = "ink", *, role: str = "regular"
    ) -> None:
        """Set one measured line."""
        self.lines([line], at, role, size, size, colour)

    def width(self, text: str, size: float, role: str = "regular") -> float:
        """Return the width of one line of text."""
        return measure(text, role, size).width

    def form(self, name: str, x: float, y: float) -> None:
        """Draw a form made before, its lower left corner at (x, y)."""
        self._write("")
        self.canvas.saveState()
        self.canvas.translate(x, self.page_height - y)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    def photo(self, key: str, x: float, y: float, w: float, h: float) -> None:
        """Put a photo into a box, whole and centred. Each file is embedded once."""
        name = self._names.get(key) or self._embed(key)
        stored = self.canvas._doc.idToObject[self.canvas._doc.getXObjectName(name)]
        scale = min(w / stored.width, h / stored.height)
        wide, high = stored.width * scale, stored.height * scale
        left, bottom = x + (w - wide) / 2, self.page_height - y - (h + high) / 2
        self._write("")
        self.canvas.saveState()
        self.canvas.translate(left, bottom)
        self.canvas.scale(wide, high)
        self.canvas._code.append(f"/{self.canvas._doc.getXObjectName(name)} Do")
        self.canvas.restoreState()
        self.canvas._formsinuse.append(name)

    @contextmanager
    def scaled(self, x: float, y: float, factor: float) -> Iterator[None]:
        """Draw what follows smaller, with the point (x, y) fixed."""
        bottom = self.page_height - y
        self._write("")
        self.canvas.saveState()
        self.canvas.translate(x * (1 - factor), bottom * (1 - factor))
        self.canvas.scale(factor, factor)
        yield
        self.canvas.restoreState()

    def outline(self, title: str, level: int, y: float) -> None:
        """Add a bookmark that leads to height `y` of this page."""
        key = f"o{len(self._names)}-{self.canvas.getPageNumber()}-{y:.0f}-{level}"
        self.canvas.bookmarkPage(key, fit="XYZ", left=0, top=self.page_height - y, zoom=0)
        self.canvas.addOutlineEntry(measure(title, "regular", 8).text, key, level, closed=level > 0)

    def link(self, url: str, x: float, y: float, w: float, h: float) -> None:
        """Make a rectangle lead to an http(s) address; any other scheme is ignored."""
        if url.startswith(("https://", "http://")):
            top = self.page_height - y
            self.canvas.linkURL(url, (x, top - h, x + w, top), relative=0)

    def _embed(self, key: str) -> str:
        name = f"p{len(self._names) + 1}"
        image = _Picture(read_jpeg(self.photos(key)))
        document = self.canvas._doc
        document.Reference(image, document.getXObjectName(name))
        document.addForm(name, image)
        self.canvas._setXObjects(image)
        self._names[key] = name
        return name

    def end_page(self) -> None:
        """Go on with a new page."""
        self.canvas._code.append(self.tags.end_page())
        self.canvas.showPage()

    def finish(self) -> None:
        """Embed the fonts and what the parts of the pages are; after the last page."""
        self.tags.embed(self.canvas._doc)
        for role, characters in self.used.items():
            if characters:
                embed_font(self.canvas._doc, face(role), characters)

    def _write(self, operators: str, text: bool = False) -> None:
        self.canvas._code.append(self.tags.mark(text) + operators)

    def _paint(
        self, way: str, fill: str, stroke: str, weight: float, dash: Sequence[float]
    ) -> None:
        before = self._fill(fill) if fill else ""
        if stroke:
            before += self._stroke(stroke, weight, dash)
        self._write(f"{before}{way} {_PAINT[bool(fill), bool(stroke)]}")

    def _fill(self, colour: str) -> str:
        return f"{self._colour(colour)} rg "

    def _stroke(self, colour: str, weight: float, dash: Sequence[float] = ()) -> str:
        dashes = " ".join(f"{part:g}" for part in dash)
        return f"{self._colour(colour)} RG {weight:g} w [{dashes}] 0 d "

    def _colour(self, name: str) -> str:
        known = self._colours.get(name)
        if known is None:
            known = " ".join(f"{part:.3f}" for part in self.tokens.rgb(name))
            self._colours[name] = known
        return known


_PAINT = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}
_ROUND = 0.5523
"""How far a curve's handles reach for a quarter of a circle (of its radius)."""


def _quarters(x: float, y: float, r: float, count: int, first: int = 0) -> str:
    """Return `count` quarters of a circle, counter-clockwise, from quarter `first` on."""
    turns = ((1, 0), (0, 1), (-1, 0), (0, -1))
    curves = []
    for n in range(first, first + count):
        (ax, ay), (bx, by) = turns[n % 4], turns[(n + 1) % 4]
        points = (
            (ax + bx * _ROUND, ay + by * _ROUND),
            (bx + ax * _ROUND, by + ay * _ROUND),
            (bx, by),
        )
        curves.append(" ".join(f"{x + px * r:.2f} {y + py * r:.2f}" for px, py in points) + " c")
    return " ".join(curves)


class _Picture(PDFObject):
    """A JPEG as an object of the file; its bytes are let go once they are written."""

    __RefOnly__ = 1

    def __init__(self, jpeg: Jpeg) -> None:
        self.width, self.height = jpeg.width, jpeg.height
        self._jpeg: Jpeg | None = jpeg

    def format(self, document: Any) -> bytes:
        """Return the object's dictionary and bytes."""
        jpeg, self._jpeg = self._jpeg, None
        assert jpeg is not None
        data = document.encrypt.encode(jpeg.data)
        inverted = "/Decode [1 0 1 0 1 0 1 0] " if jpeg.space == "DeviceCMYK" else ""
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {jpeg.width} /Height {jpeg.height} "
            f"/ColorSpace /{jpeg.space} /BitsPerComponent 8 {inverted}/Filter /DCTDecode "
            f"/Length {len(data)} >>\nstream\n"
        )
        return b"".join((head.encode("ascii"), data, b"\nendstream"))
