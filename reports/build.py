"""Making the PDFs that are wanted. The row is the request; the job only finds and fills it."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from uuid import UUID

from audit import trail
from audit.clock import Clock
from audit.db import transaction
from audit.files.files import FileStore
from audit.jobs.jobs import Wanted, delay_after
from audit.jobs.rendering import Renderers
from audit.models import Report
from reports.draw import draw

KIND = "report"
_SIGNED = "reports.signing:signed"  # what it needs is there only where reports are signed


def photo_keys(content: dict[str, Any]) -> list[str]:
    """Return the file keys of the photos that a snapshot shows, their small copies included."""
    items = content.get("items", [])
    answers = [answer for item in items for answer in item.get("answers", [item])]
    photos = [photo for answer in answers for photo in answer["photos"]]
    return [key for photo in photos for key in (photo["key"], photo.get("small")) if key]


@dataclass(frozen=True)
class Seal:
    """The key that reports are signed with: a PKCS#12 file and its password."""

    key: Path
    password: str = field(repr=False)


async def make_report(
    key: str,
    *,
    files: FileStore,
    renderers: Renderers,
    clock: Clock,
    seal: Seal | None = None,
) -> None:
    """Draw report `key`, sign it if there is a seal, and keep it; nothing when it is there."""
    report = await Report.get_or_none(uuid=UUID(key), state="wanted").select_related("snapshot")
    if report is None:
        return
    snapshot = report.snapshot
    async with AsyncExitStack() as stack:
        photos = {
            photo: await stack.enter_async_context(files.as_path(photo))
            for photo in dict.fromkeys(photo_keys(snapshot.content))
        }
        kind = "sheet" if report.form == "sheet" else snapshot.kind
        pdf = await renderers.run(draw, kind, snapshot.content, report.language, photos)
    name = f"reports/{snapshot.digest[:2]}/{snapshot.digest}-{_ending(report)}"
    if seal is not None:
        pdf = await renderers.run(resolve_name(_SIGNED), pdf, str(seal.key), seal.password)
        name += f"-{sha256(pdf).hexdigest()}"  # signing again gives another file
    name += ".pdf"
    stored = await files.put(name, pdf)
    await _ready(report, name, stored.size, stored.sha256, clock())


def _ending(report: Report) -> str:
    return report.language if report.form == "report" else f"{report.language}-{report.form}"


async def _ready(report: Report, name: str, size: int, digest: str, now: datetime) -> None:
    async with transaction():
        changed = await Report.filter(id=report.id, state="wanted").update(
            state="ready", file_key=name, size=size, sha256=digest, made_at=now, error=""
        )
        if changed:
            await trail.record(None, "report_made", f"report:{report.uuid}", now, sha256=digest)


async def report_failed(key: str, attempt: int, why: str, *, clock: Clock) -> None:
    """Move a report on to its next attempt, or to failed after the last one."""
    now, delay = clock(), delay_after(attempt)
    async with transaction():
        wanted = Report.filter(uuid=UUID(key), state="wanted", attempt=attempt)
        if delay is None:
            await wanted.update(state="failed", error=why[:500])
        else:
            await wanted.update(attempt=attempt + 1, error=why[:500], retry_at=now + delay)


async def wanted_reports(now: datetime) -> list[Wanted]:
    """Return the reports whose time has come."""
    rows = await Report.filter(state="wanted").limit(2000)
    return [
        Wanted(KIND, str(row.uuid), row.attempt)
        for row in rows
        if row.retry_at is None or row.retry_at <= now
    ]
