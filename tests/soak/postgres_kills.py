"""The PostgreSQL server dies under work and comes back; Mingcha goes on without a restart."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from random import Random

import asyncpg

from tests import postgres
from tests.soak.counting import Counted
from tests.soak.judging import judge
from tests.soak.phones import Phone
from tests.soak.places import Place, place
from tests.soak.serving import Server, serving

LONGEST = 1.5  # seconds of work between two deaths
PATIENCE = 60.0
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
WAYS = ("backend", "immediate", "kill", "fast")


async def run(count: int, given: Place) -> Counted:
    """Kill a server of one's own `count` times, in four ways; files are kept as `given` does."""
    began = time.monotonic()
    with postgres.cluster(**DURABLE) as cluster:
        async with place("postgres", given.files, server=cluster.dsn) as made:
            return await _run(count, made, cluster, began)


async def _run(count: int, made: Place, cluster: postgres.Cluster, began: float) -> Counted:
    over, random, slowest = asyncio.Event(), Random(count), 0.0
    async with serving(made) as server:
        phones = [Phone(server.url, seat, seed) for seed, seat in enumerate(made.seats)]
        first = server.pid
        async with asyncio.TaskGroup() as group:
            for phone in phones:
                group.create_task(phone.work(over.is_set))
            for number in range(count):
                await asyncio.sleep(random.uniform(0.2, LONGEST))
                await _die(cluster, made, WAYS[number % len(WAYS)], random)
                slowest = max(slowest, await _until_ready(server))
            over.set()
        judged = await judge(made, [phone.ledger for phone in phones])
        is_same = server.is_alive and server.pid == first
        for phone in phones:
            await phone.close()
    faults = sum(phone.ledger.answers["500"] for phone in phones)
    promised = sum(phone.ledger.acknowledged for phone in phones)
    return Counted(
        f"deaths of the PostgreSQL server ({made.files})",
        count,
        judged.lost,
        judged.doubled,
        judged.corrupt + faults + (not is_same),
        time.monotonic() - began,
        f"{promised} acknowledged, {faults} × 500, at work again after {slowest:.1f} s at most."
        f" {judged.said}",
    )


async def _die(cluster: postgres.Cluster, made: Place, way: str, random: Random) -> None:
    """Let the server die, and start it again if it does not do so by itself."""
    if way == "backend":  # all others are ended by the server then, and it recovers
        os.kill(random.choice(await _backends(made)), signal.SIGKILL)
        await _recovered(made)
        return
    await _end(cluster, way)


async def _end(cluster: postgres.Cluster, way: str) -> None:
    how = {"immediate": signal.SIGQUIT, "kill": signal.SIGKILL, "fast": signal.SIGINT}[way]
    await asyncio.to_thread(cluster.kill, how)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            await asyncio.to_thread(cluster.start)
            return
        except postgres.NoPostgres:  # what the killed one left still holds its memory
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.1)


async def _backends(made: Place) -> list[int]:
    """Return the processes that work for Mingcha."""
    client = await asyncpg.connect(made.dsn)
    try:
        rows = await client.fetch(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await client.close()
    return [row["pid"] for row in rows]


async def _recovered(made: Place) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await (await asyncpg.connect(made.dsn)).close()
            return
        await asyncio.sleep(0.02)


async def _until_ready(server: Server) -> float:
    """Wait until Mingcha works again; return how long it took, in seconds."""
    began = time.monotonic()
    await server.ready()
    return time.monotonic() - began
