"""The phone's contract: assignments, checklist versions, drafts, submissions, state of a visit."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field
from starlette.responses import JSONResponse, Response

from audit.photos.photos import wanted_marks
from audit.programme.checklists import for_phone, version_or_404
from audit.visits import phone, visits
from audit.visits.arrivals import Arrivals
from audit.web.api import Answer, Model, operation
from audit.web.call import Call, Plain

MOST_PHOTOS = 500
MOST_EVENTS = 100
MOST_MARKS = 50

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
_LAST = datetime(9000, 1, 1, tzinfo=UTC)


def _storable(moment: datetime) -> datetime:
    """Return a moment that has a place in every zone, however mad the phone's clock is."""
    return min(max(moment, _FIRST), _LAST)


Moment = Annotated[AwareDatetime, AfterValidator(_storable)]


Share = Annotated[int, Field(ge=0, le=10_000)]
"""A length in 1/10,000 of a photo's width or height."""


class CircleMark(Model):
    """An ellipse around something."""

    kind: Literal["circle"]
    x: Share
    y: Share
    rx: Share
    ry: Share


class ArrowMark(Model):
    """An arrow whose point is at x2, y2."""

    kind: Literal["arrow"]
    x: Share
    y: Share
    x2: Share
    y2: Share


class TextMark(Model):
    """Words that begin at x, y."""

    kind: Literal["text"]
    x: Share
    y: Share
    text: Annotated[str, Field(min_length=1, max_length=60)]


class BlurMark(Model):
    """A rectangle that must not be recognised, a face for example."""

    kind: Literal["blur"]
    x: Share
    y: Share
    w: Share
    h: Share


Mark = Annotated[CircleMark | ArrowMark | TextMark | BlurMark, Field(discriminator="kind")]


class PhotoClaim(Model):
    """A photo as the phone lists it; time and place were read before it was made smaller.

    The file is the photo without the marks that were drawn on it.
    """

    id: UUID
    item: Annotated[str, Field(max_length=129)]
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]
    type: Annotated[str, Field(max_length=64)]
    taken_at: AwareDatetime | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Field(ge=0)] | None = None
    width: Annotated[int, Field(ge=1)] | None = None
    height: Annotated[int, Field(ge=1)] | None = None
    marks: Annotated[list[Mark], Field(max_length=MOST_MARKS)] | None = None


class EventIn(Model):
    """One tap during the visit, by the phone's clock."""

    id: UUID
    kind: Literal["entered", "greeted", "queue_joined", "served", "paid", "left"]
    at: Moment


class PositionIn(Model):
    """Where the phone was (WGS-84), when the auditor agreed to tell."""

    when: Literal["start", "end"]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy_m: Annotated[float, Field(ge=0)] | None = None
    at: Moment


class ClockIn(Model):
    """The server's clock minus the phone's, as the phone last knew it."""

    offset_ms: Annotated[int, Field(ge=-(10**13), le=10**13)]


class SentIn(Model):
    """What a draft and a submission have in common."""

    assignment: UUID
    checklist_version: UUID
    started_at: Moment
    device_time: Moment
    answers: dict[str, Any]
    photos: Annotated[list[PhotoClaim], Field(max_length=MOST_PHOTOS)]
    events: Annotated[list[EventIn], Field(max_length=MOST_EVENTS)] | None = None
    positions: Annotated[list[PositionIn], Field(max_length=10)] | None = None
    clock: ClockIn | None = None

    def sent(self, finished_at: datetime | None = None) -> visits.Sent:
        return visits.Sent(
            assignment=self.assignment,
            version=self.checklist_version,
            started_at=self.started_at,
            finished_at=finished_at,
            device_time=self.device_time,
            answers=self.answers,
            photos=[_listed(claim) for claim in self.photos],
            observed=self.model_dump(
                mode="json", include={"events", "positions", "clock"}, exclude_none=True
            ),
        )


def _listed(claim: PhotoClaim) -> dict[str, Any]:
    """Return a claim as it is stored; what is newer than the oldest phones only where it is."""
    return claim.model_dump(mode="json", exclude=None if claim.marks else {"marks"})


class DraftIn(SentIn):
    """A draft; `revision` grows by one with each change on the phone."""

    revision: Annotated[int, Field(ge=1, le=2_000_000_000)]


class SubmissionIn(SentIn):
    """A submission, whole."""

    finished_at: Moment


class DraftSaved(Model):
    """The draft is on disk."""

    visit: UUID
    revision: int
    photos: phone.PhotoCount


