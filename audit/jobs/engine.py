"""The engine of the jobs: one per process, on the running loop, started and stopped with it."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import uuid4

from anyio import to_thread
from dbos import DBOS

from audit.clock import Clock, system_clock
from audit.jobs import workers
from audit.jobs.housekeeping import every
from audit.jobs.job_store import configuration, open_client, store_url
from audit.jobs.jobs import Kind, Stream
from audit.jobs.queues import Find, Jobs, Watch
from audit.jobs.streams import LOOK_SECONDS, Streams
from audit.settings import Settings

SWEEP_SECONDS = 30.0
DAY_SECONDS = 86_400.0
DRAIN_SECONDS = 10
KEPT = timedelta(days=7)
AT_ONCE = {"pdf": 4 * (os.cpu_count() or 1), "quick": 20}  # jobs of one process


def _unwatched(kind: str, outcome: str, seconds: float) -> None:
    """Count nothing."""


@asynccontextmanager
async def open_jobs(
    settings: Settings,
    kinds: Mapping[str, Kind | Stream],
    find_wanted: Find,
    *,
    works: bool | None = None,
    clock: Clock = system_clock,
    watch: Watch = _unwatched,
) -> AsyncIterator[Jobs]:
    """Yield the jobs of this process, on the running loop and with the database open.

    `works` says whether it works the queues itself (default: as set). `find_wanted()` returns
    each attempt at a queue's job that a row wants now; `watch(kind, "done" or "failed", seconds)`
    counts.
    """
    url = store_url(settings)
    client = open_client(url)
    queues = {name: kind for name, kind in kinds.items() if isinstance(kind, Kind)}
    streams = Streams({n: kind for n, kind in kinds.items() if isinstance(kind, Stream)}, watch)
    jobs = Jobs(client, queues, streams, find_wanted, watch)
    try:
        if settings.runs_jobs if works is None else works:
            async with _engine(jobs, streams, url, settings.embedded, clock):
                yield jobs
        else:
            yield jobs
    finally:
        await jobs.settle()
        await to_thread.run_sync(client.destroy)


@asynccontextmanager
async def _engine(
    jobs: Jobs, streams: Streams, url: str, embedded: bool, clock: Clock
) -> AsyncIterator[None]:
    executor = jobs.executor = "embedded" if embedded else uuid4().hex
    rounds = [(SWEEP_SECONDS, jobs.sweep), (DAY_SECONDS, lambda: jobs.forget(_week_ago(clock)))]
    if not embedded:
        await _beat(executor, streams)  # before the first claim, else others take it for dead
        rounds += [
            (workers.BEAT_SECONDS, lambda: _beat(executor, streams)),
            (workers.BEAT_SECONDS, jobs.take_over),
        ]
    try:
        DBOS(config=configuration(url, executor))
        DBOS.workflow(name="attempt")(_workflow(jobs))
        DBOS.launch()
        for name, limit in AT_ONCE.items():
            await DBOS.register_queue_async(
                name, worker_concurrency=limit, polling_interval_sec=0.2
            )
        async with AsyncExitStack() as stack:
            for seconds, act in rounds:
                await stack.enter_async_context(every(seconds, act))
            for name, woken in streams.woken.items():
                work = partial(streams.work, name)
                await stack.enter_async_context(every(LOOK_SECONDS, work, woken))
            yield
    finally:
        await to_thread.run_sync(_destroy)
        # DBOS made its own threads, now gone, the loop's; whoever comes after needs some.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        if not embedded:
            await workers.leave(executor)


async def _beat(executor: str, streams: Streams) -> None:
    await workers.beat(executor)
    streams.share = await workers.share_of(executor)


def _workflow(jobs: Jobs) -> Callable[[str, str, int], Awaitable[str]]:
    async def attempt(kind: str, key: str, number: int) -> str:
        return await jobs.attempt(kind, key, number)

    return attempt  # DBOS marks what it is given, and a method can't be marked


def _destroy() -> None:
    DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=DRAIN_SECONDS)


def _week_ago(clock: Clock) -> str:
    return (clock() - KEPT).isoformat()
