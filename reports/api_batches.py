"""All reports of a wave over the API: ask, watch, fetch."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from starlette.responses import Response

from audit.web.api import Answer, Model, operation
from audit.web.call import Call, Plain
from reports.batches import Progress, batch_or_404, progress
from reports.pages_batches import asked, looked_at, zip_response
from reports.shelf import READERS


class BatchIn(Model):
    """Which language the reports are to be in (both: side by side), and which there are to be:
    reports, the branches' action sheets, or all of them."""

    language: Literal["zh", "en", "both"] = "zh"
    contents: Literal["all", "reports", "sheets"] = "all"


class BatchOut(Model):
    """All reports of a wave that one may read, in one file.

    `ready` of `total` are drawn, `failed` can't be; `seconds_left` None: nothing tells yet.
    """

    id: UUID
    wave: str
    language: str
    contents: str
    state: str
    total: int
    ready: int
    failed: int
    seconds_left: int | None
    size: int | None
    wanted_at: datetime


def _out(one: Progress) -> BatchOut:
    return BatchOut(
        id=one.uuid,
        wave=one.wave,
        language=one.language,
        contents=one.contents,
        state=one.state,
        total=one.total,
        ready=one.ready,
        failed=one.failed,
        seconds_left=one.left,
        size=one.size,
        wanted_at=one.wanted_at,
    )


@operation(
    "POST",
    "/waves/{wave}/batches",
    tag="reports",
    body=BatchIn,
    returns=BatchOut,
    statuses=(202,),
    roles=READERS,
    problems=("not_found",),
)
async def post_batch(call: Call[BatchIn, None]) -> Answer:
    """Ask for all reports of a wave; asking again gives the same batch."""
    found = await asked(call, call.text("wave"), call.body.language, call.body.contents)
    batch = await batch_or_404(call.actor, found.batch)
    return Answer(_out(await progress(batch, call.now)), 202)


@operation(
    "GET",
    "/batches/{batch:uuid}",
    tag="reports",
    returns=BatchOut,
    roles=READERS,
    problems=("not_found",),
)
async def get_batch(call: Plain) -> BatchOut:
    """Tell how far a batch of reports is."""
    _, found = await looked_at(call)
    return _out(found)


@operation(
    "GET",
    "/batches/{batch:uuid}/zip",
    tag="reports",
    media_type="application/zip",
    roles=READERS,
    problems=("not_found",),
)
async def get_batch_zip(call: Plain) -> Response:
    """Download a batch of reports."""
    return await zip_response(call)


OPERATIONS = (post_batch, get_batch, get_batch_zip)
