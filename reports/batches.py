"""All reports of a wave in one file: asked for once however often, and made when all are drawn.

Whoever asks chooses whether the reports, the branches' action sheets or both are in it.

The row is the request. What it holds is fixed when it is asked for: the newest edition of every
report that whoever asks may read. The same reports asked for again, by whomever, are the same row.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from audit import trail
from audit.access import Actor, Scope, scope
from audit.db import lock_rows, transaction
from audit.files.files import FileStore
from audit.jobs.jobs import Wanted, delay_after, time_left
from audit.models import Batch, Region, Report, Snapshot, Visit, Wave
from audit.problems import Problem
from audit.programme.waves import wave_or_404
from forms.texts import Text
from reports.keep import issued, report
from reports.shelf import AREAS, READERS, area_subject, branch_subjects, may_read_area

KIND = "batch"
LANGUAGES = ("zh", "en", "both")
CONTENTS = {"all": ("report", "sheet"), "reports": ("report",), "sheets": ("sheet",)}
KEPT = timedelta(days=30)
_CHUNK = 500


@dataclass(frozen=True)
class Progress:
    """How far a batch is. `left`: seconds until it is done, None while nothing tells."""

    uuid: UUID
    wave: str
    name: Text
    language: str
    contents: str
    state: str
    total: int
    ready: int
    failed: int
    left: int | None
    size: int | None
    error: str
    attempt: int
    wanted_at: datetime
    file_key: str | None

    @property
    def drawn(self) -> bool:
        """Nothing is being drawn any more."""
        return self.ready + self.failed == self.total


@dataclass(frozen=True)
class Asked:
    """A batch that was asked for; `new`: it wasn't there. `reports` are those to wake."""

    batch: UUID
    new: bool
    reports: tuple[UUID, ...]


async def ask(
    actor: Actor, code: str, language: str, now: datetime, contents: str = "all"
) -> Asked:
    """Ask for all reports of a wave that the actor may read, in one language.

    `contents`: one of CONTENTS. Raises not_found (no such wave, or nothing in it to read), invalid.
    """
    if language not in LANGUAGES or contents not in CONTENTS:
        raise Problem("invalid")
    wave = await wave_or_404(code)
    snapshots, branches = await _newest(actor, wave)
    places = [(row.id, form) for row in snapshots for form in _forms(row, contents)]
    if not places:
        raise Problem("not_found")
    async with transaction():
        await lock_rows("wave", wave.id)
        rows = await _with_rows(places, language, now)
        wanted = [row.uuid for row in rows if row.state == "wanted"]
        members = sorted(row.id for row in await _rows(places, language))
        digest = sha256(json.dumps([language, members]).encode()).hexdigest()
        known = await Batch.get_or_none(members=digest)
        if known is not None:
            again = await _again(known, now)
            return Asked(known.uuid, again, tuple(wanted))
        areas = [row.id for row in snapshots if row.kind in AREAS]
        content: dict[str, Any] = {"reports": members, "branches": branches, "areas": areas}
        content["contents"] = contents
        made = await Batch.create(
            uuid=uuid4(), wave_id=wave.id, members=digest, language=language, content=content,
            state="wanted", wanted_at=now,
        )  # fmt: skip
        told = {"wave": wave.code, "language": language, "reports": len(members)}
        await trail.record(actor, "batch_asked", f"batch:{made.uuid}", now, **told)
        return Asked(made.uuid, True, tuple(wanted))


async def _newest(actor: Actor, wave: Wave) -> tuple[list[Snapshot], list[int]]:
    """Return the newest edition of each subject of a wave that the actor may read, without its
    content, and the branches that they are about."""
    reach = await scope(actor, READERS)
    visits = await Visit.filter(reach.where(), wave_id=wave.id).select_related("branch")
    own = {visit.branch.code: visit.branch_id for visit in visits}
    subjects = [f"visit:{visit.uuid}" for visit in visits if visit.state == "released"]
    branches = await branch_subjects((code, wave.code) for code in sorted(own))
    found: dict[str, Snapshot] = {}
    for row in [*await _of(subjects + branches), *await _areas(actor, wave)]:
        found[row.subject] = row
    return [found[subject] for subject in sorted(found)], sorted(own.values())


async def _of(subjects: Sequence[str]) -> list[Snapshot]:
    """Return the snapshots of these subjects, oldest edition first."""
    found: list[Snapshot] = []
    for start in range(0, len(subjects), _CHUNK):
        part = Snapshot.filter(issued(), subject__in=list(subjects[start : start + _CHUNK]))
        found += await part.order_by("edition").only("id", "kind", "subject", "edition")
    return found


async def _areas(actor: Actor, wave: Wave) -> list[Snapshot]:
    regions = await Region.all().values_list("code", flat=True)
    subjects = [area_subject(wave.code, str(code)) for code in regions]
    rows = await _of([area_subject(wave.code), *subjects])
    return [row for row in rows if await may_read_area(actor, row)]


