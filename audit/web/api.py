"""JSON operations: one declaration gives the route, the checks and the OpenAPI entry.

@operation("PUT", "/visits/{visit:uuid}/draft", body=DraftIn, returns=DraftSaved, tag="visits")
async def put_draft(call: Call[DraftIn, None]) -> DraftSaved: ...
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audit.problems import Problem
from audit.web.call import Call, admit, make_call, parse_query
from audit.web.respond import json_response
from forms.issues import Issue

PREFIX = "/api/v1"


class Model(BaseModel):
    """Base of what goes over the wire: strict, closed and unchanging."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True)
class Answer:
    """A model with a status or headers of its own."""

    model: BaseModel
    status: int
    headers: dict[str, str] = field(default_factory=dict)


Result = BaseModel | Answer | Response | None
Handler = Callable[[Call[Any, Any]], Awaitable[Result]]


@dataclass(frozen=True)
class Operation:
    """One method of one address, with all that the document says of it."""

    method: str
    path: str
    handler: Handler
    summary: str
    tag: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    returns: type[BaseModel] | None = None
    statuses: tuple[int, ...] = (200,)
    problems: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    public: bool = False
    due_allowed: bool = False
    media_type: str = "application/json"
    takes: str = ""  # media type of a body that is not JSON
    streams: bool = False


def operation(
    method: str, path: str, *, tag: str, **declared: Any
) -> Callable[[Handler], Operation]:
    """Declare a handler as an operation; its docstring's first line is the summary."""

    def declare(handler: Handler) -> Operation:
        summary = (handler.__doc__ or "").strip().split("\n")[0].rstrip(".")
        return Operation(method, path, handler, summary, tag, **declared)

    return declare


def api_routes(operations: Sequence[Operation], upload_limit: int) -> list[Route]:
    """Return one route per address, so that a wrong method is told all that it takes.

    `upload_limit` bounds the bodies of operations that stream them; `Sized` bounds the others.
    """
    return [
        Route(
            PREFIX + path,
            _endpoint(group, upload_limit),
            methods=[op.method for op in group],
        )
        for path, group in by_path(operations).items()
    ]


def by_path(operations: Iterable[Operation]) -> dict[str, list[Operation]]:
    """Group operations by address, in the order declared."""
    groups: dict[str, list[Operation]] = {}
    for op in operations:
        groups.setdefault(op.path, []).append(op)
    return groups


def _endpoint(
    group: list[Operation], upload_limit: int
) -> Callable[[Request], Awaitable[Response]]:
    methods = {op.method: op for op in group}
    if "GET" in methods:
        methods.setdefault("HEAD", methods["GET"])

    async def endpoint(request: Request) -> Response:
        op = methods[request.method]
        if op.streams:
            request.scope["body_limit"] = upload_limit
        return await run(op, request)

    return endpoint


async def run(op: Operation, request: Request) -> Response:
    """Check who asks, parse, call the handler and render what it returns."""
    if not op.public:
        if request.scope["visitor"].lost:
            raise Problem("device_revoked")
        admit(request.scope["visitor"].actor, op.roles, due_allowed=op.due_allowed)
    body = await parse_body(op.body, request) if op.body else None
    result = await op.handler(make_call(request, body, _query(op, request)))
    return _render(result, op.statuses[0])


def _query(op: Operation, request: Request) -> BaseModel | None:
    if op.query is None:
        return None
    try:
        return parse_query(op.query, request)
    except ValidationError as error:
        raise Problem("invalid", issues=issues_of(error)) from None


async def parse_body(model: type[BaseModel], request: Request) -> BaseModel:
    """Return the JSON body as a model; raises wrong_type, bad_json or invalid with its issues."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise Problem("wrong_type", headers={"Accept": "application/json"})
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        issues = issues_of(error)
        if any(issue.code == "json_invalid" for issue in issues):
            raise Problem("bad_json", issues=issues) from None
        raise Problem("invalid", issues=issues) from None


def issues_of(error: ValidationError) -> list[Issue]:
    """Return pydantic's findings as issues, at most 50, without the input they were found in."""
    return [
        Issue(
            path=".".join(str(part) for part in found["loc"]),
            code=str(found["type"]),
            message=str(found["msg"]),
        )
        for found in error.errors(include_url=False, include_input=False, include_context=False)[
            :50
        ]
    ]


def _render(result: Result, status: int) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status_code=204)
    if isinstance(result, Answer):
        return json_response(result.model, result.status, result.headers)
    return json_response(result, status)
