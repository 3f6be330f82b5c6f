"""A file that nobody's row knows is removed just while a phone sends the very same bytes.

A broken-off write leaves the file; then, all at once, one upload of these bytes goes through,
another is given up, and the sweep finds the file over and over.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from random import Random
from uuid import UUID, uuid4

from audit import db
from audit.access import Actor
from audit.clock import system_clock
from audit.files.files import FileStore, open_files
from audit.models import Person, Photo
from audit.operation.orphans import remove
from audit.photos import uploads
from audit.photos.photos import original_key
from audit.photos.receiving import Receiving
from audit.settings import Settings
from tests.make import actor_of
from tests.soak import forking
from tests.soak.counting import Counted
from tests.soak.places import Place
from tests.soak.seeding import DAYS

AT_ONCE = 8


async def run(count: int, place: Place) -> Counted:
    """Let `count` files be removed and sent at once; each has to be there in the end."""
    began = time.monotonic()
    login = place.seats[0].login
    lost, kept = await forking.call(place.environment, _race, place.settings, login, count)
    return Counted(
        f"orphans swept while their bytes are sent ({place})",
        count,
        lost,
        seconds=time.monotonic() - began,
        said=f"{kept} of the files are there in the end",
    )


def _race(settings: Settings, login: str, count: int) -> tuple[int, int]:
    return asyncio.run(_races(settings, login, count))


async def _races(settings: Settings, login: str, count: int) -> tuple[int, int]:
    """Return how many photos' files are gone, and how many are there."""
    async with db.open_db(settings.database):
        actor = await actor_of(await Person.get(login=login), system_clock().date())
        files = open_files(settings.files, settings.data)
        taken = _Taking(actor, files, Receiving(settings.data / "uploads"), Random(count))
        for start in range(0, count, AT_ONCE):
            some = range(start, min(start + AT_ONCE, count))
            await asyncio.gather(*(taken.race() for _ in some))
        names = set(await Photo.all().values_list("sha256", flat=True))
        there = [await files.exists(original_key(str(name))) for name in names]
    return count - sum(there), sum(there)


class _Taking:
    """One auditor's uploads and the sweep, in one process."""

    def __init__(
        self, actor: Actor, files: FileStore, receiving: Receiving, random: Random
    ) -> None:
        self.actor, self.files, self.receiving, self.random = actor, files, receiving, random

    async def race(self) -> None:
        data = self.random.randbytes(self.random.randint(1_000, 50_000))
        key = original_key(hashlib.sha256(data).hexdigest())
        await self.files.put(key, data)
        over = asyncio.Event()
        sweep = asyncio.create_task(self.sweep(key, over))
        try:
            await asyncio.gather(self.send(data), self.give_up(data))
        finally:
            over.set()
            await sweep

    async def sweep(self, key: str, over: asyncio.Event) -> None:
        while not over.is_set():
            await remove(self.files, [key], system_clock() + DAYS)
            await asyncio.sleep(self.random.uniform(0, 0.01))

    async def send(self, data: bytes) -> None:
        photo = await self.announce(data)
        await uploads.append(
            self.actor, photo, 0, _body(data), None,
            files=self.files, receiving=self.receiving, now=system_clock(),
        )  # fmt: skip

    async def give_up(self, data: bytes) -> None:
        photo = await self.announce(data)
        await asyncio.sleep(self.random.uniform(0, 0.03))
        await uploads.give_up(
            self.actor, photo, files=self.files, receiving=self.receiving, now=system_clock()
        )

    async def announce(self, data: bytes) -> UUID:
        await asyncio.sleep(self.random.uniform(0, 0.01))
        digest = hashlib.sha256(data).hexdigest()
        wanted = uploads.UploadIn(uuid4(), uuid4(), len(data), digest, "image/jpeg")
        await uploads.begin(
            self.actor, wanted, len(data),
            files=self.files, receiving=self.receiving, now=system_clock(),
        )  # fmt: skip
        return wanted.photo


async def _body(data: bytes) -> AsyncIterator[bytes]:
    yield data
