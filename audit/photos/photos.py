"""Photos after they have arrived: making the copies that are served, and serving them.

The original is sealed: only its bytes' hash and what EXIF told of time and place leave it. The
copies are made after the phone was answered, by a job that may run twice. Where the auditor drew
on the photo there are two sets of them: plain ones for who reviews the visit, and those that
everybody else is given, with the marks drawn in. A photo is `ready` when it has what its newest
submission asks for, see `audit.visits.marked`.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from audit import trail
from audit.access import Actor, require, sees_below_marks, visits_under_review
from audit.clock import Clock
from audit.db import transaction
from audit.files.files import FileStore
from audit.jobs.jobs import MAX_ATTEMPTS, Share, Wanted, delay_after
from audit.models import Photo, Visit
from audit.photos.images import (
    Decoding,
    Derivatives,
    ImageRefused,
    ProcessedPhoto,
    process_photo,
)
from audit.photos.marks import marks_digest
from audit.problems import Problem
from audit.statements import Rows, Say, Script, play, read_uuid
from audit.visits.marked import compare_marks, newest_marks

Size = Literal["large", "print", "small"]
SIZES: tuple[Size, ...] = ("large", "print", "small")
KIND = "photo"
HINDERED = timedelta(seconds=30)
WHOLE = Share()
_AT_ONCE = 16
_DUE = (
    "SELECT uuid, attempts FROM photo WHERE state = 'arrived' AND attempts < $1"
    " AND (retry_at IS NULL OR retry_at <= $2) AND id % $3 = $4 ORDER BY id LIMIT $5"
)


def original_key(sha256: str) -> str:
    """Return where the bytes received are kept."""
    return f"originals/{sha256[:2]}/{sha256}"


def copy_key(name: str, size: Size) -> str:
    """Return where a served copy is kept, see `copies_name`."""
    return f"copies/{name[:2]}/{name}-{size}.jpg"


def plain_name(photo: Photo) -> str:
    """Return what the copies without marks are named after: their own content.

    The original's hash would tell one camera from another, where the copies are the same to the
    byte. Copies from before they had a name of their own still bear it.
    """
    return photo.copies or photo.sha256


def copies_name(photo: Photo) -> str:
    """Return the name of the copies for everybody but who reviews the visit, likewise."""
    return photo.marked or plain_name(photo)


async def wanted_copies(now: datetime, share: Share = WHOLE) -> list[Wanted]:
    """Return attempts at the copies of photos that still have none and whose time has come."""
    rows = await play(_due(now, share))
    return [wanted(read_uuid(row["uuid"]), row["attempts"] + 1) for row in rows]


def _due(now: datetime, share: Share) -> Script[Rows]:
    due: Rows = yield Say(_DUE, [MAX_ATTEMPTS, now, share.of, share.rank, _AT_ONCE])
    return due


async def wanted_marks(visit: UUID) -> list[Wanted]:
    """Return the photos of a visit that wait for copies with marks drawn in."""
    rows = await Photo.filter(
        visit_uuid=visit, state="arrived", marks__isnull=False, attempts=0
    ).order_by("id")
    return [wanted(row.uuid, 1) for row in rows]


def wanted(photo: UUID, attempt: int) -> Wanted:
    """Return an attempt at a photo's copies."""
    return Wanted(KIND, str(photo), attempt)


async def make_copies(key: str, *, files: FileStore, decoding: Decoding, now: datetime) -> None:
    """Make the copies of photo `key` and note what its file tells; idempotent.

    Does nothing to a photo of which other marks were wanted meanwhile: it is due again.
    """
    photo = await Photo.get_or_none(uuid=UUID(key), state="arrived")
    if photo is None:
        return
    marks = (await newest_marks(photo.visit_uuid)).get(photo.uuid, ())
    try:
        async with files.as_path(original_key(photo.sha256)) as original:
            processed = await process_photo(
                original,
                limiter=decoding.limiter,
                marks=marks,
                font=decoding.font,
                apart=decoding.apart,
            )
    except ImageRefused as refused:
        await _note_refusal(photo, refused.code, now)
        return
    name = await keep_copies(files, processed.copies)
    marked = await keep_copies(files, processed.marked) if processed.marked else None
    names = {"copies": name, "marked": marked, "marks": marks_digest(marks)}
    await _note_copies(photo, processed, names)


async def keep_copies(files: FileStore, copies: Derivatives) -> str:
    """Write the served copies of an original; return their name."""
    name = sha256(copies.large_jpeg).hexdigest()
    await files.put(copy_key(name, "large"), copies.large_jpeg)
    await files.put(copy_key(name, "print"), copies.print_jpeg)
    await files.put(copy_key(name, "small"), copies.small_jpeg)
    return name


async def finish_copies(
    visit: UUID, *, files: FileStore, decoding: Decoding, now: datetime
) -> None:
    """Make the copies that a visit still lacks, before its figures are frozen."""
    await compare_marks(visit)
    for photo in await Photo.filter(visit_uuid=visit, state="arrived"):
        await make_copies(str(photo.uuid), files=files, decoding=decoding, now=now)


async def _note_refusal(photo: Photo, code: str, now: datetime) -> None:
    async with transaction():
        changed = await Photo.filter(id=photo.id, state="arrived").update(
            state="refused", refusal=code
        )
        if changed:
            await trail.record(None, "photo_refused", f"photo:{photo.uuid}", now, code=code)


async def _note_copies(
    photo: Photo, processed: ProcessedPhoto, names: dict[str, str | None]
) -> None:
    facts, copies = processed.facts, processed.copies
    zone = await _zone_of(photo.visit_uuid)
    seen = Q(marks__isnull=True) if photo.marks is None else Q(marks=photo.marks)
    async with transaction():
        await Photo.filter(seen, id=photo.id, state="arrived").update(
            state="ready",
            media_type=facts.media_type,
            taken_at=facts.moment(zone),
            latitude=facts.latitude,
            longitude=facts.longitude,
            width=copies.width,
            height=copies.height,
            fingerprint=copies.phash,
            **names,
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


async def put_off_copies(key: str, *, clock: Clock) -> None:
    """Have a photo wait a little, which is no attempt: there is no room now, or files are away."""
    async with transaction():
        await Photo.filter(uuid=UUID(key), state="arrived").update(retry_at=clock() + HINDERED)


async def copy_for(actor: Actor, uuid: UUID, size: Size) -> str:
    """Return the file key of a copy the actor may see as part of a visit; raises not_found.

    Only who reviews the visit is given the one without marks. The branch side never comes this
    way: its pages and reports carry the photos of snapshots.
    """
    require(actor, "auditor", "reviewer", "head_office")
    photo = await Photo.get_or_none(uuid=uuid, state="ready")
    if photo is None:
        raise Problem("not_found")
    if await sees_below_marks(actor, photo.visit_uuid):
        return copy_key(plain_name(photo), size)
    visits = await visits_under_review(actor)
    mine = photo.person_id == actor.person_id
    if not mine and not await visits.filter(uuid=photo.visit_uuid).exists():
        raise Problem("not_found")
    return copy_key(copies_name(photo), size)


def copy_beside(key: str, size: Size) -> str:
    """Return the key of another copy of the same photo."""
    return f"{key.rpartition('-')[0]}-{size}.jpg"