class ReceiptOut(Model):
    """The submission is on disk; it is complete when each listed photo is, too."""

    visit: UUID
    number: int
    digest: str
    received_at: datetime
    state: str
    complete: bool
    photos: phone.PhotoCount


class AssignmentsOut(Model):
    """What is to be done, and the server's time to set the phone's clock against."""

    server_time: datetime
    assignments: list[phone.AssignmentCard]


class VisitOut(Model):
    """Where a visit stands."""

    id: UUID
    state: str
    submission: int
    photos: phone.PhotoCount
    returned: phone.Returned | None


class DraftOut(Model):
    """A draft, to go on with on another phone."""

    revision: int
    content: dict[str, Any]


class BundleOut(BaseModel):
    """A checklist as the phone keeps it (see forms/bundle.py)."""

    id: UUID
    key: str
    digest: str
    sections: list[dict[str, Any]]


def _count(arrivals: Arrivals) -> phone.PhotoCount:
    return phone.PhotoCount(arrivals.expected, arrivals.arrived, list(arrivals.missing))


@operation("GET", "/assignments", tag="phone", returns=AssignmentsOut, roles=("auditor",))
async def get_assignments(call: Plain) -> AssignmentsOut:
    """List the auditor's open assignments."""
    return AssignmentsOut(server_time=call.now, assignments=await phone.assignments_of(call.actor))


@operation(
    "GET",
    "/checklist-versions/{version:uuid}",
    tag="phone",
    returns=BundleOut,
    statuses=(200, 304),
    problems=("not_found",),
)
async def get_checklist_version(call: Plain) -> Response:
    """Return a published checklist version; it never changes."""
    version = await version_or_404(call.uuid("version"))
    headers = {"ETag": f'"{version.digest}"', "Cache-Control": "private, max-age=31536000"}
    if call.request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return JSONResponse(for_phone(version), headers=headers)


@operation(
    "PUT",
    "/visits/{visit:uuid}/draft",
    tag="phone",
    body=DraftIn,
    returns=DraftSaved,
    roles=("auditor",),
    problems=("not_found", "draft_outdated", "visit_exists", "wrong_state"),
)
async def put_draft(call: Call[DraftIn, None]) -> DraftSaved:
    """Save the draft of a visit."""
    saved = await visits.save_draft(
        call.actor, call.uuid("visit"), call.body.revision, call.body.sent(), call.now
    )
    return DraftSaved(visit=saved.visit, revision=saved.revision, photos=_count(saved.arrivals))


@operation(
    "GET",
    "/visits/{visit:uuid}/draft",
    tag="phone",
    returns=DraftOut,
    roles=("auditor",),
    problems=("not_found",),
)
async def get_draft(call: Plain) -> DraftOut:
    """Return the draft of one's own visit."""
    revision, content = await phone.own_draft(call.actor, call.uuid("visit"))
    return DraftOut(revision=revision, content=content)


@operation(
    "PUT",
    "/visits/{visit:uuid}/submissions/{number:int}",
    tag="phone",
    body=SubmissionIn,
    returns=ReceiptOut,
    statuses=(200, 201),
    roles=("auditor",),
    problems=("not_found", "submission_differs", "visit_exists", "wrong_state"),
)
async def put_submission(call: Call[SubmissionIn, None]) -> Answer:
    """Submit a visit; safe to repeat."""
    receipt = await visits.submit(
        call.actor,
        call.uuid("visit"),
        call.number("number"),
        call.body.sent(call.body.finished_at),
        call.now,
    )
    if receipt.draws:
        for wanted in await wanted_marks(receipt.visit):
            await call.services.jobs.wake(*wanted)
    body = ReceiptOut(
        visit=receipt.visit,
        number=receipt.number,
        digest=receipt.digest,
        received_at=receipt.received_at,
        state=receipt.state,
        complete=receipt.complete,
        photos=_count(receipt.arrivals),
    )
    return Answer(body, 201 if receipt.is_new else 200)


@operation(
    "GET",
    "/visits/{visit:uuid}",
    tag="phone",
    returns=VisitOut,
    roles=("auditor",),
    problems=("not_found",),
)
async def get_visit_state(call: Plain) -> VisitOut:
    """Tell where one's own visit stands."""
    card = await phone.own_visit(call.actor, call.uuid("visit"))
    return VisitOut(
        id=card.id,
        state=card.state,
        submission=card.submission,
        photos=card.photos,
        returned=card.returned,
    )


OPERATIONS = (
    get_assignments,
    get_checklist_version,
    put_draft,
    get_draft,
    put_submission,
    get_visit_state,
)
