"""Reports and what was released, over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from audit.access import branch_or_404
from audit.web.api import Model, operation
from audit.web.call import Plain
from reports.branch_home import released_visits
from reports.build import KIND
from reports.pages_branch import pdf_response
from reports.shelf import Shelved, branch_subjects, report_or_404, reports_of, shelved, try_again

_READERS = ("branch_manager", "region_manager", "head_office", "reviewer", "admin")
SIZE = 100

Code = Annotated[str, Field(max_length=32)]


class ReportOut(Model):
    """A report that is there or being made."""

    id: UUID
    kind: str
    number: str
    edition: int
    branch: str
    language: str
    state: str
    size: int | None
    made_at: datetime | None


class ReleasedOut(Model):
    """A released visit, as far as a branch may know."""

    id: UUID
    wave: str
    kind: str
    raw: int | None
    final: int | None
    outcome: str
    band: str | None


class BranchOut(Model):
    """Released visits and reports of a branch."""

    branch: str
    visits: list[ReleasedOut]
    reports: list[ReportOut]


@operation(
    "GET",
    "/branches/{code}/released",
    tag="comparison",
    returns=BranchOut,
    roles=_READERS,
    problems=("not_found",),
)
async def get_branch_released(call: Plain) -> BranchOut:
    """List a branch's newest released visits and their reports."""
    branch = await branch_or_404(call.actor, call.text("code"))
    released = await released_visits(branch.id)
    subjects = [f"visit:{one.uuid}" for one in released]
    subjects += await branch_subjects((branch.code, one.wave) for one in released)
    return BranchOut(
        branch=branch.code,
        visits=[
            ReleasedOut(
                id=one.uuid,
                wave=one.wave,
                kind=one.snapshot.kind,
                raw=one.snapshot.score.raw,
                final=one.snapshot.score.final,
                outcome=one.snapshot.score.outcome,
                band=one.snapshot.score.band,
            )
            for one in released
        ],
        reports=[_report(one) for one in await reports_of(subjects)],
    )


def _report(one: Shelved) -> ReportOut:
    return ReportOut(
        id=one.uuid,
        kind=one.kind,
        number=one.number,
        edition=one.edition,
        branch=one.branch,
        language=one.language,
        state=one.state,
        size=one.size,
        made_at=one.made_at,
    )


@operation(
    "GET",
    "/reports/{report:uuid}",
    tag="reports",
    returns=ReportOut,
    roles=_READERS,
    problems=("not_found",),
)
async def get_report(call: Plain) -> ReportOut:
    """Tell how far a report is."""
    report = await report_or_404(call.actor, call.uuid("report"))
    return _report(shelved(report, report.snapshot))


@operation(
    "GET",
    "/reports/{report:uuid}/pdf",
    tag="reports",
    media_type="application/pdf",
    roles=_READERS,
    problems=("not_found",),
)
async def get_report_pdf(call: Plain) -> Response:
    """Download a report."""
    return await pdf_response(call)


@operation(
    "POST",
    "/reports/{report:uuid}/again",
    tag="reports",
    returns=ReportOut,
    statuses=(202,),
    roles=_READERS,
    problems=("not_found", "wrong_state"),
)
async def post_report_again(call: Plain) -> ReportOut:
    """Ask for a failed report again."""
    uuid = call.uuid("report")
    attempt = await try_again(call.actor, uuid, call.now)
    await call.services.jobs.wake(KIND, str(uuid), attempt)
    report = await report_or_404(call.actor, uuid)
    return _report(shelved(report, report.snapshot))


OPERATIONS = (
    get_branch_released,
    get_report,
    get_report_pdf,
    post_report_again,
)
