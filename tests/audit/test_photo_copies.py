"""Copies that can't be made yet are tried again, later each time."""

from uuid import UUID, uuid4

import pytest

from audit.jobs.jobs import MAX_ATTEMPTS, Share, Wanted
from audit.models import Photo
from audit.photos import photos
from tests.conftest import TickingClock
from tests.make import make_person

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]


async def make_photo(clock: TickingClock) -> UUID:
    person, key = await make_person(), uuid4()
    await Photo.create(
        uuid=key, visit_uuid=uuid4(), person_id=person.id, state="arrived", sha256="a" * 64,
        size=1, media_type="image/jpeg", received_at=clock(),
    )  # fmt: skip
    return key


async def test_a_photo_waits_longer_after_each_failed_attempt(clock: TickingClock) -> None:
    key = await make_photo(clock)
    waited = []
    for attempt in range(1, MAX_ATTEMPTS):
        seconds = 0
        while not (found := await photos.wanted_copies(clock())):
            clock.forward(seconds=5)
            seconds += 5
        waited.append(seconds)
        assert found == [Wanted(photos.KIND, str(key), attempt)]
        await photos.copies_failed(str(key), attempt, "away", clock=clock)
    assert waited == sorted(set(waited))
    clock.forward(hours=1)
    assert await photos.wanted_copies(clock()) == [Wanted(photos.KIND, str(key), MAX_ATTEMPTS)]
    await photos.copies_failed(str(key), MAX_ATTEMPTS, "away", clock=clock)
    assert await photos.wanted_copies(clock()) == []


async def test_what_hinders_for_a_time_uses_up_no_attempt(clock: TickingClock) -> None:
    key = await make_photo(clock)
    for _ in range(2 * MAX_ATTEMPTS):
        await photos.put_off_copies(str(key), clock=clock)
        assert await photos.wanted_copies(clock()) == []
        clock.forward(seconds=photos.HINDERED.total_seconds() + 1)
        assert await photos.wanted_copies(clock()) == [Wanted(photos.KIND, str(key), 1)]


async def test_processes_share_the_photos_out(clock: TickingClock) -> None:
    keys = {str(await make_photo(clock)) for _ in range(7)}
    shares = [await photos.wanted_copies(clock(), Share(rank, 3)) for rank in range(3)]
    assert sorted(len(share) for share in shares) == [2, 2, 3]
    assert {one.key for share in shares for one in share} == keys
