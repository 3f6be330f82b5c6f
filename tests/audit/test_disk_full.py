"""A disk without a byte left: told in the reader's language, nothing half-done, then all as before.

The disk is real and small, the server the real one in a process of its own, never restarted.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx2
import pytest

from audit import db
from audit.clock import system_clock
from audit.models import Session
from audit.settings import Settings
from tests.conftest import BACKEND
from tests.soak import forking, full_disk
from tests.soak.benches import Bench, is_refusal
from tests.soak.judging import judge
from tests.soak.phones import API, Phone
from tests.soak.places import Backend, place
from tests.soak.seeding import ITEMS, Size
from tests.soak.serving import serving
from tests.soak.small_disk import SmallDisk, small_disk

pytestmark = [pytest.mark.asyncio, pytest.mark.fault]
UNDER_TEST: Backend = "sqlite" if BACKEND == "sqlite" else "postgres"
ANSWERS = {key: {"value": True} for key in ITEMS}


@asynccontextmanager
async def bench(megabytes: int = 48) -> AsyncIterator[tuple[Bench, SmallDisk]]:
    async with place(UNDER_TEST, size=Size(auditors=1, visits=40)) as made:
        with small_disk(made.settings.data, megabytes) as disk:
            async with serving(made) as server:
                phone = Phone(server.url, made.seats[0])
                at = Bench(server, phone, full_disk.PATIENCE)
                try:
                    yield at, disk
                    judged = await judge(made, [phone.ledger])
                    assert judged.sound, judged.said
                finally:
                    await phone.close()


async def refused_photo(at: Bench) -> httpx2.Response:
    """Try to send a photo larger than what may be left."""
    _, visit = at.begin()
    photo = at.phone.photo_of(visit, bytes(500_000))
    begun = await at.phone._announce(photo)
    return await at.patch(photo, bytes(500_000), 0) if begun.is_success else begun


def _age_sessions() -> None:
    async def age() -> None:
        async with db.open_db(Settings().database):
            await Session.all().update(seen_at=system_clock() - timedelta(hours=1))

    asyncio.run(age())


async def test_a_full_disk_is_told_in_the_readers_language_and_reading_goes_on() -> None:
    async with bench() as (at, disk):
        # Not used for long: a use would be noted, which must not keep anybody from reading.
        await forking.call(at.server.place.environment, _age_sessions)
        disk.fill()
        answer = await refused_photo(at)
        assert is_refusal(answer, 507, "disk_full"), answer.text
        assert answer.headers["content-language"] == "zh"
        assert "磁盘" in answer.json()["title"]
        ready = await at.ask("GET", "/readyz")
        assert (ready.status_code, ready.text) == (503, "disk\n")
        for path in (f"{API}/me", f"{API}/assignments", "/healthz", "/password"):
            assert (await at.ask("GET", path)).status_code == 200
        disk.empty()
        await at.server.ready()
        assignment, _ = at.begin()
        await at.phone.make_visit(assignment, 2)


if UNDER_TEST == "sqlite":  # the other keeps its rows elsewhere

    async def test_what_could_not_be_committed_is_not_committed_by_the_next() -> None:
        async with bench() as (at, disk):
            disk.fill()
            refused = []
            for _ in range(30):
                one = at.begin()
                answer = await at.draft(*one, ANSWERS)
                if not answer.is_success:
                    assert is_refusal(answer, 507, "disk_full"), answer.text
                    refused.append(one)
            assert refused
            disk.empty()
            await at.phone.make_visit(at.begin()[0], 1)
            for assignment, visit in refused:
                other = at.phone.ledger.visits[assignment] = at.new_id()
                answer = await at.draft(assignment, other, ANSWERS)
                assert answer.status_code == 200, f"{visit} was refused and yet begun"
