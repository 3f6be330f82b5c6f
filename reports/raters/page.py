"""The page about auditors: for head office, and for reviewers of the whole network."""

from starlette.responses import Response

from audit.web.call import Plain
from audit.web.pages import page_at
from reports.comparison.frame import Room, answer
from reports.figures.held import held_of
from reports.figures.options import options
from reports.raters.figures import raters
from reports.raters.reach import RATER_ROLES, raters_lens
from reports.raters.view import SHOWN, shown


@page_at("GET", "/raters", name="raters", roles=RATER_ROLES)
async def get_raters(call: Plain) -> Response:
    """How strict auditors are, and how well they agree."""
    reach, lens = await raters_lens(call)
    room = Room(call, held_of(lens), reach, lens, await options(lens, reach), await lens.apart())
    if not lens.waves:
        return answer(room, "raters", None)
    found = await raters(lens, call.actor.person_id)
    names = await room.names([one.facts for one in found.branches[:SHOWN]])
    return answer(room, "raters", shown(room, found, names))


PAGES = (get_raters,)
