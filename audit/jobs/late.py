"""Jobs of a process whose doors are already open: their engine is large, and loaded beside.

What is asked before it runs is not lost: the rows are the requests, and the engine looks for them
as soon as it runs. An engine that can't be opened makes the process unready.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pkgutil import resolve_name
from typing import Any

import structlog
from anyio import to_thread

from audit.jobs.jobs import JobPort

AGAIN_SECONDS = 5.0
"""After so long an engine that could not be opened is tried again."""
_ENGINE = "audit.jobs.engine:open_jobs"
_log = structlog.get_logger(__name__)


class LateJobs:
    """The job port from the first moment on."""

    def __init__(self) -> None:
        self._jobs: JobPort | None = None
        self._failure: Exception | None = None
        self._tried = asyncio.Event()

    async def wake(self, kind: str, key: str, attempt: int) -> None:
        """Start an attempt soon. Never fails: what is not started now, the sweeper finds."""
        if self._jobs is not None:
            await self._jobs.wake(kind, key, attempt)

    async def begun(self) -> None:
        """Wait until the engine runs; raises what hindered it at the first try."""
        await self._tried.wait()
        if self._failure is not None:
            raise self._failure

    def failing(self) -> list[str]:
        """Return the part that can't be used, while the engine could not be opened."""
        return ["jobs"] if self._failure is not None else []

    async def run(self, stop: asyncio.Event, *given: Any, **more: Any) -> None:
        """Open the engine with what `audit.jobs.engine.open_jobs` takes, until `stop`.

        One that can't be opened is tried again: a job store that was away comes back.
        """
        engine = await to_thread.run_sync(resolve_name, _ENGINE)
        while not stop.is_set():
            try:
                async with engine(*given, **more) as jobs:
                    self._jobs, self._failure = jobs, None
                    self._tried.set()
                    await stop.wait()
            except Exception as failure:  # whatever it is, requests are answered and /readyz tells
                if self._jobs is not None:
                    raise
                self._failure = failure
                self._tried.set()
                _log.exception("jobs could not be opened")
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN_SECONDS):
                        await stop.wait()


@asynccontextmanager
async def open_late(*given: Any, **more: Any) -> AsyncIterator[LateJobs]:
    """Yield the jobs of this process at once; takes what `audit.jobs.engine.open_jobs` does."""
    jobs, stop = LateJobs(), asyncio.Event()
    task = asyncio.create_task(jobs.run(stop, *given, **more))
    try:
        yield jobs
    finally:
        stop.set()
        await task
