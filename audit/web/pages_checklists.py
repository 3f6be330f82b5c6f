"""The planners' pages of checklists: the list, publishing a version, and a version in full."""

import json
from dataclasses import dataclass

from starlette.responses import Response

from audit.models import Checklist as ChecklistRow
from audit.problems import Problem
from audit.programme.checklist_shelf import checklist_lines, foresee, siblings
from audit.programme.checklists import parsed, publish, version_or_404
from audit.programme.references import missing_of
from audit.programme.waves import PLANNERS as ROLES
from audit.visits.rescoring import progress, submitted
from audit.web import view_checklists as view
from audit.web.call import Plain
from audit.web.pages import fields, page_at
from audit.web.respond import download, page, see_other
from audit.web.view_checklist_version import version_page
from audit.web.view_definitions import findings, rescore_box
from forms import standards
from forms.checklist import Checklist
from forms.parse import Parsed, parse_checklist
from forms.versions import document


@dataclass(frozen=True)
class Draft:
    """A definition that was sent, what was found in it, and what was said about it."""

    text: str = ""
    issues: tuple[dict[str, str], ...] = ()
    checked: str | None = None


@page_at("GET", "/checklists", name="checklists", roles=ROLES)
async def get_checklists(call: Plain) -> Response:
    """Every checklist with its versions."""
    return await _checklists(call, Draft())


@page_at("POST", "/checklists", name="checklists", roles=ROLES)
async def post_checklist(call: Plain) -> Response:
    """Check or publish a definition: a built-in standard, or a text in TOML or JSON."""
    form = await fields(call.request)
    found, text = _parsed(form)
    if found.checklist is None:
        return await _checklists(call, Draft(text, view.issues(found.issues, call)))
    if form.get("act") == "check":
        foreseen = await foresee(found.checklist)
        return await _checklists(
            call, Draft(text, checked=view.foreseen(found.checklist, foreseen, call))
        )
    return await _published(call, found.checklist, text)


def _parsed(form: dict[str, str]) -> tuple[Parsed, str]:
    """Return what was sent, parsed, and the text to show again."""
    standard = form.get("standard", "")
    if standard in standards.names():
        return standards.read(standard), ""
    text = form.get("text", "")
    return parse_checklist(text, "json" if text.startswith("{") else "toml"), text


async def _published(call: Plain, definition: Checklist, text: str) -> Response:
    try:
        version = await publish(call.actor, definition, call.now)
    except Problem as problem:
        if not problem.issues:
            raise
        return await _checklists(call, Draft(text, view.issues(problem.issues, call)))
    return see_other(f"{call.url('checklist', version=version)}?done=published")


async def _checklists(call: Plain, draft: Draft) -> Response:
    return page(
        call,
        "admin/checklists.html",
        status=422 if draft.issues else 200,
        checklists=[view.checklist_line(line, call) for line in await checklist_lines()],
        publish=call.url("checklists"),
        standards=[(name, standards.load(name).title.say(call.lang)) for name in standards.names()],
        text=draft.text,
        issues=draft.issues,
        checked=draft.checked,
    )


@page_at("GET", "/checklists/{version:uuid}", name="checklist", roles=ROLES)
async def get_checklist(call: Plain) -> Response:
    """A version as its auditors see it, beside what the answers are worth."""
    version = await version_or_404(call.uuid("version"))
    definition = parsed(version)
    missing = await missing_of(version, call.services.files)
    whole = "all" in call.request.query_params
    return page(
        call,
        "admin/checklist.html",
        notices=view.notices(call),
        **version_page(definition, version, missing, call),
        back=call.url("checklists"),
        here_version=call.url("checklist", version=version.uuid),
        whole=whole,
        download=call.url("definition", version=version.uuid),
        changes=call.url("changes", version=version.uuid) if version.number > 1 else None,
        findings=findings(definition, missing, call),
        rescore=rescore_box(
            version,
            await siblings(version),
            await submitted(version),
            await progress(version),
            call,
        ),
    )


@page_at("GET", "/checklists/{version:uuid}/definition.json", name="definition", roles=ROLES)
async def get_definition(call: Plain) -> Response:
    """The definition of a version, as it can be published elsewhere."""
    version = await version_or_404(call.uuid("version"))
    key = (await ChecklistRow.get(id=version.checklist_id)).key
    text = json.dumps(document(parsed(version)), ensure_ascii=False, indent=2)
    name = f"{key}-{version.number}.json"
    return download(text.encode(), name, "application/json")


PAGES = (get_checklists, post_checklist, get_checklist, get_definition)
