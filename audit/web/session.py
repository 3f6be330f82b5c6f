"""Who asks: the session cookie or a bearer token, turned into an actor."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from audit.access import Actor
from audit.people import lost_devices, sessions
from audit.people.devices import device_of
from audit.web.call import Call
from audit.web.services import services_of

SESSION_HEADER = "mingcha-session"
"""The phone names its session by its outward id, which opens nothing: cookies come to an end."""


def cookie_name(secure: bool) -> str:
    """Return the cookie's name; browsers keep `__Host-` cookies to this host and HTTPS."""
    return "__Host-mingcha" if secure else "mingcha"


async def authenticate(request: Request) -> tuple[Actor | None, bool]:
    """Return the actor, if any, and whether a cookie said so. A bearer token wins."""
    services = services_of(request)
    now, settings = services.clock(), services.settings
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return await sessions.actor_of_bearer(token.strip(), now, zone=settings.zone), False
    cookie = request.cookies.get(cookie_name(request.url.scheme == "https"))
    if not cookie:
        return None, False
    actor = await sessions.actor_of(cookie, now, days=settings.session_days, zone=settings.zone)
    return actor, True


async def was_lost(request: Request) -> bool:
    """Tell whether this device's session was reported lost, also when its cookie has gone."""
    return await lost_devices.lost(*_device(request)) is not None


def _device(request: Request) -> tuple[str, str]:
    cookie = request.cookies.get(cookie_name(request.url.scheme == "https"), "")
    return cookie, request.headers.get(SESSION_HEADER, "")


async def note_erased(call: Call[Any, Any]) -> None:
    """Note that a lost device has erased what it held."""
    await lost_devices.erased(*_device(call.request), call.now)


def set_cookie(request: Request, response: Response, token: str, days: int) -> None:
    """Hand the session's token to the browser."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        cookie_name(secure),
        token,
        max_age=days * 86400,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Take the token back from the browser."""
    secure = request.url.scheme == "https"
    response.delete_cookie(
        cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


@dataclass(frozen=True)
class Opened:
    """A session just opened; `give_to` puts its token into the answer's cookie."""

    actor: Actor
    token: str
    request: Request
    days: int

    def give_to(self, response: Response) -> Response:
        set_cookie(self.request, response, self.token, self.days)
        return response


async def open_session(call: Call[Any, Any], login: str, password: str) -> Opened:
    """Sign in; the cookie's old session, if any, ends."""
    request, days = call.request, call.services.settings.session_days
    signed_in = await sessions.sign_in(
        login,
        password,
        network=request.client.host if request.client else "",
        device=device_of(request.headers.get("user-agent", "")),
        now=call.now,
        days=days,
        zone=call.services.settings.zone,
    )
    if call.visitor.actor is not None:
        await sessions.sign_out(call.visitor.actor, call.now)
    return Opened(signed_in.actor, signed_in.token, request, days)
