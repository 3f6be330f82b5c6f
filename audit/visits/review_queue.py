"""The review queue: which visits wait, for whom, and what stands out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from audit.access import Actor, visits_under_review
from audit.models import Photo, Score, Submission, Visit
from audit.programme.checklists import parsed
from audit.visits.flags import flags_of
from audit.visits.readings import branch_place, scales_of
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
    arrived: int
    expected: int
    day: date
    zone: str
    region: Text
    auditor: str
    triggers: int
    final: int | None
    band: str | None
    outcome: str | None
    urgent: bool
    flags: list[str]


async def queue(
    actor: Actor, states: tuple[str, ...], *, wave: str | None = None, page: int = 1, size: int = 50
) -> tuple[list[QueueLine], int]:
    """Return a page of the visible visits in `states`, oldest first, and how many there are."""
    waiting: QuerySet[Visit] = (await visits_under_review(actor)).filter(state__in=states)
    if wave is not None:
        waiting = waiting.filter(wave__code=wave)
    total = await waiting.count()
    rows = (
        await waiting.order_by("submitted_at", "id")
        .offset((page - 1) * size)
        .limit(size)
        .select_related("branch", "wave", "version__checklist", "facts__region", "auditor")
    )
    scores = {
        score.visit_id: score
        for score in await Score.filter(visit_id__in=[row.id for row in rows], current=True)
    }
    contents = await _contents(rows)
    photos = await _photos(rows, contents)
    return [
        _queue_line(row, scores.get(row.id), photos[row.id], contents.get(row.id, {}))
        for row in rows
    ], total


async def counts(actor: Actor) -> dict[str, int]:
    """Return how many visible visits there are in each state."""
    rows = (
        await (await visits_under_review(actor))
        .group_by("state")
        .annotate(count=Count("id"))
        .values("state", "count")
    )
    return {row["state"]: row["count"] for row in rows}


async def _contents(rows: list[Visit]) -> dict[int, dict[str, Any]]:
    """Return what each visit's newest submission says."""
    newest = {row.id: row.submission_number for row in rows}
    return {
        one.visit_id: one.content
        for one in await Submission.filter(visit_id__in=list(newest))
        if one.number == newest[one.visit_id]
    }


async def _photos(
    rows: list[Visit], contents: dict[int, dict[str, Any]]
) -> dict[int, tuple[int, int]]:
    """Return (arrived, expected) photos of each visit."""
    here = await Photo.filter(visit_uuid__in=[row.uuid for row in rows]).values_list(
        "uuid", "sha256"
    )
    known = {(str(uuid), sha256) for uuid, sha256 in here}
    found = {}
    for row in rows:
        claims = contents.get(row.id, {}).get("photos", [])
        arrived = sum((claim["id"], claim["sha256"]) in known for claim in claims)
        found[row.id] = (arrived, len(claims))
    return found


def _queue_line(
    row: Visit, score: Score | None, photos: tuple[int, int], content: dict[str, Any]
) -> QueueLine:
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
        arrived=photos[0],
        expected=photos[1],
        day=row.local_day,
        zone=row.facts.zone,
        region=Text(zh=row.facts.region.name_zh, en=row.facts.region.name_en),
        auditor=row.auditor.name if row.kind == "open" else row.auditor.pseudonym,
        triggers=len(score.triggers) if score else 0,
        final=score.final_score if score else None,
        band=score.band if score else None,
        outcome=score.outcome if score else None,
        urgent=any(trigger.get("urgent") for trigger in score.triggers) if score else False,
        flags=_flag_names(row, content),
    )


def _flag_names(row: Visit, content: dict[str, Any]) -> list[str]:
    """Return which kinds of flags a visit has, each once."""
    found = flags_of(content, branch_place(row.facts), scales_of(parsed(row.version)))
    return list(dict.fromkeys(flag.name for flag in found))
