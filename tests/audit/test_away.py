"""What the server depends on goes away: reads go on, writes say so within seconds, all comes back.

The server is the real one, in a process of its own; it is never restarted. Every wait has an end:
whatever is asked is answered before the client's own patience ends.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from tests.conftest import BACKEND
from tests.soak.away import BOUND, Around, around
from tests.soak.benches import Bench, is_refusal
from tests.soak.judging import judge
from tests.soak.phones import API, Phone, picture
from tests.soak.places import Backend, Files, place
from tests.soak.seeding import ITEMS, Size
from tests.soak.serving import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.fault]
UNDER_TEST: Backend = "sqlite" if BACKEND == "sqlite" else "postgres"
MORE_THAN_THE_POOL = 14
WAITING = 40 if UNDER_TEST == "sqlite" else 5  # there each holds a connection of the pool
ANSWERS = {key: {"value": True} for key in ITEMS}


@asynccontextmanager
async def bench(files: Files = "local") -> AsyncIterator[tuple[Bench, Around]]:
    async with (
        place(UNDER_TEST, files, size=Size(auditors=1, visits=60)) as made,
        around(made) as world,
        serving(made, first=None, **world.settings) as server,
    ):
        phone = Phone(server.url, made.seats[0])
        try:
            yield Bench(server, phone, BOUND), world
            judged = await judge(made, [phone.ledger])
            assert judged.sound, judged.said
        finally:
            await phone.close()


async def works(at: Bench) -> None:
    """As many requests as were refused go through, and a whole visit does."""
    await at.server.ready()
    reads = [at.ask("GET", f"{API}/me") for _ in range(MORE_THAN_THE_POOL)]
    assert {answer.status_code for answer in await asyncio.gather(*reads)} == {200}
    assignment, _ = at.begin()
    await at.phone.make_visit(assignment, 1)


async def test_while_another_holds_the_lock_reads_go_on_and_writes_are_told_to_wait() -> None:
    async with bench() as (at, world):
        begun = [at.begin() for _ in range(WAITING)]
        async with world.fault("database locked"):
            writes = [asyncio.create_task(at.draft(*one, ANSWERS)) for one in begun]
            for _ in range(10):
                assert (await at.ask("GET", f"{API}/assignments")).status_code == 200
            assert not any(write.done() for write in writes)
            for answer in await asyncio.gather(*writes):
                assert is_refusal(answer, 503, "unavailable"), answer.text
            assert (await at.ask("GET", "/readyz")).status_code == 200
        for one in begun:
            assert (await at.draft(*one, ANSWERS)).status_code == 200
        await works(at)


async def _without_the_database(fault: str) -> None:
    async with bench() as (at, world):
        begun = [at.begin() for _ in range(MORE_THAN_THE_POOL)]
        async with world.fault(fault):
            writes = [at.draft(*one, ANSWERS) for one in begun]
            reads = [at.ask("GET", f"{API}/me") for _ in begun]
            for answer in await asyncio.gather(*writes, *reads):
                assert is_refusal(answer, 503, "unavailable"), answer.text
            assert await _pages(at)
            ready = await at.ask("GET", "/readyz")
            assert (ready.status_code, ready.text) == (503, "database\n")
            assert ready.headers["retry-after"].isdigit()
        for one in begun:
            assert (await at.draft(*one, ANSWERS)).status_code == 200
        await works(at)


if UNDER_TEST == "postgres":  # a file in the data folder is not away by itself

    @pytest.mark.parametrize("fault", ["database refused", "database silent"])
    async def test_without_the_database_each_answer_says_so_and_the_pool_recovers(
        fault: str,
    ) -> None:
        await _without_the_database(fault)


async def _pages(at: Bench) -> bool:
    """Pages say it in the reader's language; what is the same for everybody is served."""
    for lang, said in (("zh", "服务"), ("en", "The service is busy")):
        page = await at.ask("GET", "/password", lang, {"Accept": "text/html"})
        assert page.status_code == 503
        assert page.headers["content-language"] == lang
        assert page.headers["retry-after"].isdigit()
        assert said in page.text
    for path in ("/healthz", "/static/pages.js"):
        assert (await at.ask("GET", path)).status_code == 200
    return True


@pytest.mark.s3
@pytest.mark.parametrize("fault", ["files refused", "files silent", "files broken"])
async def test_without_the_object_server_words_go_on_and_photos_come_later(fault: str) -> None:
    async with bench("s3") as (at, world):
        assignment, visit = at.begin()
        data = picture(Random(1))
        photo = at.phone.photo_of(visit, data)
        at.phone.piece = len(data)
        async with world.fault(fault):
            assert (await at.draft(assignment, visit, ANSWERS)).status_code == 200
            begun = await at.phone._announce(photo)
            assert begun.status_code in {201, 503}
            refused = await at.patch(photo, data, 0) if begun.is_success else begun
            assert is_refusal(refused, 503, "unavailable"), refused.text
            ready = await at.ask("GET", "/readyz")
            assert (ready.status_code, ready.text) == (503, "files\n")
            receipt = await at.phone.submit(visit, assignment, ANSWERS, [photo])
            assert not receipt["complete"]
        await at.phone.send_photo(photo, data)
        assert (await at.phone.submit(visit, assignment, ANSWERS, [photo]))["complete"]
        await works(at)


@pytest.mark.s3
async def test_a_slow_object_server_is_waited_for() -> None:
    async with bench("s3") as (at, world):
        async with world.fault("files slow"):
            assignment, _ = at.begin()
            await at.phone.make_visit(assignment, 1)
        assert at.phone.ledger.answers["503"] == 0
