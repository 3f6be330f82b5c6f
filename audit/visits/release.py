"""Releasing approved visits to the branch, by the policy of their wave.

Approving, releasing, keeping the figures, freezing the snapshot and asking for its reports are one
transaction, so that no visit is left half way. What a snapshot holds is the business of the
functions that the composition root passes in. Rows are held in one order everywhere: wave, visits,
trail.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, require, review_or_404
from audit.db import lock_rows, transaction
from audit.figures.keeping import keep
from audit.models import Visit, Wave
from audit.programme.waves import require_settled
from audit.visits import review
from audit.visits.lifecycle import may, next_state


@dataclass(frozen=True)
class Freezing:
    """How figures are frozen, inside the caller's transaction; each returns the reports wanted.

    visits  the figures of each of some visits of one wave
    wave    those of every branch of a wave, or of the one branch whose id is given
    """

    visits: Callable[[Sequence[Visit], datetime], Awaitable[list[UUID]]]
    wave: Callable[[Wave, datetime, int | None], Awaitable[list[UUID]]]


@dataclass(frozen=True)
class Released:
    """What a release brought: the visits, and the reports to be made."""

    visits: tuple[UUID, ...]
    reports: tuple[UUID, ...]


NOTHING = Released((), ())


async def approve(actor: Actor, uuid: UUID, freezing: Freezing, now: datetime) -> Released:
    """Approve a visit and release what the wave's policy lets out then.

    `at_approval`: the visit itself. `in_batches`: all approved visits of the wave, once there are
    `batch_size` of them, so that a release does not tell which visit came when. `at_close`: none
    before the wave closes. In a closed wave the visit is released at once, and its branch's
    figures are restated as the next edition. Raises wave_closing while the wave is being closed.
    """
    require(actor, "reviewer")
    found = await review_or_404(actor, uuid, {"reviewer"})
    async with transaction():
        wave = await _held(found.wave_id)
        await require_settled(wave.id)
        await review.approve(actor, uuid, now)
        if wave.closed_at is not None:
            return await _restate(actor, wave, found, freezing, now)
        if wave.release_policy == "at_approval":
            return await _release(actor, Visit.filter(id=found.id), freezing, now)
        approved = Visit.filter(wave_id=wave.id, state="approved")
        if wave.release_policy == "in_batches" and await approved.count() >= wave.batch_size:
            return await _release(actor, approved, freezing, now)
        return NOTHING


async def _held(wave_id: int) -> Wave:
    """Return the wave as it is once nobody else can change it."""
    await lock_rows("wave", wave_id)
    return await Wave.get(id=wave_id)


async def _restate(
    actor: Actor, wave: Wave, visit: Visit, freezing: Freezing, now: datetime
) -> Released:
    released = await _release(actor, Visit.filter(id=visit.id), freezing, now)
    wave.edition += 1
    await wave.save(update_fields=["edition"])
    reports = await freezing.wave(wave, now, visit.branch_id)
    await trail.record(actor, "wave_restated", f"wave:{wave.code}", now, edition=wave.edition)
    return Released(released.visits, released.reports + tuple(reports))


async def _release(
    actor: Actor, chosen: QuerySet[Visit], freezing: Freezing, now: datetime
) -> Released:
    visits = await _hold(chosen)
    for visit in visits:
        visit.state, visit.released_at = next_state("release", visit.state), now
        await visit.save(update_fields=["state", "released_at"])
        await trail.record(actor, "visit_released", f"visit:{visit.uuid}", now)
    await keep(visit.id for visit in visits)
    reports = await freezing.visits(visits, now)  # each is compared with all the others
    return Released(tuple(visit.uuid for visit in visits), tuple(reports))


async def _hold(chosen: QuerySet[Visit]) -> list[Visit]:
    """Hold the approved ones of some visits and return them as they are then."""
    ids = sorted(visit.id for visit in await chosen.only("id"))
    for visit_id in ids:
        await lock_rows("visit", visit_id)
    held = await Visit.filter(id__in=ids).order_by("uuid")
    return [visit for visit in held if may("release", visit.state)]
