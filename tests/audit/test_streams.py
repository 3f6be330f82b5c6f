"""Jobs that come in numbers: each is worked once, and what fails holds up nobody else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from audit.db import connection, is_sqlite
from audit.files.files import FilesFull
from audit.jobs import engine, workers
from audit.jobs.job_store import migrate_store
from audit.jobs.jobs import Share, Stream, Wanted
from audit.jobs.queues import Jobs
from audit.jobs.streams import LANES, Streams
from audit.settings import Settings
from tests.conftest import TickingClock

pytestmark = pytest.mark.asyncio
PAGE = 3


class Rows:
    """Stands for a table of photos, and for what is done with them."""

    def __init__(self) -> None:
        self.wanted: list[str] = []
        self.ran: list[str] = []
        self.failed: list[tuple[str, int, str]] = []
        self.off: list[str] = []
        self.faults: dict[str, Exception] = {}
        self.at_once = self.most_at_once = 0
        self.counted: list[tuple[str, str]] = []
        self.stream = Stream(self.due, self.body, self.fail, self.put_off)

    async def due(self, share: Share) -> list[Wanted]:
        mine = [key for key in self.wanted if int(key) % share.of == share.rank]
        return [Wanted("drop", key, 1) for key in mine[:PAGE]]

    async def body(self, key: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.001)
        self.at_once -= 1
        self.ran.append(key)
        if key in self.faults:
            raise self.faults[key]
        self.wanted.remove(key)

    async def fail(self, key: str, attempt: int, why: str) -> None:
        self.failed.append((key, attempt, why))
        self.wanted.remove(key)

    async def put_off(self, key: str) -> None:
        self.off.append(key)
        self.wanted.remove(key)

    def count(self, kind: str, outcome: str, seconds: float) -> None:
        self.counted.append((kind, outcome))

    def streams(self, share: Share = Share()) -> Streams:  # noqa: B008  it is a tuple
        made = Streams({"drop": self.stream}, self.count)
        made.share = share
        return made


async def test_each_is_worked_once_until_nothing_is_left() -> None:
    rows = Rows()
    rows.wanted = [str(number) for number in range(20)]
    await rows.streams().work("drop")
    assert sorted(rows.ran, key=int) == [str(number) for number in range(20)]
    assert rows.counted == [("drop", "done")] * 20
    assert rows.most_at_once == LANES


async def test_what_fails_moves_on_and_holds_up_nobody() -> None:
    rows = Rows()
    rows.wanted = [str(number) for number in range(7)]
    rows.faults["1"] = ValueError("no picture")
    await rows.streams().work("drop")
    assert rows.failed == [("1", 1, "ValueError: no picture")]
    assert (len(rows.ran), rows.wanted) == (7, [])
    assert rows.counted.count(("drop", "failed")) == 1


async def test_what_hinders_is_not_held_against_the_row() -> None:
    """A full disk ends the round: nobody decodes hundreds of photos that can't be kept."""
    rows = Rows()
    rows.wanted = [str(number) for number in range(20)]
    rows.faults = {key: FilesFull("full") for key in rows.wanted}
    await rows.streams().work("drop")
    assert rows.failed == []
    assert 1 <= len(rows.off) == len(rows.ran) <= LANES
    rows.faults.clear()
    await rows.streams().work("drop")
    assert rows.wanted == []


async def test_a_process_works_its_own_share() -> None:
    rows = Rows()
    rows.wanted = [str(number) for number in range(9)]
    await rows.streams(Share(1, 2)).work("drop")
    assert sorted(rows.ran) == ["1", "3", "5", "7"]
    await rows.streams(Share(0, 2)).work("drop")
    assert rows.wanted == []


@pytest_asyncio.fixture(loop_scope="session")
async def working(
    database_url: str, database: None, tmp_path: Path
) -> AsyncIterator[tuple[Rows, Jobs]]:
    rows = Rows()
    settings = Settings(data=tmp_path, database_url=database_url)
    await migrate_store(settings)

    async def nothing() -> list[Wanted]:
        return []

    async with engine.open_jobs(
        settings, {"drop": rows.stream}, nothing, works=True, clock=TickingClock()
    ) as jobs:
        yield rows, jobs


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the body is a job's, without an event to wait for
            await asyncio.sleep(0.01)


async def test_who_wakes_it_need_not_wait_for_the_next_look(working: tuple[Rows, Jobs]) -> None:
    rows, jobs = working
    for key in ("1", "2"):
        rows.wanted = [key]
        await jobs.wake("drop", key, 1)
        await until(lambda: not rows.wanted)
    assert rows.ran == ["1", "2"]
    flows = [flow.workflow_id for flow in await jobs.list_flows()]
    assert not [flow for flow in flows if flow.startswith("drop:")], "nothing is written down twice"


async def test_what_nobody_told_of_is_found(working: tuple[Rows, Jobs]) -> None:
    rows, _ = working
    rows.wanted = ["1"]
    await until(lambda: not rows.wanted)


async def test_the_living_share_everything(database: None) -> None:
    if is_sqlite(connection()):  # one process, and no list of them
        assert Streams({}, Rows().count).share == Share(0, 1)
        return
    names = sorted(uuid4().hex for _ in range(3))
    for name in names:
        await workers.beat(name)
    assert [await workers.share_of(name) for name in names] == [Share(n, 3) for n in range(3)]
    await connection().execute_query(
        "UPDATE worker SET seen_at = seen_at - interval '1 minute' WHERE id = $1", [names[0]]
    )
    assert [await workers.share_of(name) for name in names[1:]] == [Share(0, 2), Share(1, 2)]
    await workers.leave(names[1])
    assert await workers.share_of(names[2]) == Share(0, 1)
