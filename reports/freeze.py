"""Freezing: figures as they are now become a snapshot, and its reports are asked for.

Runs inside the transaction that releases a visit or closes a wave.
"""

from datetime import datetime
from uuid import UUID, uuid4

from audit.clock import local_day
from audit.models import Report, Snapshot, Visit, Wave
from audit.words import LANGUAGES
from reports import assemble
from reports.branch_figures import (
    branch_counts,
    branch_items,
    branch_score,
    branch_sections,
    branch_views,
    visit_lines,
)
from reports.queries import LoadedVisit, counted_visits, load_visit
from reports.snapshot import BranchSnapshot, Head, Score, TrendPoint, VisitSnapshot
from reports.standing import Standing, standing
from reports.yardstick import yardstick_of


async def freeze_visit(visit: Visit, now: datetime) -> list[UUID]:
    """Freeze the report of one visit as the next edition; return the reports now wanted."""
    loaded = await load_visit(visit.id)
    beside = await _standing(loaded)
    subject = visit_subject(visit)
    edition = await _next_edition(subject)
    snapshot = VisitSnapshot.model_validate(
        _head(loaded, beside, now, edition, _visit_number(loaded))
        | {
            "kind": visit.kind,
            "channel": visit.channel,
            "when": assemble.when(loaded),
            "inspector": loaded.inspector,
            "items": assemble.visit_items(loaded, beside.repeats),
        }
    )
    return await _keep("visit", subject, edition, snapshot, now)


async def freeze_wave(wave: Wave, now: datetime, only: int | None = None) -> list[UUID]:
    """Freeze a report of each branch visited in a wave, or of one; return those now wanted."""
    branches = await Visit.filter(wave_id=wave.id).distinct().values_list("branch_id", flat=True)
    wanted: list[UUID] = []
    for branch_id in sorted({int(str(branch)) for branch in branches}):
        wanted += await freeze_branch(wave, branch_id, now)
    return wanted


async def freeze_branch(wave: Wave, branch_id: int, now: datetime) -> list[UUID]:
    """Freeze the report of one branch in one wave; nothing if no visit of it counts."""
    visits = [await load_visit(visit) for visit in await counted_visits(wave.id, branch_id)]
    if not visits:
        return []
    newest = max(visits, key=lambda loaded: loaded.version.number)
    beside = await _standing(newest)
    subject = branch_subject(newest)
    edition = await _next_edition(subject)
    head = _head(newest, beside, now, edition, f"B-{wave.code}-{newest.visit.branch.code}")
    score = branch_score(visits, newest, head["score"])
    snapshot = BranchSnapshot.model_validate(
        head
        | {
            "score": score,
            "views": branch_views(visits),
            "counts": branch_counts(visits),
            "trend": (*beside.trend, _present(newest, score, len(visits))),
            "sections": branch_sections(visits, newest),
            "visits": visit_lines(visits),
            "items": branch_items(visits, newest, beside.repeats),
        }
    )
    return await _keep("branch", subject, edition, snapshot, now)


def visit_subject(visit: Visit) -> str:
    """Return what the snapshots of a visit are filed under."""
    return f"visit:{visit.uuid}"


def branch_subject(loaded: LoadedVisit) -> str:
    """Return what the snapshots of a branch in a wave are filed under."""
    return f"branch:{loaded.visit.branch.code}:{loaded.wave.code}"


def _visit_number(loaded: LoadedVisit) -> str:
    return f"V-{loaded.wave.code}-{loaded.visit.branch.code}-{loaded.visit.uuid.hex[:6].upper()}"


async def _standing(loaded: LoadedVisit) -> Standing:
    return await standing(
        loaded.visit.branch_id,
        loaded.wave,
        loaded.facts.format,
        loaded.version.scored_digest,
        yardstick_of(loaded.checklist),
    )


def _head(
    loaded: LoadedVisit, beside: Standing, now: datetime, edition: int, number: str
) -> dict[str, object]:
    score = assemble.score(loaded).model_copy(
        update={"previous": beside.previous, "peers": beside.peers}
    )
    return {
        "number": number,
        "edition": edition,
        "replaces": f"{number} · {edition - 1}" if edition > 1 else "",
        "issued_on": local_day(now, loaded.facts.zone),
        "branch": assemble.branch_facts(loaded),
        "wave": assemble.wave_facts(loaded),
        "checklist": assemble.checklist_facts(loaded),
        "score": score,
        "sections": assemble.sections(loaded),
        "views": assemble.views(loaded.card, loaded),
        "trend": (*beside.trend, _present(loaded, score)),
        "counts": assemble.counts(list(loaded.card.items.values())),
        "method": assemble.method(),
    }


def _present(loaded: LoadedVisit, score: Score, visits: int = 1) -> TrendPoint:
    wave = assemble.wave_facts(loaded).name
    return TrendPoint(wave=wave, final=score.final, band=score.band, visits=visits)


async def _next_edition(subject: str) -> int:
    return await Snapshot.filter(subject=subject).count() + 1


async def _keep(kind: str, subject: str, edition: int, frozen: Head, now: datetime) -> list[UUID]:
    snapshot = await Snapshot.create(
        kind=kind,
        subject=subject,
        edition=edition,
        digest=frozen.digest(),
        content=frozen.model_dump(mode="json"),
        made_at=now,
    )
    reports = [
        Report(
            uuid=uuid4(),
            snapshot_id=snapshot.id,
            language=language,
            state="wanted",
            attempt=1,
            wanted_at=now,
        )
        for language in LANGUAGES
    ]
    await Report.bulk_create(reports)
    return [report.uuid for report in reports]
