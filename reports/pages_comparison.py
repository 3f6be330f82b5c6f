"""The addresses of head office's pages of comparison."""

from collections.abc import Sequence

from starlette.responses import Response

from audit.web.call import Plain
from audit.web.pages import page_at
from reports.comparison import view_overview
from reports.comparison.frame import ROLES, Room, answer, enter
from reports.comparison.view_ranking import (
    SORTS,
    page_of,
    shown_heatmap,
    shown_ranking,
)
from reports.figures.coverage import coverage
from reports.figures.faults import faults
from reports.figures.league import league
from reports.figures.units import known, means
from reports.rollup.branches import through_waves
from reports.urgent import urgent_failures, urgent_lines

TRAIL = 8


@page_at("GET", "/overview", name="overview", roles=ROLES)
async def get_overview(call: Plain) -> Response:
    """A wave at a glance."""
    room = await enter(call)
    urgent = urgent_lines(await urgent_failures(call.actor), call)
    found = await league(room.lens)
    if not found.size:
        return answer(room, "overview", None, urgent=urgent)
    names = await room.names(view_overview.facts_needed(found))
    broken = await faults(room.lens)
    seen = await coverage(room.lens, found, room.reach)
    shown = view_overview.shown(room, found, broken, seen, names)
    return answer(room, "overview", shown, urgent=urgent)


@page_at("GET", "/ranking", name="ranking", roles=ROLES)
async def get_ranking(call: Plain) -> Response:
    """The branches in order."""
    params = call.request.query_params
    sort = params.get("sort", "score") if params.get("sort") in SORTS else "score"
    order = "ascending" if params.get("order") == "ascending" else "descending"
    room = await enter(call)
    urgent = urgent_lines(await urgent_failures(call.actor), call)
    found = await league(room.lens)
    if not found.size:
        return answer(room, "ranking", None, urgent=urgent)
    lines = page_of(room, found, sort, order)
    names = await room.names([line.facts for line in lines])
    trails = await _trails(room, [line.branch for line in lines])
    shown = shown_ranking(room, found, lines, names, trails, sort=sort, order=order)
    return answer(room, "ranking", shown, urgent=urgent)


async def _trails(room: Room, branches: Sequence[int]) -> dict[int, list[int | None]]:
    """Return the branches' means through the last waves, oldest first."""
    found = await through_waves(room.lens, branches, TRAIL)
    waves = [wave.id for wave in reversed(room.lens.every[:TRAIL])]
    columns = (found["branch_id"], found["wave_id"], means(found["total"], found["scored"]))
    values = {
        (branch, wave): known(mean)
        for branch, wave, mean in zip(*(column.tolist() for column in columns), strict=True)
    }
    return {branch: [values.get((branch, wave)) for wave in waves] for branch in branches}


@page_at("GET", "/heatmap", name="heatmap", roles=ROLES)
async def get_heatmap(call: Plain) -> Response:
    """Branches × sections."""
    room = await enter(call)
    found = await league(room.lens, changes=False)
    if not found.size:
        return answer(room, "heatmap", None)
    lines = page_of(room, found, "score", "descending")
    names = await room.names([line.facts for line in lines])
    return answer(room, "heatmap", shown_heatmap(room, found, lines, names))


PAGES = (get_overview, get_ranking, get_heatmap)
"""The rest of the tabs is in reports.pages_spread and reports.pages_sets."""
