"""The administrator's pages to import branches and people from CSV."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from audit.access import Actor
from audit.imports import import_branches, import_people
from audit.imports.imports import BadRow, ImportReport
from audit.problems import Problem
from audit.web.api_imports import csv_body
from audit.web.call import Plain
from audit.web.csv_text import table
from audit.web.pages import fields, page_at
from audit.web.respond import download, page

ROLES = ("admin",)
_MOST_SHOWN = 200
_KINDS = {"branches": "Branches", "people": "People"}
_COLUMNS = {"branches": import_branches.COLUMNS, "people": import_people.COLUMNS}
_REQUIRED = {
    "branches": ("code", "name_zh", "region", "brand", "format"),
    "people": ("login", "name"),
}
_EXAMPLES = {
    "code": "SH001", "name_zh": "静安寺店", "name_en": "Jing’an Temple", "region": "east-sh",
    "brand": "mingjia", "format": "standard", "tags": "临街|24h", "zone": "Asia/Shanghai",
    "address": "南京西路 1686 号", "latitude": "31.2243", "longitude": "121.4463",
    "datum": "gcj02", "opened_on": "2019-05-01", "closed_on": "", "login": "e10423",
    "name": "陆一鸣", "mobile": "13800000000", "email": "", "language": "zh",
    "role": "店长", "branch": "SH001", "starts_on": "2026-01-05", "ends_on": "",
}  # fmt: skip


@page_at("GET", "/admin/import", name="import", roles=ROLES)
async def get_branches(call: Plain) -> Response:
    """Import branches."""
    return _import(call, "branches", "", None)


@page_at("POST", "/admin/import", name="import", roles=ROLES)
async def post_branches(call: Plain) -> Response:
    """Check or import pasted branches."""
    return await _pasted(call, "branches")


@page_at("POST", "/admin/import/file", name="import_file", roles=ROLES)
async def post_branches_file(call: Plain) -> Response:
    """Check a file of branches."""
    return await _checked(call, "branches", await csv_body(call.request))


@page_at("GET", "/admin/import/people", name="import_people", roles=ROLES)
async def get_people(call: Plain) -> Response:
    """Import people."""
    return _import(call, "people", "", None)


@page_at("POST", "/admin/import/people", name="import_people", roles=ROLES)
async def post_people(call: Plain) -> Response:
    """Check or import pasted people."""
    return await _pasted(call, "people")


@page_at("POST", "/admin/import/people/file", name="import_people_file", roles=ROLES)
async def post_people_file(call: Plain) -> Response:
    """Check a file of people."""
    return await _checked(call, "people", await csv_body(call.request))


@page_at("GET", "/admin/import/{kind}.csv", name="import_template", roles=ROLES)
async def get_template(call: Plain) -> Response:
    """An empty table with the names of the columns."""
    kind = call.text("kind")
    if kind not in _KINDS:
        raise Problem("not_found")
    data = table(list(_COLUMNS[kind]), [])
    return download(data, f"mingcha-{kind}.csv", "text/csv; charset=utf-8")


async def _pasted(call: Plain, kind: str) -> Response:
    form = await fields(call.request)
    text = form.get("text", "")
    raw = text.encode("utf-8", "replace")
    result = await _result(call, kind, raw, dry_run=form.get("act") != "import")
    return _import(call, kind, text, result)


async def _checked(call: Plain, kind: str, raw: bytes) -> Response:
    """Check a file, and lay its text into the form, from where it is imported."""
    result = await _result(call, kind, raw, dry_run=True)
    encoding = result["encoding"] if result["encoding"] != "–" else "utf-8"
    text = raw.decode(encoding, "replace").removeprefix("\ufeff")
    return _import(call, kind, text, result)


async def _result(call: Plain, kind: str, raw: bytes, *, dry_run: bool) -> dict[str, Any]:
    try:
        report = await _run(kind, call.actor, raw, call.now, dry_run)
    except Problem as problem:
        if problem.code != "invalid":
            raise
        whole = {"bad": _bad(call, BadRow(0, problem.issues)), "encoding": "–"}
        return {"checked": True, "good": 0, "changed": 0} | whole
    shown = [line for row in report.bad[:_MOST_SHOWN] for line in _bad(call, row)]
    return {
        "checked": report.dry_run,
        "good": report.added + report.changed + report.unchanged,
        "changed": report.changed,
        "bad": shown,
        "encoding": report.encoding,
    }


async def _run(kind: str, actor: Actor, raw: bytes, now: datetime, dry_run: bool) -> ImportReport:
    if kind == "people":
        return await import_people.import_people(actor, raw, now, dry_run=dry_run)
    return await import_branches.import_branches(actor, raw, now, dry_run=dry_run)


def _bad(call: Plain, row: BadRow) -> list[dict[str, object]]:
    return [
        {
            "line": row.number or "–",
            "column": issue.path,
            "value": row.cells.get(issue.path, "")[:100],
            "text": issue.say(call.t),
        }
        for issue in row.issues
    ]


def _import(call: Plain, kind: str, text: str, result: dict[str, Any] | None) -> Response:
    upload = {"branches": "import_file", "people": "import_people_file"}[kind]
    tabs = {"branches": "import", "people": "import_people"}
    return page(
        call,
        "admin/import.html",
        tabs=[
            {"label": call.t(_KINDS[one]), "href": call.url(name), "current": one == kind}
            for one, name in tabs.items()
        ],
        columns=[
            {
                "name": name,
                "meaning": _meaning(aliases, call.lang),
                "example": _EXAMPLES[name],
                "required": name in _REQUIRED[kind],
            }
            for name, aliases in _columns(kind).items()
        ],
        template=call.url("import_template", kind=kind),
        text=text,
        upload=call.url(upload),
        result=result,
    )


def _columns(kind: str) -> Mapping[str, tuple[str, ...]]:
    return _COLUMNS[kind]


def _meaning(aliases: tuple[str, ...], lang: str) -> str:
    """Return a header in the language of the page: what the column may also be called."""
    fitting = [alias for alias in aliases if alias.isascii() == (lang == "en")]
    return fitting[-1] if lang == "en" else fitting[0]


PAGES = (
    get_branches,
    post_branches,
    post_branches_file,
    get_people,
    post_people,
    post_people_file,
    get_template,
)
