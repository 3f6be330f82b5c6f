"""Processes that work the queues are killed, and every job still ends."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.audit.job_process import FOLDERS
from tests.conftest import BACKEND, make_database

pytestmark = [pytest.mark.fault, pytest.mark.asyncio]
PROGRAM = Path(__file__).with_name("job_process.py")
START = 90.0  # seconds that a process may take to migrate and begin, on a loaded machine
Start = Callable[[float], "subprocess.Popen[bytes]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FOLDERS:
        (tmp_path / name).mkdir()
    return tmp_path


@pytest_asyncio.fixture(loop_scope="session")
async def start(folder: Path) -> AsyncIterator[Start]:
    url = await make_database(f"mingcha_jobs_{os.getpid()}", folder)
    started: list[subprocess.Popen[bytes]] = []

    def begin(seconds: float) -> "subprocess.Popen[bytes]":
        env = os.environ | {
            "MINGCHA_DATA": str(folder),
            "MINGCHA_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        process = subprocess.Popen([sys.executable, PROGRAM, folder, str(seconds)], env=env)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def ask(folder: Path, *keys: str) -> None:
    for key in keys:
        (folder / "wanted" / key).touch()


def begun(folder: Path, process: "subprocess.Popen[bytes]") -> set[str]:
    return {path.stem for path in (folder / "begun").glob(f"*.{process.pid}")} - {"ready"}


async def until(condition: Callable[[], object], seconds: float) -> float:
    """Wait for a condition; return how long it took."""
    since = time.monotonic()
    while not condition():
        assert time.monotonic() - since < seconds, "waited too long"
        await asyncio.sleep(0.05)
    return time.monotonic() - since


def done(folder: Path) -> set[str]:
    return {path.name for path in (folder / "done").iterdir()}


async def test_jobs_of_a_killed_process_end_after_a_restart(folder: Path, start: Start) -> None:
    ask(folder, "a", "b", "c")
    first = start(60.0)
    await until(lambda: begun(folder, first) == {"a", "b", "c"}, START)
    first.kill()
    first.wait()
    start(0.1)
    await until(lambda: done(folder) == {"a", "b", "c"}, START)


if BACKEND != "sqlite":  # there is no survivor where there is one process

    async def test_a_survivor_takes_a_killed_worker_s_jobs_over_within_15_seconds(
        folder: Path, start: Start
    ) -> None:
        ask(folder, "a", "b", "c")
        first = start(60.0)
        await until(lambda: begun(folder, first) == {"a", "b", "c"}, START)
        second = start(0.1)
        await until((folder / "begun" / f"ready.{second.pid}").exists, START)
        assert not begun(folder, second)
        first.send_signal(signal.SIGKILL)
        took = await until(lambda: done(folder) == {"a", "b", "c"}, 20)
        assert took <= 15
