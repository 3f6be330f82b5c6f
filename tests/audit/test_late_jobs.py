"""Requests are answered before the engine of the jobs runs, and /readyz tells when it can't."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from audit.jobs import late
from audit.jobs.jobs import RecordingJobs, Wanted
from audit.settings import Settings

pytestmark = pytest.mark.asyncio


def use(monkeypatch: pytest.MonkeyPatch, engine: Any) -> None:
    monkeypatch.setattr(late, "resolve_name", lambda name: engine)


async def test_what_is_asked_goes_on_once_the_engine_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, may_open = RecordingJobs(), asyncio.Event()

    @asynccontextmanager
    async def engine() -> AsyncIterator[RecordingJobs]:
        await may_open.wait()
        yield jobs

    use(monkeypatch, engine)
    async with late.open_late() as opened:
        await opened.wake("photo", "early", 1)
        assert not opened.failing()
        may_open.set()
        await opened.begun()
        await opened.wake("photo", "later", 1)
    assert jobs.asked == [Wanted("photo", "later", 1)]


async def test_an_engine_that_cannot_be_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def engine() -> AsyncIterator[RecordingJobs]:
        raise ConnectionError("the job store is away")
        yield RecordingJobs()

    use(monkeypatch, engine)
    async with late.open_late() as opened:
        with pytest.raises(ConnectionError):
            await opened.begun()
        assert opened.failing() == ["jobs"]
        await opened.wake("photo", "in vain", 1)


@pytest.mark.usefixtures("database")
async def test_a_job_store_that_comes_back_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "AGAIN_SECONDS", 0.05)
    store = tmp_path / "jobs.sqlite3"
    store.mkdir()
    settings = Settings(data=tmp_path, database_url="", files_url="", jobs_url=f"sqlite:///{store}")

    async def find() -> list[Wanted]:
        return []

    async with late.open_late(settings, {}, find, works=True) as opened:
        with pytest.raises(Exception, match="unable to open"):
            await opened.begun()
        assert opened.failing() == ["jobs"]
        store.rmdir()
        async with asyncio.timeout(30):
            while opened.failing():  # noqa: ASYNC110  it is what /readyz asks, too
                await asyncio.sleep(0.05)
        assert store.is_file()
