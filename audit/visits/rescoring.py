"""Scoring visits again under a corrected version: a new revision of each score, with the reason.

The old revisions stay as they were, each with the version it was made by. What was released is
frozen anew: the next edition of each visit's report, and of the branches' figures where the wave
is closed. A job does it, in small transactions; what is done stays done when it is cut off, and
doing it again changes nothing. Rows are held in the usual order: wave, visits, trail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, require, scope
from audit.clock import Clock
from audit.db import lock_rows, transaction
from audit.figures.keeping import keep
from audit.jobs.jobs import Wanted, delay_after
from audit.models import ChecklistVersion, Rescoring, Score, Snapshot, Submission, Visit, Wave
from audit.problems import Problem
from audit.programme.checklists import parsed, version_or_404
from audit.programme.waves import require_settled
from audit.visits.release import Freezing
from audit.visits.scores import store_score
from forms.fits import misfits

KIND = "rescoring"
PLANNERS = ("head_office", "admin")
LONGEST_REASON = 300
CHUNK = 50
FROZEN_AT_ONCE = 20


@dataclass(frozen=True)
class Progress:
    """How far scoring again got; `visits` is how many there are in all."""

    uuid: UUID
    old: int
    new: int
    reason: str
    state: str
    visits: int
    done: int
    changed: int
    error: str
    wanted_at: datetime


async def ask(actor: Actor, old: UUID, new: UUID, reason: str, now: datetime) -> UUID:
    """Ask for the visits of version `old` to be scored again under `new`; return the key to wake.

    Raises not_allowed (it takes head office or an administrator for everything), invalid (with
    what does not fit, or without a reason), wrong_state while another one of that version runs.
    """
    require(actor, *PLANNERS)
    if not (await scope(actor, PLANNERS)).everything:
        raise Problem("not_allowed")
    before, after = await version_or_404(old), await version_or_404(new)
    found = misfits(parsed(before), parsed(after))
    if found or before.id == after.id or not reason.strip():
        raise Problem("invalid", issues=found)
    async with transaction():
        await lock_rows("checklist_version", before.id)
        if await Rescoring.filter(old_id=before.id, state="wanted").exists():
            raise Problem("wrong_state")
        row = await Rescoring.create(
            uuid=uuid4(),
            old_id=before.id,
            new_id=after.id,
            reason=reason.strip()[:LONGEST_REASON],
            total=await _of(before.id).count(),
            wanted_at=now,
        )
        await trail.record(
            actor,
            "rescoring_asked",
            f"checklist:{parsed(before).key}",
            now,
            old=before.number,
            new=after.number,
            reason=row.reason,
        )
        return row.uuid


async def submitted(version: ChecklistVersion) -> int:
    """Return how many visits there are to score again."""
    return await _of(version.id).count()


async def progress(version: ChecklistVersion) -> list[Progress]:
    """Return every scoring again of visits from or to a version, newest first."""
    rows = await Rescoring.all().select_related("old", "new").order_by("-id")
    return [
        Progress(
            row.uuid,
            row.old.number,
            row.new.number,
            row.reason,
            row.state,
            row.total,
            row.done,
            row.changed,
            row.error,
            row.wanted_at,
        )
        for row in rows
        if version.id in {row.old_id, row.new_id}
    ]


def _of(version_id: int) -> QuerySet[Visit]:
    """Visits of a version that were submitted."""
    return Visit.filter(version_id=version_id, submission_number__gt=0)


async def rescore(
    key: str, *, freezing: Freezing, clock: Clock, tell: Callable[[int, int], None] | None = None
) -> None:
    """Do what row `key` asks for; `tell(done, total)` is called after each step."""
    row = await Rescoring.get_or_none(uuid=UUID(key), state="wanted").select_related("old", "new")
    if row is None:
        return
    while visits := await _of(row.old_id).order_by("wave_id", "id").limit(CHUNK):
        wave = visits[0].wave_id
        await _score_again(row, wave, [v.id for v in visits if v.wave_id == wave], clock())
        if tell is not None:
            await row.refresh_from_db(fields=["done", "total"])
            tell(row.done, row.total)
    for wave in await _restated(row):
        await _freeze_again(row, wave, freezing, clock)
    await _ready(row, clock())


async def _score_again(row: Rescoring, wave: int, ids: Sequence[int], now: datetime) -> None:
    """Score some visits of one wave again, in one transaction."""
    async with transaction():
        await lock_rows("wave", wave)
        await require_settled(wave)
        for visit_id in sorted(ids):
            await lock_rows("visit", visit_id)
        # Whoever else does the same is here too, or was: only what is left counts.
        held = await _of(row.old_id).filter(id__in=list(ids)).select_related("facts")
        changed = [await _one(row, visit, now) for visit in held]
        await keep(visit.id for visit in held if visit.state == "released")
        await Rescoring.filter(id=row.id).update(
            done=F("done") + len(held), changed=F("changed") + sum(changed)
        )


async def _one(row: Rescoring, visit: Visit, now: datetime) -> bool:
    """Score one visit again; tell whether its final score is another one."""
    sent = await Submission.get(visit_id=visit.id, number=visit.submission_number)
    before = await Score.get_or_none(visit_id=visit.id, current=True)
    # Revisions from before versions were noted were all made by the one the visit had.
    await Score.filter(visit_id=visit.id, version_id__isnull=True).update(version_id=row.old_id)
    visit.version_id = row.new_id
    await visit.save(update_fields=["version_id"])
    score = await store_score(
        visit, row.new, visit.facts, sent.content["answers"], now, reason=row.reason
    )
    await trail.record(
        None,
        "visit_rescored",
        f"visit:{visit.uuid}",
        now,
        revision=score.revision,
        reason=row.reason,
    )
    return before is None or before.final_score != score.final_score


async def _restated(row: Rescoring) -> list[int]:
    """Return the waves with released visits among those that were scored again."""
    found = await (
        Visit.filter(state="released", version_id=row.new_id, scores__reason=row.reason)
        .distinct()
        .order_by("wave_id")
        .values_list("wave_id", flat=True)
    )
    return sorted({int(str(wave)) for wave in found})


async def _freeze_again(row: Rescoring, wave_id: int, freezing: Freezing, clock: Clock) -> None:
    """Freeze the visits' reports anew, some at a time; then those of a closed wave's branches."""
    frozen = False
    while await _freeze_some(row, wave_id, freezing, clock()):
        frozen = True
    async with transaction():
        await lock_rows("wave", wave_id)
        wave, now = await Wave.get(id=wave_id), clock()
        if not frozen or wave.closed_at is None:
            return
        wave.edition += 1
        await wave.save(update_fields=["edition"])
        await freezing.wave(wave, now, None)
        await trail.record(None, "wave_restated", f"wave:{wave.code}", now, edition=wave.edition)


async def _freeze_some(row: Rescoring, wave_id: int, freezing: Freezing, now: datetime) -> bool:
    """Freeze visits whose newest snapshot is older than their score; tell whether there were."""
    async with transaction():
        await lock_rows("wave", wave_id)
        visits = await _stale(row, wave_id)
        if visits:
            await freezing.visits(visits[:FROZEN_AT_ONCE], now)
        return bool(visits)


async def _stale(row: Rescoring, wave_id: int) -> list[Visit]:
    scored = await Score.filter(
        current=True,
        reason=row.reason,
        visit__version_id=row.new_id,
        visit__wave_id=wave_id,
        visit__state="released",
    ).select_related("visit")
    subjects = {f"visit:{score.visit.uuid}": score for score in scored}
    frozen = Snapshot.filter(kind="visit", subject__in=list(subjects)).order_by("edition")
    made = dict(await frozen.values_list("subject", "made_at"))
    return [
        score.visit
        for subject, score in sorted(subjects.items())
        if subject not in made or made[subject] < score.scored_at
    ]


async def _ready(row: Rescoring, now: datetime) -> None:
    async with transaction():
        changed = await Rescoring.filter(id=row.id, state="wanted").update(
            state="ready", made_at=now, error=""
        )
        if changed:
            await trail.record(None, "rescoring_done", f"checklist:{parsed(row.old).key}", now)


async def rescoring_failed(key: str, attempt: int, why: str, *, clock: Clock) -> None:
    """Move it on to its next attempt, or to failed after the last one."""
    now, delay = clock(), delay_after(attempt)
    async with transaction():
        wanted = Rescoring.filter(uuid=UUID(key), state="wanted", attempt=attempt)
        if delay is None:
            await wanted.update(state="failed", error=why[:500])
        else:
            await wanted.update(attempt=attempt + 1, error=why[:500], retry_at=now + delay)


async def wanted_rescorings(now: datetime) -> list[Wanted]:
    """Return those whose time has come."""
    rows = await Rescoring.filter(state="wanted")
    return [
        Wanted(KIND, str(row.uuid), row.attempt)
        for row in rows
        if row.retry_at is None or row.retry_at <= now
    ]
