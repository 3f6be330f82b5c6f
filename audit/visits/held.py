"""The visit of an assignment: found and held against others until the transaction ends, or begun.

Scripts (see `audit.statements`), since each draft and each submission comes through here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from audit import trail
from audit.access import Actor
from audit.clock import daypart, local_day
from audit.models import ChecklistVersion
from audit.problems import Problem
from audit.programme.checklists import parsed
from audit.statements import Say, Script, inserted, read_day, read_json, read_uuid
from audit.visits.scores import Yardstick
from forms.issues import issue
from forms.scoring import BranchFacts

_MOST_KEPT = 64
_STICKS: dict[UUID, Yardstick] = {}
_ASSIGNMENT = (
    "SELECT a.id, a.uuid, a.wave_id, a.branch_id, a.kind, a.channel, a.cancelled_at,"
    " f.id AS facts_id, f.valid_from, f.valid_to, f.zone, f.format, f.tags, r.path, b.code"
    " FROM assignment a JOIN branch_facts f ON f.branch_id = a.branch_id"
    " JOIN region r ON r.id = f.region_id JOIN brand b ON b.id = f.brand_id"
    " WHERE a.uuid = $1 AND a.auditor_id = $2 ORDER BY f.valid_from FOR UPDATE OF a"
)
"""The assignment, with all that was ever true of its branch."""
_VISIT = (
    "SELECT v.id, v.uuid, v.facts_id, v.state, v.submission_number, v.complete,"
    " c.uuid AS version FROM visit v JOIN checklist_version c ON c.id = v.version_id"
    " WHERE v.assignment_id = $1 FOR UPDATE OF v"
)
_ONCE = " ON CONFLICT (uuid) DO NOTHING RETURNING id"
_VERSION = "SELECT id, checklist_id, digest, definition FROM checklist_version WHERE uuid = $1"
_COLUMNS = "SELECT key, score_column FROM checklist_section WHERE checklist_id = $1"


@dataclass(frozen=True)
class Held:
    """A visit as it stands; `number` is that of its newest submission, 0 before the first."""

    id: int
    uuid: UUID
    state: str
    number: int
    complete: bool
    facts: BranchFacts
    version: UUID


@dataclass(frozen=True)
class Asked:
    """Which visit a phone means: its own id for it, and what it began it with."""

    visit: UUID
    assignment: UUID
    version: UUID
    started_at: datetime


def own_visit(actor: Actor, asked: Asked, now: datetime) -> Script[Held]:
    """Return the visit of the actor's assignment, begun now if there is none.

    The assignment's row is held, so that two requests cannot both begin the visit, and the
    visit's, since a reviewer may be moving it on. Raises not_found and invalid.
    """
    every = yield Say(_ASSIGNMENT, [asked.assignment, actor.person_id])
    if not every:
        raise Problem("not_found")
    assignment = every[0]
    for row in (yield Say(_VISIT, [assignment["id"]])):
        return Held(
            id=row["id"],
            uuid=read_uuid(row["uuid"]),
            state=row["state"],
            number=row["submission_number"],
            complete=bool(row["complete"]),
            facts=_read(next(one for one in every if one["facts_id"] == row["facts_id"])),
            version=read_uuid(row["version"]),
        )
    if asked.visit.version != 4:  # the other kinds tell the time or the device; the branch sees it
        raise Problem("invalid", issues=[issue("visit", "not_valid")])
    if assignment["cancelled_at"] is not None:
        yield from _stand_by(actor, assignment, now)
    return (yield from _begin(actor, every, asked))


def _stand_by(actor: Actor, assignment: Any, now: datetime) -> Script[None]:
    """Take back a cancelling: the visit was made before the phone could know of it."""
    yield Say("UPDATE assignment SET cancelled_at = NULL WHERE id = $1", [assignment["id"]])
    subject = f"assignment:{read_uuid(assignment['uuid'])}"
    yield from trail.link(actor, "assignment_visited_though_cancelled", subject, now, {})


def _begin(actor: Actor, every: Sequence[Any], asked: Asked) -> Script[Held]:
    stick = yield from yardstick(asked.version)
    if stick is None:
        raise Problem("not_found")
    assignment, facts = every[0], _facts_at(every, asked.started_at)
    row = {
        "uuid": asked.visit,
        "assignment_id": assignment["id"],
        "wave_id": assignment["wave_id"],
        "branch_id": assignment["branch_id"],
        "facts_id": facts["facts_id"],
        "version_id": stick.version_id,
        "auditor_id": actor.person_id,
        "kind": assignment["kind"],
        "channel": assignment["channel"],
        "state": "draft",
        "local_day": local_day(asked.started_at, facts["zone"]),
        "daypart": daypart(asked.started_at, facts["zone"]),
        "started_at": asked.started_at,
    }
    made = yield Say(inserted("visit", list(row)) + _ONCE, list(row.values()))
    if not made:  # the id is that of another assignment's visit
        raise Problem("not_found")
    return Held(
        id=made[0]["id"],
        uuid=asked.visit,
        state="draft",
        number=0,
        complete=False,
        facts=_read(facts),
        version=asked.version,
    )


def _facts_at(every: Sequence[Any], moment: datetime) -> Any:
    """Return what was true of the branch then; the first known facts for a time before them."""
    near = _facts_on(every, moment.date())  # good enough to tell the zone
    return _facts_on(every, local_day(moment, near["zone"]))


def _facts_on(every: Sequence[Any], day: date) -> Any:
    for row in every:
        begin, end = read_day(row["valid_from"]), read_day(row["valid_to"])
        if (begin is None or begin <= day) and (end is None or end > day):
            return row
    return every[0]


def yardstick(version: UUID) -> Script[Yardstick | None]:
    """Return a published version ready for scoring; it never changes, so it is kept."""
    known = _STICKS.get(version)
    if known is not None:
        return known
    rows = yield Say(_VERSION, [version])
    if not rows:
        return None
    row = dict(rows[0])
    sections = yield Say(_COLUMNS, [row["checklist_id"]])
    stored = ChecklistVersion(digest=row["digest"], definition=read_json(row["definition"]))
    columns = {one["key"]: one["score_column"] for one in sections}
    if len(_STICKS) >= _MOST_KEPT:
        _STICKS.clear()
    _STICKS[version] = Yardstick(row["id"], row["digest"], parsed(stored), columns)
    return _STICKS[version]


def _read(row: Any) -> BranchFacts:
    """Return what scoring needs to know of the branch as it was then."""
    return BranchFacts(
        format=row["format"],
        tags=frozenset(read_json(row["tags"])),
        region=tuple(row["path"].strip("/").split("/")),
        brand=row["code"],
    )
