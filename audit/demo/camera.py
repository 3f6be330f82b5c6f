"""The phone of the demo's auditors: a planned photo becomes a JPEG with time and place.

Runs in processes of its own, which is why it imports little.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from PIL import Image

from audit.demo.drawing import draw_scene
from audit.demo.drawing.choose import kind_for
from audit.photos.images import ProcessedPhoto, process

_SHOWN_AS = {
    "surroundings.prices": "surroundings.shelf",
    "surroundings.exits": "surroundings.aisle",
}
_SIZE = (1280, 960)  # a phone's would be larger, and take twice as long to draw
_CAMERA_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011


@dataclass(frozen=True)
class Shot:
    """A photo to be taken: of which item, whether it shows a fault, and where (WGS-84).

    `taken_at` is in the branch's time zone, as a phone has it.
    """

    uuid: UUID
    item: str
    failed: bool
    seed: int
    taken_at: datetime
    place: tuple[float, float] | None


def picture(shot: Shot) -> tuple[bytes, ProcessedPhoto]:
    """Return a JPEG as a phone would send it, and what the service makes of it."""
    kind = kind_for(_SHOWN_AS.get(shot.item, shot.item))
    drawn = draw_scene(kind, shot.seed, _SIZE, failed=shot.failed)
    data = BytesIO()
    drawn.save(data, "JPEG", quality=85, exif=_exif(shot))
    return data.getvalue(), process(data.getvalue())


def _exif(shot: Shot) -> Image.Exif:
    exif = Image.Exif()
    taken = shot.taken_at
    camera = exif.get_ifd(_CAMERA_IFD)
    camera[_TAKEN] = f"{taken:%Y:%m:%d %H:%M:%S}"
    camera[_OFFSET] = f"{taken:%z}"[:3] + ":" + f"{taken:%z}"[3:]
    if shot.place is not None:
        gps = exif.get_ifd(_GPS_IFD)
        gps[1], gps[2] = "N", _degrees(shot.place[0])
        gps[3], gps[4] = "E", _degrees(shot.place[1])
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 2)
