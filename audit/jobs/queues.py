"""Jobs on DBOS, used only as claim, queue and fence; everything that counts is in our own rows.

One attempt is one workflow, `kind:key:attempt`, which never runs again once it has ended. It is
one step, retried while the database or a renderer is away, and a second one that tells the row
of a failure. DBOS recovers only the jobs of its own executor; on PostgreSQL `audit.jobs.workers`
finds the dead ones. What runs it all is `audit.jobs.engine`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import BrokenExecutor
from functools import partial
from typing import Any

import asyncpg
import structlog
from anyio import CapacityLimiter, move_on_after, to_thread
from dbos import DBOS, DBOSClient, EnqueueOptions, StepOptions, WorkflowStatus, error
from sqlalchemy.exc import SQLAlchemyError
from tortoise.exceptions import OperationalError

from audit.files.files import FilesAway, FilesFull
from audit.jobs import workers
from audit.jobs.job_store import VERSION
from audit.jobs.jobs import Kind, Wanted
from audit.jobs.streams import Streams, say

WAKE_SECONDS = 2.0
MOST_WAKING = 100

Find = Callable[[], Awaitable[list[Wanted]]]
Watch = Callable[[str, str, float], None]

_PASSING = (
    OSError,
    OperationalError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    BrokenExecutor,
    FilesAway,
    FilesFull,
)
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_PAGE = 500
_log = structlog.get_logger(__name__)


def _is_passing(failure: BaseException) -> bool:
    return isinstance(failure, _PASSING)


_BODY = StepOptions(
    name="body", retries_allowed=True, interval_seconds=0.5, backoff_rate=3.0, max_attempts=4,
    should_retry=_is_passing,
)  # fmt: skip
_TELL = StepOptions(
    name="tell", retries_allowed=True, interval_seconds=0.5, backoff_rate=2.0, max_attempts=8
)


class Jobs:
    """The job port of a process; `working` makes it work the queues too."""

    def __init__(
        self,
        client: DBOSClient,
        kinds: Mapping[str, Kind],
        streams: Streams,
        find_wanted: Find,
        watch: Watch,
    ) -> None:
        self._client = client
        self._streams = streams
        self._kinds = kinds
        self._find_wanted = find_wanted
        self._watch = watch
        self._waking: set[asyncio.Task[None]] = set()
        self._one = CapacityLimiter(1)
        self._running: set[str] = set()
        self.executor = ""
        """Under which name this process works the queues, if it does."""

    async def wake(self, kind: str, key: str, attempt: int) -> None:
        """Start an attempt soon. Never fails: what is not started now, the sweeper finds.

        Nobody waits for the job store: it has a disk of its own to wait for.
        """
        if kind in self._streams.woken:
            self._streams.woken[kind].set()
            return
        if len(self._waking) < MOST_WAKING:
            waking = asyncio.create_task(self._wake(Wanted(kind, key, attempt)))
            self._waking.add(waking)
            waking.add_done_callback(self._waking.discard)

    async def settle(self) -> None:
        """Wait for what is being started."""
        await asyncio.gather(*self._waking)

    async def _wake(self, wanted: Wanted) -> None:
        kind, key, _ = wanted
        try:
            with move_on_after(WAKE_SECONDS):
                await to_thread.run_sync(
                    self._enqueue, wanted, abandon_on_cancel=True, limiter=self._one
                )
        except (SQLAlchemyError, error.DBOSException, OSError) as failure:
            _log.warning("job not enqueued, the sweeper will", kind=kind, key=key, why=str(failure))

    def _enqueue(self, wanted: Wanted) -> None:
        options = EnqueueOptions(
            workflow_name="attempt",
            queue_name=self._kinds[wanted.kind].queue,
            workflow_id=_id(wanted),
            app_version=VERSION,
        )
        self._client.enqueue(options, *wanted)

    async def attempt(self, kind: str, key: str, attempt: int) -> str:
        """Run one attempt as a workflow; return why it failed, or nothing."""
        name = _id(Wanted(kind, key, attempt))
        self._running.add(name)
        try:
            return await self._attempt(kind, key, attempt)
        finally:
            self._running.discard(name)

    async def _attempt(self, kind: str, key: str, attempt: int) -> str:
        begun = time.monotonic()
        try:
            why = await DBOS.run_step_async(_BODY, self._body, kind, key)
        except error.DBOSMaxStepRetriesExceeded as spent:
            why = say(spent.errors[-1])
        if why:
            await DBOS.run_step_async(_TELL, self._tell, Wanted(kind, key, attempt), why)
        self._watch(kind, "failed" if why else "done", time.monotonic() - begun)
        return why

    async def _body(self, kind: str, key: str) -> str:
        try:
            await self._kinds[kind].body(key)
        except _PASSING:
            raise
        except Exception as failure:  # whatever a body raises belongs to its row
            _log.exception("job failed", kind=kind, key=key)
            return say(failure)
        return ""

    async def _tell(self, wanted: Wanted, why: str) -> None:
        await self._kinds[wanted.kind].failed(wanted.key, wanted.attempt, why)

    async def sweep(self) -> None:
        """Enqueue what is wanted and unknown; move on what is wanted although it has ended."""
        found = await self._find_wanted()
        for start in range(0, len(found), _PAGE):
            page = {_id(wanted): wanted for wanted in found[start : start + _PAGE]}
            known = {
                flow.workflow_id: flow for flow in await self.list_flows(workflow_ids=list(page))
            }
            for name, wanted in page.items():
                if name not in known:
                    await to_thread.run_sync(self._enqueue, wanted)
                elif known[name].status in _ENDED:
                    await self._tell(wanted, "ended without a result")
                elif self._broke_off(known[name]):
                    await self._resume(name)

    def _broke_off(self, flow: WorkflowStatus) -> bool:
        """Tell of a job of ours that the job store believes running: it could not be told.

        Its disk was full, or it was away, when the job ended; DBOS looks again only at a start.
        """
        ours = flow.status == "PENDING" and flow.executor_id == self.executor
        return ours and flow.workflow_id not in self._running

    async def _resume(self, name: str) -> None:
        queue = self._kinds[name.split(":", maxsplit=1)[0]].queue
        resume = partial(self._client.resume_workflows, queue_name=queue)
        await to_thread.run_sync(resume, [name])
        _log.warning("job resumed", job=name)

    async def forget(self, before: str) -> None:
        """Delete what ended before an ISO moment from the job store."""
        while old := await self.list_flows(status=_ENDED, completed_before=before, limit=_PAGE):
            names = [flow.workflow_id for flow in old]
            await to_thread.run_sync(self._client.delete_workflows, names)

    async def take_over(self) -> None:
        """Start the running jobs of dead processes anew, in one living process at a time."""
        async with workers.elected() as chosen:
            running = await self.list_flows(status="PENDING") if chosen else []
            living = await workers.alive() if running else set()
            for flow in running:
                if flow.executor_id not in living:
                    await self._resume(flow.workflow_id)

    async def list_flows(self, **wish: Any) -> list[WorkflowStatus]:
        """Return what the job store knows; `wish` is DBOS's."""
        ask = partial(self._client.list_workflows, load_input=False, load_output=False)
        return await to_thread.run_sync(lambda: ask(**wish))


def _id(wanted: Wanted) -> str:
    return f"{wanted.kind}:{wanted.key}:{wanted.attempt}"
