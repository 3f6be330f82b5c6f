"""What tus 1.0 asks of every request and answer at its addresses, whatever becomes of them."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VERSION = "1.0.0"
_METHODS = frozenset({"OPTIONS", "POST", "HEAD", "PATCH", "DELETE"})


class TusLine:
    """Take the method a client could not send from its header, and name the version spoken.

    Stands before everything that looks at the method, so that a POST that is a DELETE is guarded
    as one.
    """

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app, self.address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_ours(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Tus-Resumable"] = VERSION
            await send(message)

        meant = Headers(scope=scope).get("x-http-method-override", "")
        if meant:
            scope["method"] = meant if meant in _METHODS else "UNKNOWN"
        await self.app(scope, receive, told)

    def _is_ours(self, path: str) -> bool:
        return path == self.address or path.startswith(f"{self.address}/")
