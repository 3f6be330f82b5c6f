"""The branch side's pages: own branches, a released visit, its photos, the PDFs."""

from uuid import UUID

from starlette.responses import JSONResponse, Response, StreamingResponse

from audit.access import visit_or_404
from audit.files.files import FileMissing
from audit.models import Report
from audit.photos.photos import copy_beside
from audit.problems import Problem
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.paging import page_number
from audit.web.respond import download, page, see_other
from reports.branch_home import home_page, own_branches
from reports.build import KIND
from reports.shelf import report_or_404, reports_of, snapshot_of_visit, try_again
from reports.snapshot import VisitSnapshot
from reports.view_branch import released_page

ROLES = ("branch_manager", "region_manager", "head_office", "reviewer", "admin")


@page_at("GET", "/mine", name="mine", roles=("branch_manager", "region_manager"))
async def get_mine(call: Plain) -> Response:
    """The branches of a manager, a page of them at a time."""
    branches, total = await own_branches(call.actor, page_number(call))
    return page(call, "branch/home.html", **home_page(branches, total, call))


@page_at("GET", "/released/{visit:uuid}", name="released", roles=ROLES)
async def get_released(call: Plain) -> Response:
    """A released visit, as its snapshot tells it."""
    visit = call.uuid("visit")
    snapshot = await _snapshot(call, visit)
    reports = await reports_of([f"visit:{visit}"])
    return page(call, "review/visit_public.html", **released_page(snapshot, visit, reports, call))


async def _snapshot(call: Plain, visit: UUID) -> VisitSnapshot:
    visible = await visit_or_404(call.actor, visit)
    if visible.state != "released":
        raise Problem("not_found")
    _, content = await snapshot_of_visit(visit)
    return VisitSnapshot.model_validate(content)


@page_at(
    "GET",
    "/released/{visit:uuid}/photos/{number:int}-{size}.jpg",
    name="released_photo",
    roles=ROLES,
)
async def get_released_photo(call: Plain) -> Response:
    """A photo of a released visit, by the number it has in the report."""
    snapshot = await _snapshot(call, call.uuid("visit"))
    photos = [photo for item in snapshot.items for photo in item.photos]
    found = next((one for one in photos if one.number == call.number("number")), None)
    size = call.text("size")
    if found is None or size not in ("large", "small"):
        raise Problem("not_found")
    files = call.services.files
    key = copy_beside(found.key, "large" if size == "large" else "small")
    headers = {
        "Cache-Control": "private, max-age=86400",
        "Content-Length": str(await files.size(key)),
    }
    return StreamingResponse(files.open(key), media_type="image/jpeg", headers=headers)


@page_at("GET", "/reports/{report:uuid}.pdf", name="report", roles=ROLES)
async def get_report(call: Plain) -> Response:
    """The PDF."""
    return await pdf_response(call)


async def pdf_response(call: Plain) -> Response:
    """Return the PDF of the report asked for, under a name that says branch, wave and language."""
    report = await report_or_404(call.actor, call.uuid("report"))
    if report.state != "ready" or report.file_key is None:
        raise Problem("not_found")
    files = call.services.files
    try:
        size = await files.size(report.file_key)
    except FileMissing:
        raise Problem("unavailable") from None
    return download(files.open(report.file_key), file_name(report), "application/pdf", size)


def file_name(report: Report) -> str:
    """Return what a report's file is called; its snapshot is loaded."""
    sheet = "" if report.form == "report" else f"-{report.form}"
    return f"{report.snapshot.content['number']}{sheet}-{report.language}.pdf"


@page_at("GET", "/reports/{report:uuid}/state", name="report_state", roles=ROLES)
async def get_report_state(call: Plain) -> Response:
    """How far a report is, for a page that waits for it."""
    report = await report_or_404(call.actor, call.uuid("report"))
    return JSONResponse({"state": report.state, "done": report.state in ("ready", "failed")})


@page_at("POST", "/reports/{report:uuid}/again", name="report_again", roles=ROLES)
async def post_again(call: Plain) -> Response:
    """Ask for a failed report again."""
    uuid = call.uuid("report")
    attempt = await try_again(call.actor, uuid, call.now)
    await call.services.jobs.wake(KIND, str(uuid), attempt)
    return see_other(call.url("home"))


PAGES = (
    get_mine,
    get_released,
    get_released_photo,
    get_report,
    get_report_state,
    post_again,
)
