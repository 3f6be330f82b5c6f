"""What each request passes: id and log line, headers, idle limit, cross-site check, who asks.

All of it is plain ASGI, so that bodies and downloads stream through untouched.
"""

import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import anyio
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audit.access import Actor
from audit.problems import Problem
from audit.web.errors import answer_to, render
from audit.web.services import Visitor

log = structlog.get_logger()

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LEAST_BYTES = 1024
_FOR_ANYBODY = ("/healthz", "/readyz", "/static/", "/m/")
"""Addresses that are the same for everybody: they answer while the database is away."""
_POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}

Authenticate = Callable[[Request], Awaitable[tuple[Actor | None, bool]]]
WasLost = Callable[[Request], Awaitable[bool]]


class Observed:
    """Give the request an id, log it when it is over, and count it."""

    def __init__(self, app: ASGIApp, observe: Callable[[str, int, float], None]) -> None:
        self.app, self.observe = app, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = request_id = uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            seconds = time.perf_counter() - started
            self.observe(scope["method"], status, seconds)
            log.info(
                "request",
                method=scope["method"],
                path=loggable(scope["path"]),
                status=status,
                ms=round(seconds * 1000, 1),
            )
            structlog.contextvars.clear_contextvars()


def loggable(path: str) -> str:
    """Return a path without the secret that a one-time link carries."""
    return "/reset/[hidden]" if path.startswith("/reset/") else path[:300]


class Secured:
    """Add the security headers; what names no cache policy of its own is not stored anywhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                if location := headers.get("location"):
                    headers["location"] = _without_host(location, scope)
            await send(message)

        await self.app(scope, receive, secured)


def _without_host(location: str, scope: Scope) -> str:
    """Return a redirect within this site as a path: the Host that was sent may be anybody's."""
    own = f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}/"
    return "/" + location.removeprefix(own).lstrip("/") if location.startswith(own) else location


class Faults:
    """Answer what nobody caught, here, where the answer still gets its headers and its log line.

    The framework's own last resort stands outside of all this.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        scope["visitor"] = Visitor(actor=None, by_cookie=False)
        try:
            await self.app(scope, receive, noted)
        except Exception as error:  # whatever it is, who asked is answered
            if started:
                raise
            await (await answer_to(Request(scope, receive), error))(scope, receive, send)


class IdleLimited:
    """End a request whose body stops arriving or only drips; the server itself has no such limit.

    Each `LEAST_BYTES` of a body buy another `seconds` of waiting for the next.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        whole, left, gained = False, self.seconds, 0

        async def limited() -> Message:
            nonlocal whole, left, gained
            if whole:  # the wait for a disconnect is no stall
                return await receive()
            began = anyio.current_time()
            with anyio.move_on_after(left):
                message = await receive()
                whole = not message.get("more_body", False)
                left -= anyio.current_time() - began
                gained += len(message.get("body", b""))
                if gained >= LEAST_BYTES:
                    left, gained = self.seconds, 0
                return message
            return {"type": "http.disconnect"}

        await self.app(scope, limited, send)


class Sized:
    """Refuse a body larger than its address takes, announced or not, like any other refusal.

    An operation that streams its body raises scope["body_limit"] before it reads.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["body_limit"] = self.limit
        told = Headers(scope=scope).get("content-length", "")
        size = int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = {} if size > scope["body_limit"] else await receive()
            received += len(message.get("body", b""))
            if max(size, received) > scope["body_limit"]:
                raise Problem("too_large", limit=scope["body_limit"])
            return message

        await self.app(scope, counted, send)


class Known:
    """Find out who asks, and refuse changes that another site made a browser send."""

    def __init__(self, app: ASGIApp, authenticate: Authenticate, was_lost: WasLost) -> None:
        self.app, self.authenticate, self.was_lost = app, authenticate, was_lost

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] in SAFE and scope["path"].startswith(_FOR_ANYBODY):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if b"%00" in scope["query_string"]:  # no table can hold it, so nothing is found by it
            raise Problem("bad_request")
        actor, by_cookie = await self.authenticate(request)
        lost = actor is None and await self.was_lost(request)
        scope["visitor"] = Visitor(actor=actor, by_cookie=by_cookie, lost=lost)
        if scope["method"] not in SAFE and not same_site(scope["scheme"], request.headers):
            await render(request, Problem("cross_site"))(scope, receive, send)
            return
        await self.app(scope, receive, send)


def same_site(scheme: str, headers: Headers) -> bool:
    """Tell whether a state change may come from where it says it comes from.

    Browsers say so in Sec-Fetch-Site, older ones in Origin. A program sends neither, and is
    believed only when it brings no cookie. A bearer token is not sent by a browser on its own.
    """
    if headers.get("authorization", "").lower().startswith("bearer "):
        return True
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    if origin := headers.get("origin"):
        return origin.lower() == f"{scheme}://{headers.get('host', '')}".lower()
    return "cookie" not in headers
