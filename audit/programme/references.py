"""Reference photos of a checklist version: how it should look, kept beside the definition.

The definition names them (`photo.reference`); their files are re-encoded like any photo and never
change once they are there, as little as the version does.
"""

from uuid import UUID

from anyio import CapacityLimiter

from audit.access import Actor, own_assignments, require
from audit.files.file_port import FileStore
from audit.models import ChecklistVersion
from audit.photos.images import process_photo
from audit.photos.photo_gate import ImageRefused
from audit.problems import Problem
from audit.programme.checklists import parsed, version_or_404
from forms.checklist import Checklist

PLANNERS = ("head_office", "admin")
READERS = frozenset({"reviewer", "head_office", "admin"})


def reference_key(version: UUID, name: str) -> str:
    """Return the file key of a reference photo."""
    return f"references/{version.hex}/{name}.jpg"


def names_of(checklist: Checklist) -> list[str]:
    """Return the reference photos that a definition names, each once, in its order."""
    named = (item.photo.reference for item in checklist.every_item())
    return list(dict.fromkeys(name for name in named if name is not None))


async def missing_of(version: ChecklistVersion, files: FileStore) -> list[str]:
    """Return the reference photos that are named and not there yet."""
    names = names_of(parsed(version))
    return [name for name in names if not await files.exists(reference_key(version.uuid, name))]


async def every_key() -> set[str]:
    """Return every file key that a reference photo of a published version may have."""
    rows = await ChecklistVersion.all().only("id", "uuid", "digest", "definition")
    return {reference_key(row.uuid, name) for row in rows for name in names_of(parsed(row))}


async def keep(
    actor: Actor,
    uuid: UUID,
    name: str,
    picture: bytes,
    *,
    files: FileStore,
    limiter: CapacityLimiter,
) -> None:
    """Keep a reference photo of a version.

    Raises not_allowed, not_found (no such version, or it names no such photo), already_exists,
    image_refused.
    """
    require(actor, *PLANNERS)
    version = await version_or_404(uuid)
    if name not in names_of(parsed(version)):
        raise Problem("not_found")
    key = reference_key(version.uuid, name)
    if await files.exists(key):
        raise Problem("already_exists")
    try:
        photo = await process_photo(picture, limiter=limiter)
    except ImageRefused as refused:
        raise Problem("image_refused", reason=refused.code) from None
    await files.put(key, photo.copies.print_jpeg)


async def reference_for(actor: Actor, uuid: UUID, name: str, files: FileStore) -> str:
    """Return the file key of a reference photo that the actor may see; raises not_found.

    Auditors see those of versions they are to use; reviewers and planners all.
    """
    version = await version_or_404(uuid)
    mine = own_assignments(actor).filter(version_id=version.id)
    if not actor.has(*READERS) and not await mine.exists():
        raise Problem("not_found")
    key = reference_key(version.uuid, name)
    if name not in names_of(parsed(version)) or not await files.exists(key):
        raise Problem("not_found")
    return key
