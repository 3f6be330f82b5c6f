"""Review over the API: the queue, a visit beside its evidence, each step, the replay of a score."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from audit.models import Visit
from audit.visits import readings, release, review
from audit.visits.review_queue import QueueLine, queue
from audit.web.api import Model, operation
from audit.web.call import Call, Plain
from audit.web.released import approve
from forms.texts import Text

PAGE = 50
REVIEWERS = ("reviewer", "head_office")
_STEP_PROBLEMS = ("not_found", "wrong_state")

State = Literal["submitted", "in_review", "returned", "approved", "released", "excluded"]


class QueueQuery(Model):
    """Which visits to list."""

    state: State | None = None
    wave: Annotated[str, Field(max_length=32)] | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class QueueOut(Model):
    """A page of visits, oldest first."""

    visits: list[QueueLine]
    page: int
    total: int


class RemarkIn(Model):
    """What is asked about one item."""

    item: Annotated[str, Field(max_length=129)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class SendBackIn(Model):
    """Why a visit goes back."""

    note: Annotated[str, Field(max_length=4000)] = ""
    items: Annotated[tuple[RemarkIn, ...], Field(max_length=500)] = ()


class ReasonIn(Model):
    """Why a visit is taken out of all figures."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class StateOut(Model):
    """The state a step led to, and the reports that it set going."""

    visit: UUID
    state: str
    reports: tuple[UUID, ...] = ()


class TraceOut(Model):
    """The replay of a score, row by row, in both languages."""

    rows: list[dict[str, Any]]


class RefusedSubmissionOut(Model):
    """A submission that was kept, but does not count."""

    number: int
    received_at: datetime
    content: dict[str, Any]


class RefusedOut(Model):
    """All that was kept of a visit and does not count."""

    submissions: list[RefusedSubmissionOut]


class PhotoOut(Model):
    """A photo of an answer."""

    id: UUID
    state: str
    refusal: str | None
    taken_at: datetime | None
    has_place: bool
    twin: bool


class ItemOut(Model):
    """An answer beside its evidence; scores in 1/100."""

    key: str
    wording: Text
    answer: Text
    changed_from: Text | None
    note: str
    status: str
    share: int | None
    lost: int
    met: bool | None
    photos: list[PhotoOut]
    remarks: list[str]


class ReadingOut(Model):
    """A visit as its reviewer reads it."""

    visit: UUID
    state: str
    branch: str
    wave: str
    auditor: str
    submission: int
    complete: bool
    raw: int | None
    final: int | None
    outcome: str
    band: str | None
    items: list[ItemOut]


@operation("GET", "/reviews", tag="review", query=QueueQuery, returns=QueueOut, roles=REVIEWERS)
async def get_reviews(call: Call[None, QueueQuery]) -> QueueOut:
    """List visits by state: without one, those that wait for a reviewer."""
    wanted = call.query
    states = (wanted.state,) if wanted.state else ("submitted", "in_review")
    lines, total = await queue(call.actor, states, wave=wanted.wave, page=wanted.page, size=PAGE)
    return QueueOut(visits=lines, page=wanted.page, total=total)


@operation(
    "GET",
    "/reviews/{visit:uuid}",
    tag="review",
    returns=ReadingOut,
    roles=REVIEWERS,
    problems=("not_found",),
)
async def get_review(call: Plain) -> ReadingOut:
    """Return a visit with answers, evidence and score."""
    read = await readings.read_visit(call.actor, call.uuid("visit"))
    return ReadingOut(
        visit=read.visit.uuid,
        state=read.visit.state,
        branch=read.branch_code,
        wave=read.wave_code,
        auditor=read.auditor,
        submission=read.visit.submission_number,
        complete=read.visit.complete,
        raw=read.card.raw,
        final=read.card.final,
        outcome=read.card.outcome,
        band=read.card.band,
        items=[_item(item) for section in read.sections for item in section.items],
    )


