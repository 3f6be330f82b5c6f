"""Photos after they have arrived: making the copies that are served, and serving them.

The original is sealed: only its bytes' hash and what EXIF told of time and place leave it. The
copies are made after the phone was answered, by a job that may run twice.
"""

from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import anyio
from tortoise.expressions import Q

from audit import trail
from audit.access import Actor, require, visits_under_review
from audit.clock import Clock
from audit.db import transaction
from audit.files.files import FileStore
from audit.jobs.jobs import MAX_ATTEMPTS, Wanted, delay_after
from audit.models import Photo, Visit
from audit.photos.images import Derivatives, ImageRefused, ProcessedPhoto, process_photo
from audit.problems import Problem

Size = Literal["large", "print", "small"]
SIZES: tuple[Size, ...] = ("large", "print", "small")
KIND = "photo"


def original_key(sha256: str) -> str:
    """Return where the bytes received are kept."""
    return f"originals/{sha256[:2]}/{sha256}"


def copy_key(name: str, size: Size) -> str:
    """Return where a served copy is kept, see `copies_name`."""
    return f"copies/{name[:2]}/{name}-{size}.jpg"


def copies_name(photo: Photo) -> str:
    """Return what the copies of a photo are named after: their own content.

    The original's hash would tell one camera from another, where the copies are the same to the
    byte. Copies from before they had a name of their own still bear it.
    """
    return photo.copies or photo.sha256


async def wanted_copies(now: datetime) -> list[Wanted]:
    """Return the photos that still have no copies and whose time has come."""
    due = Q(retry_at__isnull=True) | Q(retry_at__lte=now)
    rows = await Photo.filter(due, state="arrived", attempts__lt=MAX_ATTEMPTS).limit(1000)
    return [Wanted(KIND, str(row.uuid), row.attempts + 1) for row in rows]


async def make_copies(
    key: str, *, files: FileStore, limiter: anyio.CapacityLimiter, now: datetime
) -> None:
    """Make the copies of photo `key` and note what its file tells; idempotent."""
    photo = await Photo.get_or_none(uuid=UUID(key), state="arrived")
    if photo is None:
        return
    try:
        processed = await process_photo(
            await files.read(original_key(photo.sha256)), limiter=limiter
        )
    except ImageRefused as refused:
        await _note_refusal(photo, refused.code, now)
        return
    await _note_copies(photo, processed, await keep_copies(files, processed.copies))


async def keep_copies(files: FileStore, copies: Derivatives) -> str:
    """Write the served copies of an original; return their name."""
    name = sha256(copies.large_jpeg).hexdigest()
    await files.put(copy_key(name, "large"), copies.large_jpeg)
    await files.put(copy_key(name, "print"), copies.print_jpeg)
    await files.put(copy_key(name, "small"), copies.small_jpeg)
    return name


async def finish_copies(
    visit: UUID, *, files: FileStore, limiter: anyio.CapacityLimiter, now: datetime
) -> None:
    """Make the copies that a visit still lacks, before its figures are frozen."""
    for photo in await Photo.filter(visit_uuid=visit, state="arrived"):
        await make_copies(str(photo.uuid), files=files, limiter=limiter, now=now)


async def _note_refusal(photo: Photo, code: str, now: datetime) -> None:
    async with transaction():
        changed = await Photo.filter(id=photo.id, state="arrived").update(
            state="refused", refusal=code
        )
        if changed:
            await trail.record(None, "photo_refused", f"photo:{photo.uuid}", now, code=code)


async def _note_copies(photo: Photo, processed: ProcessedPhoto, name: str) -> None:
    facts, copies = processed.facts, processed.copies
    zone = await _zone_of(photo.visit_uuid)
    async with transaction():
        await Photo.filter(id=photo.id, state="arrived").update(
            state="ready",
            media_type=facts.media_type,
            taken_at=facts.moment(zone),
            latitude=facts.latitude,
            longitude=facts.longitude,
            width=copies.width,
            height=copies.height,
            fingerprint=copies.phash,
            copies=name,
        )


async def _zone_of(visit: UUID) -> ZoneInfo:
    """Return the zone of the visit's branch; UTC while the visit is not known yet."""
    known = await Visit.get_or_none(uuid=visit).select_related("facts")
    return ZoneInfo(known.facts.zone if known else "UTC")


async def copies_failed(key: str, attempt: int, why: str, *, clock: Clock) -> None:
    """Move a photo on to its next attempt, later each time; after the last one it stays."""
    del why
    delay = delay_after(attempt)
    async with transaction():
        await Photo.filter(uuid=UUID(key), state="arrived", attempts=attempt - 1).update(
            attempts=attempt, retry_at=clock() + delay if delay else None
        )


async def copy_for(actor: Actor, uuid: UUID, size: Size) -> str:
    """Return the file key of a copy the actor may see as part of a visit; raises not_found.

    The branch side never comes this way: its pages and reports carry the photos of snapshots.
    """
    require(actor, "auditor", "reviewer", "head_office")
    photo = await Photo.get_or_none(uuid=uuid, state="ready")
    if photo is None or not await _may_see(actor, photo):
        raise Problem("not_found")
    return copy_key(copies_name(photo), size)


async def _may_see(actor: Actor, photo: Photo) -> bool:
    """Tell whether a photo is the auditor's own, or of a visit that one may review."""
    if photo.person_id == actor.person_id:
        return True
    visits = await visits_under_review(actor)
    return await visits.filter(uuid=photo.visit_uuid).exists()


def copy_beside(key: str, size: Size) -> str:
    """Return the key of another copy of the same photo."""
    return f"{key.rpartition('-')[0]}-{size}.jpg"
