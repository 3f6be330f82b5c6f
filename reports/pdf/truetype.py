"""Reading a TrueType font, and cutting it down to the glyphs a document uses.

Glyphs keep their numbers, so that text is written once as glyph numbers and needs no table per
document; what is left out has no outline. The file is mapped, not read: of 10 MB a report touches a
few hundred kB.
"""

import mmap
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from struct import error, pack, unpack_from

_KEPT = ("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")
_SWAPPED = array("H", [1]).tobytes() == b"\x01\x00"
_ARGS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_2X2 = 0x1, 0x8, 0x20, 0x40, 0x80


class FontBroken(ValueError):
    """The file is not a TrueType font with outlines."""


@dataclass(frozen=True, eq=False)
class TrueType:
    """A font file. `glyphs`: code point -> glyph; `advances`: of each glyph, in 1/1000 em.

    `box`, `ascent` and `descent` are in 1/1000 em too. `bearings`: where each outline begins; kept
    as they are, as a reader shifts an outline to where its bearing says.
    """

    data: mmap.mmap
    tables: dict[str, tuple[int, int]]
    glyphs: dict[int, int]
    advances: "array[int]"
    bearings: "array[int]"
    starts: "array[int]"
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def subset(self, used: Iterable[int]) -> bytes:
        """Return the font with the outlines of `used` glyphs and of what they are composed of."""
        kept = sorted(self._closure({0, *used}))
        lengths = array("L", bytes(array("L").itemsize * len(self.starts)))
        outlines = []
        for glyph in kept:
            outline = self._outline(glyph)
            outline += bytes(-len(outline) % 4)
            outlines.append(outline)
            lengths[glyph + 1] = len(outline)
        widths = array("H", bytes(4 * len(self.advances)))
        for glyph in kept:
            widths[2 * glyph] = self.advances[glyph]
            widths[2 * glyph + 1] = self.bearings[glyph]
        parts = {name: self._table(name) for name in _KEPT if name in self.tables}
        parts["glyf"] = b"".join(outlines)
        parts["loca"] = _big(array("I", accumulate(lengths)))
        parts["hmtx"] = _big(widths)
        parts["head"] = _with(parts["head"], 50, pack(">h", 1))
        parts["hhea"] = _with(parts["hhea"], 34, pack(">H", len(self.advances)))
        return _assembled(parts)

    def _table(self, name: str) -> bytes:
        start, length = self.tables[name]
        return self.data[start : start + length]

    def _outline(self, glyph: int) -> bytes:
        start = self.tables["glyf"][0]
        return self.data[start + self.starts[glyph] : start + self.starts[glyph + 1]]

    def _closure(self, wanted: set[int]) -> set[int]:
        found, waiting = set(wanted), list(wanted)
        while waiting:
            new = set(_parts(self._outline(waiting.pop()))) - found
            found |= new
            waiting += new
        return found


def open_font(path: Path) -> TrueType:
    """Read a font of 1,000 units to the em; raise FontBroken, or OSError if it isn't there."""
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return _read(data)
        except (error, KeyError, IndexError, ValueError) as why:
            raise FontBroken(f"no TrueType font: {why}") from why


def _read(data: mmap.mmap) -> TrueType:
    tables = {}
    for n in range(unpack_from(">H", data, 4)[0]):
        tag, _, start, length = unpack_from(">4s3L", data, 12 + 16 * n)
        tables[tag.decode("ascii")] = (start, length)
    head, hhea = tables["head"][0], tables["hhea"][0]
    count = unpack_from(">H", data, tables["maxp"][0] + 4)[0]
    if unpack_from(">H", data, head + 18)[0] != 1000:
        raise FontBroken("the em has not 1,000 units")
    long_metrics = unpack_from(">H", data, hhea + 34)[0]
    pairs = _shorts(data, tables["hmtx"][0], long_metrics * 2)
    rest = count - long_metrics
    advances = pairs[::2]
    advances.extend([advances[-1]] * rest)
    bearings = pairs[1::2] + _shorts(data, tables["hmtx"][0] + 4 * long_metrics, rest)
    ascent, descent = unpack_from(">2h", data, hhea + 4)
    return TrueType(
        data=data,
        tables=tables,
        glyphs=_glyphs(data, tables["cmap"][0]),
        advances=advances,
        bearings=bearings,
        starts=_starts(data, tables["loca"][0], count, unpack_from(">h", data, head + 50)[0]),
        box=unpack_from(">4h", data, head + 36),
        ascent=ascent,
        descent=descent,
    )


def _glyphs(data: mmap.mmap, start: int) -> dict[int, int]:
    """Read the table of all Unicode characters (format 12)."""
    for n in range(unpack_from(">H", data, start + 2)[0]):
        place = start + unpack_from(">2HL", data, start + 4 + 8 * n)[2]
        if unpack_from(">H", data, place)[0] == 12:
            break
    else:
        raise FontBroken("no table of all Unicode characters")
    found: dict[int, int] = {}
    for n in range(unpack_from(">L", data, place + 12)[0]):
        first, last, glyph = unpack_from(">3L", data, place + 16 + 12 * n)
        found.update(
            zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)
        )
    return found


def _starts(data: mmap.mmap, start: int, count: int, long: int) -> "array[int]":
    if long:
        starts = array("I", data[start : start + 4 * (count + 1)])
        if _SWAPPED:
            starts.byteswap()
        return starts
    return array("I", (2 * half for half in _shorts(data, start, count + 1)))


def _shorts(data: mmap.mmap, start: int, count: int) -> "array[int]":
    found = array("H", data[start : start + 2 * count])
    if _SWAPPED:
        found.byteswap()
    return found


def _parts(outline: bytes) -> list[int]:
    """Return the glyphs that a composed glyph is made of."""
    if len(outline) < 10 or unpack_from(">h", outline)[0] >= 0:
        return []
    found, at, flags = [], 10, _MORE
    while flags & _MORE:
        flags, glyph = unpack_from(">2H", outline, at)
        found.append(glyph)
        at += 8 if flags & _ARGS_ARE_WORDS else 6
        if flags & _HAS_SCALE:
            at += 2
        elif flags & _HAS_XY_SCALE:
            at += 4
        elif flags & _HAS_2X2:
            at += 8
    return found


def _big(values: "array[int]") -> bytes:
    if _SWAPPED:
        values.byteswap()
    return values.tobytes()


def _with(table: bytes, at: int, value: bytes) -> bytes:
    return table[:at] + value + table[at + len(value) :]


def _assembled(parts: dict[str, bytes]) -> bytes:
    """Put the tables into a file. PDF readers don't look at check sums; they stay zero."""
    power = len(parts).bit_length() - 1
    header = pack(">L4H", 0x10000, len(parts), 16 << power, power, 16 * len(parts) - (16 << power))
    at = 12 + 16 * len(parts)
    directory, body = [], []
    for name, table in sorted(parts.items()):
        directory.append(pack(">4s3L", name.encode("ascii"), 0, at, len(table)))
        body.append(table + bytes(-len(table) % 4))
        at += len(body[-1])
    return header + b"".join(directory) + b"".join(body)
