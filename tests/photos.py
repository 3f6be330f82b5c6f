"""Makes photos as phones send them, with something secret in every place a file can hide it."""

import struct
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from tests.heif import heic

# Each stands in another place of the file; none may be in anything that is served.
CANARIES: Final = {
    "artist": "canary-artist-zhou",
    "maker": "canary-maker-note",
    "serial": "canary-serial-7Q",
    "owner": "canary-owner-lin",
    "comment": "canary-comment-x",
    "xmp": "canary-xmp-block",
    "profile": "canary-icc-profile",
    "text": "canary-png-text",
}
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (250, 250, 250)
_UNDO: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """Draw a picture whose corners are red, green, blue and white: it shows how it is turned."""
    image = Image.new("RGB", (width, height), (120, 120, 120))
    draw = ImageDraw.Draw(image)
    for step in range(0, width, max(1, width // 32)):
        draw.line((step, 0, width - step, height), fill=(step * 200 // width, 90, 140), width=3)
    right, bottom, side, rise = width - 1, height - 1, width // 4, height // 4
    draw.rectangle((0, 0, side, rise), fill=RED)
    draw.rectangle((right - side, 0, right, rise), fill=GREEN)
    draw.rectangle((0, bottom - rise, side, bottom), fill=BLUE)
    draw.rectangle((right - side, bottom - rise, right, bottom), fill=WHITE)
    return image


def corners(image: Image.Image) -> list[str]:
    """Name the colours of the four corners: top left, top right, bottom left, bottom right."""
    image = image.convert("RGB")
    x, y = image.width // 10, image.height // 10
    places = ((x, y), (-x - 1, y), (x, -y - 1), (-x - 1, -y - 1))
    return [_colour(image.getpixel((a % image.width, b % image.height))) for a, b in places]


def exif_block(orientation: int = 1, *, taken: str = "2026:11:21 10:15:30") -> bytes:
    """An EXIF block as an iPhone's: Shanghai, 10:15:30 at +08:00, with canaries."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = CANARIES["artist"]
    camera = exif.get_ifd(0x8769)
    camera.update({0x9003: taken, 0x9011: "+08:00", 0xA430: CANARIES["owner"]})
    camera.update({0xA431: CANARIES["serial"], 0x927C: CANARIES["maker"].encode()})
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: _degrees(31.2304), 3: "E", 4: _degrees(121.4737)})
    gps.update({7: (IFDRational(2), IFDRational(15), IFDRational(30)), 29: "2026:11:21"})
    gps[31] = IFDRational(65, 10)
    return exif.tobytes()


def jpeg_photo(image: Image.Image | None = None, orientation: int = 1, **options: object) -> bytes:
    """A JPEG with EXIF, XMP, colour profile and comment; ``image`` is how it should be seen."""
    given: dict[str, object] = {
        "exif": exif_block(orientation),
        "xmp": _xmp(),
        "icc_profile": display_p3(),
        "comment": CANARIES["comment"],
        "quality": 92,
    }
    return _saved(_turned(image, orientation), "JPEG", given | options)


def png_photo(image: Image.Image | None = None, orientation: int = 1, **options: object) -> bytes:
    """A PNG with EXIF, XMP, colour profile and text."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", CANARIES["text"])
    texts.add_itxt("XML:com.adobe.xmp", _xmp().decode())
    given: dict[str, object] = {
        "exif": exif_block(orientation),
        "icc_profile": display_p3(),
        "pnginfo": texts,
    }
    return _saved(_turned(image, orientation), "PNG", given | options)


def webp_photo(image: Image.Image | None = None, orientation: int = 1, **options: object) -> bytes:
    """A WebP with EXIF, XMP and colour profile."""
    given: dict[str, object] = {
        "exif": exif_block(orientation),
        "xmp": _xmp(),
        "icc_profile": display_p3(),
        "quality": 92,
    }
    return _saved(_turned(image, orientation), "WEBP", given | options)


def heic_photo(image: Image.Image | None = None, orientation: int = 1, turns: int = 0) -> bytes:
    """A HEIC with EXIF and colour profile; ``turns`` are quarter turns anticlockwise to be seen."""
    return heic(
        image or scene(),
        exif=b"Exif\0\0" + exif_block(orientation).removeprefix(b"Exif\0\0"),
        profile=display_p3(),
        turns=turns,
    )


def display_p3() -> bytes:
    """A colour profile with Display P3's primaries and a gamma of 2.2 (ICC.1:2001-04)."""
    text = b"text\0\0\0\0" + CANARIES["profile"].encode() + b"\0"
    name = b"Wide colours\0"
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags = {b"desc": desc, b"cprt": text, b"wtpt": _xyz(0.9642, 1, 0.8249)}
    tags |= {b"rXYZ": _xyz(0.51512, 0.2412, -0.00105), b"gXYZ": _xyz(0.29198, 0.69225, 0.04189)}
    tags |= {b"bXYZ": _xyz(0.1571, 0.06657, 0.78407)}
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += _xyz(0.9642, 1, 0.8249)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _xmp() -> bytes:
    return b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARIES["xmp"].encode() + b"</x:xmpmeta>"


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    minutes = value % 1 * 60
    seconds = IFDRational(round(minutes % 1 * 60 * 1000), 1000)
    return IFDRational(int(value)), IFDRational(int(minutes)), seconds


def _turned(image: Image.Image | None, orientation: int) -> Image.Image:
    image = image or scene()
    return image.transpose(_UNDO[orientation]) if orientation in _UNDO else image


def _saved(image: Image.Image, kind: str, options: dict[str, object]) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _colour(pixel: object) -> str:
    assert isinstance(pixel, tuple)
    known = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    return min(
        known, key=lambda name: sum((a - b) ** 2 for a, b in zip(pixel, known[name], strict=True))
    )
