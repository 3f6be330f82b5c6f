"""Work that comes round by itself while the process runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def every(seconds: float, act: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Do `act` at once and then every `seconds`, as long as the block lasts."""

    async def rounds() -> None:
        while True:
            try:
                await act()
            except Exception:  # the round must go on: the next one finds what this one missed
                _log.exception("round_failed", act=repr(act))
            await asyncio.sleep(seconds)

    task = asyncio.create_task(rounds())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
