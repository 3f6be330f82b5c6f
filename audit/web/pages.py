"""Pages: one declaration gives the route and the check of who may open it.

    @page_at("GET", "/review", name="review", roles=("reviewer",))
    async def review(call: Plain) -> Response: ...

A form arrives as `call.request.form()` with urlencoded fields only; `fields` reads it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audit.problems import Problem
from audit.web.call import Plain, admit, make_call
from audit.web.respond import see_other

Handler = Callable[[Plain], Awaitable[Response]]
MAX_FIELDS = 500


@dataclass(frozen=True)
class Page:
    """One method of one page address."""

    method: str
    path: str
    name: str
    handler: Handler
    roles: tuple[str, ...] = ()
    public: bool = False
    due_allowed: bool = False


def page_at(
    method: str,
    path: str,
    *,
    name: str,
    roles: tuple[str, ...] = (),
    public: bool = False,
    due_allowed: bool = False,
) -> Callable[[Handler], Page]:
    """Declare a handler as a page. The GET and POST of one address share its name."""

    def declare(handler: Handler) -> Page:
        return Page(method, path, name, handler, roles, public, due_allowed)

    return declare


def page_routes(pages: Sequence[Page]) -> list[Route]:
    """Return one route per address, named, taking the methods that were declared."""
    groups: dict[str, list[Page]] = {}
    for page in pages:
        groups.setdefault(page.path, []).append(page)
    return [
        Route(path, _endpoint(group), methods=[p.method for p in group], name=group[0].name)
        for path, group in groups.items()
    ]


def _endpoint(group: list[Page]) -> Callable[[Request], Awaitable[Response]]:
    methods = {page.method: page for page in group}
    if "GET" in methods:
        methods.setdefault("HEAD", methods["GET"])

    async def endpoint(request: Request) -> Response:
        page = methods[request.method]
        actor = request.scope["visitor"].actor
        if not page.public and actor is None and request.method in ("GET", "HEAD"):
            return _to_sign_in(request)
        if actor and actor.password_due and not (page.public or page.due_allowed):
            return see_other(str(request.app.url_path_for("password")))
        if not page.public:
            admit(actor, page.roles, due_allowed=page.due_allowed)
        return await page.handler(make_call(request, None, None))

    return endpoint


def _to_sign_in(request: Request) -> Response:
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see_other(f"{request.app.url_path_for('login')}?{urlencode({'next': address})}")


async def form_of(request: Request) -> FormData:
    """Return an urlencoded form; multipart is refused, files go up by their own address."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise Problem("wrong_type", headers={"Accept": "application/x-www-form-urlencoded"})
    return await request.form(max_fields=MAX_FIELDS)


async def fields(request: Request) -> dict[str, str]:
    """Return the form's fields, trimmed; a repeated name keeps its last value."""
    form = await form_of(request)
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def inside(address: str | None, fallback: str) -> str:
    """Return `address` if it is a path of this site, else `fallback` (no open redirects)."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return fallback
    return address if address.isprintable() else fallback
