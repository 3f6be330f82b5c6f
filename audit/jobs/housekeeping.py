"""Work that comes round by itself while the process runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def every(
    seconds: float, act: Callable[[], Awaitable[None]], woken: asyncio.Event | None = None
) -> AsyncIterator[None]:
    """Do `act` at once and then every `seconds`, or when `woken`, as long as the block lasts."""
    called = woken or asyncio.Event()

    async def rounds() -> None:
        while True:
            called.clear()
            try:
                await act()
            except Exception:  # the round must go on: the next one finds what this one missed
                _log.exception("round_failed", act=repr(act))
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await called.wait()

    task = asyncio.create_task(rounds())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
