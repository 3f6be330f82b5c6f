"""Releasing approved visits to the branch, by the policy of their wave, and closing a wave.

Releasing freezes a snapshot and asks for its reports in the same transaction, so that nobody can
see a released visit whose report was forgotten. What a snapshot holds is the business of the
`Freeze` function that the composition root passes in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit import trail
from audit.access import Actor, require, scope
from audit.db import lock_rows, transaction
from audit.lifecycle import may, next_state
from audit.models import Visit, Wave
from audit.problems import Problem

Freeze = Callable[[Visit, datetime], Awaitable[list[UUID]]]
"""Freeze a visit's figures; returns the reports now wanted. Runs inside the transaction."""

FreezeWave = Callable[[Wave, datetime], Awaitable[list[UUID]]]


@dataclass(frozen=True)
class Released:
    """What a release brought: the visits, and the reports to be made."""

    visits: tuple[UUID, ...]
    reports: tuple[UUID, ...]


NOTHING = Released((), ())


async def after_approval(visit_uuid: UUID, freeze: Freeze, now: datetime) -> Released:
    """Release what the wave's policy lets out after an approval.

    `at_approval`: the visit itself. `in_batches`: all approved visits of the wave, once there are
    `batch_size` of them, so that a release does not tell which visit came when. `at_close`: none.
    """
    async with transaction():
        visit = await Visit.get(uuid=visit_uuid).select_related("wave")
        wave = visit.wave
        await lock_rows("wave", wave.id)
        await wave.refresh_from_db()  # it may have been closed while this one waited
        await visit.refresh_from_db(fields=["state"])
        if wave.release_policy == "at_close" and wave.closed_at is None:
            return NOTHING
        if wave.release_policy == "in_batches" and wave.closed_at is None:
            waiting = await Visit.filter(wave_id=wave.id, state="approved").count()
            if waiting < wave.batch_size:
                return NOTHING
            return await _release_approved(None, wave, freeze, now)
        return await _release(None, [visit], freeze, now)


async def close_wave(
    actor: Actor, wave: Wave, freeze: Freeze, freeze_wave: FreezeWave, now: datetime
) -> Released:
    """Release every approved visit of a wave and freeze its figures as a new edition.

    Visits still under review stay out; releasing them later makes the next edition.
    """
    require(actor, "head_office")
    if not (await scope(actor, {"head_office"})).everything:
        raise Problem("not_allowed")  # a wave is closed for every region at once
    async with transaction():
        await lock_rows("wave", wave.id)
        await wave.refresh_from_db()
        if wave.closed_at is not None:
            raise Problem("wave_closed")
        released = await _release_approved(actor, wave, freeze, now)
        wave.closed_at, wave.edition = now, wave.edition + 1
        await wave.save(update_fields=["closed_at", "edition"])
        reports = await freeze_wave(wave, now)
        await trail.record(
            actor, "wave_closed", f"wave:{wave.code}", now, released=len(released.visits)
        )
        return Released(released.visits, released.reports + tuple(reports))


async def _release_approved(
    actor: Actor | None, wave: Wave, freeze: Freeze, now: datetime
) -> Released:
    approved = await Visit.filter(wave_id=wave.id, state="approved").order_by("uuid")
    return await _release(actor, approved, freeze, now)


async def _release(
    actor: Actor | None, visits: list[Visit], freeze: Freeze, now: datetime
) -> Released:
    released = [visit for visit in visits if may("release", visit.state)]
    for visit in released:
        visit.state, visit.released_at = next_state("release", visit.state), now
        await visit.save(update_fields=["state", "released_at"])
        await trail.record(actor, "visit_released", f"visit:{visit.uuid}", now)
    reports: list[UUID] = []
    for visit in released:  # after all of them, so that each is compared with the others
        reports += await freeze(visit, now)
    return Released(tuple(visit.uuid for visit in released), tuple(reports))
