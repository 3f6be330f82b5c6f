"""Publishing checklist versions, and reading them back.

A published version never changes, so a parsed one may be kept for as long as the process lives.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from audit import trail
from audit.access import Actor, require
from audit.db import transaction
from audit.models import Checklist, ChecklistSection, ChecklistVersion
from audit.models.programme import SECTION_COLUMNS
from audit.problems import Problem
from forms import checklist as definitions
from forms.bundle import bundle
from forms.issues import issue
from forms.versions import digest, scored_digest

_PARSED: dict[str, definitions.Checklist] = {}
_MOST_KEPT = 200


async def publish(actor: Actor | None, definition: definitions.Checklist, now: datetime) -> UUID:
    """Publish a definition as the next version of its checklist; return the version's uuid.

    The same definition again returns the version there is. `actor` None is the system itself.
    """
    if actor is not None:
        require(actor, "head_office", "admin")
    async with transaction():
        checklist = await _checklist(definition)
        wanted = digest(definition)
        known = await ChecklistVersion.get_or_none(checklist_id=checklist.id, digest=wanted)
        if known is not None:
            return known.uuid
        await _give_columns(checklist, definition)
        version = await ChecklistVersion.create(
            uuid=uuid4(),
            checklist_id=checklist.id,
            number=await ChecklistVersion.filter(checklist_id=checklist.id).count() + 1,
            definition=definition.model_dump(mode="json"),
            digest=wanted,
            scored_digest=scored_digest(definition),
            published_at=now,
        )
        await trail.record(
            actor, "checklist_published", f"checklist:{checklist.key}", now, number=version.number
        )
        return version.uuid


async def _checklist(definition: definitions.Checklist) -> Checklist:
    titles = {"title_zh": definition.title.zh, "title_en": definition.title.en}
    checklist, is_new = await Checklist.get_or_create(key=definition.key, defaults=titles)
    if not is_new:
        await Checklist.filter(id=checklist.id).update(**titles)
    return checklist


async def _give_columns(checklist: Checklist, definition: definitions.Checklist) -> None:
    """Give each new section the next free score column of its checklist."""
    taken = {s.key: s for s in await ChecklistSection.filter(checklist_id=checklist.id)}
    for section in definition.sections:
        if section.key in taken:
            await ChecklistSection.filter(id=taken[section.key].id).update(
                title_zh=section.title.zh, title_en=section.title.en
            )
            continue
        if len(taken) >= SECTION_COLUMNS:
            raise Problem("invalid", issues=[issue("sections", "too_long", most=SECTION_COLUMNS)])
        taken[section.key] = await ChecklistSection.create(
            checklist_id=checklist.id,
            key=section.key,
            column=len(taken) + 1,
            title_zh=section.title.zh,
            title_en=section.title.en,
        )


async def version_or_404(uuid: UUID) -> ChecklistVersion:
    """Return a published version; raises Problem("not_found")."""
    version = await ChecklistVersion.get_or_none(uuid=uuid)
    if version is None:
        raise Problem("not_found")
    return version


def parsed(version: ChecklistVersion) -> definitions.Checklist:
    """Return the definition of a stored version."""
    known = _PARSED.get(version.digest)
    if known is None:
        if len(_PARSED) >= _MOST_KEPT:
            _PARSED.clear()
        known = definitions.Checklist.model_validate(version.definition)
        _PARSED[version.digest] = known
    return known


def for_phone(version: ChecklistVersion) -> dict[str, Any]:
    """Return the bundle that the phone keeps: what is asked, never what it is worth."""
    return bundle(parsed(version)) | {"id": str(version.uuid), "digest": version.digest}


async def section_columns(checklist_id: int) -> dict[str, int]:
    """Return the score column (1…24) of each section key of a checklist."""
    return {s.key: s.column for s in await ChecklistSection.filter(checklist_id=checklist_id)}


async def list_versions() -> list[ChecklistVersion]:
    """Return all published versions with their checklists, newest of each checklist first."""
    return await (
        ChecklistVersion.all()
        .only("id", "uuid", "checklist_id", "number", "digest", "published_at")
        .order_by("checklist__key", "-number")
        .prefetch_related("checklist")
    )
