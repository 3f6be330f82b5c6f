"""What is being made in the background, for administrators: reports and photo copies.

The rows themselves are the requests (see `audit.jobs.jobs`), so nothing here asks the job store.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal
from uuid import UUID

from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor
from audit.db import transaction
from audit.jobs.jobs import MAX_ATTEMPTS, Wanted
from audit.jobs.workers import DEAD_SECONDS
from audit.models import Photo, Report, Snapshot, Visit, Worker
from audit.photos import photos
from audit.problems import Problem

Tab = Literal["wanted", "failed", "ready"]
TABS: tuple[Tab, ...] = ("wanted", "failed", "ready")
REPORT = "report"
_LAST = 200
_MOST_AGAIN = 1000
_ONCE_MORE = {"attempts": MAX_ATTEMPTS - 1, "retry_at": None}
"""Of a photo: one more attempt is due, and the last."""


@dataclass(frozen=True)
class JobLine:
    """One job. `subject` is the branch's code with the wave's, as far as they are known."""

    kind: Literal["report", "photo"]
    key: UUID
    what: str
    language: str
    subject: str
    visit: UUID | None
    state: Tab
    attempt: int
    wanted_at: datetime
    made_at: datetime | None
    error: str


@dataclass(frozen=True)
class WorkerLine:
    """A process that works the queues; there are rows only on PostgreSQL."""

    id: str
    seen_at: datetime
    alive: bool


def _reports(tab: Tab) -> QuerySet[Report]:
    return Report.filter(state=tab)


def _photos(tab: Tab) -> QuerySet[Photo]:
    """Photos whose copies are wanted or failed for good; the others are no longer jobs."""
    if tab == "ready":
        return Photo.filter(id=-1)
    arrived = Photo.filter(state="arrived")
    if tab == "failed":
        return arrived.filter(attempts__gte=MAX_ATTEMPTS)
    return arrived.filter(attempts__lt=MAX_ATTEMPTS)


async def counts() -> dict[Tab, int]:
    """Return how many jobs there are on each tab."""
    return {tab: await _reports(tab).count() + await _photos(tab).count() for tab in TABS}


async def jobs(tab: Tab, *, page: int = 1, size: int = 50) -> list[JobLine]:
    """Return a page of a tab: the reports, newest first, and behind them the photos."""
    start = (page - 1) * size
    before = await _reports(tab).count()
    reports = await (
        _reports(tab).order_by("-wanted_at", "-id").offset(min(start, before)).limit(size)
    )
    rest = size - len(reports)
    arrived: list[Photo] = []
    if rest:
        arrived = await _photos(tab).order_by("-id").offset(max(0, start - before)).limit(rest)
    return await _report_lines(reports, tab) + await _photo_lines(arrived, tab)


async def _report_lines(rows: Sequence[Report], tab: Tab) -> list[JobLine]:
    few = await Snapshot.filter(id__in=sorted({row.snapshot_id for row in rows})).only(
        "id", "kind", "subject"
    )
    snapshots = {snapshot.id: snapshot for snapshot in few}
    visits = {row.snapshot_id: _visit_of(snapshots[row.snapshot_id].subject) for row in rows}
    said = await _subjects([visit for visit in visits.values() if visit])
    return [
        JobLine(
            kind="report",
            key=row.uuid,
            what=snapshots[row.snapshot_id].kind,
            language=row.language,
            subject=_subject(snapshots[row.snapshot_id].subject, said),
            visit=visits[row.snapshot_id],
            state=tab,
            attempt=row.attempt,
            wanted_at=row.wanted_at,
            made_at=row.made_at,
            error=row.error,
        )
        for row in rows
    ]


def _visit_of(subject: str) -> UUID | None:
    kind, _, key = subject.partition(":")
    return UUID(key) if kind == "visit" else None


def _subject(subject: str, said: dict[UUID, str]) -> str:
    kind, _, key = subject.partition(":")
    return said.get(UUID(key), key) if kind == "visit" else key.replace(":", " · ")


async def _subjects(visits: Sequence[UUID]) -> dict[UUID, str]:
    rows = await Visit.filter(uuid__in=list(visits)).select_related("branch", "wave")
    return {row.uuid: f"{row.branch.code} · {row.wave.code}" for row in rows}


async def _photo_lines(rows: Sequence[Photo], tab: Tab) -> list[JobLine]:
    said = await _subjects([row.visit_uuid for row in rows])
    return [
        JobLine(
            kind="photo",
            key=row.uuid,
            what="photo",
            language="",
            subject=said.get(row.visit_uuid, ""),
            visit=row.visit_uuid if row.visit_uuid in said else None,
            state=tab,
            attempt=row.attempts if tab == "failed" else row.attempts + 1,
            wanted_at=row.received_at,
            made_at=None,
            error="",
        )
        for row in rows
    ]


async def made_since(moment: datetime) -> int:
    """Return how many reports were made since a moment."""
    return await Report.filter(made_at__gte=moment).count()


async def usual_seconds() -> float | None:
    """Return the median time from asking to having of the last reports made."""
    rows = await (
        Report.filter(state="ready")
        .order_by("-id")
        .limit(_LAST)
        .values_list("wanted_at", "made_at")
    )
    spans = [(made - wanted).total_seconds() for wanted, made in rows if made]
    return median(spans) if spans else None


async def workers(now: datetime) -> list[WorkerLine]:
    """Return the processes that work the queues."""
    dead = now - timedelta(seconds=DEAD_SECONDS)
    rows = await Worker.all().order_by("id")
    return [WorkerLine(row.id, row.seen_at, row.seen_at >= dead) for row in rows]


async def want_report_again(actor: Actor, report: Report, now: datetime) -> int:
    """Want a failed report anew; return the attempt to wake. Raises wrong_state."""
    async with transaction():
        changed = await Report.filter(id=report.id, state="failed").update(
            state="wanted", attempt=report.attempt + 1, retry_at=None, wanted_at=now, error=""
        )
        if not changed:
            raise Problem("wrong_state", state=report.state)
        await trail.record(actor, "report_wanted_again", f"report:{report.uuid}", now)
    return report.attempt + 1


async def try_again(actor: Actor, kind: str, key: UUID, now: datetime) -> Wanted:
    """Want one failed job anew; returns what to wake. Raises not_found, wrong_state."""
    if kind == REPORT:
        report = await Report.get_or_none(uuid=key)
        if report is None:
            raise Problem("not_found")
        return Wanted(REPORT, str(key), await want_report_again(actor, report, now))
    photo = await Photo.get_or_none(uuid=key)
    if photo is None:
        raise Problem("not_found")
    if not await _photos("failed").filter(id=photo.id).update(**_ONCE_MORE):
        raise Problem("wrong_state", state=photo.state)
    return photos.wanted(key, MAX_ATTEMPTS)


async def all_again(actor: Actor, now: datetime) -> list[Wanted]:
    """Want all failed jobs anew, at most 1,000 at a time; returns what to wake."""
    reports = await _reports("failed").order_by("id").limit(_MOST_AGAIN)
    asked = [
        Wanted(REPORT, str(row.uuid), await want_report_again(actor, row, now)) for row in reports
    ]
    arrived = await _photos("failed").order_by("id").limit(_MOST_AGAIN - len(asked))
    await _photos("failed").filter(id__in=[row.id for row in arrived]).update(**_ONCE_MORE)
    return asked + [photos.wanted(row.uuid, MAX_ATTEMPTS) for row in arrived]
