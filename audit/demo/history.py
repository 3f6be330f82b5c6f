"""The closed waves of the demo, written as rows: a year of it step by step would take minutes.

Waves, assignments and scores come from the use cases; only the way of each visit from its draft
to its approval is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from audit import trail
from audit.access import Actor
from audit.clock import daypart, local_day
from audit.demo.cast import Cast
from audit.demo.chain import ZONE
from audit.demo.noticed import lateness
from audit.demo.periods import Period, local
from audit.demo.photos import Kept
from audit.demo.plan import Planned
from audit.demo.sending import with_photos
from audit.documents import digest
from audit.figures.keeping import keep
from audit.models import Assignment, BranchFacts, ChecklistVersion, Photo, Submission, Visit, Wave
from audit.programme import waves
from audit.programme.waves import AssignmentIn, WaveIn
from audit.visits.scores import store_score

_EVENING = time(21, 0)


@dataclass(frozen=True)
class Ground:
    """What the visits stand on: who and which version, facts of branches by code."""

    cast: Cast
    version: ChecklistVersion
    facts: Mapping[str, Sequence[BranchFacts]]

    @classmethod
    async def load(cls, version: UUID) -> "Ground":
        """Read it all."""
        facts: dict[str, list[BranchFacts]] = {}
        for row in await BranchFacts.all().select_related("branch").order_by("valid_from"):
            facts.setdefault(row.branch.code, []).append(row)
        return cls(await Cast.load(), await ChecklistVersion.get(uuid=version), facts)

    def facts_of(self, planned: Planned) -> BranchFacts:
        """Return the branch's facts of the visit's day."""
        day = local_day(planned.started_at, ZONE)
        rows = self.facts[planned.site.code]
        return next(row for row in reversed(rows) if row.valid_from <= day)


@dataclass(frozen=True)
class Begun:
    """A wave and its assignments, in the order of the plans."""

    wave: Wave
    assigned: Sequence[UUID]


async def begin_wave(ground: Ground, wave: Period, plans: Sequence[Planned], policy: str) -> Begun:
    """Make a wave and assign its visits."""
    at = local(wave.first - timedelta(days=5), time(15, 0))
    office = await ground.cast.actor("office", at)
    row = await waves.add_wave(
        office, WaveIn(wave.code, wave.name, wave.first, wave.last, release_policy=policy), at
    )
    wanted = [
        AssignmentIn(
            branch=one.site.code,
            auditor=ground.cast[one.auditor].uuid,
            version=ground.version.uuid,
            due_from=one.due[0],
            due_to=one.due[1],
            kind=one.kind,
            channel=one.site.channel,
            scenario=one.scenario,
        )
        for one in plans
    ]
    return Begun(row, await waves.assign(office, wave.code, wanted, at))


async def add_visits(
    ground: Ground,
    begun: Begun,
    plans: Sequence[Planned],
    kept: Mapping[UUID, Kept],
    released_at: datetime | None,
) -> None:
    """Write visits of a wave that is over: released, or approved and about to be."""
    wave = begun.wave
    ids = {row.uuid: row for row in await Assignment.filter(wave_id=wave.id)}
    rows = [
        _visit(ground, ids[uuid], one, released_at)
        for uuid, one in zip(begun.assigned, plans, strict=True)
    ]
    await Visit.bulk_create(rows)
    visits = {row.uuid: row for row in await Visit.filter(wave_id=wave.id)}
    contents = {one.visit: with_photos(one, ground.version.uuid, kept) for one in plans}
    await Submission.bulk_create(
        [_submission(visits[one.visit], contents[one.visit].content(), one) for one in plans]
    )
    await Photo.bulk_create(
        [
            kept[shot.uuid].row(one.visit, visits[one.visit].auditor_id, _sent_at(one))
            for one in plans
            for shot in one.shots
        ]
    )
    for one in plans:
        content = contents[one.visit].content()
        await store_score(
            visits[one.visit],
            ground.version,
            ground.facts_of(one),
            content["answers"],
            _sent_at(one),
        )
    await keep(row.id for row in visits.values() if row.state == "released")


def _sent_at(one: Planned) -> datetime:
    return one.finished_at + timedelta(minutes=4) + lateness(one)


def _visit(
    ground: Ground, assignment: Assignment, one: Planned, released_at: datetime | None
) -> Visit:
    approved_at = local(local_day(one.finished_at, ZONE) + timedelta(days=1), _EVENING)
    return Visit(
        uuid=one.visit,
        assignment_id=assignment.id,
        wave_id=assignment.wave_id,
        branch_id=assignment.branch_id,
        facts_id=ground.facts_of(one).id,
        version_id=assignment.version_id,
        auditor_id=assignment.auditor_id,
        kind=one.kind,
        channel=one.site.channel,
        state="approved" if released_at is None else "released",
        local_day=local_day(one.started_at, ZONE),
        daypart=daypart(one.started_at, ZONE),
        started_at=one.started_at,
        submission_number=1,
        complete=True,
        submitted_at=_sent_at(one),
        approved_at=approved_at,
        released_at=released_at,
    )


def _submission(visit: Visit, content: dict[str, object], one: Planned) -> Submission:
    return Submission(
        visit_id=visit.id,
        number=1,
        digest=digest(content),
        content=content,
        received_at=_sent_at(one),
        device_time=_sent_at(one),
        complete_at=_sent_at(one),
    )


async def close_quietly(office: Actor, wave: Wave, visits: int, at: datetime) -> None:
    """Close a wave of long ago: its visits are released already, and nobody asks for its PDFs."""
    wave.closed_at, wave.edition = at, 1
    await wave.save(update_fields=["closed_at", "edition"])
    await trail.record(office, "wave_closed", f"wave:{wave.code}", at, released=visits)