def _item(item: readings.ItemRead) -> ItemOut:
    return ItemOut(
        key=item.key,
        wording=item.wording,
        answer=item.answer,
        changed_from=item.changed_from,
        note=item.note,
        status=item.score.status,
        share=item.score.share,
        lost=item.score.lost,
        met=item.score.met,
        photos=[
            PhotoOut(
                id=photo.uuid,
                state=photo.state,
                refusal=photo.refusal,
                taken_at=photo.taken_at,
                has_place=photo.has_place,
                twin=photo.twin,
            )
            for photo in item.photos
        ],
        remarks=item.remarks,
    )


@operation(
    "GET",
    "/reviews/{visit:uuid}/trace",
    tag="review",
    returns=TraceOut,
    roles=REVIEWERS,
    problems=("not_found",),
)
async def get_trace(call: Plain) -> TraceOut:
    """Replay each digit of a visit's score."""
    return TraceOut(rows=await readings.trace_rows(call.actor, call.uuid("visit")))


@operation(
    "GET",
    "/reviews/{visit:uuid}/refused",
    tag="review",
    returns=RefusedOut,
    roles=REVIEWERS,
    problems=("not_found",),
)
async def get_refused(call: Plain) -> RefusedOut:
    """Return what the auditor sent under a number already taken."""
    rows = await readings.refused_submissions(call.actor, call.uuid("visit"))
    return RefusedOut(
        submissions=[
            RefusedSubmissionOut(number=number, received_at=received_at, content=content)
            for number, received_at, content in rows
        ]
    )


@operation(
    "POST",
    "/reviews/{visit:uuid}/take",
    tag="review",
    returns=StateOut,
    roles=("reviewer",),
    problems=_STEP_PROBLEMS,
)
async def post_take(call: Plain) -> StateOut:
    """Begin the review of a visit."""
    return _state(await review.take(call.actor, call.uuid("visit"), call.now))


@operation(
    "POST",
    "/reviews/{visit:uuid}/send-back",
    tag="review",
    body=SendBackIn,
    returns=StateOut,
    roles=("reviewer",),
    problems=_STEP_PROBLEMS,
)
async def post_send_back(call: Call[SendBackIn, None]) -> StateOut:
    """Send a visit back to its auditor, with remarks."""
    remarks = [review.RemarkIn(one.item, one.text) for one in call.body.items]
    visit = call.uuid("visit")
    return _state(await review.send_back(call.actor, visit, call.body.note, remarks, call.now))


@operation(
    "POST",
    "/reviews/{visit:uuid}/approve",
    tag="review",
    returns=StateOut,
    roles=("reviewer",),
    problems=_STEP_PROBLEMS,
)
async def post_approve(call: Plain) -> StateOut:
    """Approve a visit; the wave's policy says whether the branch sees it now."""
    released = await approve(call, call.uuid("visit"))
    visit = await Visit.get(uuid=call.uuid("visit"))
    return _state(visit, released)


@operation(
    "POST",
    "/reviews/{visit:uuid}/exclude",
    tag="review",
    body=ReasonIn,
    returns=StateOut,
    roles=("reviewer",),
    problems=_STEP_PROBLEMS,
)
async def post_exclude(call: Call[ReasonIn, None]) -> StateOut:
    """Take a visit out of all figures, with a reason."""
    visit = call.uuid("visit")
    return _state(await review.exclude(call.actor, visit, call.body.reason, call.now))


@operation(
    "POST",
    "/reviews/{visit:uuid}/include",
    tag="review",
    returns=StateOut,
    roles=("reviewer",),
    problems=_STEP_PROBLEMS,
)
async def post_include(call: Plain) -> StateOut:
    """Take an excluded visit back into review."""
    return _state(await review.include(call.actor, call.uuid("visit"), call.now))


def _state(visit: Visit, released: release.Released = release.NOTHING) -> StateOut:
    return StateOut(visit=visit.uuid, state=visit.state, reports=released.reports)


OPERATIONS = (
    get_reviews,
    get_review,
    get_trace,
    get_refused,
    post_take,
    post_send_back,
    post_approve,
    post_exclude,
    post_include,
)
