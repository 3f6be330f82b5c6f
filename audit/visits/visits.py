"""What the phone sends: drafts and numbered submissions, each write safe to repeat.

A visit begins with its first draft or submission, under an id that the phone made. Nothing
well-formed is refused for its content: the auditor has left the branch. What cannot count is
kept for the reviewer and answered 409.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from audit import trail
from audit.access import Actor
from audit.db import transaction
from audit.documents import digest, digest_of, spell
from audit.models import Draft
from audit.problems import Problem
from audit.statements import Say, Script, commit, inserted, play, read_moment
from audit.visits.arrivals import Arrivals, arrivals_of, arrived, note_arrival
from audit.visits.held import Asked, Held, own_visit, yardstick
from audit.visits.lifecycle import EDITABLE, may, next_state
from audit.visits.marked import compare_marks, want_marks
from audit.visits.scores import ToScore, keep_score

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # no visit is older
_MOVED = (
    "UPDATE visit SET state = $1, submission_number = $2, submitted_at = $3, complete = $4"
    " WHERE id = $5"
)
_OBSERVED = ("events", "positions", "clock")


@dataclass(frozen=True)
class Sent:
    """What a phone sends of a visit; times are the phone's own, corrected by `device_time`."""

    assignment: UUID
    version: UUID
    started_at: datetime
    finished_at: datetime | None
    device_time: datetime
    answers: dict[str, Any]
    photos: list[dict[str, Any]]
    observed: dict[str, Any] = field(default_factory=dict)
    """What the phone noted by itself: event stamps, positions, its clock; only what there is."""

    def content(self) -> dict[str, Any]:
        """The document to store. The phone's clock reading is left out: it differs at a retry."""
        return self.spelt()[0]

    def spelt(self) -> tuple[dict[str, Any], bytes]:
        """The document to store, and its one spelling."""
        return spell(
            {
                "version": str(self.version),
                "started_at": self.started_at.isoformat(),
                "finished_at": self.finished_at.isoformat() if self.finished_at else None,
                "answers": self.answers,
                "photos": self.photos,
                **self.observed,
            }
        )


@dataclass(frozen=True)
class Saved:
    """A draft as it stands on the server."""

    visit: UUID
    revision: int
    arrivals: Arrivals


@dataclass(frozen=True)
class Receipt:
    """What a submission is answered with, the first time and each time it is repeated."""

    visit: UUID
    number: int
    digest: str
    received_at: datetime
    state: str
    complete: bool
    arrivals: Arrivals
    is_new: bool
    draws: bool
    """Copies of photos may wait to bear other marks."""


async def save_draft(
    actor: Actor, visit_uuid: UUID, revision: int, sent: Sent, now: datetime
) -> Saved:
    """Keep the newest draft of a visit.

    Raises not_found (foreign or unknown), visit_exists, wrong_state (submitted meanwhile) and
    draft_outdated with the newer draft.
    """
    content = sent.content()
    async with transaction():
        visit = await play(own_visit(actor, _asked(visit_uuid, sent, now), now))
        if visit.uuid != visit_uuid:
            raise Problem("visit_exists", visit=str(visit.uuid))
        if visit.state not in EDITABLE:
            raise Problem("wrong_state", state=visit.state)
        draft = await Draft.get_or_none(visit_id=visit.id)
        if draft is None:
            draft = Draft(visit_id=visit.id, revision=0, digest="")
        if revision < draft.revision or (
            revision == draft.revision and digest(content) != draft.digest
        ):
            raise Problem("draft_outdated", current=_current(draft))
        if revision > draft.revision:
            draft.revision, draft.digest = revision, digest(content)
            draft.content, draft.saved_at = content, now
            await draft.save()
        return Saved(visit_uuid, revision, await arrivals_of(visit_uuid, content["photos"]))


def _current(draft: Draft) -> dict[str, Any]:
    return {
        "revision": draft.revision,
        "answers": draft.content.get("answers", {}),
        "photos": draft.content.get("photos", []),
        **{name: draft.content[name] for name in _OBSERVED if name in draft.content},
    }


async def submit(actor: Actor, visit_uuid: UUID, number: int, sent: Sent, now: datetime) -> Receipt:
    """Take submission `number` of a visit: store, score, and answer with a receipt.

    The same number with the same content returns the same receipt. Other content under a number
    already taken, or for an assignment that has another visit, is kept and refused
    (submission_differs, visit_exists).
    """
    content, spelt = sent.spelt()
    given = _Given(visit_uuid, number, content, spelt.decode(), digest_of(spelt))
    taken = await commit(_take_in(actor, given, sent, now))
    if taken.visit.uuid != visit_uuid:
        raise Problem("visit_exists", visit=str(taken.visit.uuid))
    if taken.digest is None:
        raise Problem("wrong_state", state=taken.visit.state, submission=taken.visit.number)
    if taken.digest != given.digest:
        raise Problem("submission_differs", submission=number)
    return await _receipt(taken, given, now)


