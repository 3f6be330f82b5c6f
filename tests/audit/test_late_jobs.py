"""Requests are answered before the engine of the jobs runs, and /readyz tells when it can't."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from audit.jobs import late
from audit.jobs.jobs import RecordingJobs, Wanted

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
