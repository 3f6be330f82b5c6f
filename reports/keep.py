"""Keeping what was frozen: a snapshot as the next edition of its subject, and its reports wanted.

`keep` runs inside the transaction of whoever freezes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tortoise.expressions import Q

from audit.db import lock_rows, transaction
from audit.models import Report, Snapshot
from audit.words import LANGUAGES
from reports.changes import changes
from reports.snapshot import Document, Head

_OWN = frozenset({"edition", "replaces", "changes", "issued_on"})


@dataclass(frozen=True)
class NewSnapshot:
    """What is to be kept under a subject; `forms` are those that are made by themselves."""

    kind: str
    subject: str
    document: Document
    forms: tuple[str, ...] = ("report",)


def issued(beside: str = "") -> Q:
    """Choose snapshots that were issued: not what a closing under way has frozen so far.

    `beside`: where the snapshot stands, like "snapshot__" for a report's.
    """
    told: list[dict[str, Any]] = [
        {f"{beside}closing_id__isnull": True},
        {f"{beside}closing__state": "ready"},
    ]
    return Q(*(Q(**one) for one in told), join_type="OR")


async def keep_all(every: Iterable[NewSnapshot], now: datetime, closing: int | None) -> list[UUID]:
    """Keep several; return the reports now wanted."""
    return [report for one in every for report in await keep(one, now, closing)]


async def keep(frozen: NewSnapshot, now: datetime, closing: int | None = None) -> list[UUID]:
    """Keep a snapshot as the newest edition of its subject; return the reports now wanted.

    Says nothing new: the edition there stays, and nothing is wanted. It is hidden until the
    closing with the id `closing` is ready.
    """
    document = frozen.document
    before = await Snapshot.filter(subject=frozen.subject).order_by("-edition").first()
    if before is not None:
        known = type(document).model_validate(before.content)
        if _same(known, document):
            await Snapshot.filter(id=before.id).update(made_at=now)
            return []
        document = _next(before.edition, known, document)
    snapshot = await Snapshot.create(
        kind=frozen.kind,
        subject=frozen.subject,
        edition=document.edition,
        digest=document.digest(),
        content=document.model_dump(mode="json"),
        made_at=now,
        closing_id=closing,
    )
    wanted = [report(snapshot.id, lang, form, now) for form in frozen.forms for lang in LANGUAGES]
    await Report.bulk_create(wanted)
    return [row.uuid for row in wanted]


def _next(edition: int, known: Document, document: Document) -> Document:
    both = isinstance(known, Head) and isinstance(document, Head)
    update = {
        "edition": edition + 1,
        "replaces": f"{document.number} · {edition}",
        "changes": changes(known, document) if both else (),  # type: ignore[arg-type]
    }
    return document.model_copy(update=update)


def report(snapshot_id: int, language: str, form: str, now: datetime) -> Report:
    """Return the row that wants a snapshot drawn, not yet written."""
    return Report(
        uuid=uuid4(),
        snapshot_id=snapshot_id,
        language=language,
        form=form,
        state="wanted",
        attempt=1,
        wanted_at=now,
    )


async def want(snapshot_id: int, language: str, form: str, now: datetime) -> Report:
    """Return the report of a snapshot in a language, wanted from now on if nobody asked before."""
    same = Report.filter(snapshot_id=snapshot_id, language=language, form=form)
    async with transaction():
        await lock_rows("snapshot", snapshot_id)
        found = await same.first()
        if found is None:
            found = report(snapshot_id, language, form, now)
            await found.save()
    return found


def _same(one: Document, other: Document) -> bool:
    return one.model_dump(exclude=set(_OWN)) == other.model_dump(exclude=set(_OWN))
