"""How much of the network was seen: branches there are, visited, and visited often enough."""

from dataclasses import dataclass

from tortoise.expressions import Q

from audit.access import Scope, facts_on, region_subtree
from audit.models import Visit
from reports.figures.league import League
from reports.figures.order import FEWEST
from reports.rollup.lens import Lens
from reports.statistics.shares import Share, share

_YEAR = 13


@dataclass(frozen=True)
class Coverage:
    """Branches of the newest wave looked at. `few`: visited, but too seldom to be ranked.

    open: branches open in that wave; `pending`: visits of it that are not official yet.
    """

    visited: Share
    few: int
    pending: int


async def coverage(lens: Lens, found: League, reach: Scope) -> Coverage:
    """Return how much of the network the figures rest on; competitors' branches do not count."""
    wave = lens.wave
    if wave is None:
        return Coverage(share(0, 0), 0, 0)
    day = min(wave.ends_on, lens.today)
    asked = await _asked(lens, reach)
    rivals = await lens.rows(lens.every[:_YEAR], kind="competitor")
    there = (
        facts_on(day)
        .filter(asked)
        .filter(Q(branch__closed_on__isnull=True) | Q(branch__closed_on__gte=wave.starts_on))
    )
    theirs = frozenset(rivals.column("branch_id").tolist())
    tag = lens.filter.tag
    if tag:
        tagged = await there.values_list("branch_id", "tags")
        found_ids = [int(str(branch)) for branch, tags in tagged if tag in tags]
    else:
        found_ids = [int(str(branch)) for branch in await there.values_list("branch_id", flat=True)]
    count = sum(branch not in theirs for branch in found_ids)
    pending = Visit.filter(
        reach.where(), wave_id=wave.id, state__in=("submitted", "in_review", "returned", "approved")
    )
    return Coverage(
        visited=share(min(found.size, count), count),
        few=sum(one.n < FEWEST for one in found.standing.moments.values()),
        pending=await pending.count(),
    )


async def _asked(lens: Lens, reach: Scope) -> Q:
    wanted = reach.where()
    asked = lens.filter
    if asked.region:
        subtree = await (await region_subtree(asked.region)).values_list("id", flat=True)
        wanted &= Q(region_id__in=list(subtree))
    if asked.brand:
        wanted &= Q(brand__code=asked.brand)
    if asked.format:
        wanted &= Q(format=asked.format)
    return wanted
