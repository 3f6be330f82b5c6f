"""Taking a report along behind a password, and asking for one in both languages."""

from typing import Any

from anyio import to_thread
from starlette.responses import Response

from audit.files.files import FileMissing
from audit.models import Report
from audit.problems import Problem
from audit.web.call import Call, Plain
from audit.web.pages import fields, page_at
from audit.web.respond import download, page, see_other
from reports.build import KIND
from reports.keep import want
from reports.lock import LEAST, LONGEST, locked
from reports.pages_branch import file_name
from reports.shelf import READERS, report_or_404


@page_at("GET", "/reports/{report:uuid}/locked", name="report_locked", roles=READERS)
async def get_locked(call: Plain) -> Response:
    """Choose a password."""
    return _form(call, await report_or_404(call.actor, call.uuid("report")), None)


@page_at("POST", "/reports/{report:uuid}/locked", name="report_locked", roles=READERS)
async def post_locked(call: Plain) -> Response:
    """The PDF behind the password."""
    report = await report_or_404(call.actor, call.uuid("report"))
    password = (await fields(call.request)).get("password", "")
    try:
        return await locked_response(call, report, password)
    except ValueError:
        told = call.t("{n} characters at least, {m} bytes at most.", n=LEAST, m=LONGEST)
        return _form(call, report, told)


async def locked_response(call: Call[Any, Any], report: Report, password: str) -> Response:
    """Return a report behind a password; raises not_found, or ValueError for a bad password."""
    if report.state != "ready" or report.file_key is None:
        raise Problem("not_found")
    try:
        pdf = await call.services.files.read(report.file_key)
    except FileMissing:
        raise Problem("unavailable") from None
    data = await to_thread.run_sync(locked, pdf, password)
    return download(data, file_name(report), "application/pdf", len(data))


def _form(call: Plain, report: Report, error: str | None) -> Response:
    return page(
        call,
        "reports/locked.html",
        status=422 if error else 200,
        number=report.snapshot.content["number"],
        least=LEAST,
        error=error,
    )


@page_at("POST", "/reports/{report:uuid}/both", name="report_both", roles=READERS)
async def post_both(call: Plain) -> Response:
    """Ask for the same report in both languages side by side."""
    report = await report_or_404(call.actor, call.uuid("report"))
    found = await want(report.snapshot_id, "both", report.form, call.now)
    if found.state == "wanted":
        await call.services.jobs.wake(KIND, str(found.uuid), found.attempt)
    return see_other(call.url("home"))


PAGES = (get_locked, post_locked, post_both)
