"""Rescued work: the key for phones, and the file that a reviewer brings in."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, ValidationError
from starlette.requests import Request

from audit.photos.photos import KIND
from audit.photos.receiving import InUse
from audit.photos.uploads import UploadIn
from audit.problems import Problem
from audit.visits import rescue, visits
from audit.web.api import Model, operation
from audit.web.api_visits import DraftIn, Sha256, SubmissionIn
from audit.web.call import Plain

TYPE = "application/octet-stream"
MOST_BYTES = 200_000_000

Work = Callable[[], Awaitable[object]]


class RescueKeyOut(Model):
    """What a phone encrypts unsent work with; `proof` goes into the file."""

    id: UUID
    public: str
    proof: str


class RescuedVisit(Model):
    """One visit of the manifest: a submission with its number, or a draft."""

    visit: UUID
    submission: Annotated[int, Field(ge=1, le=1000)] | None
    body: dict[str, Any]


class RescuedPhoto(Model):
    """One photo of the manifest."""

    id: UUID
    visit: UUID
    sha256: Sha256
    type: Annotated[str, Field(max_length=64)]
    bytes: Annotated[int, Field(ge=1)]


class Manifest(Model):
    """What a file holds."""

    person: UUID
    proof: str
    visits: list[RescuedVisit]
    photos: list[RescuedPhoto]


class RescuedOut(Model):
    """What came of a file; `apart` were refused as the phone's own sending would have been."""

    visits: int
    photos: int
    apart: list[str]


@operation("GET", "/rescue/key", tag="phone", returns=RescueKeyOut, roles=("auditor",))
async def get_key(call: Plain) -> RescueKeyOut:
    """Return the key that unsent work is encrypted with."""
    card = await rescue.key_for(call.actor)
    return RescueKeyOut(id=card.id, public=card.public, proof=card.proof)


@operation(
    "POST",
    "/rescue",
    tag="review",
    returns=RescuedOut,
    roles=rescue.ROLES,
    takes=TYPE,
    streams=True,
    problems=("wrong_type", "too_large", "rescue_unreadable"),
)
async def post_rescue(call: Plain) -> RescuedOut:
    """Bring in a file of work that a phone could not send; safe to repeat."""
    return await bring_in(call)


async def bring_in(call: Plain) -> RescuedOut:
    """Open the file in the request's body and take in what is in it.

    What the server refuses of it is named by its code; the rest is taken all the same.
    """
    opened = await rescue.open_file(call.actor, await _body(call.request), call.now)
    try:
        manifest = Manifest.model_validate(opened.manifest, strict=False)
        words = [_words(call, opened, one) for one in manifest.visits]
    except ValidationError as error:
        raise Problem("rescue_unreadable") from error
    pictures = [_photo(call, opened, one) for one in manifest.photos]
    apart: list[str] = []
    taken = [await _taken(work, apart) for work in words]
    come = [await _taken(work, apart) for work in pictures]
    await rescue.note(call.actor, opened, sum(taken), call.now)
    return RescuedOut(visits=sum(taken), photos=sum(come), apart=apart)


async def _taken(work: Work, apart: list[str]) -> bool:
    try:
        await work()
    except (Problem, InUse) as refused:
        apart.append(refused.code if isinstance(refused, Problem) else "upload_busy")
        return False
    return True


def _words(call: Plain, opened: rescue.Opened, one: RescuedVisit) -> Work:
    if one.submission is None:
        draft = DraftIn.model_validate(one.body, strict=False)
        return partial(
            visits.save_draft, opened.owner, one.visit, draft.revision, draft.sent(), call.now
        )
    whole = SubmissionIn.model_validate(one.body, strict=False)
    sent = whole.sent(whole.finished_at)
    return partial(visits.submit, opened.owner, one.visit, one.submission, sent, call.now)


def _photo(call: Plain, opened: rescue.Opened, one: RescuedPhoto) -> Work:
    services = call.services
    data = opened.photos[one.id]

    async def take() -> None:
        await rescue.take_photo(
            opened.owner,
            UploadIn(one.id, one.visit, len(data), one.sha256, one.type),
            data,
            limit=services.settings.upload_limit,
            files=services.files,
            receiving=services.receiving,
            now=call.now,
        )
        await services.jobs.wake(KIND, str(one.id), 1)

    return take


async def _body(request: Request) -> bytes:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != TYPE:
        raise Problem("wrong_type", headers={"Accept": TYPE})
    request.scope["body_limit"] = MOST_BYTES
    return await request.body()


OPERATIONS = (get_key, post_rescue)
