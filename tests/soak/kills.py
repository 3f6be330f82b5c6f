"""The server dies by kill -9 at any moment while phones work, and comes back."""

import asyncio
import time
from random import Random

from tests.soak.counting import Counted
from tests.soak.judging import judge
from tests.soak.phones import Phone
from tests.soak.places import Place
from tests.soak.serving import Server, serving

LONGEST = 1.2  # seconds that phones work between a start and the kill


async def run(count: int, place: Place) -> Counted:
    """Kill the server `count` times; every phone ends what it began."""
    began, random, over = time.monotonic(), Random(count), asyncio.Event()
    async with serving(place) as server:
        phones = [Phone(server.url, seat, seed) for seed, seat in enumerate(place.seats)]
        async with asyncio.TaskGroup() as group:
            for phone in phones:
                group.create_task(phone.work(over.is_set))
            longest = await _kill(server, count, random)
            over.set()
        judged = await judge(place, [phone.ledger for phone in phones])
        for phone in phones:
            await phone.close()
    promised = sum(phone.ledger.acknowledged for phone in phones)
    faults = sum(phone.ledger.answers["500"] for phone in phones)
    return Counted(
        f"kill -9 of the server ({place})",
        count,
        judged.lost,
        judged.doubled,
        judged.corrupt + faults,
        time.monotonic() - began,
        f"{promised} acknowledged, ready after {longest:.1f} s at most. {judged.said}",
    )


async def _kill(server: Server, count: int, random: Random) -> float:
    """Kill at random moments; return the longest time until the server was ready again."""
    longest = 0.0
    for _ in range(count):
        await asyncio.sleep(random.uniform(0, LONGEST))
        await server.restart()
        longest = max(longest, server.ready_after)
    return longest
