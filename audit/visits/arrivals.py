"""Which of the photos that a visit lists have arrived: "7 of 9".

A listed photo has arrived when a photo with its id, from this visit, has the sha256 listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.db import lock_rows, transaction
from audit.models import Submission, Visit
from audit.statements import Say, Script, play, read_uuid


@dataclass(frozen=True)
class Arrivals:
    """How many photos are expected, how many are here, and which are not."""

    expected: int
    arrived: int
    missing: tuple[UUID, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


async def arrivals_of(visit_uuid: UUID, claims: Sequence[dict[str, Any]]) -> Arrivals:
    """Return what has arrived of the photos listed in a draft or submission."""
    return (await play(arrived(visit_uuid, claims)))[0]


def arrived(visit: UUID, claims: Sequence[dict[str, Any]]) -> Script[tuple[Arrivals, bool]]:
    """Return that, and whether the copies of a photo of the visit bear marks."""
    if not claims:
        return Arrivals(0, 0, ()), False
    here = yield Say("SELECT uuid, sha256, marks FROM photo WHERE visit_uuid = $1", [visit])
    listed = {UUID(claim["id"]): claim["sha256"] for claim in claims}
    found = {uuid for row in here if listed.get(uuid := read_uuid(row["uuid"])) == row["sha256"]}
    missing = tuple(uuid for uuid in listed if uuid not in found)
    arrivals = Arrivals(len(listed), len(listed) - len(missing), missing)
    return arrivals, any(row["marks"] for row in here)


async def note_arrival(visit_uuid: UUID, now: datetime) -> None:
    """Mark the newest submission complete when its last photo has come. Safe to repeat."""
    async with transaction():
        visit = await Visit.get_or_none(uuid=visit_uuid)
        if visit is None or visit.complete or not visit.submission_number:
            return
        await lock_rows("visit", visit.id)
        await visit.refresh_from_db(fields=["complete", "submission_number"])
        submission = await Submission.get(visit_id=visit.id, number=visit.submission_number)
        if (await arrivals_of(visit_uuid, submission.content["photos"])).complete:
            await Visit.filter(id=visit.id).update(complete=True)
            await Submission.filter(id=submission.id).update(complete_at=now)
