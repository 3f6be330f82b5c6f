"""Resumable uploads by tus 1.0: core, creation (with upload), checksum, expiration, termination.

Source: the tus resumable upload protocol, version 1.0.0. One upload is one photo; its id, its
visit and its sha256 come in Upload-Metadata, of which nothing else is kept (a file name may tell
who took the photo). An announcement that is repeated is answered 200, since nothing was created.
What holds for every answer of the protocol is `audit.web.tus_line`.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal, cast
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from audit.checks import findable
from audit.files.file_port import WrongHash
from audit.photos import receiving as parts
from audit.photos import uploads
from audit.photos.photos import KIND
from audit.problems import Problem
from audit.web.api import PREFIX, operation
from audit.web.call import Plain
from audit.web.tus_line import VERSION
from forms.issues import issue

PART = "application/offset+octet-stream"
_ROLES = ("auditor",)
_DIGEST_BYTES = {"sha1": 20, "sha256": 32}
_MOST_METADATA = 20


@operation(
    "OPTIONS", "/uploads", tag="uploads", statuses=(204,), public=True, media_type="text/plain"
)
async def options_uploads(call: Plain) -> Response:
    """Tell what this server speaks."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,creation-with-upload,checksum,expiration,termination",
        "Tus-Checksum-Algorithm": ",".join(_DIGEST_BYTES),
        "Tus-Max-Size": str(call.services.settings.upload_limit),
    }
    return Response(status_code=204, headers=headers)


@operation(
    "POST",
    "/uploads",
    tag="uploads",
    statuses=(201, 200),
    roles=_ROLES,
    media_type="text/plain",
    streams=True,
    problems=(
        "not_found",
        "already_exists",
        "precondition",
        "too_large",
        "invalid",
        "upload_busy",
        "checksum",
        "too_many",
        "disk_full",
    ),
)
async def post_upload(call: Plain) -> Response:
    """Announce a photo; may carry its first bytes."""
    _require_version(call.request)
    wanted = _wanted(call.request)
    progress = await (_begin_with if _is_part(call.request) else _begin)(call, wanted)
    headers = _headers(progress) | {"Location": f"{PREFIX}/uploads/{wanted.photo}"}
    return Response(status_code=201 if progress.is_new else 200, headers=headers)


@operation(
    "HEAD",
    "/uploads/{photo:uuid}",
    tag="uploads",
    statuses=(200,),
    roles=_ROLES,
    media_type="text/plain",
    problems=("not_found", "upload_gone", "upload_busy", "precondition", "disk_full"),
)
async def head_upload(call: Plain) -> Response:
    """Tell where an upload is to be continued."""
    _require_version(call.request)
    services = call.services
    with _told():
        progress = await uploads.progress(
            call.actor,
            call.uuid("photo"),
            files=services.files,
            receiving=services.receiving,
            now=call.now,
        )
    headers = _headers(progress) | {
        "Upload-Length": str(progress.of.length),
        "Upload-Metadata": _metadata_of(progress.of),
    }
    return Response(status_code=200, headers=headers)


@operation(
    "PATCH",
    "/uploads/{photo:uuid}",
    tag="uploads",
    statuses=(204,),
    roles=_ROLES,
    media_type="text/plain",
    streams=True,
    problems=(
        "not_found",
        "wrong_offset",
        "upload_gone",
        "precondition",
        "too_large",
        "wrong_type",
        "upload_busy",
        "checksum",
        "disk_full",
    ),
)
async def patch_upload(call: Plain) -> Response:
    """Continue an upload at its offset."""
    _require_version(call.request)
    if not _is_part(call.request):
        raise Problem("wrong_type", headers={"Accept": PART})
    progress = await _append(call, call.uuid("photo"), _number(call.request, "upload-offset"))
    return Response(status_code=204, headers=_headers(progress))


@operation(
    "DELETE",
    "/uploads/{photo:uuid}",
    tag="uploads",
    statuses=(204,),
    roles=_ROLES,
    media_type="text/plain",
    problems=("not_found", "upload_gone", "upload_busy", "precondition"),
)
async def delete_upload(call: Plain) -> Response:
    """Give an unfinished upload up."""
    _require_version(call.request)
    with _told():
        await uploads.give_up(
            call.actor,
            call.uuid("photo"),
            files=call.services.files,
            receiving=call.services.receiving,
            now=call.now,
        )
    return Response(status_code=204)


