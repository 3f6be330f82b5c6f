"""Addresses of the machinery: start page, language and theme, health, metrics, API document."""

import json
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, Response

from audit.operation.metrics import CONTENT_TYPE
from audit.problems import CATALOGUE, Problem
from audit.web.call import LANGUAGE_COOKIE, Plain
from audit.web.pages import fields, inside, page_at
from audit.web.respond import THEME_COOKIE, THEMES, page, see_other
from audit.words import LANGUAGES

_YEAR = 365 * 86400
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@page_at("GET", "/", name="home", due_allowed=True)
async def home(call: Plain) -> Response:
    """Lead to the first page of the person's menu; an auditor without another role to the form."""
    actor = call.actor
    if actor.password_due:
        return see_other(str(call.request.app.url_path_for("password")))
    for entry in call.services.nav:
        if entry.first and entry.suits(actor):
            return see_other(str(call.request.app.url_path_for(entry.route)))
    return see_other("/m/")


@page_at("POST", "/language", name="language", public=True)
async def post_language(call: Plain) -> Response:
    """Choose the language of this browser."""
    form = await fields(call.request)
    response = see_other(_back(call, form.get("next")))
    if (lang := form.get("lang")) in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, lang, max_age=_YEAR, httponly=True, samesite="lax")
    return response


@page_at("POST", "/theme", name="theme", public=True)
async def post_theme(call: Plain) -> Response:
    """Choose light, dark or the device's own for this browser."""
    form = await fields(call.request)
    response = see_other(_back(call, form.get("next")))
    if (theme := form.get("theme")) in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=_YEAR, httponly=True, samesite="lax")
    return response


def _back(call: Plain, address: str | None) -> str:
    home_path = str(call.request.app.url_path_for("home"))
    try:
        path = address and urlsplit(address)._replace(scheme="", netloc="").geturl()
    except ValueError:  # such as an address with half a bracket
        return home_path
    return inside(path, home_path)


@page_at("GET", "/healthz", name="healthz", public=True)
async def healthz(call: Plain) -> Response:
    """Say that the process answers."""
    del call
    return PlainTextResponse("ok\n")


@page_at("GET", "/readyz", name="readyz", public=True)
async def readyz(call: Plain) -> Response:
    """Say whether database, files and jobs can be used; 503 names the parts that cannot."""
    failing = await call.services.ready()
    if failing:
        text = "".join(f"{part}\n" for part in failing)
        return PlainTextResponse(text, status_code=503, headers={"Retry-After": "5"})
    return PlainTextResponse("ready\n")


@page_at("GET", "/metrics", name="metrics", public=True)
async def metrics(call: Plain) -> Response:
    """Return the figures for Prometheus: to this machine itself, or to an administrator's token."""
    actor, client = call.visitor.actor, call.request.client
    is_here = client is not None and client.host in _LOOPBACK
    if not is_here and not (actor and actor.has("admin")):
        raise Problem("not_found")
    return Response(call.services.metrics(), headers={"Content-Type": CONTENT_TYPE})


@page_at("GET", "/api/v1/openapi.json", name="openapi", public=True)
async def openapi(call: Plain) -> Response:
    """Return the OpenAPI document."""
    body = json.dumps(call.request.app.state.openapi, ensure_ascii=False)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})


@page_at("GET", "/api", name="api", public=True)
async def api_page(call: Plain) -> Response:
    """Show the API: every operation, what it takes, gives and refuses; works offline."""
    problems = [
        {
            "code": code,
            "status": kind.status,
            "title": call.t(kind.title),
            "advice": call.t(kind.advice) if kind.advice else "",
        }
        for code, kind in CATALOGUE.items()
    ]
    return page(call, "api.html", document=call.request.app.state.openapi, problems=problems)


@page_at("GET", "/api/v1/problems", name="problems", public=True)
async def problems(call: Plain) -> Response:
    """Lead the type of a problem ("/api/v1/problems#code") to where its code is explained."""
    return see_other(str(call.request.app.url_path_for("api")))


PAGES = (home, post_language, post_theme, healthz, readyz, metrics, openapi, api_page, problems)
