"""Closing a wave: a job that freezes its reports branch by branch and shows them all at once.

From the moment it is asked for, nothing changes what counts in the wave: no visit is approved,
sent back, excluded or scored again. What is frozen is hidden until the last step, which closes
the wave, so the branches see everything at one moment and no order. Each step is a small
transaction and is not done twice; a killed job goes on where it was.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from audit import trail
from audit.access import Actor, require, scope
from audit.clock import Clock
from audit.db import lock_rows, transaction
from audit.figures.keeping import keep
from audit.jobs.jobs import Wanted, delay_after, time_left
from audit.models import Closing, Visit, Wave
from audit.problems import Problem
from audit.programme.waves import wave_or_404

KIND = "closing"
RELEASED_AT_ONCE = 50

Keeping = Callable[[], Awaitable[list[UUID]]]
"""Writes what was worked out, inside the caller's transaction; returns the reports wanted."""


class Whole(Protocol):
    """A wave as it will be once it is closed. Works out without a transaction what is to keep."""

    async def branch(self, branch_id: int) -> Keeping: ...

    def areas(self) -> AsyncIterator[Keeping]: ...


ReadWhole = Callable[[Wave, Closing], Awaitable[Whole]]


@dataclass(frozen=True)
class Progress:
    """How far a closing is. `left`: seconds until it is done, None while nothing tells."""

    state: str
    total: int
    done: int
    left: int | None
    error: str


async def ask(actor: Actor, code: str, now: datetime) -> UUID:
    """Ask for a wave to be closed; asked again meanwhile, it is the same closing.

    Visits still under review stay out; releasing them later restates their branch. Raises
    not_found, wave_closed, not_allowed (a role for a part of the network is not enough).
    """
    require(actor, "head_office")
    if not (await scope(actor, {"head_office"})).everything:
        raise Problem("not_allowed")  # a wave is closed for every region at once
    async with transaction():
        wave = await wave_or_404(code)
        await lock_rows("wave", wave.id)
        await wave.refresh_from_db()
        if wave.closed_at is not None:
            raise Problem("wave_closed")
        row = await Closing.get_or_none(wave_id=wave.id)
        if row is None:
            total = len(await _branches(wave.id))
            row = await Closing.create(uuid=uuid4(), wave_id=wave.id, total=total, wanted_at=now)
            await trail.record(actor, "wave_closing", f"wave:{wave.code}", now, branches=total)
        elif row.state == "failed":
            row.state, row.attempt, row.error, row.retry_at = "wanted", row.attempt + 1, "", None
            await row.save(update_fields=["state", "attempt", "error", "retry_at"])
        return row.uuid


async def _branches(wave_id: int) -> list[int]:
    """Return the branches with a visit that counts: the same ones however far the closing is."""
    rows = Visit.filter(wave_id=wave_id, state__in=["approved", "released"]).distinct()
    ids = await rows.order_by("branch_id").values_list("branch_id", flat=True)
    return [int(str(one)) for one in ids]


async def mixed(wave: Wave) -> bool:
    """Tell whether visits that count were scored by versions of one checklist that differ."""
    rows = Visit.filter(wave_id=wave.id, state__in=["approved", "released"]).distinct()
    scales = await rows.values_list("version__checklist_id", "version__scored_digest")
    checklists = [checklist for checklist, _ in scales]
    return len(checklists) > len(set(checklists))


async def close(key: str, *, read_whole: ReadWhole, clock: Clock) -> None:
    """Do what row `key` asks for."""
    row = await Closing.get_or_none(uuid=UUID(key), state="wanted").select_related("wave")
    if row is None:
        return
    whole = await read_whole(row.wave, row)
    for place, branch in enumerate(await _branches(row.wave_id)):
        if place >= row.done:
            await _freeze(row, place, await whole.branch(branch))
    while await _release_some(row):
        pass
    async for keeping in whole.areas():
        async with transaction():
            await lock_rows("closing", row.id)
            await keeping()
    await _finish(row, clock())


async def _freeze(row: Closing, place: int, keeping: Keeping) -> None:
    async with transaction():
        mine = Closing.filter(id=row.id, state="wanted", done=place)
        if await mine.update(done=place + 1):  # else another process has done it
            await keeping()


async def _release_some(row: Closing) -> bool:
    """Release some visits, all with the same moment; tell whether there were any."""
    async with transaction():
        await lock_rows("wave", row.wave_id)
        approved = Visit.filter(wave_id=row.wave_id, state="approved").order_by("uuid")
        visits = await approved.limit(RELEASED_AT_ONCE).only("id", "uuid")
        ids = sorted(visit.id for visit in visits)
        for visit_id in ids:
            await lock_rows("visit", visit_id)
        await Visit.filter(id__in=ids).update(state="released", released_at=row.wanted_at)
        for visit in visits:
            await trail.record(None, "visit_released", f"visit:{visit.uuid}", row.wanted_at)
        await keep(ids)
        return bool(ids)


async def _finish(row: Closing, now: datetime) -> None:
    """Close the wave and show what was frozen."""
    async with transaction():
        await lock_rows("wave", row.wave_id)
        if not await Closing.filter(id=row.id, state="wanted").update(
            state="ready", made_at=now, error=""
        ):
            return
        wave = await Wave.get(id=row.wave_id)
        wave.closed_at, wave.edition = now, wave.edition + 1
        await wave.save(update_fields=["closed_at", "edition"])
        released = await Visit.filter(wave_id=wave.id, released_at=row.wanted_at).count()
        await trail.record(None, "wave_closed", f"wave:{wave.code}", now, released=released)


async def progress(wave: Wave, now: datetime) -> Progress | None:
    """Return how far the closing of a wave is, None when it was not asked for."""
    row = await Closing.get_or_none(wave_id=wave.id)
    if row is None:
        return None
    rest, spent = row.total - row.done, (now - row.wanted_at).total_seconds()
    left = time_left(rest, row.done, spent)
    return Progress(row.state, row.total, row.done, left, row.error)


async def closing_failed(key: str, attempt: int, why: str, *, clock: Clock) -> None:
    """Move it on to its next attempt, or to failed after the last one."""
    now, delay = clock(), delay_after(attempt)
    async with transaction():
        wanted = Closing.filter(uuid=UUID(key), state="wanted", attempt=attempt)
        if delay is None:
            await wanted.update(state="failed", error=why[:500])
        else:
            await wanted.update(attempt=attempt + 1, error=why[:500], retry_at=now + delay)


async def wanted_closings(now: datetime) -> list[Wanted]:
    """Return the one whose turn it is: a wave stands beside those before, so they take turns."""
    row = await Closing.filter(state="wanted").order_by("id").first()
    if row is None or (row.retry_at is not None and row.retry_at > now):
        return []
    return [Wanted(KIND, str(row.uuid), row.attempt)]
