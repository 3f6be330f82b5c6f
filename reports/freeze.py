"""Freezing: figures as they are now become a snapshot, and its reports are asked for.

Runs inside the transaction that releases a visit or closes a wave.
"""

from collections.abc import Sequence
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
from reports.queries import LoadedVisit, checklists_planned, counted_visits, load_visit
from reports.shelf import branch_subject
from reports.snapshot import BranchSnapshot, Head, Score, TrendPoint, VisitSnapshot
from reports.standing import Standing, WaveFigures, standing, wave_figures


async def freeze_visits(visits: Sequence[Visit], now: datetime) -> list[UUID]:
    """Freeze the reports of visits of one wave; return those now wanted.

    What they stand beside is read once, so that a wave of many visits costs each of them little.
    """
    wanted: list[UUID] = []
    figures: WaveFigures | None = None
    for visit in visits:
        loaded = await load_visit(visit.id)
        figures = figures or await wave_figures(loaded.wave)
        wanted += await _freeze_visit(loaded, figures, now)
    return wanted


async def _freeze_visit(loaded: LoadedVisit, figures: WaveFigures, now: datetime) -> list[UUID]:
    beside = await standing(loaded, figures)
    subject = visit_subject(loaded.visit)
    edition = await _next_edition(subject)
    snapshot = VisitSnapshot.model_validate(
        _head(loaded, beside, now, edition, _visit_number(loaded))
        | {
            "kind": loaded.visit.kind,
            "channel": loaded.visit.channel,
            "when": assemble.when(loaded),
            "inspector": loaded.inspector,
            "items": assemble.visit_items(loaded, beside.repeats),
        }
    )
    return await _keep("visit", subject, edition, snapshot, now)


async def freeze_wave(wave: Wave, now: datetime, only: int | None = None) -> list[UUID]:
    """Freeze the reports of each branch visited in a wave, or of one; return those now wanted."""
    branches = {visit.branch_id for visit in await Visit.filter(wave_id=wave.id).only("branch_id")}
    figures = await wave_figures(wave)
    wanted: list[UUID] = []
    for branch_id in sorted(branches if only is None else branches & {only}):
        wanted += await freeze_branch(figures, branch_id, now)
    return wanted


async def freeze_branch(figures: WaveFigures, branch_id: int, now: datetime) -> list[UUID]:
    """Freeze the reports of one branch in one wave, one for each checklist whose visits count.

    They are numbered by how often each checklist was planned, which no late visit changes.
    """
    wave = figures.wave
    visits = [await load_visit(visit) for visit in await counted_visits(wave.id, branch_id)]
    wanted: list[UUID] = []
    for place, checklist in enumerate(await checklists_planned(wave.id, branch_id), start=1):
        alike = [visit for visit in visits if visit.version.checklist_id == checklist]
        if alike:
            wanted += await _freeze_branch(alike, place, figures, now)
    return wanted


async def _freeze_branch(
    visits: Sequence[LoadedVisit], place: int, figures: WaveFigures, now: datetime
) -> list[UUID]:
    newest = max(visits, key=lambda loaded: loaded.version.number)
    beside = await standing(newest, figures)
    subject = branch_subject(newest.visit.branch.code, newest.wave.code, place)
    edition = await _next_edition(subject)
    head = _head(newest, beside, now, edition, _branch_number(newest, place))
    score = branch_score(visits, newest, head["score"])
    snapshot = BranchSnapshot.model_validate(
        head
        | {
            "score": score,
            "views": branch_views(visits),
            "counts": branch_counts(visits),
            "trend": (*beside.trend, _present(newest, score, len(visits))),
            "sections": beside.beside(branch_sections(visits, newest)),
            "visits": visit_lines(visits),
            "items": branch_items(visits, newest, beside.repeats),
        }
    )
    return await _keep("branch", subject, edition, snapshot, now)


def visit_subject(visit: Visit) -> str:
    """Return what the snapshots of a visit are filed under."""
    return f"visit:{visit.uuid}"


def _visit_number(loaded: LoadedVisit) -> str:
    return f"V-{loaded.wave.code}-{loaded.visit.branch.code}-{loaded.visit.uuid.hex[:6].upper()}"


def _branch_number(loaded: LoadedVisit, place: int) -> str:
    number = f"B-{loaded.wave.code}-{loaded.visit.branch.code}"
    return number if place == 1 else f"{number}-{place}"


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
        "sections": beside.beside(assemble.sections(loaded)),
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
