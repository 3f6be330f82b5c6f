"""Photos after they have arrived: making the copies that are served, and serving them.

The original is sealed: only its bytes' hash and what EXIF told of time and place leave it. The
copies are made after the phone was answered, by a job that may run twice.
"""

from datetime import datetime
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


def copy_key(sha256: str, size: Size) -> str:
    """Return where a served copy is kept; the same original always gives the same copy."""
    return f"copies/{sha256[:2]}/{sha256}-{size}.jpg"


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
    await keep_copies(files, photo.sha256, processed.copies)
    await _note_copies(photo, processed)


async def keep_copies(files: FileStore, sha256: str, copies: Derivatives) -> None:
    """Write the served copies of an original."""
    await files.put(copy_key(sha256, "large"), copies.large_jpeg)
    await files.put(copy_key(sha256, "print"), copies.print_jpeg)
    await files.put(copy_key(sha256, "small"), copies.small_jpeg)


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


async def _note_copies(photo: Photo, processed: ProcessedPhoto) -> None:
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
    return copy_key(photo.sha256, size)


async def _may_see(actor: Actor, photo: Photo) -> bool:
    """Tell whether a photo is the auditor's own, or of a visit that one may review."""
    if photo.person_id == actor.person_id:
        return True
    visits = await visits_under_review(actor)
    return await visits.filter(uuid=photo.visit_uuid).exists()


def copy_beside(key: str, size: Size) -> str:
    """Return the key of another copy of the same photo."""
    return f"{key.rpartition('-')[0]}-{size}.jpg"
