"""Reference photos of a checklist version over the API: the picture itself is the body."""

from starlette.responses import Response, StreamingResponse

from audit.photos.photo_gate import MAX_BYTES
from audit.problems import Problem
from audit.programme.references import keep, reference_for
from audit.programme.waves import PLANNERS
from audit.web.api import operation
from audit.web.call import Plain

READERS = ("auditor", "reviewer", "head_office", "admin")
_ADDRESS = "/checklist-versions/{version:uuid}/references/{name}"
_TYPE = "application/octet-stream"


@operation(
    "GET", _ADDRESS, tag="phone", roles=READERS, problems=("not_found",), media_type="image/jpeg"
)
async def get_reference(call: Plain) -> Response:
    """Return the picture of how it should look."""
    files = call.services.files
    key = await reference_for(call.actor, call.uuid("version"), call.text("name"), files)
    headers = {
        "Cache-Control": "private, max-age=31536000",
        "Content-Length": str(await files.size(key)),
    }
    return StreamingResponse(files.open(key), media_type="image/jpeg", headers=headers)


@operation(
    "PUT", _ADDRESS, tag="programme", roles=PLANNERS, statuses=(204,), takes=_TYPE, streams=True,
    problems=("not_found", "already_exists", "image_refused", "too_large"),
)  # fmt: skip
async def put_reference(call: Plain) -> None:
    """Keep the picture that the version names; JPEG, PNG, WebP or HEIC."""
    picture = bytearray()
    async for chunk in call.request.stream():
        picture += chunk
        if len(picture) > MAX_BYTES:
            raise Problem("too_large", limit=MAX_BYTES)
    await keep(
        call.actor,
        call.uuid("version"),
        call.text("name"),
        bytes(picture),
        files=call.services.files,
        limiter=call.services.decoding.limiter,
    )


OPERATIONS = (get_reference, put_reference)
