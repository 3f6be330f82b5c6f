"""The rows of photos on their way in: announced, found, and turned into those of photos.

Scripts (see `audit.statements`), since each photo that is sent comes through here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from audit import trail
from audit.access import Actor
from audit.problems import Problem
from audit.statements import Say, Script, commit, inserted, read_moment, read_uuid
from audit.visits.arrivals import noted

LIFETIME = timedelta(days=7)
MOST_OPEN = 500
MOST_OPEN_BYTES = 2_500_000_000
"""Of one person, announced and not yet finished: what could lie about half sent."""
_UPLOAD = (
    "SELECT id, visit_uuid, person_id, length, sha256, media_type, expires_at FROM upload"
    " WHERE photo_uuid = $1"
)
_PHOTO = (
    "SELECT visit_uuid, person_id, size AS length, sha256, media_type FROM photo WHERE uuid = $1"
)
_OPEN = (
    "SELECT count(*) AS uploads, sum(length) AS bytes FROM upload"
    " WHERE person_id = $1 AND expires_at > $2"
)


@dataclass(frozen=True)
class UploadIn:
    """What is announced before the first byte."""

    photo: UUID
    visit: UUID
    length: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Open:
    """An upload's row; `is_new` in the request that made it."""

    id: int
    of: UploadIn
    expires_at: datetime
    is_new: bool = False


class _JustArrived(Exception):
    """The last part of what is being announced was taken in at the same time."""

    def __init__(self, photo: UploadIn) -> None:
        super().__init__(str(photo.photo))
        self.photo = photo


async def announced(actor: Actor, wanted: UploadIn, now: datetime) -> UploadIn | Open:
    """Return the upload, announced before or by this, or the photo that it became.

    Raises not_found (another auditor's visit or photo), already_exists (the id stands for another
    photo) and too_many.
    """
    try:
        return await commit(_announce(actor, wanted, now))
    except _JustArrived as arrived:
        return arrived.photo


def _announce(actor: Actor, wanted: UploadIn, now: datetime) -> Script[UploadIn | Open]:
    for row in (yield Say("SELECT auditor_id FROM visit WHERE uuid = $1", [wanted.visit])):
        if row["auditor_id"] != actor.person_id:
            raise Problem("not_found")
    known = yield from _arrived(actor, wanted.photo)
    if known is not None:
        if known.sha256 != wanted.sha256:
            raise Problem("already_exists")
        return known
    rows = yield Say(_UPLOAD, [wanted.photo])
    if not rows:
        return (yield from _make(actor, wanted, now))
    if rows[0]["person_id"] != actor.person_id:
        raise Problem("not_found")
    upload = _open_of(wanted.photo, rows[0])
    if (upload.of.sha256, upload.of.length) != (wanted.sha256, wanted.length):
        raise Problem("already_exists")
    if upload.expires_at > now:
        return upload
    # Not swept yet: what has come may be gone on with.
    upload = replace(upload, expires_at=now + LIFETIME)
    values = [upload.expires_at, upload.id]
    yield Say("UPDATE upload SET expires_at = $1 WHERE id = $2", values)
    return upload


def _make(actor: Actor, wanted: UploadIn, now: datetime) -> Script[UploadIn | Open]:
    [mine] = yield Say(_OPEN, [actor.person_id, now])
    if mine["uploads"] >= MOST_OPEN or int(mine["bytes"] or 0) + wanted.length > MOST_OPEN_BYTES:
        raise Problem("too_many", headers={"Retry-After": "60"})
    row = {
        "photo_uuid": wanted.photo,
        "visit_uuid": wanted.visit,
        "person_id": actor.person_id,
        "length": wanted.length,
        "sha256": wanted.sha256,
        "media_type": wanted.media_type[:64],
        "created_at": now,
        "expires_at": now + LIFETIME,
    }
    once = " ON CONFLICT (photo_uuid) DO NOTHING RETURNING id"
    made = yield Say(inserted("upload", list(row)) + once, list(row.values()))
    # A request for the same photo may be as far as this one, or further.
    known = yield from _arrived(actor, wanted.photo)
    if known is not None:
        raise _JustArrived(known)
    if not made:
        return (yield from _announce(actor, wanted, now))
    kept = replace(wanted, media_type=wanted.media_type[:64])
    return Open(made[0]["id"], kept, now + LIFETIME, is_new=True)


def take_in(actor: Actor, upload: Open, now: datetime, *, notes: bool) -> Script[None]:
    """Put the photo's row in the place of the upload's.

    Without that the file may be gone again, see `_forget`.
    """
    of = upload.of
    if not (yield Say("DELETE FROM upload WHERE id = $1 RETURNING id", [upload.id])):
        raise Problem("upload_gone")
    row = {
        "uuid": of.photo,
        "visit_uuid": of.visit,
        "person_id": actor.person_id,
        "state": "arrived",
        "sha256": of.sha256,
        "size": of.length,
        "media_type": of.media_type,
        "received_at": now,
        "claims": "{}",
    }
    yield Say(inserted("photo", list(row)), list(row.values()))
    if notes:
        yield from noted(of.visit, now)
    told = {"sha256": of.sha256, "bytes": of.length}
    yield from trail.link(actor, "photo_received", f"photo:{of.photo}", now, told)


def either(actor: Actor, photo: UUID, now: datetime) -> Script[UploadIn | Open]:
    """Return an upload, or the photo it became.

    One row goes as the other comes: asked for in this order, one of them is always seen.
    """
    for row in (yield Say(_UPLOAD, [photo])):
        if row["person_id"] != actor.person_id:
            break
        upload = _open_of(photo, row)
        if upload.expires_at <= now:
            raise Problem("upload_gone")
        return upload
    known = yield from _arrived(actor, photo)
    if known is None:
        raise Problem("not_found")
    return known


def _arrived(actor: Actor, photo: UUID) -> Script[UploadIn | None]:
    for row in (yield Say(_PHOTO, [photo])):
        if row["person_id"] != actor.person_id:
            raise Problem("not_found")
        return _told_of(photo, row)
    return None


def _told_of(photo: UUID, row: Mapping[str, Any]) -> UploadIn:
    visit = read_uuid(row["visit_uuid"])
    return UploadIn(photo, visit, row["length"], row["sha256"], row["media_type"])


def _open_of(photo: UUID, row: Mapping[str, Any]) -> Open:
    return Open(row["id"], _told_of(photo, row), read_moment(row["expires_at"]))