def _forms(snapshot: Snapshot, contents: str) -> list[str]:
    """Return what is made of a snapshot: only a branch's has an action sheet."""
    return [form for form in CONTENTS[contents] if form == "report" or snapshot.kind == "branch"]


async def _with_rows(
    places: Sequence[tuple[int, str]], language: str, now: datetime
) -> list[Report]:
    """Want the reports that nobody asked for yet in this language; return all of them.

    `places`: ids of snapshots with the form that each is wanted in.
    """
    known = await _rows(places, language)
    have = {(row.snapshot_id, row.form) for row in known}
    missing = [report(key, language, form, now) for key, form in places if (key, form) not in have]
    await Report.bulk_create(missing)
    return [*known, *missing]


async def _rows(places: Sequence[tuple[int, str]], language: str) -> list[Report]:
    wished, found = set(places), list[Report]()
    ids = sorted({key for key, _ in places})
    for start in range(0, len(ids), _CHUNK):
        found += await Report.filter(snapshot_id__in=ids[start : start + _CHUNK], language=language)
    return [row for row in found if (row.snapshot_id, row.form) in wished]


async def _again(batch: Batch, now: datetime) -> bool:
    """Want a batch anew that failed, or that lacks reports which are there now."""
    stale = batch.state == "ready" and await _late(batch)
    if batch.state != "failed" and not stale:
        return False
    batch.state, batch.attempt, batch.retry_at, batch.error = "wanted", batch.attempt + 1, None, ""
    batch.wanted_at = now
    await batch.save(update_fields=["state", "attempt", "retry_at", "error", "wanted_at"])
    return True


async def _late(batch: Batch) -> bool:
    """Tell whether a report was made after the batch was put together."""
    late = Report.filter(id__in=batch.content["reports"], made_at__gt=batch.made_at)
    return await late.exists()


async def batch_or_404(actor: Actor, uuid: UUID) -> Batch:
    """Return a batch of which the actor may read every report; raises not_found."""
    batch = await Batch.get_or_none(uuid=uuid).select_related("wave")
    if batch is None or not await _may_read(actor, batch, await scope(actor, READERS)):
        raise Problem("not_found")
    return batch


async def _may_read(actor: Actor, batch: Batch, reach: Scope) -> bool:
    if not all(branch in reach for branch in batch.content["branches"]):
        return False
    areas = await Snapshot.filter(id__in=batch.content["areas"])
    return all([await may_read_area(actor, area) for area in areas])


async def batches_of(actor: Actor, wave: Wave, now: datetime) -> list[Progress]:
    """Return the batches of a wave that the actor may have, newest first."""
    reach = await scope(actor, READERS)
    rows = await Batch.filter(wave_id=wave.id).order_by("-id").limit(50).select_related("wave")
    return [await progress(row, now) for row in rows if await _may_read(actor, row, reach)]


async def progress(batch: Batch, now: datetime) -> Progress:
    """Return how far a batch with its wave is."""
    members = batch.content["reports"]
    ready, failed, lately = 0, 0, 0
    for start in range(0, len(members), _CHUNK):
        part = Report.filter(id__in=members[start : start + _CHUNK])
        ready += await part.filter(state="ready").count()
        failed += await part.filter(state="failed").count()
        lately += await part.filter(state="ready", made_at__gte=batch.wanted_at).count()
    rest = len(members) - ready - failed
    spent = (now - batch.wanted_at).total_seconds()
    return Progress(
        uuid=batch.uuid,
        wave=batch.wave.code,
        name=Text(zh=batch.wave.name_zh, en=batch.wave.name_en),
        language=batch.language,
        contents=batch.content.get("contents", "reports"),
        state=batch.state,
        total=len(members),
        ready=ready,
        failed=failed,
        left=time_left(rest, lately, spent),
        size=batch.size,
        error=batch.error,
        attempt=batch.attempt,
        wanted_at=batch.wanted_at,
        file_key=batch.file_key,
    )


async def wanted_batches(now: datetime) -> list[Wanted]:
    """Return the batches whose time has come: every report of theirs is drawn, or can't be."""
    found = []
    for row in await Batch.filter(state="wanted").select_related("wave"):
        due = row.retry_at is None or row.retry_at <= now
        if due and (await progress(row, now)).drawn:
            found.append(Wanted(KIND, str(row.uuid), row.attempt))
    return found


async def batch_failed(key: str, attempt: int, why: str, now: datetime) -> None:
    """Move a batch on to its next attempt, or to failed after the last one."""
    delay = delay_after(attempt)
    async with transaction():
        wanted = Batch.filter(uuid=UUID(key), state="wanted", attempt=attempt)
        if delay is None:
            await wanted.update(state="failed", error=why[:500])
        else:
            await wanted.update(attempt=attempt + 1, error=why[:500], retry_at=now + delay)


async def sweep(files: FileStore, now: datetime) -> int:
    """Forget batches that are older than KEPT, files first; they can be asked for again."""
    old = await Batch.filter(wanted_at__lt=now - KEPT, state__in=["ready", "failed"])
    for row in old:
        if row.file_key:
            await files.delete(row.file_key)
        await row.delete()
    return len(old)
