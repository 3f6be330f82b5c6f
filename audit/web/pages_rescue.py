"""The reviewer's page for unsent work from a phone."""

from typing import Any

from starlette.responses import Response

from audit.problems import CATALOGUE, Problem
from audit.visits.rescue import ROLES
from audit.web.api_rescue import bring_in
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.respond import page


@page_at("GET", "/rescue", name="rescue", roles=ROLES)
async def get_rescue(call: Plain) -> Response:
    """Choose a file."""
    return _page(call)


@page_at("POST", "/rescue", name="rescue", roles=ROLES)
async def post_rescue(call: Plain) -> Response:
    """Bring in a file and tell what came of it."""
    try:
        found = await bring_in(call)
    except Problem as problem:
        if problem.code != "rescue_unreadable":
            raise
        told = f"{call.t(problem.kind.title)} {call.t(problem.kind.advice)}"
        return _page(call, error=told, status=422)
    apart = [call.t(CATALOGUE[code].title) for code in found.apart]
    return _page(call, result={"visits": found.visits, "photos": found.photos, "apart": apart})


def _page(
    call: Plain,
    *,
    result: dict[str, Any] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    return page(
        call,
        "review/rescue.html",
        status=status,
        upload=call.url("rescue"),
        result=result,
        error=error,
    )


PAGES = (get_rescue, post_rescue)
