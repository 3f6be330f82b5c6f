"""Importing branches and people over the API: the file itself is the body."""

from datetime import date
from typing import Any

from starlette.requests import Request

from audit.imports.import_branches import import_branches
from audit.imports.import_people import import_people
from audit.imports.imports import ImportReport
from audit.imports.tabular import MOST_BYTES
from audit.problems import Problem
from audit.web.api import Model, operation
from audit.web.call import Call
from audit.web.links import reset_address

ADMIN = ("admin",)


class BranchImportQuery(Model):
    """A dry run writes nothing. Changes hold from `from_day`, today when not given."""

    dry_run: bool
    from_day: date | None = None


class PeopleImportQuery(Model):
    """A dry run writes nothing. `with_links` makes a one-time link for each new person."""

    dry_run: bool
    with_links: bool = False


class FaultOut(Model):
    """What is wrong in a row; `column` is empty when it is the row as a whole."""

    column: str
    code: str
    detail: str


class BadRowOut(Model):
    """A row that was left out; numbered as a spreadsheet does, the header is 1."""

    row: int
    faults: list[FaultOut]


class LinkLineOut(Model):
    """A new person's one-time link."""

    login: str
    url: str


class ImportOut(Model):
    """What an import did, or in a dry run would do."""

    dry_run: bool
    rows: int
    added: int
    changed: int
    unchanged: int
    bad: list[BadRowOut]
    ignored_columns: list[str]
    encoding: str
    links: list[LinkLineOut]


@operation(
    "POST", "/imports/branches", tag="network", query=BranchImportQuery, returns=ImportOut,
    roles=ADMIN, takes="text/csv", streams=True, problems=("wrong_type", "too_large", "invalid"),
)  # fmt: skip
async def post_branch_import(call: Call[None, BranchImportQuery]) -> ImportOut:
    """Import branches from CSV: UTF-8 or GB18030, at most 20,000 rows."""
    raw, query = await csv_body(call.request), call.query
    report = await import_branches(
        call.actor, raw, call.now, from_day=query.from_day, dry_run=query.dry_run
    )
    return _import_out(call, report)


@operation(
    "POST", "/imports/people", tag="people", query=PeopleImportQuery, returns=ImportOut,
    roles=ADMIN, takes="text/csv", streams=True, problems=("wrong_type", "too_large", "invalid"),
)  # fmt: skip
async def post_people_import(call: Call[None, PeopleImportQuery]) -> ImportOut:
    """Import people and their roles from CSV: UTF-8 or GB18030, at most 20,000 rows."""
    raw, query = await csv_body(call.request), call.query
    report = await import_people(
        call.actor, raw, call.now, dry_run=query.dry_run, with_links=query.with_links
    )
    return _import_out(call, report)


async def csv_body(request: Request) -> bytes:
    """Return the body of a CSV request. Raises Problem: wrong_type, too_large."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "text/csv":
        raise Problem("wrong_type", headers={"Accept": "text/csv"})
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise Problem("too_large", limit=MOST_BYTES)
    return bytes(raw)


def _import_out(call: Call[Any, Any], report: ImportReport) -> ImportOut:
    return ImportOut(
        dry_run=report.dry_run,
        rows=report.rows,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        bad=[
            BadRowOut(
                row=row.number,
                faults=[
                    FaultOut(column=issue.path, code=issue.code, detail=issue.say(call.t))
                    for issue in row.issues
                ],
            )
            for row in report.bad
        ],
        ignored_columns=list(report.ignored),
        encoding=report.encoding,
        links=[
            LinkLineOut(login=login, url=reset_address(call, token))
            for login, token in report.links
        ],
    )


OPERATIONS = (post_branch_import, post_people_import)
