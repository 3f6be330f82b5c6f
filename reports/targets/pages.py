"""The pages of targets and awards."""

from typing import Any

from starlette.responses import Response

from audit.models import ScoreTarget
from audit.network.formats import format_name
from audit.problems import Problem
from audit.web.call import Plain
from audit.web.form_faults import beside
from audit.web.pages import fields, page_at
from audit.web.respond import see_other
from forms.texts import Text
from reports.comparison.frame import ROLES, Room, answer, enter
from reports.figures.league import league
from reports.targets import keeping, view
from reports.targets.figures import awards, gaps

_BLANK = {"section": "", "format": "", "region": "", "target": ""}
_SETS = ("head_office",)


@page_at("GET", "/targets", name="targets", roles=ROLES)
async def get_targets(call: Plain) -> Response:
    """What is below target; head office sets targets here."""
    return await _targets(call, _BLANK, {})


@page_at("POST", "/targets", name="targets", roles=_SETS)
async def post_target(call: Plain) -> Response:
    """Set a target for a section, a format, a region."""
    form = await fields(call.request)
    values = {name: form.get(name, "") for name in _BLANK}
    try:
        await keeping.put(
            call.actor, form.get("checklist", ""), values["section"], values["format"],
            values["region"], values["target"], call.now,
        )  # fmt: skip
    except Problem as problem:
        return await _targets(call, values, beside(call, problem, {}, "target"))
    return see_other(call.url("targets"))


@page_at("POST", "/targets/{target:uuid}/remove", name="target_remove", roles=_SETS)
async def post_remove(call: Plain) -> Response:
    """Take a target back."""
    await keeping.remove(call.actor, call.uuid("target"), call.now)
    return see_other(call.url("targets"))


async def _targets(call: Plain, values: dict[str, str], errors: dict[str, str]) -> Response:
    room = await enter(call)
    if room.lens.checklist is None:
        return answer(room, "targets", None)
    rows = await keeping.targets_of(room.lens.checklist.id)
    found = await league(room.lens, changes=False)
    below = gaps(room.lens, found)
    names = await room.names([one.facts for one in below.branches[: view.LISTED]])
    shown = view.targets(room, below, names)
    context = _setting(room, rows, values, errors)
    response = answer(room, "targets", shown, "comparison/targets.html", setting=context)
    response.status_code = 422 if errors else 200
    return response


def _setting(
    room: Room, rows: list[ScoreTarget], values: dict[str, str], errors: dict[str, str]
) -> dict[str, Any]:
    """Return what the table of targets and its form need."""
    lens, own = room.lens, room.options
    inside = {code for code, _, _ in own.regions}
    titles = {one.key: room.say(one.title) for one in lens.sections}
    return {
        "allowed": room.call.actor.has(*_SETS),
        "create": room.call.url("targets"),
        "checklist": lens.checklist.key if lens.checklist else "",
        "sections": list(titles.items()),
        "formats": [(key, room.say(format_name(key))) for key in own.formats],
        "regions": [(code, "　" * depth + room.say(name)) for code, name, depth in own.regions],
        "values": values,
        "errors": errors,
        "lines": [
            {
                "section": titles.get(row.section_key, row.section_key) or room.t("Total"),
                "format": room.say(format_name(row.format)) if row.format else room.t("All"),
                "region": room.say(Text(zh=row.region.name_zh, en=row.region.name_en))
                if row.region
                else room.t("All"),
                "target": room.score(row.target),
                "remove": room.call.url("target_remove", target=row.uuid),
            }
            for row in rows
            if room.reach.everything or row.region is None or row.region.code in inside
        ],
    }


@page_at("GET", "/awards", name="awards", roles=ROLES)
async def get_awards(call: Plain) -> Response:
    """The best, the most improved and the most consistent."""
    room = await enter(call)
    found = await league(room.lens)
    if not found.size:
        return answer(room, "awards", None)
    won = awards(found)
    facts = [one.facts for one in won.best] + [one.facts for one in won.steady]
    facts += [found.line(branch).facts for branch in won.improved]
    names = await room.names(facts)
    return answer(room, "awards", view.awards(room, won, found, names))


PAGES = (get_targets, post_target, post_remove, get_awards)
