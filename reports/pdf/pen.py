"""Drawing on a page with the origin at its top left, colours by token name, text by broken lines.

The only file that speaks to ReportLab's canvas. Everything is in points.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from reportlab.pdfbase.pdfdoc import PDFImageXObject

from reports.pdf.fonts import face
from reports.pdf.jpeg import Jpeg, read_jpeg
from reports.pdf.text import Line, measure
from reports.pdf.tokens import Tokens

Point = tuple[float, float]
Box4 = tuple[float, float, float, float]
Photos = Callable[[str], Path]

DOT = "·"
DOT_SCALE = 0.55


@dataclass
class Pen:
    """A canvas seen from the top left of the page."""

    canvas: Any  # the stubs lack what placing an image takes
    tokens: Tokens
    photos: Photos
    page_height: float
    _names: dict[str, str] = field(default_factory=dict)

    def rect(self, box: Box4, colour: str, radius: float = 0) -> None:
        """Fill a rectangle (x, y, width, height)."""
        self._fill(colour)
        x, y, w, h = box
        bottom = self.page_height - y - h
        if radius:
            self.canvas.roundRect(x, bottom, w, h, radius, stroke=0, fill=1)
        else:
            self.canvas.rect(x, bottom, w, h, stroke=0, fill=1)

    def frame(self, box: Box4, colour: str, weight: float = 0.5) -> None:
        """Outline a rectangle."""
        self._stroke(colour, weight)
        x, y, w, h = box
        self.canvas.rect(x, self.page_height - y - h, w, h, stroke=1, fill=0)

    def line(
        self,
        start: Point,
        end: Point,
        colour: str = "hairline-2",
        weight: float = 0.5,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a straight line."""
        self._stroke(colour, weight, dash)
        top = self.page_height
        self.canvas.line(start[0], top - start[1], end[0], top - end[1])

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
        if fill:
            self._fill(fill)
        if stroke:
            self._stroke(stroke, weight, dash)
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], self.page_height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self.page_height - y)
        if closed:
            path.close()
        self.canvas.drawPath(path, stroke=int(bool(stroke)), fill=int(bool(fill)))

    def circle(
        self, centre: Point, radius: float, fill: str = "", stroke: str = "", weight: float = 0.75
    ) -> None:
        """Draw a circle."""
        if fill:
            self._fill(fill)
        if stroke:
            self._stroke(stroke, weight)
        x, y = centre[0], self.page_height - centre[1]
        self.canvas.circle(x, y, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))

    def half_disc(self, centre: Point, radius: float, fill: str) -> None:
        """Fill the right half of a disc."""
        self._fill(fill)
        x, y = centre[0], self.page_height - centre[1]
        box = (x - radius, y - radius, x + radius, y + radius)
        self.canvas.wedge(*box, -90, 180, stroke=0, fill=1)

    def lines(
        self, lines: Sequence[Line], at: Point, role: str, size: float, leading: float, colour: str
    ) -> None:
        """Set lines under each other; `at` is the left end of the first baseline."""
        text = self.canvas.beginText()
        text.setFont(face(role).name, size)
        text.setFillColorRGB(*self.tokens.rgb(colour))
        x, y = at[0], self.page_height - at[1]
        spread = 0.0
        for line in lines:
            if line.spread != spread:
                spread = line.spread
                text.setCharSpace(spread)
            done = 0
            for offset, piece in line.pieces:
                if piece == DOT:
                    _small_dot(text, (x + offset, y), role, size)
                else:
                    text.setTextOrigin(x + offset + done * spread, y)
                    text.textOut(piece)
                done += len(piece)
            y -= leading
        if spread:
            text.setCharSpace(0)
        self.canvas.drawText(text)

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
        image = _image(name, read_jpeg(self.photos(key)))
        document = self.canvas._doc
        document.Reference(image, document.getXObjectName(name))
        document.addForm(name, image)
        self.canvas._setXObjects(image)
        self._names[key] = name
        return name

    def _fill(self, colour: str) -> None:
        self.canvas.setFillColorRGB(*self.tokens.rgb(colour))

    def _stroke(self, colour: str, weight: float, dash: Sequence[float] = ()) -> None:
        self.canvas.setStrokeColorRGB(*self.tokens.rgb(colour))
        self.canvas.setLineWidth(weight)
        self.canvas.setDash(list(dash))


def _small_dot(text: Any, at: Point, role: str, size: float) -> None:
    """Set a middle dot between facts: the font's own is a full-width bullet, too heavy for that."""
    less = size * (1 - DOT_SCALE)
    text.setFont(face(role).name, size * DOT_SCALE)
    text.setTextOrigin(at[0] + less / 2, at[1] + less * 0.38)
    text.textOut(DOT)
    text.setFont(face(role).name, size)


def _image(name: str, jpeg: Jpeg) -> PDFImageXObject:
    """Build the PDF object from bytes: by path, ReportLab would name it after the path."""
    image: Any = PDFImageXObject(name)
    image.width, image.height = jpeg.width, jpeg.height
    image.bitsPerComponent, image.colorSpace = 8, jpeg.space
    image.streamContent, image._filters = jpeg.data, ("DCTDecode",)
    image._dotrans = int(jpeg.space == "DeviceCMYK")
    return cast("PDFImageXObject", image)
