"""The answers handlers give: JSON, pages, downloads, redirects."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from audit.access import Actor
from audit.web.call import Call
from audit.web.services import NavEntry
from audit.words import ROLE_WORDS

THEME_COOKIE = "mingcha-theme"
THEMES = ("auto", "light", "dark")


def json_response(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a model as UTF-8 JSON."""
    return Response(
        model.model_dump_json(by_alias=True),
        status_code=status,
        media_type="application/json",
        headers=dict(headers or {}),
    )


def page(call: Call[Any, Any], template: str, /, status: int = 200, **context: object) -> Response:
    """Return a rendered template inside the frame of base.html."""
    html = call.services.templates.get_template(template).render(**frame(call), **context)
    return HTMLResponse(html, status_code=status, headers={"Content-Language": call.lang})


def frame(call: Call[Any, Any]) -> dict[str, object]:
    """Return what base.html needs: words, who is signed in, the menu, where we are."""
    request, app, actor = call.request, call.request.app, call.visitor.actor
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    theme = request.cookies.get(THEME_COOKIE)
    return {
        "t": call.t,
        "lang": call.lang,
        "url": lambda name, **params: str(app.url_path_for(name, **params)),
        "static": lambda path: str(app.url_path_for("static", path=path)),
        "theme": theme if theme in THEMES else "auto",
        "here": here,
        "me": _me(call, actor) if actor else None,
        "nav": [_link(call, entry) for entry in call.services.nav if actor and entry.suits(actor)],
    }


def _me(call: Call[Any, Any], actor: Actor) -> dict[str, str]:
    roles = [call.t(words) for role, words in ROLE_WORDS.items() if role in actor.roles]
    return {"name": actor.name, "roles": " · ".join(roles)}


def _link(call: Call[Any, Any], entry: NavEntry) -> dict[str, object]:
    href = str(call.request.app.url_path_for(entry.route))
    return {
        "label": call.t(entry.words),
        "href": href,
        "current": call.request.url.path.startswith((href, *entry.within)),
        "count": None,
    }


def see_other(address: str) -> Response:
    """Return a redirect to be fetched by GET, after a form."""
    return RedirectResponse(address, status_code=303)


def download(
    chunks: AsyncIterator[bytes] | bytes, name: str, media_type: str, size: int | None = None
) -> Response:
    """Return a file under `name`, which may be Chinese (RFC 8187 beside an ASCII stand-in)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    }
    if size is not None:
        headers["Content-Length"] = str(size)
    if isinstance(chunks, bytes):
        return Response(chunks, media_type=media_type, headers=headers)
    return StreamingResponse(chunks, media_type=media_type, headers=headers)
