"""Twenty tasks that each add ten links to the trail of a new database, as fast as they can."""

import asyncio
import sys

from audit import db, trail
from audit.models import TrailEntry
from tests.conftest import NOON


async def _write(writer: int) -> None:
    for number in range(10):
        async with db.transaction():
            await trail.record(None, "tested", f"branch:{writer}", NOON, number=number)


async def _main(url: str) -> None:
    await db.migrate(url)
    async with db.open_db(url):
        await asyncio.gather(*(_write(writer) for writer in range(20)))
        sys.stdout.write(f"{await TrailEntry.all().count()} {await trail.verify()}\n")


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
