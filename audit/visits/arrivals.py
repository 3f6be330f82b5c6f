"""Which of the photos that a visit lists have arrived: "7 of 9".

A listed photo has arrived when a photo with its id, from this visit, has the sha256 listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.statements import Say, Script, commit, play, read_json, read_uuid

_UNMARKED = (
    "SELECT v.id, s.id AS submission, s.content FROM visit v"
    " JOIN submission s ON s.visit_id = v.id AND s.number = v.submission_number"
    " WHERE v.uuid = $1 AND NOT v.complete"
)


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
    if await play(noted(visit_uuid, None)):  # which most photos are not
        await commit(noted(visit_uuid, now))


def noted(visit_uuid: UUID, now: datetime | None) -> Script[bool]:
    """Tell whether the newest submission is complete and not marked so; with `now`, mark it."""
    for row in (yield Say(_UNMARKED + (" FOR UPDATE OF v" if now else ""), [visit_uuid])):
        arrivals, _ = yield from arrived(visit_uuid, read_json(row["content"])["photos"])
        if now and arrivals.complete:
            yield Say("UPDATE visit SET complete = true WHERE id = $1", [row["id"]])
            sent = [now, row["submission"]]
            yield Say("UPDATE submission SET complete_at = $1 WHERE id = $2", sent)
        return arrivals.complete
    return False
