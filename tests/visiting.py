"""A small visit, sent as a phone sends it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from audit.access import Actor
from audit.models import Assignment, Visit
from audit.visits import visits
from tests.conftest import NOON
from tests.make import actor_of, grant, make_assignment

YES = {"greeting.smile": {"value": True}}
NO = {"greeting.smile": {"value": False}}


async def an_assignment(**columns: Any) -> tuple[Assignment, Actor]:
    """An assignment and its auditor."""
    assignment = await make_assignment(**columns)
    await assignment.fetch_related("auditor", "version", "wave", "branch")
    await grant(assignment.auditor, "auditor")
    return assignment, await actor_of(assignment.auditor)


def sent_for(
    assignment: Assignment,
    answers: Mapping[str, Any] = YES,
    photos: Sequence[dict[str, Any]] = (),
) -> visits.Sent:
    """What a phone sends of a visit."""
    return visits.Sent(
        assignment=assignment.uuid,
        version=assignment.version.uuid,
        started_at=NOON - timedelta(minutes=30),
        finished_at=NOON,
        device_time=NOON,
        answers=dict(answers),
        photos=list(photos),
    )


def claim(sha256: str = "a" * 64, item: str = "greeting.smile") -> dict[str, Any]:
    """A photo as the phone lists it."""
    return {"id": str(uuid4()), "item": item, "sha256": sha256, "bytes": 3}


async def a_submitted_visit(
    answers: Mapping[str, Any] = YES, **columns: Any
) -> tuple[Assignment, Visit]:
    """A visit that waits for its reviewer."""
    assignment, actor = await an_assignment(**columns)
    visit: UUID = uuid4()
    await visits.submit(actor, visit, 1, sent_for(assignment, answers), NOON)
    return assignment, await Visit.get(uuid=visit)
