"""The review queue: which visits wait, for whom, and what stands out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.queryset import QuerySet

from audit.access import Actor, visible_visits
from audit.models import Score, Visit
from forms.texts import Text


@dataclass(frozen=True)
class QueueLine:
    """One visit of the review queue."""

    uuid: UUID
    branch_code: str
    branch_name: Text
    wave_code: str
    wave_name: Text
    checklist: Text
    state: str
    kind: str
    submission: int
    submitted_at: datetime | None
    complete: bool
    final: int | None
    band: str | None
    outcome: str | None
    urgent: bool


async def queue(
    actor: Actor, states: tuple[str, ...], *, wave: str | None = None, page: int = 1, size: int = 50
) -> tuple[list[QueueLine], int]:
    """Return a page of the visible visits in `states`, oldest first, and how many there are."""
    waiting: QuerySet[Visit] = (await visible_visits(actor)).filter(state__in=states)
    if wave is not None:
        waiting = waiting.filter(wave__code=wave)
    total = await waiting.count()
    rows = (
        await waiting.order_by("submitted_at", "id")
        .offset((page - 1) * size)
        .limit(size)
        .select_related("branch", "wave", "version__checklist", "facts")
    )
    scores = {
        score.visit_id: score
        for score in await Score.filter(visit_id__in=[row.id for row in rows], current=True)
    }
    return [_queue_line(row, scores.get(row.id)) for row in rows], total


def _queue_line(row: Visit, score: Score | None) -> QueueLine:
    checklist = row.version.checklist
    return QueueLine(
        uuid=row.uuid,
        branch_code=row.branch.code,
        branch_name=Text(zh=row.facts.name_zh, en=row.facts.name_en),
        wave_code=row.wave.code,
        wave_name=Text(zh=row.wave.name_zh, en=row.wave.name_en),
        checklist=Text(zh=checklist.title_zh, en=checklist.title_en),
        state=row.state,
        kind=row.kind,
        submission=row.submission_number,
        submitted_at=row.submitted_at,
        complete=row.complete,
        final=score.final_score if score else None,
        band=score.band if score else None,
        outcome=score.outcome if score else None,
        urgent=any(trigger.get("urgent") for trigger in score.triggers) if score else False,
    )
