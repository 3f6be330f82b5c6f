"""Visits that come in while pages are asked for: some are taken back first, then released again."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

from audit.db import lock_rows, transaction
from audit.figures.keeping import keep, keep_missing
from audit.models import Visit, VisitFigures, Wave, WaveFigures

EVERY = 1.0
"""Seconds between two releases."""


async def take_back(count: int) -> list[int]:
    """Take the figures of some visits of the newest wave back, as if they were not released yet.

    Before any process has read them; `put_back` makes the installation what it was.
    """
    known = await WaveFigures.all().values_list("wave_id", flat=True)
    newest = await Wave.filter(id__in=list(known)).order_by("-starts_on").first()
    assert newest is not None
    every = (
        await VisitFigures.filter(wave_id=newest.id)
        .order_by("visit_id")
        .values_list("visit_id", flat=True)
    )
    taken = [int(str(visit)) for visit in every[:: max(1, len(every) // count)]][:count]
    async with transaction():
        await Visit.filter(id__in=taken).update(state="approved")
        await VisitFigures.filter(visit_id__in=taken).delete()
        await WaveFigures.filter(wave_id=newest.id).update(stamp=uuid4().hex)
    return taken


async def put_back() -> None:
    """Release all that was taken back; also what an earlier run left."""
    await Visit.filter(state="approved").update(state="released")
    await keep_missing()


@asynccontextmanager
async def releases(visits: list[int], spent: list[float]) -> AsyncIterator[None]:
    """Release one of the visits after another, until the block ends; note the milliseconds."""
    releasing = asyncio.create_task(_release(visits, spent))
    try:
        yield
    finally:
        releasing.cancel()
        with suppress(asyncio.CancelledError):
            await releasing


async def _release(visits: list[int], spent: list[float]) -> None:
    while visits:
        await asyncio.sleep(EVERY)
        visit = visits.pop()
        wave = (await Visit.get(id=visit)).wave_id
        started = time.perf_counter()
        async with transaction():
            await lock_rows("wave", wave)
            await Visit.filter(id=visit).update(state="released")
            await keep([visit])
        spent.append((time.perf_counter() - started) * 1000)
