"""Official scores of the network, loaded for comparison: one row per released visit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from audit.access import Scope
from audit.models import (
    Brand,
    Checklist,
    ChecklistSection,
    ChecklistVersion,
    Region,
    Score,
    Wave,
)
from audit.programme.checklists import parsed
from forms.checklist import Checklist as Asked
from forms.texts import Text
from reports.queries import COUNTED, SECTION_FIELDS

_FIELDS = (
    "visit__wave_id",
    "visit__branch_id",
    "visit__branch__code",
    "visit__facts__name_zh",
    "visit__facts__name_en",
    "visit__facts__region__code",
    "visit__facts__region__name_zh",
    "visit__facts__region__name_en",
    "visit__facts__format",
    "visit__version__checklist_id",
    "visit__version__scored_digest",
    "final_score",
)


@dataclass(frozen=True)
class Choice:
    """What to look at. Region means the region and all below it; checklist is its key."""

    wave: str | None = None
    region: str | None = None
    brand: str | None = None
    format: str | None = None
    checklist: str | None = None


@dataclass(frozen=True)
class ScoredVisit:
    """One released visit as it counts; the branch as it was on that day. Scores in 1/100."""

    wave_id: int
    branch_id: int
    code: str
    name: Text
    region_code: str
    region: Text
    format: str
    checklist_id: int
    scored_digest: str
    final: int | None
    sections: tuple[int | None, ...] = ()


async def scored_visits(
    waves: Sequence[Wave], reach: Scope, choice: Choice, *, with_sections: bool = False
) -> list[ScoredVisit]:
    """Return the released visits of these waves within reach and choice, in one query.

    Of whatever checklist; those by its newest version come last (see `compared`).
    Visits of competitors' branches are left out: they are a benchmark, not the network.
    """
    fields = _FIELDS + (SECTION_FIELDS if with_sections else ())
    rows = (
        await Score.filter(_chosen(choice), reach.where("visit__branch_id"), current=True)
        .filter(visit__state__in=COUNTED, visit__wave_id__in=[wave.id for wave in waves])
        .exclude(visit__channel="competitor")
        .order_by("visit__version__published_at", "visit_id")
        .values_list(*fields)
    )
    return [_row(row) for row in rows]


def _chosen(choice: Choice) -> Q:
    chosen = Q()
    if choice.region:
        chosen &= Q(visit__facts__region__path__contains=f"/{choice.region}/")
    if choice.brand:
        chosen &= Q(visit__facts__brand__code=choice.brand)
    if choice.format:
        chosen &= Q(visit__facts__format=choice.format)
    return chosen


def _row(row: tuple[Any, ...]) -> ScoredVisit:
    return ScoredVisit(
        wave_id=row[0],
        branch_id=row[1],
        code=row[2],
        name=Text(zh=row[3], en=row[4]),
        region_code=row[5],
        region=Text(zh=row[6], en=row[7]),
        format=row[8],
        checklist_id=row[9],
        scored_digest=row[10],
        final=row[11],
        sections=tuple(row[12:]),
    )


async def waves_until(code: str | None, most: int = 8) -> list[Wave]:
    """Return the wave asked for, or the newest begun one with a released visit, and those before.

    Newest first; empty when there is none.
    """
    rows = Wave.all() if code is None else Wave.filter(code=code)
    chosen = await rows.filter(visits_released()).order_by("-starts_on").first()
    if chosen is None:
        chosen = await rows.order_by("-starts_on").first()
    if chosen is None:
        return []
    return await Wave.filter(starts_on__lte=chosen.starts_on).order_by("-starts_on").limit(most)


def visits_released() -> Q:
    """Return the condition on waves that something of them is official."""
    return Q(visits__state__in=COUNTED)


@dataclass(frozen=True)
class Options:
    """What can be chosen, as (value, name)."""

    waves: list[tuple[str, Text]]
    regions: list[tuple[str, Text]]
    brands: list[tuple[str, Text]]
    formats: list[str]
    checklists: list[tuple[str, Text]]


async def options(formats: Sequence[str], checklists: Sequence[Checklist]) -> Options:
    """Return every wave, region and brand there is, and these formats and checklists."""
    waves = await Wave.all().order_by("-starts_on")
    regions = await Region.all().order_by("path")
    brands = await Brand.all().order_by("code")
    return Options(
        waves=[(w.code, Text(zh=w.name_zh, en=w.name_en)) for w in waves],
        regions=[(r.code, Text(zh=r.name_zh, en=r.name_en)) for r in regions],
        brands=[(b.code, Text(zh=b.name_zh, en=b.name_en)) for b in brands],
        formats=sorted(formats),
        checklists=[(c.key, title_of(c)) for c in checklists],
    )


@dataclass(frozen=True)
class SectionName:
    """A section and the place of its score in ScoredVisit.sections."""

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


@dataclass(frozen=True)
class Compared:
    """The visits of one checklist, which alone can be set beside each other.

    `checklists`: those of the newest wave, the commonest first; `asked`: the newest version that
    was used there, with the bands and targets to show. All None or empty without a visit.
    """

    visits: list[ScoredVisit]
    checklists: list[Checklist]
    checklist: Checklist | None
    asked: Asked | None
    sections: list[SectionName]


async def compared(visits: Sequence[ScoredVisit], wave: Wave | None, key: str | None) -> Compared:
    """Keep the visits of the checklist `key`, or of the wave's commonest where it has no such."""
    counts = Counter(visit.checklist_id for visit in visits if wave and visit.wave_id == wave.id)
    found = await Checklist.filter(id__in=list(counts))
    found.sort(key=lambda row: (-counts[row.id], row.id))
    chosen = next((row for row in found if row.key == key), found[0] if found else None)
    if wave is None or chosen is None:
        return Compared([], [], None, None, [])
    alike = [visit for visit in visits if visit.checklist_id == chosen.id]
    newest = [visit for visit in alike if visit.wave_id == wave.id][-1]
    version = await version_of(newest.scored_digest)
    return Compared(
        visits=alike,
        checklists=found,
        checklist=chosen,
        asked=parsed(version) if version else None,
        sections=await sections_of(chosen.id),
    )
