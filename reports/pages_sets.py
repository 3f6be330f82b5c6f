"""The addresses of sets beside each other, and of the method."""

from starlette.responses import Response

from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.respond import page
from reports.comparison import view_sets
from reports.comparison.bar import filter_bar
from reports.comparison.frame import ROLES, Room, answer, enter, frame, lens_of
from reports.comparison.method import method
from reports.figures.sets import Sides, competitors, earlier, sides
from reports.figures.tree import regions
from reports.rollup.filters import OTHER, has_other
from reports.rollup.lens import Lens


@page_at("GET", "/regions", name="regions", roles=ROLES)
async def get_regions(call: Plain) -> Response:
    """The tree of regions."""
    room = await enter(call)
    found = await regions(room.lens)
    return answer(room, "regions", view_sets.regions(room, found) if found.lines else None)


@page_at("GET", "/competitors", name="competitors", roles=ROLES)
async def get_competitors(call: Plain) -> Response:
    """Ours beside competitors by the same checklist."""
    room = await enter(call)
    found = await competitors(room.lens, room.reach)
    if not found.other.visits:
        return answer(room, "competitors", view_sets.no_competitors(room))
    names = (room.t("our branches"), room.t("competitors"))
    return answer(room, "competitors", view_sets.sides(room, found, names))


@page_at("GET", "/sides", name="sides", roles=ROLES)
async def get_sides(call: Plain) -> Response:
    """Any two sets; without a second one, the wave before."""
    room = await enter(call)
    other = await _other(room)
    found: Sides = await sides(room.lens, other)
    names = (
        view_sets.side_name(room, room.lens, other.filter),
        view_sets.side_name(room, other, room.asked),
    )
    bar = filter_bar(call, other, room.options, "sides", OTHER)
    shown = view_sets.sides(room, found, names) if found.one.visits or found.other.visits else None
    return answer(
        room,
        "sides",
        shown,
        "comparison/sides.html",
        second=bar,
        proposals=view_sets.proposals(room),
    )


async def _other(room: Room) -> Lens:
    if has_other(room.call.request.query_params.multi_items()):
        _, found = await lens_of(room.call, OTHER)
        return found
    return await earlier(room.lens, room.reach)


@page_at("GET", "/method", name="method", roles=ROLES)
async def get_method(call: Plain) -> Response:
    """How figures are made."""
    room = await enter(call)
    tabs = frame(room, "method")["tabs"]
    return page(call, "comparison/method.html", method=method(call.lang), tabs=tabs)


PAGES = (get_regions, get_competitors, get_sides, get_method)
