"""Reports that are there or being made: finding them for who may read them, asking again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from audit.access import Actor, branch_or_404, covers, scope
from audit.jobs.job_board import want_report_again
from audit.models import Region, Report, Snapshot, Wave
from audit.problems import Problem
from audit.words import LANGUAGES
from forms.texts import Text
from reports.keep import issued

READERS = ("branch_manager", "region_manager", "head_office", "reviewer", "admin")
AREAS = ("region", "network")
_AREA_READERS = ("region_manager", "head_office", "admin")
_NETWORK_READERS = ("head_office", "admin")
_ORDER = {language: number for number, language in enumerate((*LANGUAGES, "both"))}


@dataclass(frozen=True)
class Shelved:
    """A report as lists show it."""

    uuid: UUID
    kind: str
    branch: str
    area: Text | None
    number: str
    edition: int
    language: str
    form: str
    state: str
    size: int | None
    made_at: datetime | None
    error: str
    wave: Text
    checklist: Text


async def report_or_404(actor: Actor, uuid: UUID) -> Report:
    """Return a report of a branch or an area that the actor may read about; raises not_found."""
    known = Report.get_or_none(issued("snapshot__"), uuid=uuid)
    report = await known.select_related("snapshot")
    if report is None:
        raise Problem("not_found")
    if report.snapshot.kind not in AREAS:
        await branch_or_404(actor, branch_code(report.snapshot))
    elif not await may_read_area(actor, report.snapshot):
        raise Problem("not_found")
    return report


async def may_read_area(actor: Actor, snapshot: Snapshot) -> bool:
    """Tell whether a person's roles reach the whole region, or the whole network."""
    kind, code, *_ = snapshot.subject.split(":")
    if kind == "network":
        return (await scope(actor, _NETWORK_READERS)).everything
    region = await Region.get_or_none(code=code)
    return region is not None and covers(actor, _AREA_READERS, region)


def area_subject(wave: str, region: str = "") -> str:
    """Return what the snapshots of a region in a wave are filed under; of none: the network's."""
    return f"region:{region}:{wave}" if region else f"network:{wave}"


def branch_code(snapshot: Snapshot) -> str:
    """Return the code of the branch that a snapshot is about, nothing for an area's."""
    return str(snapshot.content["branch"]["code"]) if "branch" in snapshot.content else ""


def branch_subject(branch: str, wave: str, place: int = 1) -> str:
    """Return what the snapshots of a branch in a wave are filed under.

    `place` counts its checklists; the commonest one has no number.
    """
    subject = f"branch:{branch}:{wave}"
    return subject if place == 1 else f"{subject}:{place}"


async def branch_subjects(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return what there is of branches in waves, as (branch, wave), in this order."""
    firsts = [branch_subject(branch, wave) for branch, wave in dict.fromkeys(pairs)]
    kept = Q(subject__in=firsts)
    for first in firsts:
        kept |= Q(subject__startswith=f"{first}:")
    rows = await Snapshot.filter(issued(), kept).only("subject") if firsts else ()
    found = {row.subject for row in rows}
    return sorted(found, key=lambda one: (firsts.index(":".join(one.split(":")[:3])), one))


async def areas_of(actor: Actor, wave: Wave) -> list[Shelved]:
    """Return the reports on regions and the network in a wave that the actor may read."""
    regions = await Region.all().order_by("path").values_list("code", flat=True)
    subjects = [area_subject(wave.code), *(area_subject(wave.code, str(one)) for one in regions)]
    kept = Snapshot.filter(issued(), subject__in=subjects).order_by("edition")
    rows = await kept.only("id", "subject")
    newest = {row.subject: row for row in rows}
    readable = [
        one for one in subjects if one in newest and await may_read_area(actor, newest[one])
    ]
    return await reports_of(readable)


async def reports_of(subjects: Sequence[str]) -> list[Shelved]:
    """Return the reports of the newest edition of each subject, in the order of the subjects."""
    newest: dict[str, Snapshot] = {}
    kept = Snapshot.filter(issued(), subject__in=list(subjects))
    for snapshot in await kept.order_by("edition"):
        newest[snapshot.subject] = snapshot
    by_id = {snapshot.id: snapshot for snapshot in newest.values()}
    rows = await Report.filter(snapshot_id__in=list(by_id))
    place = {subject: number for number, subject in enumerate(subjects)}
    ordered = sorted(
        rows,
        key=lambda row: (place[by_id[row.snapshot_id].subject], row.form, _ORDER[row.language]),
    )
    return [shelved(row, by_id[row.snapshot_id]) for row in ordered]


def shelved(report: Report, snapshot: Snapshot) -> Shelved:
    """Return a report as lists show it."""
    return Shelved(
        uuid=report.uuid,
        kind=snapshot.kind,
        branch=branch_code(snapshot),
        area=Text(**snapshot.content["name"]) if snapshot.kind in AREAS else None,
        number=str(snapshot.content["number"]),
        edition=snapshot.edition,
        language=report.language,
        form=report.form,
        state=report.state,
        size=report.size,
        made_at=report.made_at,
        error=report.error,
        wave=Text(**snapshot.content["wave"]["name"]),
        checklist=Text(**snapshot.content["checklist"]["title"]),
    )


async def try_again(actor: Actor, uuid: UUID, now: datetime) -> int:
    """Want a failed report anew; return the attempt to wake. Raises not_found, wrong_state."""
    report = await report_or_404(actor, uuid)
    return await want_report_again(actor, report, now)


async def snapshot_of_visit(visit: UUID) -> tuple[Snapshot, dict[str, Any]]:
    """Return the newest snapshot of a released visit and its content; raises not_found."""
    kept = Snapshot.filter(issued(), subject=f"visit:{visit}")
    snapshot = await kept.order_by("-edition").first()
    if snapshot is None:
        raise Problem("not_found")
    return snapshot, snapshot.content
