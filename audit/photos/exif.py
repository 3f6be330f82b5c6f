"""What a photo's EXIF claims about when and where it was taken.

Claims, not facts: anybody can write them. Camera make, model, serial number and owner are never
read. A field that is broken, impossible or empty is simply absent; EXIF alone never makes a photo
unacceptable.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from PIL import Image

_ORIENTATION, _CHANGED_AT = 0x0112, 0x0132
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
# (time, its offset from UTC), the best witness first: shutter, digitised, file changed.
_TIME_TAGS: Final = ((0x9003, 0x9011), (0x9004, 0x9012))
_CHANGED_OFFSET: Final = 0x9010
_TIME: Final = re.compile(r"(\d{4})[:\-](\d\d)[:\-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET: Final = re.compile(r"([+\-])(\d\d):?(\d\d)")


@dataclass(frozen=True, slots=True)
class ExifClaims:
    """``taken_at`` is the camera's wall clock (naive); ``offset_minutes`` is its distance from UTC
    if it says so.

    ``gps_at`` is the satellites' time (UTC). Latitude and longitude are degrees (the standard means
    WGS-84), ``accuracy_m`` the horizontal error in metres. ``orientation`` is 1 to 8.
    """

    orientation: int = 1
    taken_at: datetime | None = None
    offset_minutes: int | None = None
    gps_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


def read_claims(exif: Image.Exif) -> ExifClaims:
    """Read what is used of an EXIF block (CIPA DC-008, 4.6); may raise what Pillow raises on a
    broken one."""
    camera, gps = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
    taken_at, offset_minutes = _taken(exif, camera)
    latitude, longitude = _position(gps)
    return ExifClaims(
        orientation=_orientation(exif.get(_ORIENTATION)),
        taken_at=taken_at,
        offset_minutes=offset_minutes,
        gps_at=_gps_time(gps),
        latitude=latitude,
        longitude=longitude,
        accuracy_m=_accuracy(gps.get(31)) if latitude is not None else None,
    )


def _orientation(value: object) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _taken(
    exif: Mapping[int, Any], camera: Mapping[int, Any]
) -> tuple[datetime | None, int | None]:
    for time_tag, offset_tag in _TIME_TAGS:
        if (taken_at := _time(camera.get(time_tag))) is not None:
            return taken_at, _offset(camera.get(offset_tag))
    if (changed_at := _time(exif.get(_CHANGED_AT))) is not None:
        return changed_at, _offset(camera.get(_CHANGED_OFFSET))
    return None, None


def _time(value: object) -> datetime | None:
    found = _TIME.match(_text(value))
    if found is None:
        return None
    year, month, day, hour, minute, second = found.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second}")
    except ValueError:  # 0000:00:00, 13th month, second 60
        return None


def _offset(value: object) -> int | None:
    found = _OFFSET.match(_text(value))
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes > 15 * 60:
        return None
    return -minutes if found[1] == "-" else minutes


def _position(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(2), gps.get(1), "S", 90)
    longitude = _degrees(gps.get(4), gps.get(3), "W", 180)
    if latitude is None or longitude is None:
        return None, None
    if latitude == 0 and longitude == 0:  # what phones write that had no fix
        return None, None
    return latitude, longitude


def _degrees(value: object, reference: object, negative: str, limit: int) -> float | None:
    parts = _numbers(value)
    if len(parts) != 3:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if not 0 <= degrees <= limit:
        return None
    sign = -1 if _text(reference).upper().startswith(negative) else 1
    return round(sign * degrees, 7)


def _gps_time(gps: Mapping[int, Any]) -> datetime | None:
    """Join the date (text) and the time of day (three fractions) the receiver wrote."""
    day, clock = _text(gps.get(29)).replace(":", "-"), _numbers(gps.get(7))
    if len(clock) != 3 or not 0 <= clock[0] * 3600 + clock[1] * 60 + clock[2] < 86_400:
        return None
    try:
        midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        return None
    return midnight + timedelta(seconds=int(clock[0] * 3600 + clock[1] * 60 + clock[2]))


def _accuracy(value: object) -> float | None:
    parts = _numbers((value,))
    return round(parts[0], 2) if parts and parts[0] >= 0 else None


def _numbers(value: object) -> tuple[float, ...]:
    """Return the finite numbers of a tuple of EXIF fractions, or nothing if any of them isn't
    one."""
    if not isinstance(value, tuple):
        return ()
    try:
        numbers = tuple(float(part) for part in value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return ()
    return numbers if all(math.isfinite(number) for number in numbers) else ()


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
