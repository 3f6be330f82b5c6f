"""Pages about definitions: what a version changed, scoring again, a score replayed, the schema."""

import json

from starlette.responses import JSONResponse, Response

from audit.programme.checklist_shelf import siblings
from audit.programme.checklists import version_or_404
from audit.programme.waves import PLANNERS
from audit.visits.replay import replay
from audit.visits.rescoring import KIND as RESCORING
from audit.visits.rescoring import ask, progress
from audit.web.call import Plain
from audit.web.pages import fields, page_at
from audit.web.pages_review import READERS
from audit.web.respond import page, see_other
from audit.web.view_definitions import changes_page
from audit.web.view_trace import replay_page
from forms.exchange import json_schema


@page_at("GET", "/checklists/{version:uuid}/changes", name="changes", roles=PLANNERS)
async def get_changes(call: Plain) -> Response:
    """What a version changes in an earlier one (`from`, by number; else the one before)."""
    version = await version_or_404(call.uuid("version"))
    others = [one for one in await siblings(version) if one.number != version.number]
    asked = call.request.query_params.get("from", "")
    before = [one for one in others if one.number < version.number] or others or [version]
    old = next((one for one in others if str(one.number) == asked), before[-1])
    return page(
        call,
        "admin/changes.html",
        back=call.url("checklist", version=version.uuid),
        here_changes=call.url("changes", version=version.uuid),
        **changes_page(version, old, [one.number for one in others], call),
    )


@page_at("POST", "/checklists/{version:uuid}/rescore", name="rescore", roles=PLANNERS)
async def post_rescore(call: Plain) -> Response:
    """Score the visits of this version again under another one (`to`, by number)."""
    version, form = await version_or_404(call.uuid("version")), await fields(call.request)
    others = {str(one.number): one for one in await siblings(version)}
    new = others.get(form.get("to", ""), version)
    key = await ask(call.actor, version.uuid, new.uuid, form.get("reason", ""), call.now)
    await call.services.jobs.wake(RESCORING, str(key), 1)
    return see_other(f"{call.url('checklist', version=version.uuid)}?done=rescoring#rescore")


@page_at("GET", "/checklists/{version:uuid}/rescoring.json", name="rescoring", roles=PLANNERS)
async def get_rescoring(call: Plain) -> Response:
    """How far the newest scoring again of a version is: state, visits done, visits in all."""
    found = await progress(await version_or_404(call.uuid("version")))
    told = (found[0].state, found[0].done, found[0].visits) if found else (None, 0, 0)
    return JSONResponse(dict(zip(("state", "done", "total"), told, strict=True)))


@page_at("GET", "/review/{visit:uuid}/trace", name="trace", roles=READERS)
async def get_trace(call: Plain) -> Response:
    """Every digit of a visit's score, and the fewest fixes to the next band."""
    found = await replay(call.actor, call.uuid("visit"))
    return page(
        call,
        "review/trace.html",
        back=call.url("review_visit", visit=call.uuid("visit")),
        **replay_page(found, call),
    )


@page_at("GET", "/api/v1/checklist-schema.json", name="checklist_schema", public=True)
async def get_schema(call: Plain) -> Response:
    """The JSON Schema of checklist definitions."""
    del call
    body = json.dumps(json_schema(), ensure_ascii=False, indent=1)
    return Response(body, media_type="application/schema+json")


PAGES = (get_changes, post_rescore, get_rescoring, get_trace, get_schema)
