"""Checklists by name: their sections with the place of each one's score, their newest version."""

from dataclasses import dataclass

from audit.models import Checklist, ChecklistSection, ChecklistVersion
from forms.texts import Text


@dataclass(frozen=True)
class SectionName:
    """A section and the place of its score among the columns of a score."""

    key: str
    place: int
    title: Text


async def sections_of(checklist_id: int) -> list[SectionName]:
    """Return the sections of a checklist in the order of their columns."""
    rows = await ChecklistSection.filter(checklist_id=checklist_id).order_by("column")
    return [
        SectionName(row.key, row.column - 1, Text(zh=row.title_zh, en=row.title_en)) for row in rows
    ]


async def version_of(scored_digest: str) -> ChecklistVersion | None:
    """Return the newest version with this digest; its bands and targets are those to show."""
    return await (
        ChecklistVersion.filter(scored_digest=scored_digest).order_by("-published_at").first()
    )


def title_of(checklist: Checklist) -> Text:
    """Return the title of a checklist."""
    return Text(zh=checklist.title_zh, en=checklist.title_en)
