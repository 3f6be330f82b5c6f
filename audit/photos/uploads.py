"""Photos on their way in: begun, continued, finished. The protocol itself is `audit.web.api_tus`.

A photo's id is made by the phone, so beginning twice is beginning once. What is promised is what
is on disk: the offset is the size of the partial file. A whole photo is in the file store, then
in its row, then acknowledged, in that order. Its upload's row is there before its bytes are moved
in, and goes as the photo's comes: that tells who removes files that somebody is about to rely on.
"""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import anyio

from audit.access import Actor
from audit.db import alone_on, connection, is_sqlite, transaction
from audit.files.files import FileMissing, FileStore, WrongHash
from audit.models import Photo, Upload
from audit.photos.photos import original_key
from audit.photos.receiving import Checksum, InUse, Partial, Receiving, WrongOffset
from audit.photos.upload_rows import LIFETIME, Open, UploadIn, announced, either, take_in
from audit.problems import Problem
from audit.statements import commit, play
from audit.visits.arrivals import note_arrival

__all__ = [
    "ABANDONED",
    "LIFETIME",
    "Part",
    "Progress",
    "UploadIn",
    "append",
    "begin",
    "begin_with",
    "give_up",
    "is_wanted",
    "progress",
    "sweep",
]

ABANDONED = timedelta(minutes=40)
"""A partial file without a row, untouched for so long, is nobody's."""


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


class Part(NamedTuple):
    """Bytes of one request, and what they should be."""

    body: AsyncIterable[bytes]
    checksum: Checksum | None


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
    _refuse_larger(wanted, limit)
    found = await announced(actor, wanted, now)
    if isinstance(found, UploadIn):
        return await _safe(found, now)
    return await _progress(actor, found, files, receiving, now)


async def begin_with(
    actor: Actor,
    wanted: UploadIn,
    part: Part,
    limit: int,
    *,
    files: FileStore,
    receiving: Receiving,
    now: datetime,
) -> Progress:
    """Announce a photo and take in its first bytes, from 0.

    Where some are here already the part is left unread. Raises what `begin` and `append` raise.
    """
    _refuse_larger(wanted, limit)

    async def find() -> UploadIn | Open:
        return await announced(actor, wanted, now)

    async with _holding(receiving, wanted.photo, find) as (found, partial):
        if isinstance(found, Open):
            made = await _from_the_start(actor, found, part, partial, files, now)
            return replace(made, is_new=found.is_new)
    return await _safe(found, now)


async def _from_the_start(
    actor: Actor, upload: Open, part: Part, partial: Partial, files: FileStore, now: datetime
) -> Progress:
    if not upload.is_new and (partial.is_new or partial.offset >= upload.of.length):
        with suppress(WrongHash):
            made = await _complete(actor, upload, partial, files, now)
            if made.finished:
                return made
    if partial.offset:
        return _unfinished(upload, partial.offset)
    return await _add(actor, upload, 0, part, partial, files, now)


def _refuse_larger(wanted: UploadIn, limit: int) -> None:
    if wanted.length > limit:
        raise Problem("too_large", limit=limit)


async def progress(
    actor: Actor, photo: UUID, *, files: FileStore, receiving: Receiving, now: datetime
) -> Progress:
    """Return how far an upload is; raises not_found and upload_gone.

    One whose bytes are all here, while something ended before the photo was safe, is finished
    now; that raises InUse while another request is at it, FilesFull and FilesAway.
    """
    found = await play(either(actor, photo, now))
    if isinstance(found, UploadIn):
        return await _safe(found, now)
    return await _progress(actor, found, files, receiving, now)


async def _progress(
    actor: Actor, upload: Open, files: FileStore, receiving: Receiving, now: datetime
) -> Progress:
    try:
        offset = await receiving.offset(upload.of.photo)
    except FileMissing:  # none came yet, or they were moved on and something ended before the row
        is_moved = not upload.is_new and await _is_moved(upload, files)
        offset = upload.of.length if is_moved else 0
    if offset < upload.of.length:
        return _unfinished(upload, offset)

    async def find() -> UploadIn | Open:
        return await play(either(actor, upload.of.photo, now))

    async with _holding(receiving, upload.of.photo, find) as (found, partial):
        if isinstance(found, Open):
            with suppress(WrongHash):
                return await _complete(actor, found, partial, files, now)
            return _unfinished(found, 0)
    return await _safe(found, now)


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

    async def find() -> UploadIn | Open:
        return await play(either(actor, photo, now))

    async with _holding(receiving, photo, find) as (found, partial):
        if isinstance(found, Open):
            part = Part(body, checksum)
            return await _add(actor, found, offset, part, partial, files, now)
    if offset != found.length:
        raise WrongOffset(found.length)
    return await _safe(found, now)


