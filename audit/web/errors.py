"""Refusals rendered: RFC 9457 under /api, a page elsewhere, in the reader's language."""

import errno
from typing import Any

import asyncpg
import structlog
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from tortoise.exceptions import ValidationError

from audit.db import UNUSABLE
from audit.files.files import FileMissing, FilesAway, FilesFull
from audit.problems import Problem
from audit.web.call import Plain, make_call
from audit.web.respond import page

log = structlog.get_logger()

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DISK = _FULL | {errno.EIO, errno.EROFS, errno.ESTALE}

_BY_STATUS = {
    400: "bad_request",
    401: "signed_out",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "wrong_type",
}


class IssueOut(BaseModel):
    """One finding: where, a stable code, plain words."""

    path: str
    code: str
    message: str


class ProblemOut(BaseModel):
    """A problem document (RFC 9457). `code` is stable; further members depend on it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    issues: list[IssueOut] = []


async def on_problem(request: Request, error: Exception) -> Response:
    """Render a Problem."""
    assert isinstance(error, Problem)
    return render(request, error)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Render what Starlette itself refuses, keeping its headers (405 must tell `Allow`)."""
    assert isinstance(error, HTTPException)
    code = _BY_STATUS.get(error.status_code, "bad_request")
    return render(request, Problem(code, headers=dict(error.headers or {})))


async def on_storage(request: Request, error: Exception) -> Response:
    """Tell a full disk and a database or file store out of reach from faults of our own."""
    log.error("storage", error=repr(error))
    if _is_full(error):
        return render(request, Problem("disk_full", headers={"Retry-After": "120"}))
    return render(request, Problem("unavailable", headers={"Retry-After": "5"}))


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    told = isinstance(error, FilesFull | asyncpg.DiskFullError)
    return told or "disk is full" in str(error)  # SQLite's words, in whatever they came wrapped


async def on_fault(request: Request, error: Exception) -> Response:
    """Answer a fault of our own without its details; the log holds them under the request id."""
    if isinstance(error, OSError) and error.errno in _DISK:
        return await on_storage(request, error)
    log.exception("fault", method=request.method, kind=type(error).__name__)
    return render(request, Problem("internal"))


async def on_gone(request: Request, error: Exception) -> Response:
    """End a request whose body stopped coming: if anybody still listens, it was not whole."""
    del error
    return render(request, Problem("bad_request"))


async def on_unkeepable(request: Request, error: Exception) -> Response:
    """Answer a value longer than its column: nothing is found by it, and it can't be written."""
    del error
    return render(request, Problem("not_found" if request.method == "GET" else "invalid"))


async def answer_to(request: Request, error: Exception) -> Response:
    """Render any error by the handler that stands for its class."""
    handler = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
    response: Response = await handler(request, error)
    return response


HANDLERS: dict[Any, Any] = {
    Problem: on_problem,
    HTTPException: on_http_exception,
    **dict.fromkeys(UNUSABLE, on_storage),
    FileMissing: on_storage,
    FilesFull: on_storage,
    FilesAway: on_storage,
    ClientDisconnect: on_gone,
    ValidationError: on_unkeepable,
    Exception: on_fault,
}


def render(request: Request, problem: Problem) -> Response:
    """Return the problem as a document under /api and for uploads, else as a page."""
    call: Plain = make_call(request, None, None)
    headers = {"Content-Language": call.lang} | problem.headers
    if request.url.path.startswith("/api/"):
        return JSONResponse(
            document(call, problem),
            status_code=problem.kind.status,
            media_type="application/problem+json",
            headers=headers,
        )
    response = page(
        call,
        "error.html",
        status=problem.kind.status,
        problem={
            "status": problem.kind.status,
            "title": call.t(problem.kind.title),
            "meaning": None,
            "remedy": call.t(problem.kind.advice) if problem.kind.advice else None,
            "code": problem.code,
        },
        issues=[issue.say(call.t) for issue in problem.issues],
        retry=call.request.url.path if problem.kind.status >= 500 else None,
        request_id=request.scope.get("request_id"),
    )
    response.headers.update(headers)
    return response


def document(call: Plain, problem: Problem) -> dict[str, Any]:
    """Return the problem document."""
    known = ProblemOut(
        type=f"/api/v1/problems#{problem.code}",
        title=call.t(problem.kind.title),
        status=problem.kind.status,
        detail=call.t(problem.kind.advice),
        code=problem.code,
        issues=[
            IssueOut(path=issue.path, code=issue.code, message=issue.say(call.t))
            for issue in problem.issues
        ],
    )
    return problem.details | known.model_dump()
