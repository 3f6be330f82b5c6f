"""Take an answer apart: everything in it that a curious reader with tools could get at."""

import base64
import html
import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache

import pikepdf
from PIL import ExifTags, Image
from pypdf import PdfReader

Part = tuple[str, bytes]
_JPEG, _PNG, _PDF, _ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF", b"PK\x03\x04"


def parts(kind: str, data: bytes) -> Iterator[Part]:
    """Return the channels of a body: as it is, and decoded as far as its sort allows."""
    yield ("body", data)
    if kind.startswith("text/html"):
        yield ("body unescaped", html.unescape(data.decode("utf-8", "replace")).encode())
    if kind.startswith("application/json") and b"\\u" in data:
        yield ("json unescaped", data.decode("unicode_escape").encode("utf-8", "replace"))
    yield from _by_content(data)


def _by_content(data: bytes) -> Iterator[Part]:
    if data.startswith(_PDF):
        yield from _pdf_parts(data)
    elif data.startswith((_JPEG, _PNG)) or data[8:12] == b"WEBP":
        yield from image_parts(data)
    elif data.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield ("zip name", name.encode())
                yield ("zip member", archive.read(name))
                yield from _by_content(archive.read(name))


@lru_cache(maxsize=64)
def _pdf_parts(data: bytes) -> tuple[Part, ...]:
    """Return names, strings and every stream of a PDF, raw and decoded, its pictures and text."""
    return tuple(_take_apart(data))


def _take_apart(data: bytes) -> Iterator[Part]:
    with pikepdf.open(io.BytesIO(data)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                yield from _stream(thing)
            yield ("pdf object", "\n".join(_strings(thing)).encode())
        yield ("pdf object", "\n".join(_strings(document.trailer)).encode())
    yield ("pdf text", pdf_text(data).encode("utf-8", "replace"))


def pdf_text(data: bytes) -> str:
    """Return the text that copying from the PDF gives."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def pdf_pictures(data: bytes) -> list[bytes]:
    """Return the JPEGs inside a PDF."""
    with pikepdf.open(io.BytesIO(data)) as document:
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        return sorted(found for one in streams if (found := _generalized(one)).startswith(_JPEG))


def _stream(stream: pikepdf.Stream) -> Iterator[Part]:
    decoded = _generalized(stream)
    yield ("pdf stream", decoded)
    if decoded.startswith(_JPEG):
        yield from ((f"pdf {channel}", found) for channel, found in image_parts(decoded))


def _generalized(stream: pikepdf.Stream) -> bytes:
    """Return a stream without its general filters; what stays packed is a JPEG."""
    try:
        return stream.read_bytes(decode_level=pikepdf.StreamDecodeLevel.generalized)
    except pikepdf.PdfError:  # a JPEG's filter is among them, then nothing is unpacked
        return _peeled(stream)


def _peeled(stream: pikepdf.Stream) -> bytes:
    data = stream.read_raw_bytes()
    given = stream.get("/Filter", pikepdf.Array([]))
    for name in given if isinstance(given, pikepdf.Array) else [given]:
        if name == pikepdf.Name.ASCII85Decode:
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
        elif name == pikepdf.Name.FlateDecode:
            data = zlib.decompress(data)
        else:
            assert name == pikepdf.Name.DCTDecode, f"the crawl cannot read {name}"
    return data


def _strings(thing: pikepdf.Object) -> Iterator[str]:
    """Return names and values; what is an object of its own comes by itself."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield str(key)
            yield from _inside(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _inside(value)
    else:
        yield str(thing)


def _inside(value: pikepdf.Object) -> Iterator[str]:
    if not getattr(value, "is_indirect", False):
        yield from _strings(value)


def image_parts(data: bytes) -> Iterator[Part]:
    """Return what an image says beside its pixels."""
    with Image.open(io.BytesIO(data)) as image:
        for key, value in image.info.items():
            yield (f"image {key}", value if isinstance(value, bytes) else str(value).encode())
        exif = image.getexif()
        tags = dict(exif)
        for block in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.Interop):
            tags |= exif.get_ifd(block)
        said = " ".join(f"{value}" for value in tags.values())
        yield ("image exif", said.encode("utf-8", "replace"))
        raw = " ".join(str(value) for value in tags.values() if isinstance(value, bytes))
        yield ("image exif", raw.encode())
