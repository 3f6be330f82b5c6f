"""Database and object server go away in every manner while phones work, and come back."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, unquote

import asyncpg
import httpx2

from tests.soak.counting import Counted
from tests.soak.judging import judge
from tests.soak.lines import Line, Mood, line_to
from tests.soak.phones import Phone
from tests.soak.places import Place
from tests.soak.serving import Server, serving

LONGEST = 6.0  # seconds that a fault holds
BOUND = 45.0  # seconds within which everything is answered, whatever is away
_LOCK = "LOCK TABLE visit, upload, photo, trail_head IN EXCLUSIVE MODE"


@dataclass(frozen=True)
class Around:
    """What a server needs, each behind a line of its own; empty where there is none."""

    place: Place
    database: Line | None = None
    files: Line | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[str, ...]:
        """The names of what can be done to it."""
        found = ["database locked"]
        if self.database is not None:
            found += ["database refused", "database silent"]
        if self.files is not None:
            found += ["files refused", "files silent", "files broken", "files slow"]
        return tuple(found)

    @asynccontextmanager
    async def fault(self, name: str) -> AsyncIterator[None]:
        """Let it be so while the block lasts."""
        part, _, how = name.partition(" ")
        if how == "locked":
            async with self._locked():
                yield
            return
        line = self.database if part == "database" else self.files
        assert line is not None
        mood: Mood = how  # type: ignore[assignment]  # the names above are moods
        await line.turn(mood)
        try:
            yield
        finally:
            await line.turn("open")

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        if self.place.dsn is None:
            path = self.place.settings.data / "mingcha.sqlite3"
            with closing(await _immediate(path.as_posix())) as holder:
                yield
                holder.rollback()
            return
        holder = await asyncpg.connect(self.place.dsn)
        try:
            async with holder.transaction():
                await holder.execute(_LOCK)
                yield
        finally:
            await holder.close()


async def _immediate(path: str) -> sqlite3.Connection:
    """Take SQLite's write lock, between two transactions of the server."""
    holder = sqlite3.connect(path, timeout=0, isolation_level=None)
    while True:
        with suppress(sqlite3.OperationalError):
            holder.execute("BEGIN IMMEDIATE")
            return holder
        await asyncio.sleep(0.002)


@asynccontextmanager
async def around(place: Place) -> AsyncIterator[Around]:
    """Lay the lines that a server of this place is to use."""
    async with AsyncExitStack() as stack:
        database = files = None
        settings = {}
        if place.dsn is not None:
            database, dsn = await stack.enter_async_context(line_to(place.dsn))
            settings["database_url"] = dsn
        if place.files == "s3":
            bucket, _, endpoint = place.files_url.partition("endpoint=")
            files, through = await stack.enter_async_context(line_to(unquote(endpoint)))
            settings["files_url"] = f"{bucket}endpoint={quote(through, safe=':/')}"
        yield Around(place, database, files, settings)


async def run(count: int, place: Place) -> Counted:
    """Let things be away `count` times; every phone ends what it began, without a restart."""
    began, random, over = time.monotonic(), Random(count), asyncio.Event()
    async with around(place) as world, serving(place, first=None, **world.settings) as server:
        phones = [Phone(server.url, seat, seed) for seed, seat in enumerate(place.seats)]
        for phone in phones:
            phone.client.timeout = httpx2.Timeout(BOUND)
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(_watch(server, over.is_set))
            for phone in phones:
                group.create_task(phone.work(over.is_set))
            for number in range(count):
                async with world.fault(world.faults[number % len(world.faults)]):
                    await asyncio.sleep(random.uniform(0.3, LONGEST))
                await server.ready()
            over.set()
        judged = await judge(place, [phone.ledger for phone in phones])
        for phone in phones:
            await phone.close()
    promised = sum(phone.ledger.acknowledged for phone in phones)
    wrong = sum(phone.ledger.answers["500"] + phone.ledger.answers["cut"] for phone in phones)
    refused = sum(phone.ledger.answers["503"] for phone in phones)
    return Counted(
        f"database, files away ({place})",
        count,
        judged.lost,
        judged.doubled,
        judged.corrupt + wrong,
        time.monotonic() - began,
        f"{promised} acknowledged, {refused} refused, /healthz in {watch.result():.1f} s at most."
        f" {judged.said}",
    )


async def _watch(server: Server, is_over: Callable[[], bool]) -> float:
    """Ask all the time whether the process lives; return the longest it took to say so."""
    longest = 0.0
    async with httpx2.AsyncClient(timeout=BOUND) as client:
        while not is_over():
            began = time.monotonic()
            (await client.get(f"{server.url}/healthz")).raise_for_status()
            longest = max(longest, time.monotonic() - began)
            await asyncio.sleep(0.2)
    return longest
