"""Read a JPEG for embedding: size and colour space, without its metadata.

ReportLab embeds a file byte for byte, EXIF and position included. Photos given to a report are
re-encoded copies already; this second lock drops every segment that decoding doesn't need.
"""

from dataclasses import dataclass
from pathlib import Path

_KEEP_APP = {0xE0, 0xEE}  # JFIF and Adobe: without the latter CMYK and RGB files change colour
_FRAMES = {0xC0, 0xC1, 0xC2}
_SPACES = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}


class PhotoUnusable(ValueError):
    """The file is not a JPEG that a PDF can show."""


@dataclass(frozen=True)
class Jpeg:
    """A picture as it goes into the PDF; `data` has no APPn (but JFIF, Adobe) and no comments."""

    width: int
    height: int
    space: str
    data: bytes


def read_jpeg(path: Path) -> Jpeg:
    """Read and strip the file; raise PhotoUnusable, or OSError if it isn't there."""
    raw = path.read_bytes()
    if raw[:2] != b"\xff\xd8":
        raise PhotoUnusable("a report photo is not a JPEG")
    parts, at, frame = [b"\xff\xd8"], 2, None
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4])
        if marker in _FRAMES:
            frame = raw[at + 4 : end]
        if _wanted(marker):
            parts.append(raw[at:end])
        if marker == 0xDA:
            return _jpeg(frame, parts, raw[end : _end(raw)])
        at = end
    raise PhotoUnusable("a report photo is broken before its first line")


def _wanted(marker: int) -> bool:
    is_app = 0xE0 <= marker <= 0xEF
    return marker != 0xFE and (not is_app or marker in _KEEP_APP)


def _end(raw: bytes) -> int:
    """Where the picture ends: nothing behind the end marker comes along."""
    found = raw.rfind(b"\xff\xd9")
    return len(raw) if found < 0 else found + 2


def _jpeg(frame: bytes | None, parts: list[bytes], scan: bytes) -> Jpeg:
    if frame is None or len(frame) < 6 or frame[0] != 8 or frame[5] not in _SPACES:
        raise PhotoUnusable("a report photo has a form of JPEG that a PDF can't show")
    height, width = int.from_bytes(frame[1:3]), int.from_bytes(frame[3:5])
    if not width or not height:
        raise PhotoUnusable("a report photo has no size")
    return Jpeg(width, height, _SPACES[frame[5]], b"".join(parts) + scan)
