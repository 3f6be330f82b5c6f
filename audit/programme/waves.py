"""Waves and assignments: making them, how far a wave is, closing it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from audit import trail
from audit.access import Actor, require, scope
from audit.checks import findable_code
from audit.db import lock_rows, transaction
from audit.models import Assignment, Branch, ChecklistVersion, Closing, Person, Visit, Wave
from audit.models.programme import CHANNELS, RELEASE_POLICIES, VISIT_KINDS
from audit.problems import Problem
from forms.issues import Issue, issue
from forms.texts import Text

PLANNERS = ("head_office", "admin")


@dataclass(frozen=True)
class WaveIn:
    """A wave to be made."""

    code: str
    name: Text
    starts_on: date
    ends_on: date
    release_policy: str = "at_close"
    batch_size: int = 5


@dataclass(frozen=True)
class AssignmentIn:
    """A visit to be assigned; people and versions by their outward keys."""

    branch: str
    auditor: UUID
    version: UUID
    due_from: date
    due_to: date
    kind: str = "mystery"
    channel: str = "on_site"
    scenario: Text | None = None


async def add_wave(actor: Actor, wave: WaveIn, now: datetime) -> Wave:
    """Make a wave; raises invalid or already_exists."""
    require(actor, *PLANNERS)
    if wave.ends_on < wave.starts_on:
        raise Problem("invalid", issues=[issue("ends_on", "not_allowed", allowed="≥ starts_on")])
    if wave.release_policy not in RELEASE_POLICIES:
        allowed = ", ".join(RELEASE_POLICIES)
        raise Problem("invalid", issues=[issue("release_policy", "not_allowed", allowed=allowed)])
    async with transaction():
        if await Wave.exists(code=wave.code):
            raise Problem("already_exists", wave=wave.code)
        row = await Wave.create(
            code=wave.code,
            name_zh=wave.name.zh,
            name_en=wave.name.en,
            starts_on=wave.starts_on,
            ends_on=wave.ends_on,
            release_policy=wave.release_policy,
            batch_size=wave.batch_size,
        )
        await trail.record(actor, "wave_added", f"wave:{wave.code}", now)
        return row


async def wave_or_404(code: str) -> Wave:
    """Return a wave by its code; raises not_found."""
    wave = await Wave.get_or_none(code=findable_code(code))
    if wave is None:
        raise Problem("not_found")
    return wave


async def is_closing(wave_id: int) -> bool:
    """Tell whether a wave is being closed: what counts in it must not change meanwhile."""
    return await Closing.filter(wave_id=wave_id).exclude(state="ready").exists()


async def require_settled(wave_id: int) -> None:
    """Raise wave_closing while a wave is being closed; the caller holds its row."""
    if await is_closing(wave_id):
        raise Problem("wave_closing")


async def assign(
    actor: Actor, wave_code: str, wanted: list[AssignmentIn], now: datetime
) -> list[UUID]:
    """Assign visits of a wave, all or none; returns their uuids in the order given.

    A branch outside the actor's reach is answered like one that does not exist.
    """
    require(actor, *PLANNERS)
    async with transaction():
        wave = await wave_or_404(wave_code)
        if wave.closed_at is not None:
            raise Problem("wave_closed")
        await require_settled(wave.id)
        reach = (await scope(actor, PLANNERS)).where("id")
        found = await Branch.filter(reach, code__in=[a.branch for a in wanted])
        branches = {branch.code: branch.id for branch in found}
        people = {p.uuid: p.id for p in await Person.filter(uuid__in=[a.auditor for a in wanted])}
        versions = {
            v.uuid: v.id
            for v in await ChecklistVersion.filter(uuid__in=[a.version for a in wanted])
        }
        issues = [
            found
            for number, one in enumerate(wanted)
            for found in _check(number, one, branches, people, versions)
        ]
        if issues:
            raise Problem("invalid", issues=issues)
        rows = [
            _row(one, wave.id, branches[one.branch], people[one.auditor], versions[one.version])
            for one in wanted
        ]
        await Assignment.bulk_create(rows)
        await trail.record(actor, "visits_assigned", f"wave:{wave.code}", now, count=len(rows))
        return [row.uuid for row in rows]


def _check(
    number: int,
    one: AssignmentIn,
    branches: dict[str, int],
    people: dict[UUID, int],
    versions: dict[UUID, int],
) -> list[Issue]:
    wrong = {
        "branch": one.branch not in branches,
        "auditor": one.auditor not in people,
        "version": one.version not in versions,
        "kind": one.kind not in VISIT_KINDS,
        "channel": one.channel not in CHANNELS,
        "due_to": one.due_to < one.due_from,
    }
    return [issue(f"{number}.{field}", "not_valid") for field, bad in wrong.items() if bad]


def _row(one: AssignmentIn, wave: int, branch: int, auditor: int, version: int) -> Assignment:
    return Assignment(
        uuid=uuid4(),
        wave_id=wave,
        branch_id=branch,
        auditor_id=auditor,
        version_id=version,
        kind=one.kind,
        channel=one.channel,
        scenario_zh=one.scenario.zh if one.scenario else None,
        scenario_en=one.scenario.en if one.scenario else None,
        due_from=one.due_from,
        due_to=one.due_to,
    )


async def cancel(actor: Actor, assignment: UUID, now: datetime) -> None:
    """Take back an assignment that has no visit yet."""
    require(actor, *PLANNERS)
    async with transaction():
        reach = (await scope(actor, PLANNERS)).where()
        row = await Assignment.get_or_none(reach, uuid=assignment, cancelled_at__isnull=True)
        if row is None:
            raise Problem("not_found")
        await lock_rows("assignment", row.id)
        if await Visit.exists(assignment_id=row.id):
            raise Problem("wrong_state")
        await Assignment.filter(id=row.id).update(cancelled_at=now)
        await trail.record(actor, "assignment_cancelled", f"assignment:{assignment}", now)
