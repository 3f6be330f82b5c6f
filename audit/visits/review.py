"""Review: take a visit, send it back with remarks, approve it, exclude it. Each step is trailed.

A reviewer never reviews a visit of their own; they see a pseudonym, not the auditor's name.
Rows are held in one order everywhere: wave, visits, trail.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit import trail
from audit.access import Actor, require, review_or_404
from audit.db import lock_rows, transaction
from audit.documents import clean
from audit.models import ChecklistVersion, Remark, Visit
from audit.problems import Problem
from audit.programme.checklists import parsed
from audit.programme.waves import require_settled
from audit.visits.lifecycle import next_state
from forms.answers import shown_key
from forms.issues import issue


@dataclass(frozen=True)
class RemarkIn:
    """What is asked about one item."""

    item: str
    text: str


async def take(actor: Actor, uuid: UUID, now: datetime) -> Visit:
    """Begin the review of a submitted visit."""
    return await _step(actor, uuid, "take", now)


async def send_back(
    actor: Actor, uuid: UUID, note: str, remarks: list[RemarkIn], now: datetime
) -> Visit:
    """Ask the auditor to correct or complete; opens the next submission number."""
    if not note.strip() and not remarks:
        raise Problem("invalid", issues=[issue("note", "missing")])
    async with transaction():
        visit = await _move(actor, uuid, "send_back", now, items=[r.item for r in remarks])
        _require_known(remarks, await ChecklistVersion.get(id=visit.version_id))
        visit.return_note = clean(note.strip())
        await visit.save(update_fields=["return_note"])
        await Remark.bulk_create(
            Remark(
                visit_id=visit.id,
                submission_number=visit.submission_number,
                item_key=remark.item,
                text=clean(remark.text),
                made_at=now,
            )
            for remark in remarks
        )
        return visit


def _require_known(remarks: list[RemarkIn], version: ChecklistVersion) -> None:
    known = parsed(version).by_key
    wrong = [remark.item for remark in remarks if remark.item not in known]
    if wrong:
        raise Problem("invalid", issues=[issue(shown_key(key), "unknown_item") for key in wrong])


async def approve(actor: Actor, uuid: UUID, now: datetime) -> Visit:
    """Let a visit count; whether the branch sees it now is the wave's release policy."""
    async with transaction():
        visit = await _move(actor, uuid, "approve", now)
        visit.approved_at = now
        await visit.save(update_fields=["approved_at"])
        return visit


async def exclude(actor: Actor, uuid: UUID, reason: str, now: datetime) -> Visit:
    """Take a visit out of all figures, for a reason that stays."""
    if not reason.strip():
        raise Problem("invalid", issues=[issue("reason", "missing")])
    return await _step(actor, uuid, "exclude", now, reason=clean(reason.strip()))


async def include(actor: Actor, uuid: UUID, now: datetime) -> Visit:
    """Take an excluded visit back into review."""
    return await _step(actor, uuid, "include", now)


async def _step(actor: Actor, uuid: UUID, step: str, now: datetime, **details: object) -> Visit:
    async with transaction():
        return await _move(actor, uuid, step, now, **details)


async def _move(actor: Actor, uuid: UUID, step: str, now: datetime, **details: object) -> Visit:
    require(actor, "reviewer")
    visit = await review_or_404(actor, uuid, {"reviewer"})
    await lock_rows("wave", visit.wave_id)
    await lock_rows("visit", visit.id)
    await visit.refresh_from_db(fields=["state", "submission_number"])
    if visit.state == "approved":
        await require_settled(visit.wave_id)
    visit.state = next_state(step, visit.state)
    await visit.save(update_fields=["state"])
    await trail.record(
        actor,
        f"visit_{visit.state}",
        f"visit:{visit.uuid}",
        now,
        submission=visit.submission_number,
        **details,
    )
    return visit
