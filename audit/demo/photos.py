"""The demo's photos: drawn like an auditor's, with time and place, and kept like any other."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from audit.demo.camera import Shot, picture
from audit.demo.chain import ZONE
from audit.files.files import FileStore
from audit.jobs.rendering import Renderers
from audit.models import Photo
from audit.photos.images import PhotoFacts
from audit.photos.photos import keep_copies, original_key

_AT_ONCE = 6


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
    copies: str

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
            copies=self.copies,
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
    name = await keep_copies(files, copies)
    return Kept(
        shot=shot,
        sha256=sha256,
        size=len(original),
        facts=processed.facts,
        width=copies.width,
        height=copies.height,
        fingerprint=copies.phash,
        copies=name,
    )
