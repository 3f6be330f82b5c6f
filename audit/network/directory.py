"""Reading the network: regions, brands and branches as they are on a day, as frozen values."""

from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from audit.access import Actor, branch_or_404, facts_on, visible_branches
from audit.checks import findable, findable_code
from audit.models import Branch, BranchFacts, Brand, Region
from audit.network.network import Facts
from audit.problems import Problem
from forms.texts import Text

PAGE = 50


@dataclass(frozen=True)
class RegionLine:
    """A region; `depth` is 0 for a root, and the lines come in the order of the tree."""

    code: str
    name: Text
    parent: str | None
    path: str
    depth: int


@dataclass(frozen=True)
class BrandLine:
    """A brand."""

    code: str
    name: Text


@dataclass(frozen=True)
class BranchLine:
    """A branch with the facts of one day; `valid_to` is the first day they no longer hold."""

    code: str
    facts: Facts
    region_name: Text
    brand_name: Text
    opened_on: date
    closed_on: date | None
    valid_from: date
    valid_to: date | None

    def open_on(self, day: date) -> bool:
        """Tell whether the branch is open on a day."""
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


@dataclass(frozen=True)
class Branches:
    """One page of a listing; `page` counts from 1."""

    branches: tuple[BranchLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class BranchesWanted:
    """What a listing is narrowed to; a region means all below it."""

    search: str = ""
    region: str | None = None
    brand: str | None = None
    format: str | None = None
    open: bool | None = None
    page: int = 1


async def list_regions() -> tuple[RegionLine, ...]:
    """Return the whole tree, each region before those below it."""
    rows = await Region.all().order_by("path")
    codes = {row.id: row.code for row in rows}
    return tuple(
        RegionLine(
            code=row.code,
            name=Text(zh=row.name_zh, en=row.name_en),
            parent=codes.get(row.parent_id or 0),
            path=row.path,
            depth=row.path.count("/") - 2,
        )
        for row in rows
    )


async def list_brands() -> tuple[BrandLine, ...]:
    """Return all brands by code."""
    rows = await Brand.all().order_by("code")
    return tuple(BrandLine(row.code, Text(zh=row.name_zh, en=row.name_en)) for row in rows)


async def list_formats() -> tuple[str, ...]:
    """Return every format that a branch has or had."""
    rows = await BranchFacts.all().distinct().values_list("format", flat=True)
    return tuple(sorted(map(str, rows)))


async def branch_on(actor: Actor, code: str, day: date) -> BranchLine:
    """Return a visible branch as on a day; foreign and unknown ones raise Problem("not_found")."""
    branch = await branch_or_404(actor, code)
    row = await _whole(facts_on(day).filter(branch_id=branch.id)).first()
    if row is None:
        raise Problem("not_found")
    return line_of(row)


async def branch_history(actor: Actor, code: str) -> tuple[BranchLine, ...]:
    """Return what was, is and will be true of a visible branch, oldest first."""
    branch = await branch_or_404(actor, code)
    rows = _whole(BranchFacts.filter(branch_id=branch.id)).order_by("valid_from")
    return tuple(line_of(row) for row in await rows)


async def list_branches(actor: Actor, day: date, wanted: BranchesWanted) -> Branches:
    """Return a page of the visible branches by code, as on a day."""
    visible: QuerySet[Branch] = await visible_branches(actor)
    rows = facts_on(day).filter(branch_id__in=Subquery(visible.values("id")))
    rows = rows.filter(await _narrowing(wanted, day))
    total = await rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(wanted.page, 1), pages)
    found = _whole(rows).order_by("branch__code").offset((page - 1) * PAGE).limit(PAGE)
    return Branches(tuple(line_of(row) for row in await found), total, page, pages)


async def _narrowing(wanted: BranchesWanted, day: date) -> Q:
    within = Q()
    if search := wanted.search.strip()[:100]:
        if not findable(search):
            return Q(id=0)
        named = Q(name_zh__icontains=search) | Q(name_en__icontains=search)
        within &= named | Q(branch__code__icontains=search)
    if wanted.region is not None:
        region = await Region.get_or_none(code=findable_code(wanted.region))
        within &= Q(region__path__startswith=region.path) if region else Q(id=-1)
    if wanted.brand is not None:
        within &= Q(brand__code=findable_code(wanted.brand))
    if wanted.format is not None:
        within &= Q(format=findable_code(wanted.format))
    if wanted.open is not None:
        begun = Q(branch__opened_on__lte=day)
        going = Q(branch__closed_on__isnull=True) | Q(branch__closed_on__gt=day)
        within &= (begun & going) if wanted.open else ~(begun & going)
    return within


def _whole(rows: QuerySet[BranchFacts]) -> QuerySet[BranchFacts]:
    return rows.select_related("branch", "region", "brand")


def line_of(row: BranchFacts) -> BranchLine:
    """Return a row of facts, read with its branch, region and brand, as a value."""
    facts = Facts(
        name=Text(zh=row.name_zh, en=row.name_en),
        region=row.region.code,
        brand=row.brand.code,
        format=row.format,
        zone=row.zone,
        tags=tuple(row.tags),
        address=row.address,
        latitude=row.latitude,
        longitude=row.longitude,
        datum=row.datum,
    )
    return BranchLine(
        code=row.branch.code,
        facts=facts,
        region_name=Text(zh=row.region.name_zh, en=row.region.name_en),
        brand_name=Text(zh=row.brand.name_zh, en=row.brand.name_en),
        opened_on=row.branch.opened_on,
        closed_on=row.branch.closed_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
