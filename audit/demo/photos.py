"""The demo's photos: drawn like an auditor's, with time and place, and kept like any other."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from PIL import Image

from audit.demo.chain import ZONE
from audit.demo.drawing import draw_scene
from audit.demo.drawing.choose import kind_for
from audit.demo.plan import Shot
from audit.files import FileStore
from audit.images import PhotoFacts, ProcessedPhoto, process
from audit.models import Photo
from audit.photos import keep_copies, original_key
from audit.rendering import Renderers

_SHOWN_AS = {
    "surroundings.prices": "surroundings.shelf",
    "surroundings.exits": "surroundings.aisle",
}
_SIZE = (1280, 960)  # a phone's would be larger, and take twice as long to draw
_AT_ONCE = 6
_CAMERA_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011


@dataclass(frozen=True)
class Kept:
    """A photo in the file store, and what its file tells."""

    shot: Shot
    sha256: str
    size: int
    facts: PhotoFacts
    width: int
    height: int
    fingerprint: int

    def claim(self) -> dict[str, Any]:
        """The photo as the phone lists it."""
        place = self.shot.place
        return {
            "id": str(self.shot.uuid),
            "item": self.shot.item,
            "sha256": self.sha256,
            "bytes": self.size,
            "type": self.facts.media_type,
            "taken_at": self.shot.taken_at.isoformat(),
            "latitude": place[0] if place else None,
            "longitude": place[1] if place else None,
            "accuracy_m": 20.0 if place else None,
            "width": self.facts.width,
            "height": self.facts.height,
        }

    def row(self, visit: UUID, person: int, received_at: datetime) -> Photo:
        """The photo as it stands after its copies were made."""
        return Photo(
            uuid=self.shot.uuid,
            visit_uuid=visit,
            person_id=person,
            state="ready",
            sha256=self.sha256,
            size=self.size,
            media_type=self.facts.media_type,
            received_at=received_at,
            taken_at=self.facts.moment(ZoneInfo(ZONE)),
            latitude=self.facts.latitude,
            longitude=self.facts.longitude,
            width=self.width,
            height=self.height,
            fingerprint=self.fingerprint,
        )


async def keep_all(
    shots: Sequence[Shot], files: FileStore, renderers: Renderers
) -> dict[UUID, Kept]:
    """Draw and store photos, several at once; return them by their ids."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def keep(shot: Shot) -> Kept:
        async with turns:
            return await _keep(shot, files, renderers)

    return {kept.shot.uuid: kept for kept in await asyncio.gather(*map(keep, shots))}


async def _keep(shot: Shot, files: FileStore, renderers: Renderers) -> Kept:
    original, processed = await renderers.run(picture, shot)
    sha256 = hashlib.sha256(original).hexdigest()
    copies = processed.copies
    await files.put(original_key(sha256), original, sha256=sha256)
    await keep_copies(files, sha256, copies)
    return Kept(
        shot=shot,
        sha256=sha256,
        size=len(original),
        facts=processed.facts,
        width=copies.width,
        height=copies.height,
        fingerprint=copies.phash,
    )


def picture(shot: Shot) -> tuple[bytes, ProcessedPhoto]:
    """Return a JPEG as a phone would send it, and what the service makes of it."""
    kind = kind_for(_SHOWN_AS.get(shot.item, shot.item))
    drawn = draw_scene(kind, shot.seed, _SIZE, failed=shot.failed)
    data = BytesIO()
    drawn.save(data, "JPEG", quality=85, exif=_exif(shot))
    return data.getvalue(), process(data.getvalue())


def _exif(shot: Shot) -> Image.Exif:
    exif = Image.Exif()
    taken = shot.taken_at.astimezone(ZoneInfo(ZONE))
    camera = exif.get_ifd(_CAMERA_IFD)
    camera[_TAKEN] = f"{taken:%Y:%m:%d %H:%M:%S}"
    camera[_OFFSET] = "+08:00"
    if shot.place is not None:
        gps = exif.get_ifd(_GPS_IFD)
        gps[1], gps[2] = "N", _degrees(shot.place[0])
        gps[3], gps[4] = "E", _degrees(shot.place[1])
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 2)
