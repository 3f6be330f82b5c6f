"""What a file must be before anybody decodes it.

Judged by the file's own bytes, never by its name or by what a client says it is. Everything here
reads headers only, so that a small file that would unpack into gigabytes costs nothing.
"""

import re
import struct
from typing import Final, Literal

RefusalCode = Literal[
    "not_an_image",
    "unsupported_format",
    "too_many_pixels",
    "damaged",
    "too_large",
    "took_too_long",
]
MediaType = Literal["image/jpeg", "image/png", "image/webp", "image/heic"]

MAX_BYTES: Final = 25 * 1024 * 1024
# What sensors sold as "50 megapixels" give; a round 50,000,000 would refuse exactly those.
MAX_PIXELS: Final = 8192 * 6144
# A progressive JPEG is gone through once per scan. Encoders write about 10 scans; a forged file of
# a few megabytes can hold a hundred thousand of them and would keep a core busy for an hour.
MAX_SCANNED_PIXELS: Final = 20 * MAX_PIXELS

_HEIF_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
)
_AVIF_BRANDS: Final = frozenset((b"avif", b"avis"))
# Pictures that are real but not taken: GIF, TIFF (and raw files made of it), BMP, Photoshop, FITS,
# PostScript, JPEG XL, JPEG 2000, icons.
_OTHER_PICTURES: Final = (
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"8BPS",
    b"SIMPLE  =",
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",
    b"\xff\x0a",
    b"\0\0\0\x0cJXL ",
    b"\0\0\0\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"\0\0\1\0",
)
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


class ImageRefused(Exception):
    """The file can't be taken as a photo; ``code`` says why, ``detail`` is for the log only."""

    def __init__(self, code: RefusalCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code: RefusalCode = code
        self.detail = detail


def admit(data: bytes) -> MediaType:
    """Return what the file is, or raise `ImageRefused`.

    Reads headers only. The pixels of a HEIC are counted later, in the process that may open it.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused("too_large", f"{len(data)} bytes")
    kind = sniff(data)
    if kind == "image/jpeg":
        _check_jpeg(data)
    elif kind == "image/png":
        check_pixels(*_png_size(data))
    elif kind == "image/webp":
        check_pixels(*_webp_size(data))
    return kind


def sniff(data: bytes) -> MediaType:
    """Name the media type by the first bytes, or raise `ImageRefused`."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _sniff_iso_media(data)
    if data.startswith(_OTHER_PICTURES):
        raise ImageRefused("unsupported_format", data[:4].hex())
    raise ImageRefused("not_an_image", data[:4].hex())


def check_pixels(width: int, height: int) -> None:
    """Refuse an empty picture and one with more pixels than anybody's phone takes."""
    if width < 1 or height < 1:
        raise ImageRefused("damaged", f"{width} x {height} pixels")
    if width * height > MAX_PIXELS:
        raise ImageRefused("too_many_pixels", f"{width} x {height}")


def _sniff_iso_media(data: bytes) -> MediaType:
    """Tell HEIF from its neighbours by the brands of the `ftyp` box (ISO/IEC 14496-12, 4.3)."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[at : at + 4] for at in (8, *range(16, length, 4))}
    if brands & _AVIF_BRANDS:
        raise ImageRefused("unsupported_format", "AVIF")
    if brands & _HEIF_BRANDS:
        return "image/heic"
    raise ImageRefused("not_an_image", "other ISO media")


def _png_size(data: bytes) -> tuple[int, int]:
    if len(data) < 24 or data[12:16] != b"IHDR":
        raise ImageRefused("damaged", "PNG without header")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _webp_size(data: bytes) -> tuple[int, int]:
    """Read the canvas size of each of the three WebP layouts (RFC 9649)."""
    if len(data) < 30:
        raise ImageRefused("damaged", "WebP without header")
    layout = data[12:16]
    if layout == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if layout == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if layout == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ImageRefused("damaged", "unknown WebP layout")


def _check_jpeg(data: bytes) -> None:
    pixels = components = 0
    at = 2
    while (found := _JPEG_NEXT_MARKER.search(data, at)) is not None:
        marker, at = data[found.end() - 1], found.end()
        if marker == 0xD9:
            break
        if len(data) < at + 10:
            raise ImageRefused("damaged", "JPEG ends in its header")
        if marker in _JPEG_FRAMES:
            height, width, components = struct.unpack_from(">HHB", data, at + 3)
            check_pixels(width, height)
            pixels = width * height
        elif marker == 0xDA:
            in_one_scan = data[at + 2] == components
            _check_scans(data, at, pixels, in_one_scan)
            return
        at += int.from_bytes(data[at : at + 2], "big")
    raise ImageRefused("damaged", "JPEG without pixels")


def _check_scans(data: bytes, at: int, pixels: int, in_one_scan: bool) -> None:
    """Count the scans from the first one on; an ordinary photo has all components in one and isn't
    read."""
    progressive = b"\xff\xc2" in data[:at]
    if in_one_scan and not progressive:
        return
    scans = 1
    while (found := _JPEG_NEXT_MARKER.search(data, at)) is not None:
        marker, at = data[found.end() - 1], found.end()
        if marker == 0xD9:
            return
        if marker == 0xDA:
            scans += 1
            if scans * pixels > MAX_SCANNED_PIXELS:
                raise ImageRefused("took_too_long", f"more than {scans} scans")
        at += int.from_bytes(data[at : at + 2], "big")
