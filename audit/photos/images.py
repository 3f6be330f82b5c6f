"""Photos: what they say about themselves, and the copies everybody but a reviewer sees.

Bytes in, values and bytes out; no database, no folders. A file that can't be used raises
`ImageRefused` with a stable code, whatever the decoder raised.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from io import BytesIO
from pathlib import Path
from typing import Final, Protocol

import anyio
from PIL import Image, ImageFile

from audit.photos import heic, pixels
from audit.photos.exif import ExifClaims, read_claims
from audit.photos.fingerprint import fingerprint
from audit.photos.marks import Marks, flatten
from audit.photos.photo_gate import MAX_PIXELS, ImageRefused, MediaType, admit, check_pixels

__all__ = [
    "Decoding",
    "Derivatives",
    "ImageRefused",
    "PhotoFacts",
    "ProcessedPhoto",
    "admit",
    "derive",
    "inspect",
    "process",
    "process_photo",
]

_FORMATS: Final = ("JPEG", "PNG", "WEBP")

# The gate has counted the pixels before Pillow opens a file; this is the second lock on the same
# door.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """``width`` and ``height`` are pixels of the original as one sees it, upright.

    ``orientation`` is what was applied to get there: 1 to 8, always 1 for HEIC, whose decoder turns
    by itself. The claims of the EXIF are described at `audit.photos.exif.ExifClaims`.
    """

    media_type: MediaType
    width: int
    height: int
    orientation: int = 1
    taken_at: datetime | None = None
    offset_minutes: int | None = None
    gps_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None

    def moment(self, zone: tzinfo) -> datetime | None:
        """Return when it was taken, in UTC; ``zone`` is that of the branch.

        Most Android phones write the wall clock only. Its distance from UTC is what the file says,
        else what the satellites' time gives to the quarter of an hour, else that of the branch.
        """
        if self.taken_at is None:
            return None
        minutes = self.offset_minutes if self.offset_minutes is not None else self._gps_offset()
        own_zone = zone if minutes is None else timezone(timedelta(minutes=minutes))
        try:
            return self.taken_at.replace(tzinfo=own_zone).astimezone(UTC)
        except OverflowError:  # the first and the last day of the calendar
            return None

    def _gps_offset(self) -> int | None:
        if self.taken_at is None or self.gps_at is None:
            return None
        minutes = (self.taken_at - self.gps_at.replace(tzinfo=None)).total_seconds() / 60
        quarter = round(minutes / 15) * 15
        believable = abs(minutes - quarter) <= 3 and -12 * 60 <= quarter <= 14 * 60
        return quarter if believable else None


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The copies that are served: JPEG, sRGB, upright, nothing but pixels.

    ``width`` and ``height`` are those of the large copy (longer edge at most 2,048); the one for
    reports has about 1,000, the small one 320. ``phash`` is a signed 64-bit fingerprint, see
    `audit.photos.fingerprint`.
    """

    large_jpeg: bytes
    print_jpeg: bytes
    small_jpeg: bytes
    phash: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ProcessedPhoto:
    """All that is ever computed from an original; `marked` are the copies with marks drawn in."""

    facts: PhotoFacts
    copies: Derivatives
    marked: Derivatives | None = None


class Apart(Protocol):
    """Returns what `function(source, marks, font)` returns in another process."""

    async def __call__(
        self, function: "Process", source: bytes | Path, marks: Marks, font: Path | None, /
    ) -> ProcessedPhoto: ...


Process = Callable[[bytes | Path, Marks, Path | None], ProcessedPhoto]


@dataclass(frozen=True, slots=True)
class Decoding:
    """How photos are decoded: `limiter` says how many at once, `font` writes an auditor's words.

    `apart` runs a function in another process; without it they are decoded in threads.
    """

    limiter: anyio.CapacityLimiter
    font: Path
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    image: Image.Image
    facts: PhotoFacts
    profile: bytes | None


def inspect(source: bytes | Path) -> PhotoFacts:
    """Read size, time and place; JPEG and WebP without decoding a pixel, HEIC in a child process.

    Raises `ImageRefused`; an unreadable path raises the plain OSError.
    """
    data = _bytes(source)
    with _opened(data) as photo:
        return photo.facts


