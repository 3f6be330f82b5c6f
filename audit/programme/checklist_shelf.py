"""Checklists as planners read them: every version, its size and use; what a text would become."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.functions import Count

from audit.models import Assignment, ChecklistVersion
from audit.programme.checklists import list_versions
from audit.programme.references import names_of
from forms.checklist import Checklist
from forms.texts import Text
from forms.versions import digest, scored_digest

_SIZES: dict[str, tuple[int, int]] = {}


@dataclass(frozen=True)
class VersionLine:
    """A published version: its sections and items, and how many visits were planned with it."""

    uuid: UUID
    number: int
    published_at: datetime
    digest: str
    sections: int
    items: int
    assignments: int
    newest: bool


@dataclass(frozen=True)
class ChecklistLine:
    """A checklist with its versions, newest first."""

    key: str
    title: Text
    versions: list[VersionLine]


@dataclass(frozen=True)
class Foreseen:
    """What publishing a definition would bring.

    `same` is the number of the version that is this very definition; `before` the number of the
    newest one, and `comparable` whether scores of both can be compared. `pictures` is how many
    reference photos it names.
    """

    sections: int
    items: int
    same: int | None
    before: int | None
    comparable: bool
    pictures: int


async def checklist_lines() -> list[ChecklistLine]:
    """Return every checklist with its versions; published ones never change, so sizes are kept."""
    versions = await list_versions()
    await _measure([v.digest for v in versions if v.digest not in _SIZES])
    used = dict(
        await Assignment.filter(cancelled_at__isnull=True)
        .group_by("version_id")
        .annotate(count=Count("id"))
        .values_list("version_id", "count")
    )
    found: dict[str, ChecklistLine] = {}
    for version in versions:
        checklist = version.checklist
        title = Text(zh=checklist.title_zh, en=checklist.title_en)
        line = found.setdefault(checklist.key, ChecklistLine(checklist.key, title, []))
        line.versions.append(
            VersionLine(
                version.uuid,
                version.number,
                version.published_at,
                version.digest,
                *_SIZES[version.digest],
                assignments=used.get(version.id, 0),
                newest=not line.versions,
            )
        )
    return list(found.values())


async def _measure(digests: list[str]) -> None:
    if digests:
        for row in await ChecklistVersion.filter(digest__in=digests):
            sections = row.definition["sections"]
            _SIZES[row.digest] = len(sections), sum(len(s["items"]) for s in sections)


async def siblings(version: ChecklistVersion) -> list[ChecklistVersion]:
    """Return every version of the same checklist, the first one first."""
    return await ChecklistVersion.filter(checklist_id=version.checklist_id).order_by("number")


async def foresee(definition: Checklist) -> Foreseen:
    """Tell what publishing a definition would bring."""
    versions = (
        await ChecklistVersion.filter(checklist__key=definition.key)
        .order_by("-number")
        .only("id", "number", "digest", "scored_digest")
    )
    wanted = digest(definition)
    newest = versions[0] if versions else None
    return Foreseen(
        sections=len(definition.sections),
        items=len(definition.by_key),
        same=next((v.number for v in versions if v.digest == wanted), None),
        before=newest.number if newest else None,
        comparable=newest is not None and newest.scored_digest == scored_digest(definition),
        pictures=len(names_of(definition)),
    )
