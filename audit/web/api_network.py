"""Regions, brands and branches over the API."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from audit.network import directory, network
from audit.network.directory import BranchesWanted, BranchLine
from audit.network.network import Facts
from audit.web.api import Model, operation
from audit.web.api_programme import Code, NameIn
from audit.web.call import Call, Plain
from forms.texts import Text

ADMIN = ("admin",)
READERS = ("admin", "head_office", "reviewer", "region_manager", "branch_manager")


class RegionIn(Model):
    """A new region, below `parent` or a root."""

    code: Code
    name: NameIn
    parent: Code | None = None


class BrandIn(Model):
    """A new brand."""

    code: Code
    name: NameIn


class RegionOut(Model):
    """A region."""

    code: str
    name: Text
    parent: str | None


class RegionsOut(Model):
    """All regions, each before those below it."""

    regions: list[RegionOut]


class BrandOut(Model):
    """A brand."""

    code: str
    name: Text


class BrandsOut(Model):
    """All brands, by code."""

    brands: list[BrandOut]


class FactsIn(Model):
    """What is written down of a branch; region and brand by their codes."""

    name: NameIn
    region: Code
    brand: Code
    format: Annotated[str, Field(min_length=1, max_length=32)]
    zone: Annotated[str, Field(min_length=1, max_length=64)] = "Asia/Shanghai"
    tags: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=32)], ...], Field(max_length=20)
    ] = ()
    address: Annotated[str, Field(max_length=300)] = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    datum: Literal["wgs84", "gcj02", "bd09"] = "wgs84"

    def facts(self) -> Facts:
        name = Text(zh=self.name.zh, en=self.name.en)
        columns = {key: value for key, value in vars(self).items() if key != "name"}
        return Facts(name=name, **columns)


class BranchIn(Model):
    """A new branch."""

    code: Code
    opened_on: date
    facts: FactsIn


class ChangeIn(Model):
    """Facts that hold from a day on."""

    from_day: date
    facts: FactsIn


class CloseIn(Model):
    """The first day the branch is not open."""

    closed_on: date


class FactsOut(Model):
    """What is written down of a branch."""

    name: Text
    region: str
    brand: str
    format: str
    zone: str
    tags: tuple[str, ...]
    address: str
    latitude: float | None
    longitude: float | None
    datum: str


class BranchOut(Model):
    """A branch with the facts of a day; `valid_to` is the first day they no longer hold."""

    code: str
    opened_on: date
    closed_on: date | None
    valid_from: date
    valid_to: date | None
    facts: FactsOut


class BranchesOut(Model):
    """One page of branches, by code."""

    branches: list[BranchOut]
    total: int
    page: int
    pages: int


class HistoryOut(Model):
    """What was, is and will be true of a branch, oldest first."""

    history: list[BranchOut]


class DayQuery(Model):
    """As on which day; today when not given."""

    day: date | None = None


class BranchesQuery(Model):
    """As on which day, and what the listing is narrowed to."""

    day: date | None = None
    search: Annotated[str, Field(max_length=100)] = ""
    region: Code | None = None
    brand: Code | None = None
    format: Annotated[str, Field(max_length=32)] | None = None
    open: bool | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1


def branch_out(line: BranchLine) -> BranchOut:
    """Return a branch as it is sent."""
    return BranchOut(
        code=line.code,
        opened_on=line.opened_on,
        closed_on=line.closed_on,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
        facts=FactsOut(**vars(line.facts)),
    )


@operation("GET", "/regions", tag="network", returns=RegionsOut, roles=READERS)
async def get_regions(call: Plain) -> RegionsOut:
    """List the regions."""
    del call
    lines = await directory.list_regions()
    return RegionsOut(
        regions=[RegionOut(code=one.code, name=one.name, parent=one.parent) for one in lines]
    )


@operation(
    "POST", "/regions", tag="network", body=RegionIn, statuses=(204,), roles=ADMIN,
    problems=("already_exists",),
)  # fmt: skip
async def post_region(call: Call[RegionIn, None]) -> None:
    """Add a region."""
    body = call.body
    name = Text(zh=body.name.zh, en=body.name.en)
    await network.add_region(call.actor, body.code, name, body.parent, call.now)


@operation("PUT", "/regions/{code}/name", tag="network", body=NameIn, statuses=(204,), roles=ADMIN)
async def put_region_name(call: Call[NameIn, None]) -> None:
    """Rename a region."""
    name = Text(zh=call.body.zh, en=call.body.en)
    await network.rename(call.actor, "region", call.text("code"), name, call.now)


@operation("GET", "/brands", tag="network", returns=BrandsOut, roles=READERS)
async def get_brands(call: Plain) -> BrandsOut:
    """List the brands."""
    del call
    lines = await directory.list_brands()
    return BrandsOut(brands=[BrandOut(code=one.code, name=one.name) for one in lines])


@operation(
    "POST", "/brands", tag="network", body=BrandIn, statuses=(204,), roles=ADMIN,
    problems=("already_exists",),
)  # fmt: skip
async def post_brand(call: Call[BrandIn, None]) -> None:
    """Add a brand."""
    name = Text(zh=call.body.name.zh, en=call.body.name.en)
    await network.add_brand(call.actor, call.body.code, name, call.now)


@operation("PUT", "/brands/{code}/name", tag="network", body=NameIn, statuses=(204,), roles=ADMIN)
async def put_brand_name(call: Call[NameIn, None]) -> None:
    """Rename a brand."""
    name = Text(zh=call.body.zh, en=call.body.en)
    await network.rename(call.actor, "brand", call.text("code"), name, call.now)


@operation(
    "GET", "/branches", tag="network", query=BranchesQuery, returns=BranchesOut, roles=READERS
)
async def get_branches(call: Call[None, BranchesQuery]) -> BranchesOut:
    """List the branches one may see, 50 to a page."""
    narrowed = {key: value for key, value in vars(call.query).items() if key != "day"}
    day = call.query.day or call.actor.today
    found = await directory.list_branches(call.actor, day, BranchesWanted(**narrowed))
    lines = [branch_out(line) for line in found.branches]
    return BranchesOut(branches=lines, total=found.total, page=found.page, pages=found.pages)


@operation(
    "POST", "/branches", tag="network", body=BranchIn, statuses=(204,), roles=ADMIN,
    problems=("already_exists",),
)  # fmt: skip
async def post_branch(call: Call[BranchIn, None]) -> None:
    """Add a branch."""
    body = call.body
    await network.add_branch(call.actor, body.code, body.facts.facts(), body.opened_on, call.now)


@operation(
    "GET", "/branches/{code}", tag="network", query=DayQuery, returns=BranchOut, roles=READERS
)
async def get_branch(call: Call[None, DayQuery]) -> BranchOut:
    """Tell of a branch as on a day."""
    day = call.query.day or call.actor.today
    return branch_out(await directory.branch_on(call.actor, call.text("code"), day))


@operation("GET", "/branches/{code}/history", tag="network", returns=HistoryOut, roles=READERS)
async def get_branch_history(call: Plain) -> HistoryOut:
    """Tell what was, is and will be true of a branch."""
    lines = await directory.branch_history(call.actor, call.text("code"))
    return HistoryOut(history=[branch_out(line) for line in lines])


@operation(
    "PUT", "/branches/{code}/facts", tag="network", body=ChangeIn, statuses=(204,), roles=ADMIN
)
async def put_branch_facts(call: Call[ChangeIn, None]) -> None:
    """Let other facts hold from a day on."""
    body = call.body
    facts = body.facts.facts()
    await network.change_branch(call.actor, call.text("code"), facts, body.from_day, call.now)


@operation(
    "POST", "/branches/{code}/close", tag="network", body=CloseIn, statuses=(204,), roles=ADMIN
)
async def post_branch_close(call: Call[CloseIn, None]) -> None:
    """Close a branch."""
    await network.close_branch(call.actor, call.text("code"), call.body.closed_on, call.now)


@operation("POST", "/branches/{code}/reopen", tag="network", statuses=(204,), roles=ADMIN)
async def post_branch_reopen(call: Plain) -> None:
    """Open a closed branch again."""
    await network.reopen_branch(call.actor, call.text("code"), call.now)


OPERATIONS = (
    get_regions,
    post_region,
    put_region_name,
    get_brands,
    post_brand,
    put_brand_name,
    get_branches,
    post_branch,
    get_branch,
    get_branch_history,
    put_branch_facts,
    post_branch_close,
    post_branch_reopen,
)
