"""What the phone shows: the auditor's open assignments and where each visit stands. No score."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from audit.access import Actor, facts_on, own_assignments
from audit.models import Assignment, BranchFacts, Draft, Remark, Submission, Visit
from audit.problems import Problem
from audit.visits.arrivals import Arrivals, arrivals_of
from audit.visits.scores import region_codes
from forms.texts import Text

_OPEN = ("draft", "returned")


@dataclass(frozen=True)
class BranchCard:
    """Where to go, and what the conditions of a checklist may ask about the branch."""

    code: str
    name: Text
    address: str
    zone: str
    latitude: float | None
    longitude: float | None
    datum: str
    format: str
    region: list[str]
    brand: str
    tags: list[str]


@dataclass(frozen=True)
class WaveCard:
    """What period it counts for."""

    code: str
    name: Text


@dataclass(frozen=True)
class RemarkCard:
    """What the reviewer asks about one item."""

    item: str
    text: str


@dataclass(frozen=True)
class Returned:
    """Why a visit was sent back."""

    note: str
    items: list[RemarkCard]


@dataclass(frozen=True)
class DraftCard:
    """That there is a draft on the server."""

    revision: int


@dataclass(frozen=True)
class PhotoCount:
    """Photos of the newest submission, or of the draft before there is one."""

    expected: int
    arrived: int
    missing: list[UUID]


@dataclass(frozen=True)
class VisitCard:
    """Where a visit stands, as its auditor may know."""

    id: UUID
    state: str
    submission: int
    photos: PhotoCount
    returned: Returned | None
    draft: DraftCard | None


@dataclass(frozen=True)
class AssignmentCard:
    """One visit to be made."""

    id: UUID
    branch: BranchCard
    wave: WaveCard
    kind: str
    channel: str
    scenario: Text | None
    due_from: date
    due_to: date
    checklist_version: UUID
    visit: VisitCard | None


async def assignments_of(actor: Actor) -> list[AssignmentCard]:
    """Return what the auditor still has to do: not submitted, sent back, or photos missing."""
    unfinished = Q(visit__state__in=_OPEN) | Q(visit__complete=False) | Q(visit__id__isnull=True)
    begun = Q(wave__closed_at__isnull=True) | Q(visit__id__isnull=False)  # work is never lost
    rows = (
        await own_assignments(actor)
        .filter(unfinished, begun)
        .order_by("due_to", "branch__code")
        .select_related("branch", "wave", "version")
    )
    facts = await _facts(rows, actor.today)
    visits = {
        v.assignment_id: v for v in await Visit.filter(assignment_id__in=[r.id for r in rows])
    }
    return [
        _card(row, facts[row.branch_id], await _visit_card(visits.get(row.id)))
        for row in rows
        if row.branch_id in facts
    ]


async def _facts(rows: list[Assignment], today: date) -> dict[int, BranchFacts]:
    found = (
        await facts_on(today)
        .filter(branch_id__in=[row.branch_id for row in rows])
        .select_related("region", "brand")
    )
    return {facts.branch_id: facts for facts in found}


def _card(row: Assignment, facts: BranchFacts, visit: VisitCard | None) -> AssignmentCard:
    scenario = None
    if row.scenario_zh or row.scenario_en:
        scenario = Text(zh=row.scenario_zh or "", en=row.scenario_en or "")
    return AssignmentCard(
        id=row.uuid,
        branch=BranchCard(
            code=row.branch.code,
            name=Text(zh=facts.name_zh, en=facts.name_en),
            address=facts.address,
            zone=facts.zone,
            latitude=facts.latitude,
            longitude=facts.longitude,
            datum=facts.datum,
            format=facts.format,
            region=list(region_codes(facts)),
            brand=facts.brand.code,
            tags=facts.tags,
        ),
        wave=WaveCard(row.wave.code, Text(zh=row.wave.name_zh, en=row.wave.name_en)),
        kind=row.kind,
        channel=row.channel,
        scenario=scenario,
        due_from=row.due_from,
        due_to=row.due_to,
        checklist_version=row.version.uuid,
        visit=visit,
    )


async def own_visit(actor: Actor, uuid: UUID) -> VisitCard:
    """Return where one of the auditor's own visits stands; raises not_found for any other."""
    visit = await Visit.get_or_none(uuid=uuid, auditor_id=actor.person_id)
    card = await _visit_card(visit)
    if card is None:
        raise Problem("not_found")
    return card


async def own_draft(actor: Actor, uuid: UUID) -> tuple[int, dict[str, Any]]:
    """Return revision and content to go on from: the draft, or the submission if it is newer.

    Raises not_found for a visit that is not the auditor's own.
    """
    visit = await Visit.get_or_none(uuid=uuid, auditor_id=actor.person_id)
    if visit is None:
        raise Problem("not_found")
    draft = await Draft.get_or_none(visit_id=visit.id)
    sent = await Submission.get_or_none(visit_id=visit.id, number=visit.submission_number)
    if draft is None and sent is None:
        raise Problem("not_found")
    if sent is not None and (draft is None or sent.received_at >= draft.saved_at):
        return draft.revision if draft else 0, sent.content
    assert draft is not None
    return draft.revision, draft.content


async def _visit_card(visit: Visit | None) -> VisitCard | None:
    if visit is None:
        return None
    draft = await Draft.get_or_none(visit_id=visit.id)
    arrivals = await _arrivals(visit, draft)
    return VisitCard(
        id=visit.uuid,
        state=visit.state,
        submission=visit.submission_number,
        photos=PhotoCount(arrivals.expected, arrivals.arrived, list(arrivals.missing)),
        returned=await _returned(visit) if visit.state == "returned" else None,
        draft=DraftCard(draft.revision) if draft else None,
    )


async def _arrivals(visit: Visit, draft: Draft | None) -> Arrivals:
    if visit.submission_number and visit.state not in _OPEN:
        sent = await Submission.get(visit_id=visit.id, number=visit.submission_number)
        return await arrivals_of(visit.uuid, sent.content["photos"])
    return await arrivals_of(visit.uuid, draft.content["photos"] if draft else [])


async def _returned(visit: Visit) -> Returned:
    remarks = await Remark.filter(visit_id=visit.id, submission_number=visit.submission_number)
    return Returned(visit.return_note or "", [RemarkCard(r.item_key, r.text) for r in remarks])
