"""The phone form's built files under /m/: hashed assets for good, everything else asked anew."""

from pathlib import Path
from stat import S_ISREG

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from audit.checks import findable
from audit.problems import Problem

_LONGEST = 1000
_FOREVER = "public, max-age=31536000, immutable"


class PhoneForm:
    """An ASGI application over `folder`; an address without a file is the form itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise Problem("method_not_allowed", headers={"Allow": "GET, HEAD"})
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path = str(scope["path_params"].get("path", ""))
        if self.files.lookup_path("index.html")[1] is None:
            raise Problem("unavailable")
        known = findable(path) and len(path) < _LONGEST
        full, stat = self.files.lookup_path(path) if known else ("", None)
        if stat is None or not S_ISREG(stat.st_mode):
            return FileResponse(self.folder / "index.html", headers={"Cache-Control": "no-cache"})
        response = self.files.file_response(full, stat, scope)
        response.headers["Cache-Control"] = _FOREVER if path.startswith("assets/") else "no-cache"
        return response
