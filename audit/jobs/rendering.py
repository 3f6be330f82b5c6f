"""Processes that draw reports and make copies of photos, beside the server.

So that neither blocks it or outlives it.
"""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from types import ModuleType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 120.0
NICE = 10
"""How far they give way to whoever waits for an answer."""
_PR_SET_PDEATHSIG = 1


class RenderTimeout(Exception):
    """Drawing took longer than allowed; the process was killed."""


class Renderers:
    """A pool of processes that is replaced when one of them dies.

    Call `run` on the main thread's loop: Linux ends a child with the thread that started it.
    """

    def __init__(
        self, processes: int | None = None, seconds: float = SECONDS, nice: int = NICE
    ) -> None:
        self._processes = processes or os.cpu_count() or 1
        self._seconds = seconds
        self._nice = nice
        self._free = asyncio.Semaphore(self._processes)
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `function(*args, **kwargs)`, computed in a process; both ways by pickle.

        The time allowed begins when a process is free. Raises what the function raises,
        RenderTimeout, or BrokenProcessPool when the pool ended meanwhile (then the call may
        simply be repeated).
        """
        async with self._free:
            return await self._in_pool(
                self._pool or self._start(), partial(function, *args, **kwargs)
            )

    async def _in_pool(self, pool: ProcessPoolExecutor, function: Callable[[], T]) -> T:
        future: Future[T] | None = None
        try:
            with _without_main():
                future = pool.submit(function)
            async with asyncio.timeout(self._seconds):
                return await asyncio.wrap_future(future)
        except BrokenProcessPool:
            self._discard(pool)
            raise
        except TimeoutError:
            self._discard(pool)
            raise RenderTimeout(f"{self._seconds:.0f} s were not enough") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():  # the caller is to end
                raise
            raise BrokenProcessPool("the pool ended while another job was killed") from None

    def close(self) -> None:
        """End the processes, whatever they do."""
        if self._pool:
            self._discard(self._pool)

    def _start(self) -> ProcessPoolExecutor:
        self._pool = ProcessPoolExecutor(
            self._processes,
            get_context("spawn"),
            initializer=_prepare,
            initargs=(os.getpid(), self._nice),
        )
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        children = list((pool._processes or {}).values())
        for child in children:
            child.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.join()


def _prepare(parent: int, nice: int) -> None:
    """Leave Ctrl-C to the parent, die with it, and give way to whoever waits for an answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(nice)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module: a spawned child would import it, and with it the whole server."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
