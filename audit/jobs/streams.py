"""Jobs that come in numbers: taken from their rows, one after another, until nothing is due.

A row that wants something and a process that looks is all there is; no claim, no job store. Of
several processes each takes its share of the rows. While they learn of one more or one less, a row
may be worked twice, as after a kill.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping

import structlog

from audit.files.files import FilesAway, FilesFull
from audit.jobs.jobs import Share, Stream, Wanted

LANES = 2
"""How many of a sort are under way at once: one reads and writes while another computes."""
LOOK_SECONDS = 2.0
"""After so long a process looks for what another has taken in, or what waited for its time."""
_log = structlog.get_logger(__name__)


class Streams:
    """The streams that this process works, and which rows are its own."""

    def __init__(
        self, streams: Mapping[str, Stream], watch: Callable[[str, str, float], None]
    ) -> None:
        self._streams = streams
        self._watch = watch
        self.woken = {name: asyncio.Event() for name in streams}
        self.share = Share()

    async def work(self, name: str) -> None:
        """Work what is due until nothing is left, or something hinders."""
        stream, goes_on = self._streams[name], True
        while goes_on and (due := await stream.due(self.share)):
            rest = iter(due)
            async with asyncio.TaskGroup() as group:
                lanes = [group.create_task(self._lane(stream, rest)) for _ in range(LANES)]
            goes_on = all(lane.result() for lane in lanes)

    async def _lane(self, stream: Stream, rest: Iterator[Wanted]) -> bool:
        for wanted in rest:
            if not await self._attempt(stream, wanted):
                return False
        return True

    async def _attempt(self, stream: Stream, wanted: Wanted) -> bool:
        """Make one attempt; tell whether others may be made now."""
        begun = time.monotonic()
        try:
            await stream.body(wanted.key)
        except (FilesAway, FilesFull) as hindrance:
            _log.warning("job put off", kind=wanted.kind, key=wanted.key, why=str(hindrance))
            await stream.put_off(wanted.key)
            return False
        except Exception as failure:  # whatever a body raises belongs to its row
            # A database that is away can't note it either: then nothing is counted.
            _log.exception("job failed", kind=wanted.kind, key=wanted.key)
            await stream.failed(wanted.key, wanted.attempt, say(failure))
            self._watch(wanted.kind, "failed", time.monotonic() - begun)
            return True
        self._watch(wanted.kind, "done", time.monotonic() - begun)
        return True


def say(failure: BaseException) -> str:
    """Return why a body failed, as its row keeps it."""
    return f"{type(failure).__name__}: {failure}"[:500]
