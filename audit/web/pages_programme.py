"""The planners' pages: waves, how far each is, its assignments, and closing it."""

from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.responses import Response

from audit.access import Scope
from audit.models import Wave
from audit.problems import Problem
from audit.programme import assignments, wave_board, waves
from audit.visits.closing import mixed, progress
from audit.web import view_programme as view
from audit.web import view_programme_forms as view_forms
from audit.web.api_programme import AssignmentIn, WaveIn
from audit.web.call import Plain
from audit.web.csv_text import table
from audit.web.pages import fields, page_at
from audit.web.paging import page_number, pager
from audit.web.released import close
from audit.web.respond import download, page, see_other
from audit.web.view_programme_words import CSV_HEADS, KIND_WORDS, STATES
from forms.texts import Text

SIZE = 50
ROLES = waves.PLANNERS


@page_at("GET", "/waves", name="waves", roles=ROLES)
async def get_waves(call: Plain) -> Response:
    """All waves, and the form for the next one."""
    return await _waves(call, view_forms.NO_WAVE, {})


@page_at("POST", "/waves", name="waves", roles=ROLES)
async def post_wave(call: Plain) -> Response:
    """Make a wave."""
    form = await fields(call.request)
    try:
        wanted = WaveIn.model_validate_strings(view_forms.wave_strings(form), strict=False)
        wave = await waves.add_wave(
            call.actor,
            waves.WaveIn(**wanted.model_dump(exclude={"name"}), name=Text(**dict(wanted.name))),
            call.now,
        )
    except ValidationError as error:
        return await _waves(call, view_forms.NO_WAVE | form, view_forms.faults(error, call))
    except Problem as problem:
        return await _waves(
            call, view_forms.NO_WAVE | form, view_forms.refusal(problem, call, "code")
        )
    return see_other(f"{call.url('wave', wave=wave.code)}?{urlencode({'done': 'made'})}")


async def _waves(call: Plain, values: dict[str, str], errors: dict[str, str]) -> Response:
    lines = await wave_board.wave_lines(await wave_board.planner_reach(call.actor))
    return page(
        call,
        "admin/waves.html",
        status=422 if errors else 200,
        waves=[view.wave_row(line, call) for line in lines],
        create=call.url("waves"),
        values=values,
        errors=errors,
        policies=view_forms.policies(call),
    )


@page_at("GET", "/waves/{wave}", name="wave", roles=ROLES)
async def get_wave(call: Plain) -> Response:
    """One wave."""
    return await _wave(call, await _known(call), {}, {})


@page_at("POST", "/waves/{wave}", name="wave", roles=ROLES)
async def post_assignment(call: Plain) -> Response:
    """Assign a visit."""
    wave, form = await _known(call), await fields(call.request)
    try:
        wanted = AssignmentIn.model_validate_strings(
            await view_forms.assignment_strings(form), strict=False
        )
        await waves.assign(call.actor, wave.code, [view_forms.assignment(wanted)], call.now)
    except ValidationError as error:
        return await _wave(call, wave, form, view_forms.faults(error, call))
    except Problem as problem:
        return await _wave(call, wave, form, view_forms.refusal(problem, call, "branch"))
    return _back(call, wave, "planned")


@page_at(
    "POST",
    "/waves/{wave}/assignments/{assignment:uuid}/cancel",
    name="assignment_cancel",
    roles=ROLES,
)
async def post_cancel(call: Plain) -> Response:
    """Take back an assignment that has no visit yet."""
    wave = await _known(call)
    await waves.cancel(call.actor, call.uuid("assignment"), call.now)
    return _back(call, wave, "cancelled")


@page_at("POST", "/waves/{wave}/close", name="wave_close", roles=("head_office",))
async def post_close(call: Plain) -> Response:
    """Close a wave, once its code was typed."""
    wave, form = await _known(call), await fields(call.request)
    if form.get("agree") != wave.code:
        agree = call.t("Type the word exactly as shown.")
        return await _wave(call, wave, {}, {"agree": agree})
    await close(call, wave.code)
    return _back(call, wave, "closing")


@page_at("GET", "/waves/{wave}/assignments.csv", name="assignments_csv", roles=ROLES)
async def get_csv(call: Plain) -> Response:
    """The assignments that fit the filters, as CSV."""
    wave, reach = await _known(call), await wave_board.planner_reach(call.actor)
    lines = await assignments.every_assignment(wave, reach, _wanted(call), call.actor.today)
    data = table([call.t(head) for head in CSV_HEADS], [view.csv_row(line, call) for line in lines])
    return download(data, f"mingcha-{wave.code}-visits.csv", "text/csv; charset=utf-8")


async def _known(call: Plain) -> Wave:
    return await waves.wave_or_404(call.text("wave"))


def _back(call: Plain, wave: Wave, done: str) -> Response:
    return see_other(f"{call.url('wave', wave=wave.code)}?{urlencode({'done': done})}")


def _wanted(call: Plain) -> assignments.Filter:
    asked = call.request.query_params

    def one(name: str) -> str | None:
        return asked.get(name, "")[:64].replace("\0", "") or None

    state = one("state")
    kind = one("kind")
    return assignments.Filter(
        region=one("region"),
        state=state if state in STATES else None,
        kind=kind if kind in KIND_WORDS else None,
    )


async def _wave(call: Plain, wave: Wave, form: dict[str, str], errors: dict[str, str]) -> Response:
    reach, today, number = await wave_board.planner_reach(call.actor), call.actor.today, 1
    wanted = _wanted(call)
    number = page_number(call)
    lines, total = await assignments.assignments(wave, reach, wanted, today, page=number, size=SIZE)
    states = await wave_board.states_of(wave, reach)
    regions = await wave_board.by_region(wave, reach, today)
    under_way = await progress(wave, call.now)
    return page(
        call,
        "admin/wave.html",
        status=422 if errors else 200,
        notices=view.notices(call),
        **view.head(wave, states, regions, call),
        assignments=[view.assignment_row(line, wave, call) for line in lines],
        filters=await view_forms.filters(wanted, call),
        clear=call.url("wave", wave=wave.code) if wanted != assignments.Filter() else None,
        pager=pager(call, number, total, SIZE),
        downloads=view.downloads(wave, wanted, call),
        errors=errors,
        **await _plan(call, wave, reach, form, open_=under_way is None),
        release=None,
        under_way=view.under_way(wave, under_way, call),
        close=view.closing(
            wave, states, under_way, errors.get("agree"), call, mixed=await mixed(wave)
        ),
    )


async def _plan(
    call: Plain, wave: Wave, reach: Scope, form: dict[str, str], *, open_: bool
) -> dict[str, Any]:
    """What the form to plan a visit offers; a closed wave takes no further ones."""
    if wave.closed_at is not None or not open_:
        return {"plan": None, "values": {}, "branches": [], "auditors": [], "versions": [],
                "kinds": [], "channels": []}  # fmt: skip
    branches = await wave_board.open_branches(reach, max(wave.starts_on, call.actor.today))
    return {
        "plan": call.url("wave", wave=wave.code),
        "values": view_forms.plan_values(wave, form),
        "branches": [(code, f"{code} {name.say(call.lang)}") for code, name in branches],
        "auditors": [(one, one) for one in await wave_board.auditors_on(call.actor.today)],
        "versions": await view_forms.versions(call),
        "kinds": view_forms.kinds(call),
        "channels": view_forms.channels(call),
    }


PAGES = (
    get_waves,
    post_wave,
    get_wave,
    post_assignment,
    post_cancel,
    post_close,
    get_csv,
)
