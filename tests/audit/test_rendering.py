"""Drawing happens in processes that are light, replaceable, and never orphaned."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from audit.jobs.rendering import Renderers, RenderTimeout
from tests.audit import rendered


@pytest.fixture
def renderers() -> Iterator[Renderers]:
    made = Renderers(1)
    yield made
    made.close()


@pytest.mark.asyncio
async def test_results_and_errors_come_back(renderers: Renderers) -> None:
    assert await renderers.run(rendered.double, 21) == 42
    with pytest.raises(ValueError, match="no such font"):
        await renderers.run(rendered.refuse)


@pytest.mark.asyncio
async def test_a_process_does_not_load_the_server(renderers: Renderers) -> None:
    loaded = await renderers.run(rendered.loaded)
    assert not {"starlette", "tortoise", "dbos", "pytest"} & loaded


@pytest.mark.asyncio
async def test_a_broken_pool_is_replaced(renderers: Renderers) -> None:
    with pytest.raises(BrokenProcessPool):
        await renderers.run(rendered.die)
    assert await renderers.run(rendered.double, 2) == 4


@pytest.mark.asyncio
async def test_what_takes_too_long_is_killed() -> None:
    renderers = Renderers(1, seconds=5)
    pid = await renderers.run(rendered.whoami)
    with pytest.raises(RenderTimeout):
        await renderers.run(rendered.sleep, 60)
    assert not lives(pid)
    renderers.close()


@pytest.mark.asyncio
async def test_who_waits_for_a_process_is_not_ended_with_the_one_before() -> None:
    renderers = Renderers(1, seconds=5)
    await renderers.run(rendered.double, 1)
    slow = asyncio.create_task(renderers.run(rendered.sleep, 60))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(renderers.run(rendered.double, 4))
    with pytest.raises(RenderTimeout):
        await slow
    assert await waiting == 8
    renderers.close()


@pytest.mark.asyncio
async def test_a_call_ended_with_its_pool_may_be_repeated_but_a_cancelled_one_ends() -> None:
    renderers = Renderers(1)
    pool = renderers._start()
    for _ in range(5):  # more than the pool hands to its process beforehand
        pool.submit(rendered.sleep, 60)
    asked = [asyncio.create_task(renderers.run(rendered.double, 4)) for _ in range(2)]
    await asyncio.sleep(0)
    asked[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked[1]
    renderers._discard(pool)
    with pytest.raises(BrokenProcessPool):
        await asked[0]


PROGRAM = """
import asyncio, os, sys
from audit.jobs.rendering import Renderers
from tests.audit import rendered

async def main():
    renderers = Renderers(1)
    print(await renderers.run(rendered.whoami), flush=True)
    await renderers.run(rendered.sleep, 60)

asyncio.run(main())
"""


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.fault
def test_no_process_outlives_a_killed_parent() -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", PROGRAM], env=env, stdout=subprocess.PIPE) as top:
        assert top.stdout
        child = int(top.stdout.readline())
        top.kill()
    deadline = time.monotonic() + 5
    while lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)
