"""A wanted row's job runs once per attempt, is found again, and moves on when it fails."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from audit.db import server_url
from audit.files.files import FilesAway, FilesFull
from audit.jobs import engine
from audit.jobs.job_store import migrate_store, store_url
from audit.jobs.jobs import MAX_ATTEMPTS, Kind, RecordingJobs, Wanted, delay_after
from audit.jobs.queues import Jobs
from audit.settings import Settings
from tests.conftest import TickingClock

pytestmark = pytest.mark.asyncio


class Rows:
    """Stands for a table: what is wanted at which attempt, and what happened."""

    def __init__(self) -> None:
        self.wanted: dict[str, int] = {}
        self.ran: list[str] = []
        self.errors: dict[str, list[str]] = {}
        self.faults: dict[str, list[Exception]] = {}
        self.counted: list[tuple[str, str]] = []

    async def body(self, key: str) -> None:
        self.ran.append(key)
        if self.faults.get(key):
            raise self.faults[key].pop(0)
        self.wanted.pop(key, None)

    async def failed(self, key: str, attempt: int, why: str) -> None:
        if self.wanted.get(key) == attempt:
            self.errors.setdefault(key, []).append(why)
            self.wanted[key] += 1
            if attempt == MAX_ATTEMPTS:
                del self.wanted[key]

    async def find(self) -> list[Wanted]:
        return [Wanted("thing", key, attempt) for key, attempt in self.wanted.items()]

    def count(self, kind: str, outcome: str, seconds: float) -> None:
        self.counted.append((kind, outcome))


@pytest.fixture(scope="module")
def rows() -> Rows:
    return Rows()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def jobs(
    rows: Rows,
    database_url: str,
    open_database: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Jobs]:
    settings = Settings(data=tmp_path_factory.mktemp("jobs"), database_url=database_url)
    await migrate_store(settings)
    kinds = {"thing": Kind("quick", rows.body, rows.failed)}
    async with engine.open_jobs(
        settings, kinds, rows.find, works=True, clock=TickingClock(), watch=rows.count
    ) as opened:
        yield opened


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the body is a job's, without an event to wait for
            await asyncio.sleep(0.02)


async def test_one_attempt_runs_once_however_often_it_is_asked_for(rows: Rows, jobs: Jobs) -> None:
    rows.wanted["once"] = 1
    await asyncio.gather(*(jobs.wake("thing", "once", 1) for _ in range(5)))
    await until(lambda: "once" not in rows.wanted)
    await jobs.wake("thing", "once", 1)
    rows.wanted["next"] = 1
    await jobs.wake("thing", "next", 1)
    await until(lambda: "next" not in rows.wanted)
    assert rows.ran.count("once") == 1


async def test_a_row_whose_call_was_lost_is_found_by_the_sweeper(rows: Rows, jobs: Jobs) -> None:
    rows.wanted["lost"] = 1
    await jobs.sweep()
    await until(lambda: "lost" not in rows.wanted)


async def test_a_failing_body_moves_its_row_on_with_the_reason(rows: Rows, jobs: Jobs) -> None:
    rows.faults["bad"] = [ValueError("no such font")]
    rows.wanted["bad"] = 1
    await jobs.wake("thing", "bad", 1)
    await until(lambda: rows.wanted["bad"] == 2)
    await jobs.sweep()
    await until(lambda: "bad" not in rows.wanted)
    assert rows.errors["bad"] == ["ValueError: no such font"]
    assert {("thing", "failed"), ("thing", "done")} <= set(rows.counted)


@pytest.mark.parametrize(
    "fault", [ConnectionError("the database restarts"), FilesAway("the bucket"), FilesFull("full")]
)
async def test_a_passing_fault_is_retried_within_the_attempt(
    rows: Rows, jobs: Jobs, fault: Exception
) -> None:
    key = type(fault).__name__
    rows.faults[key] = [fault]
    rows.wanted[key] = 1
    await jobs.wake("thing", key, 1)
    await until(lambda: key not in rows.wanted)
    assert rows.ran.count(key) == 2
    assert key not in rows.errors


async def test_an_attempt_that_ended_without_a_result_is_moved_on(rows: Rows, jobs: Jobs) -> None:
    rows.wanted["old"] = 1
    await jobs.wake("thing", "old", 1)
    await until(lambda: "old" not in rows.wanted)
    rows.wanted["old"] = 1  # as after a restored backup
    while rows.wanted["old"] == 1:  # the outcome is written just after the body has ended
        await jobs.sweep()
    assert rows.wanted["old"] == 2
    await jobs.sweep()
    await until(lambda: "old" not in rows.wanted)


async def test_old_attempts_are_forgotten(rows: Rows, jobs: Jobs) -> None:
    rows.wanted["gone"] = 1
    await jobs.wake("thing", "gone", 1)
    await until(lambda: "gone" not in rows.wanted)
    await until_forgotten(jobs)
    rows.wanted["gone"] = 1
    await jobs.wake("thing", "gone", 1)
    await until(lambda: rows.ran.count("gone") == 2)


async def until_forgotten(jobs: Jobs) -> None:
    """The outcome is written just after the body has ended."""
    async with asyncio.timeout(20):
        while await jobs.list_flows(workflow_ids=["thing:gone:1"]):
            await jobs.forget("2999-01-01T00:00:00+00:00")
            await asyncio.sleep(0.05)


async def test_attempts_wait_longer_and_end() -> None:
    waits = [delay_after(attempt) for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert waits[-1] is None
    seconds = [wait.total_seconds() for wait in waits if wait]
    assert seconds == sorted(set(seconds))
    assert len(seconds) == MAX_ATTEMPTS - 1


async def test_recording_jobs_only_write_down() -> None:
    jobs = RecordingJobs()
    await jobs.wake("pdf", "a", 1)
    assert jobs.asked == [Wanted("pdf", "a", 1)]


async def test_a_call_never_fails_when_the_store_is_away(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "missing", jobs_url=f"sqlite:///{tmp_path}/none/x.sqlite3")
    rows = Rows()
    kinds = {"thing": Kind("quick", rows.body, rows.failed)}
    async with engine.open_jobs(settings, kinds, rows.find, works=False) as jobs:
        await jobs.wake("thing", "a", 1)


async def test_the_store_lies_beside_the_database(tmp_path: Path) -> None:
    assert store_url(Settings(data=tmp_path)) == f"sqlite:///{tmp_path}/jobs.sqlite3"
    grown = Settings(database_url="postgres://u:p@db:5432/m?maxsize=5&ssl=true")
    assert store_url(grown) == "postgresql://u:p@db:5432/m?sslmode=require"
    assert server_url("postgres://db/m?minsize=1") == "postgresql://db/m"
