"""Beginning an upload: again after it has expired, too many, of bytes that somebody has sent; and
what happens between being seen and being held.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from audit.access import Actor
from audit.files.files import LocalFiles
from audit.models import Photo
from audit.photos import upload_rows, uploads
from audit.photos.receiving import Partial, Receiving, WrongOffset
from audit.photos.uploads import LIFETIME, Progress, UploadIn
from audit.problems import Problem
from tests.conftest import NOON
from tests.make import make_actor

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
DATA = b"ten bytes!"


def a_photo() -> UploadIn:
    return UploadIn(uuid4(), uuid4(), 10, "a" * 64, "image/jpeg")


async def begin(actor: Actor, photo: UploadIn, folder: Path, days: int = 0) -> Progress:
    return await uploads.begin(
        actor,
        photo,
        100,
        files=LocalFiles(folder / "files"),
        receiving=Receiving(folder),
        now=NOON + timedelta(days=days),
    )


async def ask(actor: Actor, photo: UploadIn, folder: Path, now: datetime) -> Progress:
    files, receiving = LocalFiles(folder / "files"), Receiving(folder)
    return await uploads.progress(actor, photo.photo, files=files, receiving=receiving, now=now)


async def send(
    actor: Actor,
    photo: UploadIn,
    folder: Path,
    data: bytes = DATA,
    receiving: Receiving | None = None,
) -> Progress:
    async def body() -> AsyncIterator[bytes]:
        yield data

    files, receiving = LocalFiles(folder / "files"), receiving or Receiving(folder)
    return await uploads.append(
        actor, photo.photo, 0, body(), None, files=files, receiving=receiving, now=NOON
    )


def parts(folder: Path) -> list[Path]:
    return list(folder.glob("*.part"))


class Overtaken(Receiving):
    """Somebody else is faster just before a file is held."""

    def __init__(self, folder: Path, first: Callable[[], Awaitable[object]]) -> None:
        super().__init__(folder)
        self._first = first

    @asynccontextmanager
    async def hold(self, key: UUID, *, create: bool = False) -> AsyncIterator[Partial]:
        await self._first()
        async with super().hold(key, create=create) as held:
            yield held


async def test_an_expired_upload_that_is_begun_again_can_be_gone_on_with(tmp_path: Path) -> None:
    actor, photo = await make_actor("auditor"), a_photo()
    await begin(actor, photo, tmp_path)
    days = LIFETIME.days + 1
    later = NOON + timedelta(days=days)
    with pytest.raises(Problem, match="upload_gone"):
        await ask(actor, photo, tmp_path, later)
    again = await begin(actor, photo, tmp_path, days)
    assert (again.is_new, again.expires_at) == (False, later + LIFETIME)
    assert (await ask(actor, photo, tmp_path, later)).offset == 0


async def test_a_known_upload_is_no_further_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_rows, "MOST_OPEN", 1)
    actor, photo = await make_actor("auditor"), a_photo()
    assert (await begin(actor, photo, tmp_path)).is_new
    assert not (await begin(actor, photo, tmp_path)).is_new
    with pytest.raises(Problem, match="too_many"):
        await begin(actor, a_photo(), tmp_path)
    days = LIFETIME.days + 1
    assert (await begin(actor, a_photo(), tmp_path, days)).is_new, "expired ones do not count"


async def test_knowing_a_hash_is_not_having_the_photo(tmp_path: Path) -> None:
    """Somebody's photo lies there with the same hash; its bytes must be sent all the same."""
    photo = replace(a_photo(), sha256=sha256(DATA).hexdigest())
    other = replace(photo, photo=uuid4())
    sender, claimant = await make_actor("auditor"), await make_actor("auditor")
    await begin(sender, photo, tmp_path)
    await send(sender, photo, tmp_path)
    await begin(claimant, other, tmp_path)
    assert (await ask(claimant, other, tmp_path, NOON)).offset == 0
    assert (await send(claimant, other, tmp_path)).finished
    assert await Photo.filter(sha256=photo.sha256).count() == 2


async def test_a_part_of_an_upload_that_was_given_up_meanwhile_is_not_promised(
    tmp_path: Path,
) -> None:
    actor, photo = await make_actor("auditor"), a_photo()
    await begin(actor, photo, tmp_path)

    async def give_up() -> None:
        files, receiving = LocalFiles(tmp_path / "files"), Receiving(tmp_path)
        await uploads.give_up(actor, photo.photo, files=files, receiving=receiving, now=NOON)

    with pytest.raises(Problem, match="not_found"):
        await send(actor, photo, tmp_path, DATA[:5], Overtaken(tmp_path, give_up))
    assert not parts(tmp_path), "nothing comes back"


async def test_a_part_of_a_photo_that_arrived_meanwhile_is_told_its_end(tmp_path: Path) -> None:
    actor, photo = await make_actor("auditor"), a_photo()
    photo = replace(photo, sha256=sha256(DATA).hexdigest())
    await begin(actor, photo, tmp_path)
    overtaken = Overtaken(tmp_path, partial(send, actor, photo, tmp_path))
    with pytest.raises(WrongOffset, match="continue at 10"):
        await send(actor, photo, tmp_path, DATA[:5], overtaken)
    assert not parts(tmp_path)
    assert (await ask(actor, photo, tmp_path, NOON)).finished
