"""The assignments of a wave, line by line, as planners read them.

Planners work with pseudonyms: who sees an auditor's name elsewhere must not learn here which
branches that person visits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from audit.access import Scope, facts_on, region_subtree
from audit.models import (
    Assignment,
    Branch,
    BranchFacts,
    ChecklistVersion,
    Person,
    Score,
    Visit,
    Wave,
)
from forms.texts import Text

_CHUNK = 500
OWN_STATES = ("planned", "overdue", "cancelled")
"""States of an assignment itself; once there is a visit, the visit's state is shown."""


@dataclass(frozen=True)
class AssignmentLine:
    """One assignment; `visit` is set once it was submitted, `score` is in 1/100."""

    uuid: UUID
    branch_code: str
    branch_name: Text
    region: Text
    auditor: str
    kind: str
    channel: str
    checklist: Text
    version: int
    due_from: date
    due_to: date
    state: str
    visit: UUID | None
    score: int | None
    band: str | None

    @property
    def may_cancel(self) -> bool:
        return self.state in ("planned", "overdue")


@dataclass(frozen=True)
class Filter:
    """What a listing of assignments is narrowed to; a region means all below it."""

    region: str | None = None
    state: str | None = None
    kind: str | None = None


async def assignments(
    wave: Wave, reach: Scope, wanted: Filter, today: date, *, page: int = 1, size: int = 50
) -> tuple[list[AssignmentLine], int]:
    """Return a page of a wave's assignments by branch, and how many fit."""
    rows = await _narrowed(wave, reach, wanted, today)
    total = await rows.count()
    shown = await rows.order_by("branch__code", "id").offset((page - 1) * size).limit(size)
    return await _lines(shown, today), total


async def every_assignment(
    wave: Wave, reach: Scope, wanted: Filter, today: date
) -> list[AssignmentLine]:
    """Return all of them, for an export."""
    rows = (await _narrowed(wave, reach, wanted, today)).order_by("branch__code", "id")
    found: list[AssignmentLine] = []
    while shown := await rows.offset(len(found)).limit(_CHUNK):
        found += await _lines(shown, today)
    return found


async def _narrowed(wave: Wave, reach: Scope, wanted: Filter, today: date) -> QuerySet[Assignment]:
    rows = Assignment.filter(reach.where(), wave_id=wave.id)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.region:
        regions = [region.id for region in await (await region_subtree(wanted.region))]
        inside = (
            await facts_on(today).filter(region_id__in=regions).values_list("branch_id", flat=True)
        )
        rows = rows.filter(branch_id__in=list(inside))
    return rows.filter(_in_state(wanted.state, today)) if wanted.state else rows


def _in_state(state: str, today: date) -> Q:
    if state == "cancelled":
        return Q(cancelled_at__isnull=False)
    if state not in OWN_STATES:
        return Q(visit__state=state)
    waiting = Q(cancelled_at__isnull=True, visit__id__isnull=True)
    return waiting & (Q(due_to__lt=today) if state == "overdue" else Q(due_to__gte=today))


async def _lines(rows: Sequence[Assignment], today: date) -> list[AssignmentLine]:
    """Put the rows into words, in six queries however many they are."""
    visits = {v.assignment_id: v for v in await Visit.filter(assignment_id__in=_ids(rows, "id"))}
    scored = Score.filter(visit_id__in=[v.id for v in visits.values()], current=True)
    scores = {score.visit_id: score for score in await scored}
    branches = {b.id: b.code for b in await Branch.filter(id__in=_ids(rows, "branch_id"))}
    known = facts_on(today).filter(branch_id__in=_ids(rows, "branch_id")).select_related("region")
    facts = {fact.branch_id: fact for fact in await known}
    people = {
        person.id: person.pseudonym
        for person in await Person.filter(id__in=_ids(rows, "auditor_id")).only("id", "pseudonym")
    }
    versions = {v.id: v for v in await _titles(_ids(rows, "version_id"))}
    return [
        _line(
            row,
            (branches[row.branch_id], facts.get(row.branch_id)),
            people[row.auditor_id],
            versions[row.version_id],
            visits.get(row.id),
            scores,
            today,
        )
        for row in rows
    ]


def _ids(rows: Iterable[Assignment], column: str) -> list[int]:
    return sorted({getattr(row, column) for row in rows})


def _titles(ids: list[int]) -> QuerySet[ChecklistVersion]:
    """Versions without their definitions, which are large."""
    few = ("id", "uuid", "checklist_id", "number", "digest", "published_at")
    return ChecklistVersion.filter(id__in=ids).only(*few).prefetch_related("checklist")


def _line(
    row: Assignment,
    branch: tuple[str, BranchFacts | None],
    auditor: str,
    version: ChecklistVersion,
    visit: Visit | None,
    scores: dict[int, Score],
    today: date,
) -> AssignmentLine:
    code, facts = branch
    score = scores.get(visit.id) if visit else None
    return AssignmentLine(
        uuid=row.uuid,
        branch_code=code,
        branch_name=Text(zh=facts.name_zh, en=facts.name_en) if facts else Text(zh=code, en=code),
        region=Text(zh=facts.region.name_zh, en=facts.region.name_en)
        if facts
        else Text(zh="–", en="–"),
        auditor=auditor,
        kind=row.kind,
        channel=row.channel,
        checklist=Text(zh=version.checklist.title_zh, en=version.checklist.title_en),
        version=version.number,
        due_from=row.due_from,
        due_to=row.due_to,
        state=_state(row, visit, today),
        visit=visit.uuid if visit and visit.state != "draft" else None,
        score=score.final_score if score else None,
        band=score.band if score else None,
    )


def _state(row: Assignment, visit: Visit | None, today: date) -> str:
    if row.cancelled_at is not None:
        return "cancelled"
    if visit is not None:
        return visit.state
    return "overdue" if row.due_to < today else "planned"
