"""Freezing: figures as they are now become a snapshot, and its reports are asked for.

Runs inside the transaction that releases a visit or closes a wave.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from audit.clock import local_day
from audit.models import Visit, Wave
from reports import assemble
from reports.areas import area_snapshots
from reports.branch_figures import (
    branch_counts,
    branch_items,
    branch_score,
    branch_sections,
    branch_views,
    visit_lines,
)
from reports.keep import NewSnapshot, keep
from reports.lift import lift
from reports.queries import LoadedVisit, checklists_planned, counted_visits, load_visit
from reports.shelf import branch_subject
from reports.snapshot import BranchSnapshot, Score, TrendPoint, VisitSnapshot
from reports.standing import Standing, WaveFigures, standing, wave_figures
from reports.waterfall import waterfall
from reports.yardstick import yardstick_of

BOTH_FORMS = ("report", "sheet")


async def freeze_visits(visits: Sequence[Visit], now: datetime, *, address: str = "") -> list[UUID]:
    """Freeze the reports of visits of one wave; return those now wanted.

    `address` is the public one, printed for checking a report. What they stand beside is read
    once, so that a wave of many visits costs each of them little.
    """
    wanted: list[UUID] = []
    figures: WaveFigures | None = None
    for visit in visits:
        loaded = await load_visit(visit.id)
        figures = figures or await wave_figures(loaded.wave)
        beside = await standing(loaded, figures)
        wanted += await keep(visit_snapshot(loaded, beside, now, address), now)
    return wanted


def visit_snapshot(
    loaded: LoadedVisit, beside: Standing, now: datetime, address: str
) -> NewSnapshot:
    """Return the report of a visit. Pure, and long enough for a thread."""
    own = [loaded.card.final] if loaded.card.final is not None else []
    head = _head([loaded], beside, now, address, _visit_number(loaded))
    score = beside.weighed(assemble.score(loaded), own)
    snapshot = VisitSnapshot.model_validate(
        head
        | _course([loaded], beside, score)
        | {
            "kind": loaded.visit.kind,
            "channel": loaded.visit.channel,
            "when": assemble.when(loaded),
            "inspector": loaded.inspector,
            "sections": beside.beside(assemble.sections(loaded)),
            "views": assemble.views(loaded.card, loaded),
            "counts": assemble.counts(list(loaded.card.items.values())),
            "items": assemble.visit_items(loaded, beside.repeats),
        }
    )
    return NewSnapshot("visit", visit_subject(loaded.visit), snapshot)


async def freeze_wave(
    wave: Wave, now: datetime, only: int | None = None, *, address: str = ""
) -> list[UUID]:
    """Freeze the reports of each branch visited in a wave, or of one, and those of the areas.

    Returns the reports now wanted.
    """
    branches = {visit.branch_id for visit in await Visit.filter(wave_id=wave.id).only("branch_id")}
    figures = await wave_figures(wave)
    wanted: list[UUID] = []
    for branch_id in sorted(branches if only is None else branches & {only}):
        for found in await visits_of_branch(figures, branch_id):
            beside = await standing(newest_of(found.visits), figures)
            wanted += await keep(branch_snapshot(found, beside, now, address), now)
    async for area in area_snapshots(wave, now, address):
        wanted += await keep(area, now)
    return wanted


class Alike(NamedTuple):
    """Visits of a branch by one checklist whose scores compare, for its report number `place`.

    `apart`: its other visits, by versions that score differently. They are in no mean.
    """

    visits: list[LoadedVisit]
    place: int
    apart: list[LoadedVisit]


async def visits_of_branch(figures: WaveFigures, branch_id: int) -> list[Alike]:
    """Return the visits of a branch that count, by checklist, with the place of its report.

    Places go by how often each checklist was planned, which no late visit changes. Where versions
    score differently, those visits make the report that compare with most of the wave.
    """
    wave = figures.wave.id
    visits = [
        await load_visit(visit) for visit in await counted_visits(wave, branch_id, figures.states)
    ]
    found: list[Alike] = []
    for place, checklist in enumerate(await checklists_planned(wave, branch_id), start=1):
        own = [visit for visit in visits if visit.version.checklist_id == checklist]
        if own:
            scale = figures.commonest(visit.version for visit in own)
            alike = [visit for visit in own if visit.version.scored_digest == scale]
            found.append(
                Alike(
                    alike, place, [visit for visit in own if visit.version.scored_digest != scale]
                )
            )
    return found


def newest_of(visits: Sequence[LoadedVisit]) -> LoadedVisit:
    """Return the visit by the newest version."""
    return max(visits, key=lambda loaded: loaded.version.number)


def branch_snapshot(found: Alike, beside: Standing, now: datetime, address: str) -> NewSnapshot:
    """Return the report of a branch on its visits by one checklist. Pure, long enough for a
    thread."""
    visits, place = found.visits, found.place
    newest = newest_of(visits)
    finals = [visit.card.final for visit in visits if visit.card.final is not None]
    mean = branch_score(visits, newest, assemble.score(newest))
    score = beside.ranked(beside.weighed(mean, finals), finals)
    head = _head(visits, beside, now, address, _branch_number(newest, place))
    snapshot = BranchSnapshot.model_validate(
        head
        | _course(visits, beside, score)
        | {
            "views": branch_views(visits),
            "counts": branch_counts(visits),
            "sections": beside.beside(branch_sections(visits, newest)),
            "visits": visit_lines(visits),
            "apart": len(found.apart),
            "items": branch_items(visits, newest, beside.repeats),
        }
    )
    subject = branch_subject(newest.visit.branch.code, newest.wave.code, place)
    return NewSnapshot("branch", subject, snapshot, BOTH_FORMS)


def visit_subject(visit: Visit) -> str:
    """Return what the snapshots of a visit are filed under."""
    return f"visit:{visit.uuid}"


def _visit_number(loaded: LoadedVisit) -> str:
    return f"V-{loaded.wave.code}-{loaded.visit.branch.code}-{loaded.visit.uuid.hex[:6].upper()}"


def _branch_number(loaded: LoadedVisit, place: int) -> str:
    number = f"B-{loaded.wave.code}-{loaded.visit.branch.code}"
    return number if place == 1 else f"{number}-{place}"


def _head(
    visits: Sequence[LoadedVisit], beside: Standing, now: datetime, address: str, number: str
) -> dict[str, object]:
    newest = newest_of(visits)
    code = newest.visit.branch.code
    return {
        "number": number,
        "issued_on": local_day(now, newest.facts.zone),
        "verify_url": verify_url(address, number),
        "page_url": f"{address}/branches/{quote(code)}" if address else "",
        "branch": assemble.branch_facts(newest),
        "wave": assemble.wave_facts(newest),
        "checklist": assemble.checklist_facts(newest),
        "method": assemble.method(),
        "peer_dots": beside.dots,
    }


def _course(visits: Sequence[LoadedVisit], beside: Standing, score: Score) -> dict[str, object]:
    """Return the score with what led to it, where it comes from and where it could go."""
    newest = newest_of(visits)
    return {
        "score": score,
        "trend": (*beside.trend, _present(newest, score, beside, len(visits))),
        "limits": beside.limits(score.final),
        "waterfall": waterfall(visits, score.raw, score.final),
        "lift": lift(visits, yardstick_of(newest.checklist)),
    }


def _present(loaded: LoadedVisit, score: Score, beside: Standing, visits: int) -> TrendPoint:
    return TrendPoint(
        wave=assemble.wave_facts(loaded).name,
        final=score.final,
        band=score.band,
        visits=visits,
        broken=bool(beside.trend) and not beside.alike,
        low=score.low,
        high=score.high,
    )


def verify_url(address: str, number: str) -> str:
    """Return where a report's number is looked up, nothing without a public address."""
    return f"{address}/verify/{quote(number)}" if address else ""
