"""The addresses of head office's pages of comparison."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from audit.web.call import Plain
from audit.web.csv_text import decimal, table
from audit.web.pages import page_at
from audit.web.respond import download
from reports.comparison import view_overview
from reports.comparison.frame import ROLES, Room, answer, enter
from reports.comparison.view_ranking import (
    SORTS,
    dimensions,
    page_of,
    shown_heatmap,
    shown_ranking,
)
from reports.figures.coverage import coverage
from reports.figures.faults import faults
from reports.figures.league import FINAL, League, column_of, league
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
    measure = params.get("dimension") or FINAL
    found = await league(room.lens, measure if column_of(room.lens, measure) else FINAL)
    further: dict[str, Any] = {
        "urgent": urgent,
        "dimensions": dimensions(room),
        "dimension": found.measure,
    }
    if not found.size:
        return answer(room, "ranking", None, **further)
    lines = page_of(room, found, sort, order)
    names = await room.names([line.facts for line in lines])
    trails = await _trails(room, [line.branch for line in lines])
    shown = shown_ranking(room, found, lines, names, trails, sort=sort, order=order)
    return answer(room, "ranking", shown, **further)


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


@page_at("GET", "/ranking.csv", name="ranking_csv", roles=ROLES)
async def get_ranking_csv(call: Plain) -> Response:
    """The ranking with section scores as CSV."""
    room = await enter(call)
    found = await league(room.lens)
    wave = room.lens.wave
    name = f"mingcha-{wave.code if wave else 'none'}.csv"
    return download(await as_csv(room, found), name, "text/csv; charset=utf-8")


_HEADS = (
    "Rank range", "Branch code", "Branch", "Region", "Format", "Visits", "Mean", "Interval from",
    "Interval to", "Fair score", "Change",
)  # fmt: skip


async def as_csv(room: Room, found: League) -> bytes:
    """Return the rows as CSV; scores as numbers of two decimals, empty where there is none."""
    lines = found.lines()
    names = await room.names([line.facts for line in lines])
    return table(
        [room.t(head) for head in _HEADS] + [room.say(one.title) for one in found.sections],
        [
            [
                line.rank,
                names[line.facts].code,
                room.say(names[line.facts].name),
                room.say(names[line.facts].region),
                names[line.facts].format,
                line.visits,
                *map(decimal, (line.mean.value, line.mean.low, line.mean.high, line.fair.value)),
                decimal(line.moved.difference if line.moved else None),
                *map(decimal, line.sections),
            ]
            for line in lines
        ],
    )


PAGES = (get_overview, get_ranking, get_heatmap, get_ranking_csv)
"""The rest of the tabs is in reports.pages_spread and reports.pages_sets."""