@asynccontextmanager
async def _holding(
    receiving: Receiving, photo: UUID, find: Callable[[], Awaitable[UploadIn | Open]]
) -> AsyncIterator[tuple[UploadIn | Open, Partial]]:
    """Hold a photo's partial file, then find its row: who ends an upload holds the file as well."""
    try:
        async with receiving.hold(photo, create=True) as partial:
            found: UploadIn | Open | None = None
            try:
                found = await find()
            finally:
                if not isinstance(found, Open) and partial.is_new:
                    with anyio.CancelScope(shield=True):
                        await partial.discard()
            yield found, partial
    except InUse:
        await find()  # who may not know of it is not told that it is being written
        raise


async def _add(
    actor: Actor,
    upload: Open,
    offset: int,
    part: Part,
    partial: Partial,
    files: FileStore,
    now: datetime,
) -> Progress:
    length = upload.of.length
    reached = await partial.append(offset, part.body, length=length, checksum=part.checksum)
    if reached < length:
        return _unfinished(upload, reached)
    return await _complete(actor, upload, partial, files, now)


async def _complete(
    actor: Actor, upload: Open, partial: Partial, files: FileStore, now: datetime
) -> Progress:
    """Make a photo of what is whole, in the partial file or moved on from there already."""
    of = upload.of
    if partial.is_new and not partial.offset:
        if not await _is_moved(upload, files):
            return _unfinished(upload, 0)
        await partial.discard()
    else:
        path = await partial.finish(of.length, of.sha256)
        await files.adopt(original_key(of.sha256), path, synced=True)
        partial.was_moved()
    await _keep(actor, upload, now)
    return Progress(of, of.length, None, finished=True)


async def _is_moved(upload: Open, files: FileStore) -> bool:
    """Tell whether its bytes are in the file store already, and nobody's photo yet.

    Bytes of a photo that somebody has sent are no proof that this one has them: whoever knows no
    more than a hash must send what belongs to it.
    """
    sent = await Photo.exists(sha256=upload.of.sha256)
    return not sent and await files.exists(original_key(upload.of.sha256))


async def _safe(known: UploadIn, now: datetime) -> Progress:
    """Tell of a photo that is here. Who asks again may have been cut off before it was noted."""
    await note_arrival(known.visit, now)
    return Progress(known, known.length, None, finished=True)


def _unfinished(upload: Open, offset: int) -> Progress:
    return Progress(upload.of, offset, upload.expires_at, finished=False, is_new=upload.is_new)


async def _keep(actor: Actor, upload: Open, now: datetime) -> None:
    """Make the photo's row, and note its arrival."""
    one_by_one = is_sqlite(connection())
    await commit(take_in(actor, upload, now, notes=one_by_one))
    if not one_by_one:  # neither the photo nor the submission beside it may have seen the other
        await note_arrival(upload.of.visit, now)


async def give_up(
    actor: Actor, photo: UUID, *, files: FileStore, receiving: Receiving, now: datetime
) -> None:
    """End an upload that is not wanted any more; a photo that has arrived stays."""
    found = await play(either(actor, photo, now))
    if isinstance(found, UploadIn):
        raise Problem("not_found")
    async with receiving.hold(photo, create=True) as partial:
        was_open = await _forget(found.id, found.of.sha256, files)
        await partial.discard()
    if not was_open:  # its last part was faster
        raise Problem("not_found")


async def _forget(upload: int, sha256: str, files: FileStore) -> bool:
    """Remove an upload's row; say whether it was still there.

    What it had brought into the file store goes too, when the process ended between file and row,
    unless another photo or upload has the same bytes. Uploads stand still meanwhile, and no photo
    comes to be without one: nobody can begin to rely on the file that is being removed.
    """
    key = original_key(sha256)
    is_there = await files.exists(key)
    async with transaction():
        await alone_on(Upload._meta.db_table)
        was_open = await Upload.filter(id=upload).delete()
        if was_open and is_there and not await is_wanted(sha256):
            await files.delete(key)
    return bool(was_open)


async def is_wanted(sha256: str) -> bool:
    """Tell whether a photo or an upload has these bytes."""
    return await Photo.exists(sha256=sha256) or await Upload.exists(sha256=sha256)


async def sweep(receiving: Receiving, files: FileStore, now: datetime) -> int:
    """Remove expired uploads and partial files that no row knows; return how many files."""
    for upload in await Upload.filter(expires_at__lte=now):
        await _forget(upload.id, upload.sha256, files)
    removed = 0
    for photo in await receiving.stale(now - ABANDONED):
        with suppress(InUse, FileMissing):  # somebody was faster, either way
            async with receiving.hold(photo) as partial:
                if not await Upload.exists(photo_uuid=photo):
                    await partial.discard()
                    removed += 1
    return removed
