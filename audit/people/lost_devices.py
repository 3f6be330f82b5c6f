"""Lost devices: their sessions end, and at their next contact they are told to erase."""

from datetime import datetime
from uuid import UUID

from audit import trail
from audit.access import Actor
from audit.db import transaction
from audit.models import Person, Session
from audit.people.operator import operator
from audit.people.sessions import token_hash
from audit.problems import Problem


async def report_lost(actor: Actor, session: UUID, now: datetime) -> None:
    """End the session of a device that was lost: one's own, or for an administrator anyone's.

    Not the session one came by: whoever asks has that device in the hand.
    Raises Problem("not_found") for a foreign session as for one that is not there.
    """
    async with transaction():
        found = await Session.filter(uuid=session).select_related("person").first()
        own = found is not None and found.person_id == actor.person_id
        if found is None or session == actor.session or not (own or actor.has("admin")):
            raise Problem("not_found")
        if found.lost_at is None:
            ended = found.revoked_at or now
            await Session.filter(id=found.id).update(lost_at=now, revoked_at=ended)
            subject = f"person:{found.person.uuid}"
            await trail.record(actor, "device_lost", subject, now, session=str(session))


async def lost(token: str, session: str) -> Session | None:
    """Return the lost session that a device names by its token or by the session's outward id."""
    if token and (row := await _lost_one(token_hash=token_hash(token))):
        return row
    try:
        return await _lost_one(uuid=UUID(session)) if session else None
    except ValueError:
        return None


async def _lost_one(**by: object) -> Session | None:
    return await Session.filter(lost_at__isnull=False, **by).first()


async def erased(token: str, session: str, now: datetime) -> None:
    """Note that a lost device has erased what it held; told again, nothing changes."""
    async with transaction():
        row = await lost(token, session)
        if row is None or row.erased_at is not None:
            return
        await Session.filter(id=row.id).update(erased_at=now)
        person = await Person.get(id=row.person_id)
        told = {"session": str(row.uuid)}
        await trail.record(operator(now), "device_erased", f"person:{person.uuid}", now, **told)
