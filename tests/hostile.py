"""Files that want to break an image reader, each with the one verdict that is right.

Verdict None: it is a photo, take it (and nothing of its foreign parts may be served).
"""

import struct
import zlib
from io import BytesIO
from typing import Final

from PIL import Image

from tests.heif import heic
from tests.photos import exif_block, jpeg_photo, png_photo, scene, webp_photo

SCRIPT: Final = b"<script>alert('canary-script')</script>"
PHP: Final = "<?php system('canary-php'); ?>"


def corpus() -> dict[str, tuple[bytes, str | None]]:
    """Return name -> (file, verdict)."""
    photo = jpeg_photo()
    found: dict[str, tuple[bytes, str | None]] = {
        f"truncated at {tenth * 10} %": (photo[: len(photo) * tenth // 10], "damaged")
        for tenth in range(1, 10)
    }
    found["truncated before its end mark"] = (photo[:-40], "damaged")
    for part in (_nothing, _bombs, _odd_but_good, _foreign, _two_faced, _bad_exif):
        found |= part(photo)
    return found


def _nothing(photo: bytes) -> dict[str, tuple[bytes, str | None]]:
    png = png_photo()
    return {
        "0 bytes": (b"", "not_an_image"),
        "1 byte": (b"\xff", "not_an_image"),
        "JPEG's first bytes alone": (photo[:3], "damaged"),
        "PNG's first bytes alone": (png[:8], "damaged"),
        "WebP's first bytes alone": (webp_photo()[:12], "damaged"),
        "HEIC's first bytes alone": (heic(scene(32, 32))[:24], "damaged"),
        "PNG with half its pixels": (png[: len(png) // 2], "damaged"),
        "PNG with a wrong checksum": (png[:30] + b"XX" + png[32:], "damaged"),
        "JPEG without a frame": (b"\xff\xd8\xff\xd9", "damaged"),
        "JPEG 0 pixels wide": (_frame_size(photo, 0, 480), "damaged"),
        "more than 25 MB": (photo + bytes(26 * 1024 * 1024), "too_large"),
    }


def _bombs(photo: bytes) -> dict[str, tuple[bytes, str | None]]:
    return {
        "PNG of 200 megapixels": (_flat_png(20_000, 10_000, 8), "too_many_pixels"),
        "PNG of 100 megapixels, 1 bit": (_flat_png(10_000, 10_000, 1), "too_many_pixels"),
        "JPEG that says 65,535 x 65,535": (_frame_size(photo, 65_535, 65_535), "too_many_pixels"),
        "WebP that says 16,384 x 16,384": (_canvas(16_384, 16_384), "too_many_pixels"),
        "HEIC grid of 252 megapixels": (
            heic(scene(512, 512), grid=(31, 31, 15_872, 15_872)),
            "too_many_pixels",
        ),
        "colour profile of 200 MB": (_packed_png(b"iCCP", b"p\0\0"), "damaged"),
        "text of 200 MB": (_packed_png(b"zTXt", b"t\0\0"), "damaged"),
        "40,000 scans": (_many_scans(40_000), "took_too_long"),
    }


def _odd_but_good(photo: bytes) -> dict[str, tuple[bytes, str | None]]:
    wide = Image.new("RGB", (65_500, 8), "orange")
    image = scene(64, 48)
    moving = [Image.new("L", (4, 4), shade % 256) for shade in range(2000)]
    return {
        "edge of 65,500 pixels": (_saved(wide, "JPEG"), None),
        "PNG of one pixel": (_saved(Image.new("RGB", (1, 1)), "PNG"), None),
        "moving PNG of 2,000 frames": (
            _saved(moving[0], "PNG", save_all=True, append_images=moving[1:]),
            None,
        ),
        "moving WebP": (_saved(image, "WEBP", save_all=True, append_images=[scene(64, 48)]), None),
        "CMYK": (_saved(image.convert("CMYK"), "JPEG"), None),
        "16 bits": (_saved(Image.new("I;16", (64, 48), 40_000), "PNG"), None),
        "1 bit": (_saved(image.convert("1"), "PNG"), None),
        "palette": (_saved(image.convert("P"), "PNG", transparency=0), None),
        "grey and transparent": (_saved(image.convert("LA"), "PNG"), None),
        "progressive": (_saved(scene(), "JPEG", progressive=True), None),
        "HEIC": (heic(image), None),
        "two pictures, as dual cameras write": (
            _saved(image, "MPO", save_all=True, append_images=[scene(32, 24)]),
            None,
        ),
        "huge maker note": (jpeg_photo(exif=_big_note()), None),
    }


def _foreign(photo: bytes) -> dict[str, tuple[bytes, str | None]]:
    image = scene(64, 48)
    frames = [Image.new("L", (4, 4), shade) for shade in range(50)]
    isom = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2mp41" + bytes(64)
    return {
        "moving GIF": (
            _saved(frames[0], "GIF", save_all=True, append_images=frames[1:]),
            "unsupported_format",
        ),
        "AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(64), "unsupported_format"),
        "TIFF": (_saved(image, "TIFF"), "unsupported_format"),
        "BMP": (_saved(image, "BMP"), "unsupported_format"),
        "Photoshop": (b"8BPS\0\1" + bytes(64), "unsupported_format"),
        "FITS": (b"SIMPLE  =                    T".ljust(2880), "unsupported_format"),
        "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "unsupported_format"),
        "SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT, "not_an_image"),
        "page called .jpg": (b"<!doctype html>" + SCRIPT, "not_an_image"),
        "PDF": (b"%PDF-1.7\n" + photo, "not_an_image"),
        "ZIP": (b"PK\x03\x04" + bytes(64), "not_an_image"),
        "film": (isom, "not_an_image"),
    }


def _two_faced(photo: bytes) -> dict[str, tuple[bytes, str | None]]:
    return {
        "JPEG and page": (photo + b"<!doctype html>" + SCRIPT, None),
        "JPEG and PDF": (photo + b"%PDF-1.7\n" + SCRIPT, None),
        "JPEG and ZIP": (photo + b"PK\x03\x04" + SCRIPT, None),
        "JPEG and film": (photo + bytes(range(256)) * 2000 + SCRIPT, None),
        "PNG and page": (png_photo() + SCRIPT, None),
        "PHP in the comment": (jpeg_photo(comment=PHP), None),
    }


def _bad_exif(photo: bytes) -> dict[str, tuple[bytes, str | None]]:
    # IFD 0 points at itself as EXIF and as GPS, and says that it follows itself.
    entries = struct.pack("<HHIIHHII", 0x8769, 4, 1, 8, 0x8825, 4, 1, 8)
    loop = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 8)
    wild = b"Exif\0\0II*\0" + struct.pack("<IHHHII", 8, 1, 0x8769, 4, 1, 0xFFFFFFF0)
    return {
        "EXIF that goes round": (jpeg_photo(exif=loop), None),
        "EXIF that points outside": (jpeg_photo(exif=wild), None),
        "EXIF of noise": (jpeg_photo(exif=b"Exif\0\0" + bytes(range(1, 200))), None),
        "EXIF cut off": (jpeg_photo(exif=exif_block()[:90]), None),
    }


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _zeros(megabytes: int) -> bytes:
    """So many million zeros as a zlib stream, written without packing each of them."""
    million = bytes(1_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(million, check)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return b"\x78\xda" + block * megabytes + end + struct.pack(">I", check)


def _flat_png(width: int, height: int, bits: int) -> bytes:
    """A grey PNG of zeros."""
    row = 1 + (width * bits + 7) // 8
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    packed = _zeros(row * height // 1_000_000 + 1)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
    return start + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _packed_png(kind: bytes, start: bytes) -> bytes:
    """A good PNG with a chunk that unpacks to 200 MB."""
    png = png_photo(scene(16, 16))
    return png[:33] + _chunk(kind, start + _zeros(200)) + png[33:]


def _canvas(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<II", 10, 0) + sides + bytes(40)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _frame_size(photo: bytes, width: int, height: int) -> bytes:
    """Forge the size in a JPEG's frame header."""
    at = photo.rindex(b"\xff\xc0\x00\x11\x08") + 5
    return photo[:at] + struct.pack(">HH", height, width) + photo[at + 4 :]


def _many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated; small, and an hour's work if it were big."""
    photo = _saved(Image.new("L", (2048, 1536), 128), "JPEG", progressive=True)
    last = photo.rindex(b"\xff\xda")
    return photo[:last] + photo[last:-2] * count + photo[-2:]


def _big_note() -> bytes:
    exif = Image.Exif()
    exif.load(exif_block())
    exif.get_ifd(0x8769)[0x927C] = bytes(60_000)
    return exif.tobytes()
