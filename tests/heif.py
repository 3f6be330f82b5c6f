"""Writes real HEIC files, since nothing free that we would ship can encode them.

The picture is coded as HEVC "PCM" blocks (ITU-T H.265, 7.3.8.7): samples as they are, so the coder
needs no more than the few arithmetic-coded flags around each 16 x 16 block. Every decoder has to
understand that.
"""

import re
import struct
from dataclasses import dataclass

from PIL import Image

BLOCK = 16
# rangeTabLps of H.265 table 9-52, the column of the widest range: the only one these streams reach.
_LPS = bytes.fromhex(
    "f0e3d8cdc3b9afa69e968e87807a746e68635e5955504c4845413e3b383532302d2b292725"
    "23211f1e1c1b1a1817161514131211100f0e0e0d0c0c0b0b0a09"
)


class Bits:
    """A growing row of bits with the two number codes of H.265."""

    def __init__(self) -> None:
        self.bits: list[str] = []

    def u(self, count: int, value: int) -> "Bits":
        self.bits.append(format(value, f"0{count}b"))
        return self

    def ue(self, *values: int) -> "Bits":
        for value in values:
            code = format(value + 1, "b")
            self.bits.append("0" * (len(code) - 1) + code)
        return self

    def ended(self) -> bytes:
        """Close with the stop bit and zeros to the next byte."""
        row = "".join(self.bits) + "1"
        row += "0" * (-len(row) % 8)
        return int(row, 2).to_bytes(len(row) // 8, "big")


class Flags:
    """The arithmetic coder of H.265, 9.3.4, for flags that are always the likely one or a
    terminator."""

    def __init__(self) -> None:
        self.state = 0

    def block(self, *, first: bool) -> bytes:
        """Code "the slice goes on", "one undivided block", "it is PCM"."""
        coder = _Coder()
        if not first:
            coder.terminator(on=False)
        coder.likely(_LPS[self.state])
        self.state = min(62, self.state + 1)
        coder.terminator(on=True)
        return coder.flushed()

    def end(self) -> bytes:
        coder = _Coder()
        coder.terminator(on=True)
        return coder.flushed()


class _Coder:
    def __init__(self) -> None:
        self.low, self.range, self.outstanding = 0, 510, 0
        self.first, self.out = True, ""

    def likely(self, unlikely_range: int) -> None:
        self.range -= unlikely_range
        self._renormalise()

    def terminator(self, *, on: bool) -> None:
        self.range -= 2
        if on:
            self.low += self.range
            self.range = 2
        self._renormalise()

    def flushed(self) -> bytes:
        self._put(self.low >> 9 & 1)
        row = self.out + format(self.low >> 7 & 3 | 1, "02b")
        row += "0" * (-len(row) % 8)
        return int(row, 2).to_bytes(len(row) // 8, "big")

    def _renormalise(self) -> None:
        while self.range < 256:
            if self.low < 256:
                self._put(0)
            elif self.low >= 512:
                self.low -= 512
                self._put(1)
            else:
                self.low -= 256
                self.outstanding += 1
            self.range <<= 1
            self.low <<= 1

    def _put(self, bit: int) -> None:
        if not self.first:
            self.out += str(bit)
        self.first = False
        self.out += str(1 - bit) * self.outstanding
        self.outstanding = 0


def _profile(bits: Bits) -> Bits:
    """Main still picture, level 6.2."""
    return bits.u(8, 3).u(32, 0x70000000).u(4, 0b1001).u(44, 0).u(8, 186)


def _video_set() -> bytes:
    bits = Bits().u(4, 0).u(2, 3).u(6, 0).u(3, 0).u(1, 1).u(16, 0xFFFF)
    return _profile(bits).u(1, 1).ue(0, 0, 0).u(6, 0).ue(0).u(2, 0).ended()


def _sequence_set(width: int, height: int) -> bytes:
    bits = _profile(Bits().u(4, 0).u(3, 0).u(1, 1)).ue(0, 1, width, height)
    bits.u(1, 0).ue(0, 0, 0).u(1, 1).ue(0, 0, 0)  # whole picture, 8 bits, one picture kept
    bits.ue(1, 0, 0, 2, 0, 0)  # coding blocks of 16, transforms 4 to 16
    bits.u(3, 0).u(1, 1).u(4, 7).u(4, 7).ue(1, 0).u(1, 1)  # PCM of 8 bits in blocks of 16
    return bits.ue(0).u(5, 0).ended()


def _picture_set() -> bytes:
    bits = Bits().ue(0, 0).u(7, 0).ue(0, 0, 0).u(3, 0).ue(0, 0).u(7, 0)
    return bits.u(3, 0b101).u(2, 0).ue(0).u(2, 0).ended()  # no deblocking


def _nal(kind: int, payload: bytes) -> bytes:
    escaped = re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload, flags=re.DOTALL)
    return bytes((kind << 1, 1)) + escaped


def _slice(image: Image.Image) -> bytes:
    luma, blue, red = image.convert("YCbCr").split()
    half = (image.width // 2, image.height // 2)
    blue, red = blue.resize(half), red.resize(half)
    flags, parts = Flags(), [Bits().u(2, 0b10).ue(0, 2, 0).ended()]
    for top in range(0, image.height, BLOCK):
        for left in range(0, image.width, BLOCK):
            parts.append(flags.block(first=not (top or left)))
            parts.append(luma.crop((left, top, left + BLOCK, top + BLOCK)).tobytes())
            box = (left // 2, top // 2, (left + BLOCK) // 2, (top + BLOCK) // 2)
            parts += [blue.crop(box).tobytes(), red.crop(box).tobytes()]
    return b"".join([*parts, flags.end()])


def box(kind: bytes, *parts: bytes) -> bytes:
    """One box of ISO/IEC 14496-12."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


@dataclass(frozen=True)
class Item:
    """One item of the file: its type, its bytes and the numbers (from 1) of its properties."""

    kind: bytes
    data: bytes
    properties: tuple[int, ...] = ()


def heic(
    image: Image.Image,
    *,
    exif: bytes = b"",
    profile: bytes = b"",
    turns: int = 0,
    mirror: int | None = None,
    grid: tuple[int, int, int, int] | None = None,
) -> bytes:
    """Write a HEIC; sides of ``image`` are multiples of 16.

    ``turns`` = quarter turns anticlockwise the viewer makes, ``mirror`` = 0 or 1 (the axis).
    ``grid`` = (rows, columns, width, height) says it is made of that many copies of ``image``.
    """
    sets = [(32, _video_set()), (33, _sequence_set(*image.size)), (34, _picture_set())]
    arrays = b"".join(
        struct.pack(">BHH", 0x80 | kind, 1, len(_nal(kind, body))) + _nal(kind, body)
        for kind, body in sets
    )
    config = b"\x01\x03\x70\0\0\0\x90\0\0\0\0\0\xba\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f\x03" + arrays
    coded = _nal(19, _slice(image))
    properties = [box(b"hvcC", config), box(b"ispe", struct.pack(">III", 0, *image.size))]
    properties.append(box(b"colr", b"nclx", struct.pack(">HHHB", 1, 13, 6, 0x80)))  # full range
    shown: list[int] = []
    if grid:
        properties.append(box(b"ispe", struct.pack(">III", 0, *grid[2:])))
    if profile:
        properties.append(box(b"colr", b"prof", profile))
        shown.append(len(properties))
    if mirror is not None:
        properties.append(box(b"imir", bytes((mirror,))))
        shown.append(len(properties))
    if turns:
        properties.append(box(b"irot", bytes((turns,))))
        shown.append(len(properties))
    tile = Item(b"hvc1", struct.pack(">I", len(coded)) + coded, (1, 2, 3))
    items, references, primary = [tile], b"", 1
    if grid:
        rows, columns, width, height = grid
        layout = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
        tiles = range(1, rows * columns + 1)
        primary = len(tiles) + 1
        items = [tile] * len(tiles) + [Item(b"grid", layout, (3, 4, *shown))]
        count = struct.pack(">HH", primary, len(tiles))
        references += box(b"dimg", count, *(struct.pack(">H", number) for number in tiles))
    else:
        items[0] = Item(tile.kind, tile.data, (1, 2, 3, *shown))
    if exif:
        items.append(Item(b"Exif", struct.pack(">I", 0) + exif))
        references += box(b"cdsc", struct.pack(">HHH", len(items), 1, primary))
    return _file(items, properties, references, primary)


def _file(items: list[Item], properties: list[bytes], references: bytes, primary: int) -> bytes:
    start = box(b"ftyp", b"heic", b"\0\0\0\0", b"mif1", b"heic")
    placed = _meta(items, properties, references, primary, 0)
    placed = _meta(items, properties, references, primary, len(start) + len(placed) + 8)
    return start + placed + box(b"mdat", *dict.fromkeys(item.data for item in items))


def _meta(
    items: list[Item], properties: list[bytes], references: bytes, primary: int, at: int
) -> bytes:
    infos, places, uses = b"", b"", b""
    written: dict[bytes, int] = {}  # tiles of a grid share their bytes
    for number, item in enumerate(items, 1):
        infos += box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), item.kind, b"\0")
        if item.data not in written:
            written[item.data] = at
            at += len(item.data)
        places += struct.pack(">HHHII", number, 0, 1, written[item.data], len(item.data))
        uses += struct.pack(">HB", number, len(item.properties)) + bytes(item.properties)
    parts = [
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"pitm", struct.pack(">IH", 0, primary)),
        box(b"iloc", b"\0\0\0\0\x44\0", struct.pack(">H", len(items)), places),
        box(b"iinf", struct.pack(">IH", 0, len(items)), infos),
        box(
            b"iprp",
            box(b"ipco", *properties),
            box(b"ipma", struct.pack(">II", 0, len(items)), uses),
        ),
    ]
    if references:
        parts.append(box(b"iref", b"\0\0\0\0", references))
    return box(b"meta", b"\0\0\0\0", *parts)
