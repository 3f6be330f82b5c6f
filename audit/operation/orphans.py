"""Files that no row knows, and how they go; copies that a row names and that are gone.

A file comes before its row and is named after its content, so the same name may be wanted again
at any moment. None is removed while somebody could be about to rely on it: see `_is_nobodys`.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from audit.db import alone_on, connection, is_sqlite, transaction
from audit.files.files import FileMissing, FileStore
from audit.jobs.jobs import MAX_ATTEMPTS
from audit.models import Batch, Photo, Report, Upload
from audit.photos.photos import SIZES, copy_key, original_key, plain_name
from audit.photos.uploads import is_wanted

AGE = timedelta(hours=1)
"""So long a file may wait for its row."""
_MAKERS = {"originals": Upload, "copies": Photo, "reports": Report, "batches": Batch}
"""Whose rows say that a file of that folder is about to be made."""


@dataclass(frozen=True)
class Mended:
    """How many files went, and of how many photos the copies are made again."""

    removed: int
    again: int


async def older(files: FileStore, keys: Iterable[str], before: datetime) -> list[str]:
    """Return those that stood under their key at that time already, sorted."""
    found = []
    for key in keys:
        with suppress(FileMissing):
            if await files.kept_since(key) < before:
                found.append(key)
    return sorted(found)


async def remove(files: FileStore, keys: Iterable[str], before: datetime) -> int:
    """Remove files that no row knows and that stood there at that time; return how many.

    Files of a folder that is not ours are left alone.
    """
    removed = 0
    for key in keys:
        folder, _, name = key.partition("/")
        if (maker := _MAKERS.get(folder)) is None:
            continue
        if maker is Photo and await _in_a_snapshot(_copy_name(name)):
            continue
        async with transaction():
            await alone_on(maker._meta.db_table)
            if await _is_nobodys(key) and await older(files, [key], before):
                await files.delete(key)
                removed += 1
    return removed


async def _is_nobodys(key: str) -> bool:
    """Tell whether no row names the file and none says that it is about to be made.

    The rows of the second kind stand still while this is asked and the file removed. An original
    is only brought in for an upload, and its photo's row takes the upload's away in one step.
    """
    folder, _, name = key.rpartition("/")
    kind = folder.partition("/")[0]
    if kind == "originals":
        return not await is_wanted(name)
    if kind == "copies":
        return await _is_no_copy(_copy_name(key))
    made = Report if kind == "reports" else Batch
    return not await made.exists(Q(file_key=key) | Q(state="wanted"))


async def _is_no_copy(name: str) -> bool:
    waiting = Q(state="arrived", attempts__lt=MAX_ATTEMPTS)
    named = Q(copies=name) | Q(marked=name) | Q(sha256=name)
    return not await Photo.exists(waiting | named)


def _copy_name(path: str) -> str:
    """Return what `copy_key` was given."""
    return path.rpartition("/")[2].rpartition("-")[0]


async def _in_a_snapshot(name: str) -> bool:
    """Tell whether a frozen report shows the copy: it names it by its key.

    That may take long, so it is asked before anything is held. A snapshot names what the photo's
    row names then, and a visit in a snapshot is not drawn on any more.
    """
    client = connection()
    like = f"%{copy_key(name, 'small').removesuffix('small.jpg')}%"
    place = "?" if is_sqlite(client) else "$1"
    query = f"SELECT 1 FROM snapshot WHERE CAST(content AS TEXT) LIKE {place} LIMIT 1"  # noqa: S608
    return bool(await client.execute_query_dict(query, [like]))


async def make_again(files: FileStore, missing: set[str]) -> int:
    """Have the copies made again that are missing while their original is there."""
    again = 0
    for photo in await Photo.filter(state="ready"):
        names = {plain_name(photo), photo.marked or plain_name(photo)}
        copies = {copy_key(name, size) for name in names for size in SIZES}
        if copies & missing and await files.exists(original_key(photo.sha256)):
            wanted = Photo.filter(id=photo.id, state="ready")
            again += await wanted.update(state="arrived", attempts=0, retry_at=None)
    return again