async def _begin(call: Plain, wanted: uploads.UploadIn) -> uploads.Progress:
    services = call.services
    with _told():
        return await uploads.begin(
            call.actor,
            wanted,
            services.settings.upload_limit,
            files=services.files,
            receiving=services.receiving,
            now=call.now,
        )


async def _begin_with(call: Plain, wanted: uploads.UploadIn) -> uploads.Progress:
    services = call.services
    with _told():
        progress = await uploads.begin_with(
            call.actor,
            wanted,
            uploads.Part(_body(call.request), _checksum(call.request)),
            services.settings.upload_limit,
            files=services.files,
            receiving=services.receiving,
            now=call.now,
        )
    if progress.finished:
        await services.jobs.wake(KIND, str(wanted.photo), 1)
    return progress


async def _append(call: Plain, photo: UUID, offset: int) -> uploads.Progress:
    services = call.services
    with _told():
        progress = await uploads.append(
            call.actor,
            photo,
            offset,
            _body(call.request),
            _checksum(call.request),
            files=services.files,
            receiving=services.receiving,
            now=call.now,
        )
    if progress.finished:
        await services.jobs.wake(KIND, str(photo), 1)
    return progress


@contextmanager
def _told() -> Iterator[None]:
    """Say what hinders an upload in words of the protocol."""
    try:
        yield
    except parts.InUse:
        raise Problem("upload_busy", headers={"Retry-After": "2"}) from None
    except parts.WrongOffset as wrong:
        told = {"Upload-Offset": str(wrong.offset)}
        raise Problem("wrong_offset", headers=told, offset=wrong.offset) from None
    except parts.TooLong:
        raise Problem("too_large") from None
    except (parts.WrongChecksum, WrongHash):
        raise Problem("checksum") from None


async def _body(request: Request) -> AsyncIterator[bytes]:
    """Give the bytes as they come; a cut line ends the part, and what came is kept."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect:
        raise Problem("bad_request") from None


def _is_part(request: Request) -> bool:
    told = request.headers.get("content-type", "")
    return told.partition(";")[0].strip().lower() == PART


def _require_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise Problem("precondition", headers={"Tus-Version": VERSION})


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise Problem("invalid", issues=[issue(name, "not_valid")])
    return int(value)


def _wanted(request: Request) -> uploads.UploadIn:
    told = _metadata(request.headers.get("upload-metadata", ""))
    try:
        photo, visit = UUID(told["photo"]), UUID(told["visit"])
    except (KeyError, ValueError):
        raise Problem("invalid", issues=[issue("upload-metadata", "not_valid")]) from None
    sha256 = told.get("sha256", "")
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise Problem("invalid", issues=[issue("upload-metadata.sha256", "not_valid")])
    length = _number(request, "upload-length")
    if length < 1:
        raise Problem("invalid", issues=[issue("upload-length", "not_valid")])
    return uploads.UploadIn(photo, visit, length, sha256, findable(told.get("type", "")))


def _metadata(header: str) -> dict[str, str]:
    """Return Upload-Metadata decoded; raises invalid for what is not base64 of UTF-8, or twice."""
    found: dict[str, str] = {}
    pairs = header.split(",")
    for pair in pairs[:_MOST_METADATA]:
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Problem("invalid", issues=[issue("upload-metadata", "not_valid")]) from None
    if "" in found or len(found) != len(pairs):
        raise Problem("invalid", issues=[issue("upload-metadata", "not_valid")])
    return found


def _metadata_of(told: uploads.UploadIn) -> str:
    values = {
        "photo": str(told.photo),
        "visit": str(told.visit),
        "sha256": told.sha256,
        "type": told.media_type,
    }
    return ",".join(
        f"{name} {b64encode(value.encode()).decode()}" for name, value in values.items() if value
    )


def _checksum(request: Request) -> parts.Checksum | None:
    """Return what the part should be, if told; raises bad_request for another algorithm."""
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    try:
        digest = b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != _DIGEST_BYTES.get(algorithm, -1):
        raise Problem("bad_request", issues=[issue("upload-checksum", "not_valid")])
    return parts.Checksum(cast('Literal["sha1", "sha256"]', algorithm), digest)


def _headers(progress: uploads.Progress) -> dict[str, str]:
    headers = {"Upload-Offset": str(progress.offset)}
    if progress.expires_at is not None:
        headers["Upload-Expires"] = _http_date(progress.expires_at)
    return headers


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


OPERATIONS = (options_uploads, post_upload, head_upload, patch_upload, delete_upload)
