"""What an auditor drew over a photo: as shapes to lay over it, or drawn into a copy. Pure.

Marks come in 1/10,000 of the photo's width and height and lie beside the file, which stays as it
was taken. Only who reviews the visit sees the photo below them; all others are given copies with
the marks drawn in.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from audit.documents import digest

_FULL = 10_000
_BLOCKS = 6  # a blurred face keeps this many blocks across: nobody can be told from them
_INK, _HALO = "#ffb84d", "#14202e"
_HEAD = 0.5  # radians between an arrow and each side of its point

Shape = dict[str, Any]
Marks = Sequence[Mapping[str, Any]]


def marks_of(claims: Iterable[Mapping[str, Any]]) -> dict[UUID, Marks]:
    """Return the marks of each photo that a submission lists; all, if it is listed twice."""
    found: dict[UUID, list[Mapping[str, Any]]] = {}
    for claim in claims:
        found.setdefault(UUID(claim["id"]), []).extend(claim.get("marks") or [])
    return dict(found)


def marks_digest(marks: Marks) -> str | None:
    """Return what marks are told apart by, None without any."""
    return digest(list(marks)) if marks else None


def shapes(marks: Iterable[Mapping[str, Any]], width: int, height: int) -> list[Shape]:
    """Return marks as SVG elements on a field of `width` × `height`: ellipse, path, text, rect."""
    return [_shape(mark, width, height) for mark in marks]


def _shape(mark: Mapping[str, Any], width: int, height: int) -> Shape:
    def across(name: str) -> float:
        return round(float(mark[name]) * width / _FULL, 1)

    def down(name: str) -> float:
        return round(float(mark[name]) * height / _FULL, 1)

    x, y = across("x"), down("y")
    match mark["kind"]:
        case "circle":
            return {"shape": "ellipse", "x": x, "y": y, "rx": across("rx"), "ry": down("ry")}
        case "arrow":
            lines = _arrow((x, y), (across("x2"), down("y2")), max(width, height) / 28)
            path = "".join(f"M{a} {b}L{c} {d}" for (a, b), (c, d) in lines)
            return {"shape": "path", "path": path}
        case "text":
            size = round(max(width, height) / 24, 1)
            return {"shape": "text", "x": x, "y": y, "text": mark["text"], "size": size}
    return {"shape": "rect", "x": x, "y": y, "w": across("w"), "h": down("h")}


Spot = tuple[float, float]


def _arrow(start: Spot, tip: Spot, head: float) -> list[tuple[Spot, Spot]]:
    turn = math.atan2(tip[1] - start[1], tip[0] - start[0])
    sides = [
        (
            round(tip[0] - head * math.cos(turn + by), 1),
            round(tip[1] - head * math.sin(turn + by), 1),
        )
        for by in (_HEAD, -_HEAD)
    ]
    return [(start, tip), *((side, tip) for side in sides)]


def flatten(image: Image.Image, marks: Marks, font: Path) -> Image.Image:
    """Return a copy of an upright RGB image with the marks drawn in.

    Blurs come first and are coarse blocks, from which the picture cannot be had back. `font` is a
    TrueType file that holds the words' characters.
    """
    copy = image.copy()
    for mark in marks:
        if mark["kind"] == "blur":
            _pixelate(copy, mark)
    pen = ImageDraw.Draw(copy)
    line = max(2, round(max(copy.size) / 160))
    for mark in marks:
        if mark["kind"] != "blur":
            _draw(pen, mark, copy.size, line, font)
    return copy


def _pixelate(image: Image.Image, mark: Mapping[str, Any]) -> None:
    width, height = image.size
    left, top = mark["x"] * width // _FULL, mark["y"] * height // _FULL
    right = min(width, math.ceil((mark["x"] + mark["w"]) * width / _FULL))
    bottom = min(height, math.ceil((mark["y"] + mark["h"]) * height / _FULL))
    if right <= left or bottom <= top:
        return
    part = image.crop((left, top, right, bottom))
    block = max(1, math.ceil(max(part.size) / _BLOCKS))
    few = (max(1, part.width // block), max(1, part.height // block))
    small = part.resize(few, Image.Resampling.BOX)
    image.paste(small.resize(part.size, Image.Resampling.NEAREST), (left, top))


def _draw(
    pen: ImageDraw.ImageDraw, mark: Mapping[str, Any], size: tuple[int, int], line: int, font: Path
) -> None:
    shape = _shape(mark, *size)
    for colour, width in ((_HALO, 2 * line), (_INK, line)):
        match mark["kind"]:
            case "circle":
                x, y, rx, ry = (shape[name] for name in ("x", "y", "rx", "ry"))
                pen.ellipse((x - rx, y - ry, x + rx, y + ry), outline=colour, width=width)
            case "arrow":
                start = (mark["x"] * size[0] / _FULL, mark["y"] * size[1] / _FULL)
                tip = (mark["x2"] * size[0] / _FULL, mark["y2"] * size[1] / _FULL)
                for one in _arrow(start, tip, max(size) / 28):
                    pen.line(one, fill=colour, width=width)
    if mark["kind"] == "text":
        words = ImageFont.truetype(font, max(8, round(shape["size"])))
        place = (shape["x"], shape["y"])
        pen.text(
            place, mark["text"], _INK, words, anchor="lm", stroke_width=line, stroke_fill=_HALO
        )
