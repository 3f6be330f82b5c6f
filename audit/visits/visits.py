"""What the phone sends: drafts and numbered submissions, each write safe to repeat.

A visit begins with its first draft or submission, under an id that the phone made. Nothing
well-formed is refused for its content: the auditor has left the branch. What cannot count is
kept for the reviewer and answered 409.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from audit import trail
from audit.access import Actor, facts_on
from audit.clock import daypart, local_day
from audit.db import lock_rows, transaction
from audit.documents import clean, digest
from audit.models import (
    Assignment,
    BranchFacts,
    ChecklistVersion,
    Draft,
    RefusedSubmission,
    Submission,
    Visit,
)
from audit.problems import Problem
from audit.visits.arrivals import Arrivals, arrivals_of, note_arrival
from audit.visits.lifecycle import EDITABLE, may, next_state
from audit.visits.marked import compare_marks, want_marks
from audit.visits.scores import store_score
from forms.issues import issue

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # no visit is older
_OBSERVED = ("events", "positions", "clock")


@dataclass(frozen=True)
class Sent:
    """What a phone sends of a visit; times are the phone's own, corrected by `device_time`."""

    assignment: UUID
    version: UUID
    started_at: datetime
    finished_at: datetime | None
    device_time: datetime
    answers: dict[str, Any]
    photos: list[dict[str, Any]]
    observed: dict[str, Any] = field(default_factory=dict)
    """What the phone noted by itself: event stamps, positions, its clock; only what there is."""

    def content(self) -> dict[str, Any]:
        """The document to store. The phone's clock reading is left out: it differs at a retry."""
        return {
            "version": str(self.version),
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
            "answers": clean(self.answers),
            "photos": clean(self.photos),
            **clean(self.observed),
        }


@dataclass(frozen=True)
class Saved:
    """A draft as it stands on the server."""

    visit: UUID
    revision: int
    arrivals: Arrivals


@dataclass(frozen=True)
class Receipt:
    """What a submission is answered with, the first time and each time it is repeated."""

    visit: UUID
    number: int
    digest: str
    received_at: datetime
    state: str
    complete: bool
    arrivals: Arrivals
    is_new: bool


async def save_draft(
    actor: Actor, visit_uuid: UUID, revision: int, sent: Sent, now: datetime
) -> Saved:
    """Keep the newest draft of a visit.

    Raises not_found (foreign or unknown), visit_exists, wrong_state (submitted meanwhile) and
    draft_outdated with the newer draft.
    """
    content = sent.content()
    async with transaction():
        visit = await _own_visit(actor, visit_uuid, sent, now)
        if visit.uuid != visit_uuid:
            raise Problem("visit_exists", visit=str(visit.uuid))
        if visit.state not in EDITABLE:
            raise Problem("wrong_state", state=visit.state)
        draft = await Draft.get_or_none(visit_id=visit.id)
        if draft is None:
            draft = Draft(visit_id=visit.id, revision=0, digest="")
        if revision < draft.revision or (
            revision == draft.revision and digest(content) != draft.digest
        ):
            raise Problem("draft_outdated", current=_current(draft))
        if revision > draft.revision:
            draft.revision, draft.digest = revision, digest(content)
            draft.content, draft.saved_at = content, now
            await draft.save()
        return Saved(visit_uuid, revision, await arrivals_of(visit_uuid, content["photos"]))


def _current(draft: Draft) -> dict[str, Any]:
    return {
        "revision": draft.revision,
        "answers": draft.content.get("answers", {}),
        "photos": draft.content.get("photos", []),
        **{name: draft.content[name] for name in _OBSERVED if name in draft.content},
    }


async def submit(actor: Actor, visit_uuid: UUID, number: int, sent: Sent, now: datetime) -> Receipt:
    """Take submission `number` of a visit: store, score, and answer with a receipt.

    The same number with the same content returns the same receipt. Other content under a number
    already taken, or for an assignment that has another visit, is kept and refused
    (submission_differs, visit_exists).
    """
    content = sent.content()
    visit, submission, is_new = await _store(actor, visit_uuid, number, sent, content, now)
    if visit.uuid != visit_uuid:
        raise Problem("visit_exists", visit=str(visit.uuid))
    if submission is None:
        raise Problem("wrong_state", state=visit.state, submission=visit.submission_number)
    if submission.digest != digest(content):
        raise Problem("submission_differs", submission=number)
    if not visit.complete:  # its last photo may have come while the submission was under way
        await note_arrival(visit_uuid, now)
        await compare_marks(visit_uuid)
    return await _receipt(visit, submission, is_new=is_new)


async def _store(
    actor: Actor, visit_uuid: UUID, number: int, sent: Sent, content: dict[str, Any], now: datetime
) -> tuple[Visit, Submission | None, bool]:
    """Return the assignment's visit, its submission of that number, and whether that is new."""
    async with transaction():
        visit = await _own_visit(actor, visit_uuid, sent, now)
        known = await Submission.get_or_none(visit_id=visit.id, number=number)
        mine = visit.uuid == visit_uuid
        is_next = number == visit.submission_number + 1 and may("submit", visit.state)
        if mine and is_next:
            return visit, await _take(actor, visit, number, sent, content, now), True
        if not mine or known is None or known.digest != digest(content):
            await _keep_refused(visit, number, content, now)
        return visit, known, False


