"""The addresses of single questions: movers, funnel, trend, distribution, square, bases, waits,
items."""

from starlette.responses import Response

from audit.web.call import Plain
from audit.web.pages import page_at
from reports.comparison import view_branches, view_service, view_spread, view_trend
from reports.comparison.frame import ROLES, Shown, answer, beside_of, enter
from reports.figures.faults import faults
from reports.figures.league import league
from reports.figures.moves import moves
from reports.figures.outliers import outliers
from reports.figures.spread import bases, spread, square
from reports.figures.through import through
from reports.figures.waiting import waiting


@page_at("GET", "/movers", name="movers", roles=ROLES)
async def get_movers(call: Plain) -> Response:
    """Who moved beyond noise."""
    room = await enter(call)
    beside = beside_of(call)
    found = await moves(room.lens, beside)
    if not found.moved:
        return answer(room, "movers", None)
    shown = view_branches.moves_page(room, found)
    names = await room.names([found.facts[branch] for branch in shown])
    return answer(room, "movers", view_branches.movers(room, found, beside, names))


@page_at("GET", "/funnel", name="funnel", roles=ROLES)
async def get_funnel(call: Plain) -> Response:
    """Who lies outside of what chance does."""
    room = await enter(call)
    ranking = await league(room.lens, changes=False)
    found = outliers(ranking)
    if found is None:
        return answer(
            room,
            "funnel",
            _untold(room.t("Too few visits to tell chance from more")) if ranking.size else None,
        )
    told = [*view_branches.funnel_page(room, found), *view_branches.named_in(found)]
    names = await room.names([one.facts for one in told])
    return answer(room, "funnel", view_branches.funnel(room, found, names))


def _untold(title: str) -> Shown:
    return Shown(title=title, measure="", blocks=[], methods=("funnel",))


@page_at("GET", "/trend", name="trend", roles=ROLES)
async def get_trend(call: Plain) -> Response:
    """What is looked at, wave by wave."""
    room = await enter(call)
    found = await through(room.lens)
    return answer(room, "trend", view_trend.shown(room, found) if found.points else None)


@page_at("GET", "/distribution", name="distribution", roles=ROLES)
async def get_distribution(call: Plain) -> Response:
    """How scores are spread."""
    room = await enter(call)
    found = await spread(room.lens)
    return answer(
        room, "distribution", view_spread.distribution(room, found) if found.visits else None
    )


@page_at("GET", "/square", name="square", roles=ROLES)
async def get_square(call: Plain) -> Response:
    """Process × personal."""
    room = await enter(call)
    found = await square(room.lens)
    if not found.places:
        return answer(room, "square", None)
    listed = view_spread.square_page(room, found)
    drawn = view_spread.named_in(found)
    names = await room.names([one.facts for one in (*listed, *drawn)])
    return answer(room, "square", view_spread.square(room, found, names))


@page_at("GET", "/bases", name="bases", roles=ROLES)
async def get_bases(call: Plain) -> Response:
    """How far the visits ran."""
    room = await enter(call)
    found = await bases(room.lens)
    return answer(room, "bases", view_service.bases(room, found) if found.visits else None)


@page_at("GET", "/waits", name="waits", roles=ROLES)
async def get_waits(call: Plain) -> Response:
    """How long visits waited."""
    room = await enter(call)
    found = await waiting(room.lens)
    return answer(room, "waits", view_service.waits(room, found) if found else None)


@page_at("GET", "/items", name="items", roles=ROLES)
async def get_items(call: Plain) -> Response:
    """What is missed most."""
    room = await enter(call)
    found = await faults(room.lens)
    return answer(room, "items", view_branches.items(room, found) if found.items else None)


PAGES = (
    get_movers,
    get_funnel,
    get_trend,
    get_distribution,
    get_square,
    get_bases,
    get_waits,
    get_items,
)
