"""The trail as administrators and head office read it.

Who made a visit is told by pseudonym only: entries about visits and photos name an auditor's
pseudonym, all others the person. A search for one never finds the entries that tell the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor
from audit.checks import findable
from audit.db import transaction
from audit.models import Person, RoleGrant, TrailEntry, TrailHead, Visit

VERIFIED, CHAIN = "trail_verified", "trail:chain"
_SECRET = ("visit:", "photo:", "assignment:")


@dataclass(frozen=True)
class EntryLine:
    """One link of the trail; `who` None is the system, `secret` when it is a pseudonym."""

    number: int
    at: datetime
    who: str | None
    action: str
    subject: str
    visit: UUID | None
    details: dict[str, Any]
    hash: str


@dataclass(frozen=True)
class Asked:
    """What the trail is narrowed to. `person` is a login, a pseudonym, or "system"."""

    subject: str = ""
    action: str | None = None
    person: str = ""


@dataclass(frozen=True)
class Verified:
    """The last time the chain was found whole: when, and how many links it had."""

    at: datetime
    count: int


async def entries(asked: Asked, *, page: int = 1, size: int = 50) -> tuple[list[EntryLine], int]:
    """Return a page of the trail, newest first, and how many entries fit."""
    rows = await _narrowed(asked)
    total = await rows.count()
    shown = await rows.order_by("-number").offset((page - 1) * size).limit(size)
    return await _lines(shown), total


async def _narrowed(asked: Asked) -> QuerySet[TrailEntry]:
    rows = TrailEntry.all()
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.subject:
        subject = findable(asked.subject)[:80]
        found = Q(subject=subject) | Q(subject__startswith=subject)
        rows = rows.filter(found) if subject else rows.filter(id=-1)
    return rows.filter(await _by(findable(asked.person))) if asked.person else rows


async def _by(name: str) -> Q:
    """Return the condition for entries of a person as far as the name tells of them."""
    if name == trail.SYSTEM:
        return Q(actor=trail.SYSTEM)
    person = await Person.get_or_none(Q(login=name.lower()[:64]) | Q(pseudonym=name[:32]))
    if person is None:
        return Q(id=-1)
    mine = Q(actor=str(person.uuid))
    if not await RoleGrant.exists(person_id=person.id, role="auditor"):
        return mine
    secret = Q(*(Q(subject__startswith=start) for start in _SECRET), join_type="OR")
    return mine & (secret if name == person.pseudonym else ~secret)


async def _lines(rows: Sequence[TrailEntry]) -> list[EntryLine]:
    actors = {UUID(row.actor) for row in rows if row.actor != trail.SYSTEM}
    people = {str(p.uuid): p for p in await Person.filter(uuid__in=sorted(actors))}
    ids = sorted(person.id for person in people.values())
    held = RoleGrant.filter(person_id__in=ids, role="auditor").only("id", "person_id")
    auditors = {grant.person_id for grant in await held}
    visits = [UUID(row.subject[6:]) for row in rows if row.subject.startswith("visit:")]
    known = {f"visit:{v.uuid}": v.uuid for v in await Visit.filter(uuid__in=visits)}
    return [
        EntryLine(
            number=row.number,
            at=row.at,
            who=_who(row, people.get(row.actor), auditors),
            action=row.action,
            subject=row.subject,
            visit=known.get(row.subject),
            details=row.details,
            hash=row.hash,
        )
        for row in rows
    ]


def _who(row: TrailEntry, person: Person | None, auditors: set[int]) -> str | None:
    if row.actor == trail.SYSTEM:
        return None
    if person is None:
        return row.actor
    is_secret = person.id in auditors and row.subject.startswith(_SECRET)
    return person.pseudonym if is_secret else person.name


async def last_verified() -> Verified | None:
    """Return the last time the chain was found whole."""
    row = await TrailEntry.filter(subject=CHAIN).order_by("-number").first()
    return Verified(row.at, int(row.details["count"])) if row else None


async def verify(actor: Actor, now: datetime) -> trail.Break | None:
    """Walk the chain; a whole one is noted in the trail itself, a broken one is left as it is."""
    broken = await trail.verify()
    if broken is None:
        async with transaction():
            head = await TrailHead.get(id=1)
            await trail.record(actor, VERIFIED, CHAIN, now, count=head.number)
    return broken