@dataclass(frozen=True)
class _Given:
    """A submission as it came; `text` is its content as it is stored."""

    visit: UUID
    number: int
    content: dict[str, Any]
    text: str
    digest: str


@dataclass(frozen=True)
class _Taken:
    """The assignment's visit and its submission of that number, if there is one.

    `draws`: copies may have to bear other marks now.
    """

    visit: Held
    digest: str | None
    received_at: datetime
    arrivals: Arrivals
    is_new: bool
    draws: bool


def _take_in(actor: Actor, given: _Given, sent: Sent, now: datetime) -> Script[_Taken]:
    visit = yield from own_visit(actor, _asked(given.visit, sent, now), now)
    mine = visit.uuid == given.visit
    if mine and given.number == visit.number + 1 and may("submit", visit.state):
        return (yield from _take(actor, visit, given, sent, now))
    rows = yield Say(
        "SELECT digest, received_at FROM submission WHERE visit_id = $1 AND number = $2",
        [visit.id, given.number],
    )
    digest, received_at = None, now
    for row in rows:
        digest, received_at = row["digest"], read_moment(row["received_at"])
    if not mine or digest != given.digest:
        yield from _keep_refused(visit, given, now)
    nothing = Arrivals(0, 0, ())
    return _Taken(visit, digest, received_at, nothing, is_new=False, draws=False)


def _take(actor: Actor, visit: Held, given: _Given, sent: Sent, now: datetime) -> Script[_Taken]:
    claims = given.content["photos"]
    arrivals, marked = yield from arrived(visit.uuid, claims)
    row = {
        "visit_id": visit.id,
        "number": given.number,
        "digest": given.digest,
        "content": given.text,
        "received_at": now,
        "device_time": sent.device_time,
        "complete_at": now if arrivals.complete else None,
    }
    state = next_state("submit", visit.state)
    moved = [state, given.number, now, arrivals.complete, visit.id]
    kept = Say(inserted("submission", list(row)), list(row.values()))
    yield from _score(visit, given, now, (kept, Say(_MOVED, moved)))
    draws = marked or any(claim.get("marks") for claim in claims)
    if draws:
        yield from want_marks(visit.uuid, claims)
    told = {
        "number": given.number,
        "digest": given.digest,
        "device_ahead": round((sent.device_time - now).total_seconds()),
    }
    yield from trail.link(actor, "visit_submitted", f"visit:{visit.uuid}", now, told)
    now_so = replace(visit, state=state, number=given.number, complete=arrivals.complete)
    return _Taken(now_so, given.digest, now, arrivals, is_new=True, draws=draws)


def _score(visit: Held, given: _Given, now: datetime, beside: Sequence[Say]) -> Script[None]:
    stick = yield from yardstick(visit.version)
    assert stick is not None
    revision = 1
    if given.number > 1:
        counted = "SELECT count(*) AS n FROM score WHERE visit_id = $1"
        revision += (yield Say(counted, [visit.id]))[0]["n"]
    answers = given.content["answers"]
    sent = ToScore(visit.id, given.number, answers, revision)
    yield from keep_score(sent, stick, visit.facts, now, beside)


def _keep_refused(visit: Held, given: _Given, now: datetime) -> Script[None]:
    row = {
        "visit_id": visit.id,
        "number": given.number,
        "digest": given.digest,
        "content": given.text,
        "received_at": now,
    }
    once = " ON CONFLICT (visit_id, number, digest) DO NOTHING"
    yield Say(inserted("refused_submission", list(row)) + once, list(row.values()))


async def _receipt(taken: _Taken, given: _Given, now: datetime) -> Receipt:
    """Tell what is stored. A last photo may have come while the submission was under way."""
    arrivals = taken.arrivals
    if not (taken.is_new and arrivals.complete):
        arrivals = await arrivals_of(given.visit, given.content["photos"])
    if not taken.visit.complete and not (taken.is_new and arrivals == taken.arrivals):
        await note_arrival(given.visit, now)
        await compare_marks(given.visit)
    return Receipt(
        visit=given.visit,
        number=given.number,
        digest=given.digest,
        received_at=taken.received_at,
        state=taken.visit.state,
        complete=arrivals.complete,
        arrivals=arrivals,
        is_new=taken.is_new,
        draws=taken.draws,
    )


def _asked(visit: UUID, sent: Sent, now: datetime) -> Asked:
    return Asked(visit, sent.assignment, sent.version, _begun_at(sent, now))


def _begun_at(sent: Sent, now: datetime) -> datetime:
    """Return when the visit began by the server's clock; `now` when the phone's tells nonsense."""
    try:
        begun = sent.started_at + (now - sent.device_time)
    except OverflowError:
        return now
    return min(begun, now) if begun >= _FIRST_DAY else now