async def _take(
    actor: Actor, visit: Visit, number: int, sent: Sent, content: dict[str, Any], now: datetime
) -> Submission:
    visit.state = next_state("submit", visit.state)
    visit.submission_number, visit.submitted_at = number, now
    arrivals = await arrivals_of(visit.uuid, content["photos"])
    visit.complete = arrivals.complete
    submission = await Submission.create(
        visit_id=visit.id,
        number=number,
        digest=digest(content),
        content=content,
        received_at=now,
        device_time=sent.device_time,
        complete_at=now if arrivals.complete else None,
    )
    await visit.save(
        update_fields=["state", "submission_number", "submitted_at", "complete"],
    )
    await want_marks(visit.uuid, content["photos"])
    version = await ChecklistVersion.get(id=visit.version_id)
    facts = await BranchFacts.get(id=visit.facts_id)
    await store_score(visit, version, facts, content["answers"], now)
    await trail.record(
        actor,
        "visit_submitted",
        f"visit:{visit.uuid}",
        now,
        number=number,
        digest=submission.digest,
        device_ahead=round((sent.device_time - now).total_seconds()),
    )
    return submission


async def _receipt(visit: Visit, submission: Submission, *, is_new: bool) -> Receipt:
    arrivals = await arrivals_of(visit.uuid, submission.content["photos"])
    return Receipt(
        visit=visit.uuid,
        number=submission.number,
        digest=submission.digest,
        received_at=submission.received_at,
        state=visit.state,
        complete=arrivals.complete,
        arrivals=arrivals,
        is_new=is_new,
    )


async def _keep_refused(visit: Visit, number: int, content: dict[str, Any], now: datetime) -> None:
    await RefusedSubmission.get_or_create(
        visit_id=visit.id,
        number=number,
        digest=digest(content),
        defaults={"content": content, "received_at": now},
    )


async def _own_visit(actor: Actor, uuid: UUID, sent: Sent, now: datetime) -> Visit:
    """Return the visit of the actor's assignment, begun now if there is none.

    The assignment's row is held, so that two requests cannot both begin the visit.
    """
    known = await Assignment.get_or_none(uuid=sent.assignment, auditor_id=actor.person_id)
    if known is None:
        raise Problem("not_found")
    await lock_rows("assignment", known.id)
    visit = await Visit.get_or_none(assignment_id=known.id)
    if visit is not None:
        await lock_rows("visit", visit.id)  # a reviewer may be moving it on
        return await Visit.get(id=visit.id)
    if uuid.version != 4:  # the other kinds tell the time or the device, and the branch sees it
        raise Problem("invalid", issues=[issue("visit", "not_valid")])
    if await Visit.exists(uuid=uuid):
        raise Problem("not_found")
    assignment = await Assignment.get(id=known.id)
    if assignment.cancelled_at is not None:
        await _stand_by(actor, assignment, now)
    return await _begin(actor, assignment, uuid, sent, now)


async def _stand_by(actor: Actor, assignment: Assignment, now: datetime) -> None:
    """Take back a cancelling: the visit was made before the phone could know of it."""
    await Assignment.filter(id=assignment.id).update(cancelled_at=None)
    subject = f"assignment:{assignment.uuid}"
    await trail.record(actor, "assignment_visited_though_cancelled", subject, now)


async def _begin(
    actor: Actor, assignment: Assignment, uuid: UUID, sent: Sent, now: datetime
) -> Visit:
    version = await ChecklistVersion.get_or_none(uuid=sent.version)
    if version is None:
        raise Problem("not_found")
    started_at = _begun_at(sent, now)
    facts = await _facts(assignment.branch_id, started_at)
    return await Visit.create(
        uuid=uuid,
        assignment_id=assignment.id,
        wave_id=assignment.wave_id,
        branch_id=assignment.branch_id,
        facts_id=facts.id,
        version_id=version.id,
        auditor_id=actor.person_id,
        kind=assignment.kind,
        channel=assignment.channel,
        state="draft",
        local_day=local_day(started_at, facts.zone),
        daypart=daypart(started_at, facts.zone),
        started_at=started_at,
    )


def _begun_at(sent: Sent, now: datetime) -> datetime:
    """Return when the visit began by the server's clock; `now` when the phone's tells nonsense."""
    try:
        begun = sent.started_at + (now - sent.device_time)
    except OverflowError:
        return now
    return min(begun, now) if begun >= _FIRST_DAY else now


async def _facts(branch_id: int, moment: datetime) -> BranchFacts:
    """Return what was true of the branch then; the first known facts for a time before them."""
    near = await _facts_on(branch_id, moment.date())  # good enough to tell the zone
    return await _facts_on(branch_id, local_day(moment, near.zone))


async def _facts_on(branch_id: int, day: date) -> BranchFacts:
    facts = await facts_on(day).get_or_none(branch_id=branch_id)
    if facts is None:
        facts = await BranchFacts.filter(branch_id=branch_id).order_by("valid_from").first()
    if facts is None:
        raise Problem("not_found")
    return facts
