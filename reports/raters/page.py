"""The page about auditors: for head office, and for reviewers of the whole network."""

from starlette.responses import Response

from audit.access import Actor, Scope, scope
from audit.problems import Problem
from audit.web.call import Plain
from audit.web.pages import page_at
from reports.comparison.frame import Room, answer
from reports.figures.held import held_of
from reports.figures.options import options
from reports.raters.figures import raters
from reports.raters.view import SHOWN, shown
from reports.rollup.filters import parse
from reports.rollup.lens import Lens, look

ROLES = ("head_office", "reviewer")
_USUAL = 6
"""Waves that are looked at when none is chosen: one wave has too few shared branches."""


async def reach_of(actor: Actor) -> Scope:
    """Return whose visits may be looked at: as head office, or as the lead of the reviewers, who
    is a reviewer of the whole network. Other roles of the person add nothing."""
    if any(grant.role == "reviewer" and grant.everywhere for grant in actor.grants):
        return Scope(everything=True)
    if not actor.has("head_office"):
        raise Problem("not_allowed")
    return await scope(actor, {"head_office"})


@page_at("GET", "/raters", name="raters", roles=ROLES)
async def get_raters(call: Plain) -> Response:
    """How strict auditors are, and how well they agree."""
    reach = await reach_of(call.actor)
    lens = await _lens(call, reach)
    room = Room(call, held_of(lens), reach, lens, await options(lens, reach))
    if not lens.waves:
        return answer(room, "raters", None)
    found = await raters(lens, call.actor.person_id)
    names = await room.names([one.facts for one in found.branches[:SHOWN]])
    return answer(room, "raters", shown(room, found, names))


async def _lens(call: Plain, reach: Scope) -> Lens:
    asked = parse(call.request.query_params.multi_items())
    lens = await look(asked, reach, call.actor.today)
    if asked.waves or asked.since or asked.until or not lens.every:
        return lens
    waves = tuple(wave.code for wave in lens.every[:_USUAL])
    return await look(asked.but(waves=waves), reach, call.actor.today)


PAGES = (get_raters,)
