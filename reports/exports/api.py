"""Comparison over the API: the same figures, filters and reach as the pages."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import Field

from audit.web.api import Model, Operation, operation
from audit.web.call import Call
from reports.comparison.frame import ROLES
from reports.exports import content, content_of_targets, wholes
from reports.exports.asked import Asked, asked_of
from reports.exports.models import (
    BasesOut,
    BranchWaves,
    Comparison,
    DistributionOut,
    FunnelOut,
    ItemsOut,
    MoversOut,
    OverviewOut,
    RankingOut,
    RegionsOut,
    SidesOut,
    SquareOut,
    TrendOut,
    WaitsOut,
)
from reports.exports.models_of_targets import AwardsOut, RatersOut, TargetsOut
from reports.figures.moves import Beside
from reports.raters.reach import RATER_ROLES, raters_lens
from reports.rollup.filters import Kind, Organised

_MOST_PAGES = 100_000

Code = Annotated[str, Field(max_length=32)]
Key = Annotated[str, Field(max_length=64)]
Answer = TypeVar("Answer", bound=Comparison)


class FilterQuery(Model):
    """What to look at; nothing given asks for nothing.

    `wave` may be repeated; with `since` and `until` the waves that lie between. Without any the
    newest official wave is meant. `dimension`: key of a section or name of a view whose score
    stands for the final one. Each parameter behind “b.” names a second set (compare).
    """

    wave: Code | None = None
    since: date | None = None
    until: date | None = None
    region: Code | None = None
    brand: Code | None = None
    format: Code | None = None
    tag: Key | None = None
    channel: Code | None = None
    daypart: Code | None = None
    checklist: Key | None = None
    dimension: Key | None = None
    kind: Kind = "own"
    organised: Organised = "then"


class PagedQuery(FilterQuery):
    """What to look at, and which page of it; `wave` may be repeated."""

    page: Annotated[int, Field(ge=1, le=_MOST_PAGES)] = 1


class MoversQuery(PagedQuery):
    """What to look at, and against which wave: the one before, or the same one last year."""

    beside: Beside = "before"


def _whole(
    name: str, returns: type[Answer], make: Callable[[Asked], Awaitable[Answer]], summary: str
) -> Operation:
    """Declare an answer that has no pages."""

    async def handle(call: Call[None, FilterQuery]) -> Answer:
        return await make(await asked_of(call))

    return _declared(name, handle, summary, returns, FilterQuery)


def _paged(
    name: str,
    returns: type[Answer],
    make: Callable[[Asked], Awaitable[Answer]],
    summary: str,
    query: type[PagedQuery] = PagedQuery,
) -> Operation:
    """Declare an answer of which there are pages."""

    async def handle(call: Call[None, PagedQuery]) -> Answer:
        return await make(await asked_of(call, call.query.page))

    return _declared(name, handle, summary, returns, query)


def _declared(
    name: str,
    handle: Callable[[Call[Any, Any]], Awaitable[Comparison]],
    summary: str,
    returns: type[Comparison],
    query: type[FilterQuery],
) -> Operation:
    handle.__name__ = f"get_comparison_{name.replace('-', '_')}"
    handle.__doc__ = summary
    return operation(
        "GET",
        f"/comparison/{name}",
        tag="comparison",
        query=query,
        returns=returns,
        roles=ROLES,
        problems=("not_found",),
    )(handle)


@operation(
    "GET",
    "/comparison/branches/{code}",
    tag="comparison",
    query=FilterQuery,
    returns=BranchWaves,
    roles=ROLES,
    problems=("not_found",),
)
async def get_comparison_branch(call: Call[None, FilterQuery]) -> BranchWaves:
    """Tell of one branch: its line in the ranking, and its waves."""
    return await content.one_branch(await asked_of(call), call.text("code"))


@operation(
    "GET",
    "/comparison/raters",
    tag="comparison",
    query=PagedQuery,
    returns=RatersOut,
    roles=RATER_ROLES,
    problems=("not_found",),
)
async def get_comparison_raters(call: Call[None, PagedQuery]) -> RatersOut:
    """Tell how strict auditors are, by pseudonym, and how well they agree"""
    reach, lens = await raters_lens(call)
    return await content_of_targets.of_raters(
        Asked(reach, lens, None, call.query.page, apart=await lens.apart()), call.actor.person_id
    )


OPERATIONS: tuple[Operation, ...] = (
    _whole("overview", OverviewOut, wholes.overview, "Tell of all that is looked at, as one"),
    _paged("ranking", RankingOut, content.ranking, "Rank branches, with how sure each place is"),
    _paged("heat-map", RankingOut, content.ranking, "Give branches × sections"),
    _paged("movers", MoversOut, content.movers, "Tell who moved beyond noise", MoversQuery),
    _paged("funnel", FunnelOut, content.funnel, "Tell which branches chance alone can't explain"),
    _whole("trend", TrendOut, wholes.trend, "Tell wave by wave, with control limits"),
    _whole("distribution", DistributionOut, wholes.distribution, "Tell how scores are spread"),
    _paged("square", SquareOut, content.in_square, "Place branches between process and personal"),
    _whole("bases", BasesOut, wholes.four_bases, "Tell how many visits touched each base"),
    _whole("waits", WaitsOut, wholes.waits, "Tell how long customers waited"),
    _paged("items", ItemsOut, wholes.items, "List the items that are missed most"),
    _paged("regions", RegionsOut, wholes.region_tree, "Add branches up by region"),
    _paged("targets", TargetsOut, content_of_targets.below_target, "List what is below its target"),
    _whole(
        "awards",
        AwardsOut,
        content_of_targets.awarded,
        "Name the best, most improved, most consistent",
    ),
    get_comparison_raters,
    _whole("compare", SidesOut, wholes.compare, "Set two sets side by side"),
    _whole("competitors", SidesOut, wholes.rivals, "Set competitors beside our branches"),
    get_comparison_branch,
)
