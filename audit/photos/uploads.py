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
from audit.db import alone_on, transaction
from audit.files.files import FileMissing, FileStore, WrongHash
from audit.models import Photo, Upload, Visit
from audit.photos.photos import original_key
from audit.photos.receiving import Checksum, InUse, Receiving, WrongOffset
from audit.problems import Problem
from audit.visits.arrivals import note_arrival

LIFETIME = timedelta(days=7)
ABANDONED = timedelta(minutes=40)
"""A partial file without a row, untouched for so long, is nobody's."""
MOST_OPEN = 500
MOST_OPEN_BYTES = 2_500_000_000
"""Of one person, announced and not yet finished: what could lie about half sent."""


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
    """How far an upload is; `finished` when the photo is safe.

    Without that ``offset`` is always below the length: who is told of all bytes stops sending, so
    it may only be told when there is nothing left to do.
    """

    of: UploadIn
    offset: int
    expires_at: datetime | None
    finished: bool
    is_new: bool = False


class _JustArrived(Exception):
    """The last part of what is being announced was taken in at the same time."""

    def __init__(self, photo: Photo) -> None:
        super().__init__(str(photo.uuid))
        self.photo = photo


async def begin(
    actor: Actor,
    wanted: UploadIn,
    limit: int,
    *,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
) -> Progress:
    """Announce a photo, or find the upload that was announced before.

    Raises too_large, too_many (unfinished uploads), already_exists (the id stands for another
    photo), not_found (another auditor's visit or photo) and what `progress` raises.
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
        return await _safe(known, now)
    try:
        upload, is_new = await _announce(actor, wanted, now)
    except _JustArrived as arrived:
        return await _safe(arrived.photo, now)
    return await _progress(actor, upload, files, receiving, now, is_new=is_new)


async def _announce(actor: Actor, wanted: UploadIn, now: datetime) -> tuple[Upload, bool]:
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
    return upload, is_new


async def _add(actor: Actor, wanted: UploadIn, now: datetime) -> Upload:
    mine = Upload.filter(person_id=actor.person_id, expires_at__gt=now)
    lengths = [int(length) for (length,) in await mine.values_list("length")]
    if len(lengths) >= MOST_OPEN or sum(lengths) + wanted.length > MOST_OPEN_BYTES:
        raise Problem("too_many", headers={"Retry-After": "60"})
    row = Upload(
        photo_uuid=wanted.photo,
        visit_uuid=wanted.visit,
        person_id=actor.person_id,
        length=wanted.length,
        sha256=wanted.sha256,
        media_type=wanted.media_type[:64],
        created_at=now,
        expires_at=now + LIFETIME,
    )
    # A request for the same photo may be as far as this one: the row is whoever's was first.
    await Upload.bulk_create([row], ignore_conflicts=True)
    if (photo := await _arrived(actor, wanted.photo)) is not None:
        raise _JustArrived(photo)
    return await Upload.get(photo_uuid=wanted.photo)


async def progress(
    actor: Actor, photo: UUID, *, files: FileStore, receiving: Receiving, now: datetime
) -> Progress:
    """Return how far an upload is; raises not_found and upload_gone.

    One whose bytes are all here, while something ended before the photo was safe, is finished
    now; that raises InUse while another request is at it, FilesFull and FilesAway.
    """
    found = await _either(actor, photo, now)
    if isinstance(found, Photo):
        return await _safe(found, now)
    return await _progress(actor, found, files, receiving, now)


async def _progress(
    actor: Actor,
    upload: Upload,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
    *,
    is_new: bool = False,
) -> Progress:
    try:
        offset = await receiving.offset(upload.photo_uuid)
    except FileMissing:  # none came yet, or they were moved on and something ended before the row
        is_moved = not is_new and await _is_moved(upload, files)
        offset = upload.length if is_moved else 0
    if offset >= upload.length:
        with suppress(WrongHash):
            return await _go_on(actor, upload, offset, None, files, receiving, now)
        offset = 0
    return _unfinished(upload, offset, is_new=is_new)


async def append(
    actor: Actor,
    photo: UUID,
    offset: int,
    body: AsyncIterable[bytes],
    checksum: Checksum | None,
    *,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
) -> Progress:
    """Add a part; the last one makes it a photo.

    Raises not_found, upload_gone, and what `audit.photos.receiving` raises: InUse, WrongOffset,
    WrongChecksum, TooLong, WrongHash, FilesFull, FilesAway.
    """
    found = await _either(actor, photo, now)
    if isinstance(found, Photo):
        return await _at_end(found, offset, now)
    part = (body, checksum)
    return await _go_on(actor, found, offset, part, files, receiving, now)


async def _go_on(
    actor: Actor,
    upload: Upload,
    offset: int,
    part: tuple[AsyncIterable[bytes], Checksum | None] | None,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
) -> Progress:
    """Add a part, if there is one, and make a photo of what is whole."""
    async with receiving.hold(upload.photo_uuid, create=True) as partial:
        if not await Upload.exists(id=upload.id):  # ended while this one waited
            await partial.discard()
            return await _at_end(await _arrived(actor, upload.photo_uuid), offset, now)
        if part is not None:
            body, checksum = part
            await partial.append(offset, body, length=upload.length, checksum=checksum)
        if part is None and partial.is_new and await _is_moved(upload, files):
            await partial.discard()
        elif partial.offset < upload.length:
            return _unfinished(upload, partial.offset)
        else:
            path = await partial.finish(upload.length, upload.sha256)
            await files.adopt(original_key(upload.sha256), path, synced=True)
        await _take_in(actor, upload, now)
    await note_arrival(upload.visit_uuid, now)
    return Progress(_announced(upload), upload.length, None, finished=True)


async def _is_moved(upload: Upload, files: FileStore) -> bool:
    """Tell whether its bytes are in the file store already, and nobody's photo yet.

    Bytes of a photo that somebody has sent are no proof that this one has them: whoever knows no
    more than a hash must send what belongs to it.
    """
    sent = await Photo.exists(sha256=upload.sha256)
    return not sent and await files.exists(original_key(upload.sha256))


async def _at_end(known: Photo | None, offset: int, now: datetime) -> Progress:
    if known is None:
        raise Problem("not_found")
    if offset != known.size:
        raise WrongOffset(known.size)
    return await _safe(known, now)


async def _safe(known: Photo, now: datetime) -> Progress:
    """Tell of a photo that is here. Who asks again may have been cut off before it was noted."""
    await note_arrival(known.visit_uuid, now)
    told = UploadIn(known.uuid, known.visit_uuid, known.size, known.sha256, known.media_type)
    return Progress(told, known.size, None, finished=True)


def _unfinished(upload: Upload, offset: int, *, is_new: bool = False) -> Progress:
    return Progress(_announced(upload), offset, upload.expires_at, finished=False, is_new=is_new)


def _announced(upload: Upload) -> UploadIn:
    return UploadIn(
        upload.photo_uuid, upload.visit_uuid, upload.length, upload.sha256, upload.media_type
    )


async def _take_in(actor: Actor, upload: Upload, now: datetime) -> None:
    """Make the photo's row. Without the upload's the file may be gone again, see `_forget`."""
    async with transaction():
        if not await Upload.filter(id=upload.id).delete():
            raise Problem("upload_gone")
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
        await trail.record(
            actor,
            "photo_received",
            f"photo:{upload.photo_uuid}",
            now,
            sha256=upload.sha256,
            bytes=upload.length,
        )


async def give_up(
    actor: Actor, photo: UUID, *, files: FileStore, receiving: Receiving, now: datetime
) -> None:
    """End an upload that is not wanted any more; a photo that has arrived stays."""
    upload = await _either(actor, photo, now)
    if isinstance(upload, Photo):
        raise Problem("not_found")
    async with receiving.hold(photo, create=True) as partial:
        was_open = await _forget(upload, files)
        await partial.discard()
    if not was_open:  # its last part was faster
        raise Problem("not_found")


async def _forget(upload: Upload, files: FileStore) -> bool:
    """Remove an upload's row; say whether it was still there.

    What it had brought into the file store goes too, when the process ended between file and row,
    unless another photo or upload has the same bytes. Uploads stand still meanwhile, and no photo
    comes to be without one: nobody can begin to rely on the file that is being removed.
    """
    key = original_key(upload.sha256)
    is_there = await files.exists(key)
    async with transaction():
        await alone_on(Upload._meta.db_table)
        was_open = await Upload.filter(id=upload.id).delete()
        if was_open and is_there and not await is_wanted(upload.sha256):
            await files.delete(key)
    return bool(was_open)


async def is_wanted(sha256: str) -> bool:
    """Tell whether a photo or an upload has these bytes."""
    return await Photo.exists(sha256=sha256) or await Upload.exists(sha256=sha256)


async def sweep(receiving: Receiving, files: FileStore, now: datetime) -> int:
    """Remove expired uploads and partial files that no row knows; return how many files."""
    for upload in await Upload.filter(expires_at__lte=now):
        await _forget(upload, files)
    removed = 0
    for photo in await receiving.stale(now - ABANDONED):
        with suppress(InUse, FileMissing):  # somebody was faster, either way
            async with receiving.hold(photo) as partial:
                if not await Upload.exists(photo_uuid=photo):
                    await partial.discard()
                    removed += 1
    return removed


async def _arrived(actor: Actor, photo: UUID) -> Photo | None:
    known = await Photo.get_or_none(uuid=photo)
    if known is not None and known.person_id != actor.person_id:
        raise Problem("not_found")
    return known


async def _either(actor: Actor, photo: UUID, now: datetime) -> Upload | Photo:
    """Return an upload, or the photo it became.

    One row goes as the other comes: asked for in this order, one of them is always seen.
    """
    upload = await Upload.get_or_none(photo_uuid=photo, person_id=actor.person_id)
    if upload is None:
        known = await _arrived(actor, photo)
        if known is None:
            raise Problem("not_found")
        return known
    if upload.expires_at <= now:
        raise Problem("upload_gone")
    return upload