def derive(source: bytes | Path) -> Derivatives:
    """Make the served copies and the fingerprint. Raises `ImageRefused`, or OSError for an
    unreadable path."""
    return process(source).copies


def process(source: bytes | Path, marks: Marks = (), font: Path | None = None) -> ProcessedPhoto:
    """Do `inspect` and `derive` with one decoding, and draw ``marks``, which need a ``font``.

    Same errors.
    """
    data = _bytes(source)
    with _opened(data) as photo:
        facts = photo.facts
        large = pixels.served_copy(photo.image, facts.orientation, photo.profile)
        copies = _copies(large)
    if not marks:
        return ProcessedPhoto(facts, copies)
    assert font is not None
    return ProcessedPhoto(facts, copies, _copies(flatten(large, marks, font)))


def _copies(large: Image.Image) -> Derivatives:
    printed = pixels.smaller(large, pixels.PRINT_EDGE, pixels.PRINT_KEEP)
    small = pixels.smaller(printed, pixels.SMALL_EDGE)
    return Derivatives(
        pixels.jpeg(large),
        pixels.jpeg(printed),
        pixels.jpeg(small),
        fingerprint(small),
        *large.size,
    )


async def process_photo(
    source: bytes | Path,
    *,
    limiter: anyio.CapacityLimiter,
    marks: Marks = (),
    font: Path | None = None,
    apart: Apart | None = None,
) -> ProcessedPhoto:
    """Run `process` in a thread; ``limiter`` says how many photos are decoded at once. Same
    errors, and those of ``apart``, which runs it in a process."""
    if apart is not None:
        return await apart(process, source, marks, font)
    return await anyio.to_thread.run_sync(process, source, marks, font, limiter=limiter)


def _bytes(source: bytes | Path) -> bytes:
    # Read here, outside the decoder: an unreadable disk must not be told as "your photo is
    # damaged".
    return source if isinstance(source, bytes) else source.read_bytes()


@contextmanager
def _opened(data: bytes) -> Iterator[_Opened]:
    """Open an admitted file, turning whatever its decoder raises from here on into a refusal."""
    kind = admit(data)
    try:
        yield _open_heic(data) if kind == "image/heic" else _open(data, kind)
    except ImageRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise ImageRefused("too_many_pixels", str(error)) from error
    except Exception as error:  # decoders raise anything: ValueError, SyntaxError, struct.error…
        raise ImageRefused("damaged", f"{type(error).__name__}: {error}") from error


def _open(data: bytes, kind: MediaType) -> _Opened:
    image = Image.open(BytesIO(data), formats=_FORMATS)
    check_pixels(*image.size)
    claims = _claims(image)
    width, height = image.size
    if claims.orientation >= 5:
        width, height = height, width
    return _Opened(image, _facts(kind, width, height, claims), image.info.get("icc_profile"))


def _open_heic(data: bytes) -> _Opened:
    photo = heic.decode(data)
    exif = Image.Exif()
    claims = ExifClaims()
    try:
        exif.load(photo.exif)
        claims = read_claims(exif)
    except Exception:  # a broken EXIF claims nothing
        claims = ExifClaims()
    facts = _facts("image/heic", photo.width, photo.height, claims, turned_already=True)
    return _Opened(photo.image, facts, photo.profile)


def _claims(image: Image.Image) -> ExifClaims:
    try:
        return read_claims(image.getexif())
    except Exception:  # a broken EXIF claims nothing; the pixels may still be good
        return ExifClaims()


def _facts(
    kind: MediaType, width: int, height: int, claims: ExifClaims, *, turned_already: bool = False
) -> PhotoFacts:
    return PhotoFacts(
        media_type=kind,
        width=width,
        height=height,
        orientation=1 if turned_already else claims.orientation,
        taken_at=claims.taken_at,
        offset_minutes=claims.offset_minutes,
        gps_at=claims.gps_at,
        latitude=claims.latitude,
        longitude=claims.longitude,
        accuracy_m=claims.accuracy_m,
    )
