"""The page of one's saved views."""

from urllib.parse import urlsplit

from starlette.responses import Response

from audit.problems import Problem
from audit.web.call import Plain
from audit.web.form_faults import beside
from audit.web.pages import fields, inside, page_at
from audit.web.respond import page, see_other
from reports.comparison.frame import ROLES, TABS
from reports.saved import keeping

FURTHER = ("behind", "raters")
"""Pages beside the tabs whose filter can be kept."""


@page_at("GET", "/views", name="saved_views", roles=ROLES)
async def get_views(call: Plain) -> Response:
    """One's saved views; ?address= offers to keep that address."""
    address = _kept_address(call, call.request.query_params.get("address", ""))
    return await _views(call, {"name": "", "address": address}, {})


@page_at("POST", "/views", name="saved_views", roles=ROLES)
async def post_view(call: Plain) -> Response:
    """Keep an address under a name, and go back to it."""
    form = await fields(call.request)
    address = _kept_address(call, form.get("address", ""))
    if not address:
        raise Problem("not_found")
    parts = urlsplit(address)
    try:
        await keeping.keep(call.actor, form.get("name", ""), parts.path, parts.query, call.now)
    except Problem as problem:
        values = {"name": form.get("name", ""), "address": address}
        return await _views(call, values, beside(call, problem, {}, "name"))
    return see_other(address)


@page_at("GET", "/views/{saved:uuid}", name="saved_view", roles=ROLES)
async def get_view(call: Plain) -> Response:
    """Open a saved view."""
    view = await keeping.view_or_404(call.actor, call.uuid("saved"))
    return see_other(f"{view.path}?{view.query}" if view.query else view.path)


@page_at("POST", "/views/{saved:uuid}/rename", name="saved_view_rename", roles=ROLES)
async def post_rename(call: Plain) -> Response:
    """Give a saved view another name."""
    form = await fields(call.request)
    try:
        await keeping.rename(call.actor, call.uuid("saved"), form.get("name", ""))
    except Problem as problem:
        return await _views(
            call, {"name": "", "address": ""}, beside(call, problem, {"name": "renamed"}, "renamed")
        )
    return see_other(call.url("saved_views"))


@page_at("POST", "/views/{saved:uuid}/delete", name="saved_view_delete", roles=ROLES)
async def post_delete(call: Plain) -> Response:
    """Forget a saved view."""
    await keeping.delete(call.actor, call.uuid("saved"))
    return see_other(call.url("saved_views"))


def _kept_address(call: Plain, address: str) -> str:
    """Return the address if it is a page of comparison, else nothing."""
    known = {call.url(name) for name in (*(name for name, _ in TABS), *FURTHER)}
    found = inside(address, "")
    return found if urlsplit(found).path in known else ""


async def _views(call: Plain, values: dict[str, str], errors: dict[str, str]) -> Response:
    views = await keeping.views_of(call.actor)
    return page(
        call,
        "comparison/saved.html",
        status=422 if errors else 200,
        views=[
            {
                "name": view.name,
                "open": call.url("saved_view", saved=view.uuid),
                "rename": call.url("saved_view_rename", saved=view.uuid),
                "delete": call.url("saved_view_delete", saved=view.uuid),
            }
            for view in views
        ],
        create=call.url("saved_views"),
        longest=keeping.LONGEST_NAME,
        values=values,
        errors=errors,
    )


PAGES = (get_views, post_view, get_view, post_rename, post_delete)
