"""Keeping what was frozen: a snapshot as the next edition of its subject, and its reports wanted.

`keep` runs inside the transaction of whoever freezes.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from audit.db import lock_rows, transaction
from audit.models import Report, Snapshot
from audit.words import LANGUAGES
from forms.texts import Text
from reports.snapshot import Document

_OWN = frozenset({"edition", "replaces", "changes", "issued_on"})


async def keep(
    kind: str,
    subject: str,
    frozen: Document,
    now: datetime,
    *,
    changes: Callable[[Document], tuple[Text, ...]] = lambda before: (),
    forms: Iterable[str] = ("report",),
) -> list[UUID]:
    """Keep a snapshot as the newest edition of its subject; return the reports now wanted.

    Says nothing new: the edition there stays, and nothing is wanted. `changes(before)` tells what
    is different; `forms` are those that are made by themselves.
    """
    before = await Snapshot.filter(subject=subject).order_by("-edition").first()
    if before is not None:
        known = type(frozen).model_validate(before.content)
        if _same(known, frozen):
            await Snapshot.filter(id=before.id).update(made_at=now)
            return []
        update = {
            "edition": before.edition + 1,
            "replaces": f"{frozen.number} · {before.edition}",
            "changes": changes(known),
        }
        frozen = frozen.model_copy(update=update)
    snapshot = await Snapshot.create(
        kind=kind,
        subject=subject,
        edition=frozen.edition,
        digest=frozen.digest(),
        content=frozen.model_dump(mode="json"),
        made_at=now,
    )
    wanted = [report(snapshot.id, lang, form, now) for form in forms for lang in LANGUAGES]
    await Report.bulk_create(wanted)
    return [row.uuid for row in wanted]


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
