"""Photos on their way in: begun, continued, finished. The protocol itself is `audit.web.api_tus`.

A photo's id is made by the phone, so beginning twice is beginning once. What is promised is what
is on disk: the offset is the size of the partial file. A whole photo is in the file store, then
in its row, then acknowledged, in that order.
"""

from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from audit import trail
from audit.access import Actor
from audit.db import transaction
from audit.files.files import FileMissing, FileStore
from audit.models import Photo, Upload, Visit
from audit.photos.photos import original_key
from audit.photos.receiving import InUse, Partial, Receiving, WrongOffset
from audit.problems import Problem
from audit.visits.arrivals import note_arrival

LIFETIME = timedelta(days=7)
MOST_OPEN = 500


@dataclass(frozen=True)
class UploadIn:
    """What is announced before the first byte."""

    photo: UUID
    visit: UUID
    length: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Progress:
    """How far an upload is; `finished` when the photo is safe."""

    offset: int
    length: int
    expires_at: datetime | None
    finished: bool
    is_new: bool = False


async def begin(
    actor: Actor, wanted: UploadIn, limit: int, receiving: Receiving, now: datetime
) -> Progress:
    """Announce a photo, or find the upload that was announced before.

    Raises too_large, too_many (unfinished uploads), already_exists (the id stands for another
    photo) and not_found (another auditor's visit or photo).
    """
    if wanted.length > limit:
        raise Problem("too_large", limit=limit)
    visit = await Visit.get_or_none(uuid=wanted.visit)
    if visit is not None and visit.auditor_id != actor.person_id:
        raise Problem("not_found")
    known = await _arrived(actor, wanted.photo)
    if known is not None:
        if known.sha256 != wanted.sha256:
            raise Problem("already_exists")
        return Progress(known.size, known.size, None, finished=True)
    return await _announce(actor, wanted, receiving, now)


async def _announce(
    actor: Actor, wanted: UploadIn, receiving: Receiving, now: datetime
) -> Progress:
    async with transaction():
        upload = await Upload.get_or_none(photo_uuid=wanted.photo)
        is_new = upload is None
        if upload is None:
            upload = await _add(actor, wanted, now)
        if upload.person_id != actor.person_id:
            raise Problem("not_found")
        if (upload.sha256, upload.length) != (wanted.sha256, wanted.length):
            raise Problem("already_exists")
        if upload.expires_at <= now:  # not swept yet: what has come may be gone on with
            upload.expires_at = now + LIFETIME
            await upload.save(update_fields=["expires_at"])
    return await _progress(upload, receiving, is_new=is_new)


async def _add(actor: Actor, wanted: UploadIn, now: datetime) -> Upload:
    if await Upload.filter(person_id=actor.person_id, expires_at__gt=now).count() >= MOST_OPEN:
        raise Problem("too_many", headers={"Retry-After": "60"})
    upload, _ = await Upload.get_or_create(
        photo_uuid=wanted.photo,
        defaults={
            "visit_uuid": wanted.visit,
            "person_id": actor.person_id,
            "length": wanted.length,
            "sha256": wanted.sha256,
            "media_type": wanted.media_type[:64],
            "created_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    return upload


async def progress(actor: Actor, photo: UUID, receiving: Receiving, now: datetime) -> Progress:
    """Return how far an upload is; raises not_found and upload_gone."""
    known = await _arrived(actor, photo)
    if known is not None:
        return Progress(known.size, known.size, None, finished=True)
    return await _progress(await _own(actor, photo, now), receiving)


async def append(
    actor: Actor,
    photo: UUID,
    offset: int,
    body: AsyncIterable[bytes],
    checksum: bytes | None,
    *,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
) -> Progress:
    """Add a part; the last one makes it a photo.

    Raises not_found, upload_gone, and what `audit.photos.receiving` raises: InUse, WrongOffset,
    WrongChecksum, TooLong, WrongHash, FilesFull, FilesAway.
    """
    upload = await _own_or_arrived(actor, photo, now)
    if isinstance(upload, Photo):
        return _at_end(upload, offset)
    async with receiving.hold(photo, create=True) as partial:
        if (known := await _arrived(actor, photo)) is not None:  # finished while this one waited
            await partial.discard()
            return _at_end(known, offset)
        reached = await partial.append(offset, body, length=upload.length, checksum=checksum)
        if reached == upload.length:
            await _finish(actor, upload, partial, files, now)
    if reached == upload.length:
        await note_arrival(upload.visit_uuid, now)
    return Progress(reached, upload.length, upload.expires_at, finished=reached == upload.length)


async def _own_or_arrived(actor: Actor, photo: UUID, now: datetime) -> Upload | Photo:
    return await _arrived(actor, photo) or await _own(actor, photo, now)


def _at_end(known: Photo, offset: int) -> Progress:
    if offset != known.size:
        raise WrongOffset(known.size)
    return Progress(known.size, known.size, None, finished=True)


async def _finish(
    actor: Actor, upload: Upload, partial: Partial, files: FileStore, now: datetime
) -> None:
    path = await partial.finish(upload.length, upload.sha256)
    await files.adopt(original_key(upload.sha256), path, synced=True)
    await _take_in(actor, upload, now)


async def _take_in(actor: Actor, upload: Upload, now: datetime) -> None:
    async with transaction():
        await Photo.create(
            uuid=upload.photo_uuid,
            visit_uuid=upload.visit_uuid,
            person_id=actor.person_id,
            state="arrived",
            sha256=upload.sha256,
            size=upload.length,
            media_type=upload.media_type,
            received_at=now,
        )
        await Upload.filter(id=upload.id).delete()
        await trail.record(
            actor,
            "photo_received",
            f"photo:{upload.photo_uuid}",
            now,
            sha256=upload.sha256,
            bytes=upload.length,
        )


async def give_up(actor: Actor, photo: UUID, receiving: Receiving, now: datetime) -> None:
    """End an upload that is not wanted any more; a photo that has arrived stays."""
    upload = await _own(actor, photo, now)
    async with receiving.hold(photo, create=True) as partial:
        await Upload.filter(id=upload.id).delete()
        await partial.discard()


async def sweep(receiving: Receiving, now: datetime) -> int:
    """Remove expired uploads and partial files that no row knows; return how many files."""
    await Upload.filter(expires_at__lte=now).delete()
    removed = 0
    for photo in await receiving.stale(now - timedelta(hours=1)):
        if not await Upload.exists(photo_uuid=photo):
            with suppress(InUse, FileMissing):  # somebody was faster, either way
                async with receiving.hold(photo) as partial:
                    await partial.discard()
                removed += 1
    return removed


async def _arrived(actor: Actor, photo: UUID) -> Photo | None:
    known = await Photo.get_or_none(uuid=photo)
    if known is not None and known.person_id != actor.person_id:
        raise Problem("not_found")
    return known


async def _own(actor: Actor, photo: UUID, now: datetime) -> Upload:
    upload = await Upload.get_or_none(photo_uuid=photo, person_id=actor.person_id)
    if upload is None:
        raise Problem("not_found")
    if upload.expires_at <= now:
        raise Problem("upload_gone")
    return upload


async def _progress(upload: Upload, receiving: Receiving, *, is_new: bool = False) -> Progress:
    try:
        offset = await receiving.offset(upload.photo_uuid)
    except FileMissing:
        offset = 0
    return Progress(offset, upload.length, upload.expires_at, finished=False, is_new=is_new)
