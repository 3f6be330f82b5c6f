"""Processes that begin with the program already loaded: a soak starts hundreds of them.

What is started is the command as it stands; only the loading of its modules was done before, once,
in a process that all others are forked from.
"""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import ParamSpec, TypeVar

LOADED = ["audit.app", "audit.__main__", "tests.soak.seeding", "tests.soak.judging"]

P = ParamSpec("P")
T = TypeVar("T")


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def start(
    environment: Mapping[str, str], log: Path, *arguments: str, first: Callable[[], None] | None
) -> BaseProcess:
    """Start `mingcha` with arguments in a process group of its own; `first` is called in it."""
    context = _context()
    process = context.Process(target=_command, args=(dict(environment), log, arguments, first))
    process.start()
    return process


async def call(
    environment: Mapping[str, str], work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return what a function returns in a new process, which may open a database of its own."""
    context = _context()
    with ProcessPoolExecutor(1, context, _prepare, (dict(environment),)) as pool:
        step = partial(work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(pool, step)


def _prepare(environment: dict[str, str]) -> None:
    """Take the environment on, and end when the process ends that all are forked from."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    for name in [name for name in os.environ if name.startswith("MINGCHA_")]:
        del os.environ[name]
    os.environ.update(environment)


def _command(
    environment: dict[str, str],
    log: Path,
    arguments: tuple[str, ...],
    first: Callable[[], None] | None,
) -> None:
    os.setsid()
    _prepare(environment)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    if first is not None:
        first()
    sys.argv = ["mingcha", *arguments]
    # Loaded in the process that this one was forked from; here it would load the program.
    sys.modules["audit.__main__"].main()
