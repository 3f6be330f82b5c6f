"""Official scores of the network, loaded for comparison: one row per released visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import Q

from audit.access import Scope
from audit.models import Brand, ChecklistSection, ChecklistVersion, Region, Score, Wave
from audit.models.programme import SECTION_COLUMNS
from forms.texts import Text
from reports.queries import COUNTED

_COLUMNS = tuple(f"s{number:02}" for number in range(1, SECTION_COLUMNS + 1))
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
    """What to look at. Region means the region and all below it."""

    wave: str | None = None
    region: str | None = None
    brand: str | None = None
    format: str | None = None


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

    Visits of competitors' branches are left out: they are a benchmark, not the network.
    """
    fields = _FIELDS + (_COLUMNS if with_sections else ())
    rows = (
        await Score.filter(_chosen(choice), reach.where("visit__branch_id"), current=True)
        .filter(visit__state__in=COUNTED, visit__wave_id__in=[wave.id for wave in waves])
        .exclude(visit__channel="competitor")
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


async def options(formats: Sequence[str]) -> Options:
    """Return every wave, region and brand there is, and these formats."""
    waves = await Wave.all().order_by("-starts_on")
    regions = await Region.all().order_by("path")
    brands = await Brand.all().order_by("code")
    return Options(
        waves=[(w.code, Text(zh=w.name_zh, en=w.name_en)) for w in waves],
        regions=[(r.code, Text(zh=r.name_zh, en=r.name_en)) for r in regions],
        brands=[(b.code, Text(zh=b.name_zh, en=b.name_en)) for b in brands],
        formats=sorted(formats),
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


def span(waves: Sequence[Wave]) -> tuple[date, date]:
    """Return the first and last day of some waves."""
    return min(w.starts_on for w in waves), max(w.ends_on for w in waves)
