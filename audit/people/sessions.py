"""Signing in and staying signed in: opaque tokens, of which only the hash is kept."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, Grant, require
from audit.checks import findable
from audit.clock import local_day
from audit.db import UNUSABLE, transaction
from audit.models import ApiToken, Person, RoleGrant, Session
from audit.people import attempts, names
from audit.people.passwords import PASSWORDS, Passwords
from audit.problems import Problem
from audit.settings import OFFICE_ZONE
from audit.statements import Say, Script, play, read_moment, read_uuid

DAYS = 30
LONGEST = timedelta(days=180)
KEPT = timedelta(days=90)  # after a session or a link has ended
_SEEN_EVERY = timedelta(minutes=5)
_TOKEN_MOST = 200
_LIVE = (
    "SELECT s.id, s.uuid, s.person_id, s.seen_at, s.created_at, p.uuid AS person, p.name,"
    " p.pseudonym, p.language, p.password_due, g.role, r.path, g.brand_id, g.branch_id"
    " FROM session s JOIN person p ON p.id = s.person_id"
    " LEFT JOIN role_grant g ON g.person_id = p.id AND g.starts_on <= $3"
    " AND (g.ends_on IS NULL OR g.ends_on >= $3) LEFT JOIN region r ON r.id = g.region_id"
    " WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND p.active"
    " ORDER BY g.id"
)
BEARER_PREFIX = "mingcha_"  # of API tokens; lets scanners for leaked secrets know one


@dataclass(frozen=True)
class SignedIn:
    """A new session: the token goes into the cookie and nowhere else."""

    token: str
    actor: Actor


@dataclass(frozen=True)
class SessionLine:
    """One sign-in, as its owner or an administrator sees it."""

    uuid: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


async def sign_in(
    login: str,
    password: str,
    *,
    network: str,
    device: str,
    now: datetime,
    days: int = DAYS,
    zone: str = OFFICE_ZONE,
    passwords: Passwords = PASSWORDS,
) -> SignedIn:
    """Open a session by employee or mobile number and password.

    Raises Problem: wrong_login (unknown, inactive, without a password and wrong all alike) or
    too_many.
    """
    person = await _by_login(login)
    account = person.login if person else names.login_of(login)
    attempt = await attempts.begin(account, network, now)
    stored = person.password_hash if person else None
    verdict = await passwords.verify(stored, password)
    async with transaction():
        # Read again: the password may have changed while this one was being compared.
        person = await Person.get_or_none(id=person.id if person else 0)
        current = person is not None and person.active and person.password_hash == stored
        if person is None or not current or not verdict.right:
            raise Problem("wrong_login")
        await attempts.passed(attempt)
        if verdict.rehashed:
            await Person.filter(id=person.id).update(password_hash=verdict.rehashed)
        return await _open(person, device, now, days, zone)


async def _by_login(typed: str) -> Person | None:
    login, mobile = names.login_of(typed), names.mobile_of(typed)
    either = Q(login=findable(login, 64)) | Q(mobile=findable(mobile, 24))
    found = await Person.filter(either).limit(2)
    return next(iter(sorted(found, key=lambda person: person.login != login)), None)


async def _open(person: Person, device: str, now: datetime, days: int, zone: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    session = await Session.create(
        uuid=uuid4(),
        person_id=person.id,
        token_hash=token_hash(token),
        device=device[:120],
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=days),
    )
    actor = await actor_for(person, now, session.uuid, zone=zone)
    await trail.record(actor, "signed_in", f"person:{person.uuid}", now, device=session.device)
    return SignedIn(token, actor)


def token_hash(token: str) -> str:
    """Return what is kept of a token. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


async def actor_of(
    token: str, now: datetime, *, days: int = DAYS, zone: str = OFFICE_ZONE
) -> Actor | None:
    """Return who holds this session with the roles of today, or None. One query.

    None at once when the session is revoked or has expired or the person is inactive. A use more
    than five minutes after the last one noted moves the end of the session on.
    """
    if not token or len(token) > _TOKEN_MOST:
        return None
    known = await play(_signed_in(token_hash(token), now, local_day(now, zone)))
    if known is None:
        return None
    session, actor = known
    if now - read_moment(session["seen_at"]) >= _SEEN_EVERY:
        end = min(now + timedelta(days=days), read_moment(session["created_at"]) + LONGEST)
        with suppress(*UNUSABLE):  # whoever only reads goes on while nothing can be written
            await Session.filter(id=session["id"]).update(seen_at=now, expires_at=end)
    return actor


def _signed_in(token: str, now: datetime, today: date) -> Script[tuple[Any, Actor] | None]:
    """Return the live session of a token's hash and its actor: each request comes through here."""
    rows = yield Say(_LIVE, [token, now, today])
    if not rows:
        return None
    row = rows[0]
    grants = (
        Grant(one["role"], one["path"], one["brand_id"], one["branch_id"])
        for one in rows
        if one["role"] is not None
    )
    return row, Actor(
        person_id=row["person_id"],
        uuid=read_uuid(row["person"]),
        name=row["name"],
        pseudonym=row["pseudonym"],
        language=row["language"],
        grants=tuple(grants),
        today=today,
        password_due=bool(row["password_due"]),
        session=read_uuid(row["uuid"]),
    )


async def actor_of_bearer(token: str, now: datetime, *, zone: str = OFFICE_ZONE) -> Actor | None:
    """Return whose API token this is with the roles of today, or None. Two queries."""
    if not token.startswith(BEARER_PREFIX) or len(token) > _TOKEN_MOST:
        return None
    rows = ApiToken.filter(token_hash=token_hash(token), person__active=True)
    row = await rows.filter(token_holds(now)).select_related("person").first()
    return await actor_for(row.person, now, zone=zone) if row else None


def token_holds(now: datetime) -> Q:
    """Return the condition on an API token that is neither revoked nor past its end."""
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))


async def actor_for(
    person: Person, now: datetime, session: UUID | None = None, *, zone: str = OFFICE_ZONE
) -> Actor:
    """Return a person with the roles of today in the office's `zone`, in one query."""
    today = local_day(now, zone)
    rows = RoleGrant.filter(person_id=person.id, starts_on__lte=today).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    grants = tuple(
        Grant(row.role, row.region.path if row.region else None, row.brand_id, row.branch_id)
        for row in await rows.select_related("region").order_by("id")
    )
    return Actor(
        person_id=person.id,
        uuid=person.uuid,
        name=person.name,
        pseudonym=person.pseudonym,
        language=person.language,
        grants=grants,
        today=today,
        password_due=person.password_due,
        session=session,
    )


async def sign_out(actor: Actor, now: datetime) -> None:
    """End the session the actor came by."""
    if actor.session is not None:
        async with transaction():
            await Session.filter(uuid=actor.session, revoked_at__isnull=True).update(revoked_at=now)
            await trail.record(actor, "signed_out", f"person:{actor.uuid}", now)


async def sessions_of(
    actor: Actor, now: datetime, person: UUID | None = None
) -> tuple[SessionLine, ...]:
    """Return the live sessions, newest use first: one's own, or for an administrator anyone's."""
    rows = _live(await whose(actor, person), now).order_by("-seen_at", "-id")
    return tuple(
        SessionLine(row.uuid, row.device, row.created_at, row.seen_at, row.uuid == actor.session)
        for row in await rows
    )


async def whose(actor: Actor, person: UUID | None) -> int:
    """Return the id of the person meant: oneself, or for an administrator anyone.

    Raises Problem: not_allowed, not_found.
    """
    if person is None or person == actor.uuid:
        return actor.person_id
    require(actor, "admin")
    found = await Person.get_or_none(uuid=person)
    if found is None:
        raise Problem("not_found")
    return found.id


def _live(person_id: int, now: datetime) -> QuerySet[Session]:
    return Session.filter(person_id=person_id, revoked_at__isnull=True, expires_at__gt=now)


async def revoke(actor: Actor, session: UUID, now: datetime) -> None:
    """End one session: one's own, or for an administrator anyone's.

    Raises Problem("not_found") for a foreign one as for one that is not there.
    """
    async with transaction():
        found = await Session.filter(uuid=session).select_related("person").first()
        if found is None or not (found.person_id == actor.person_id or actor.has("admin")):
            raise Problem("not_found")
        if found.revoked_at is None:
            await Session.filter(id=found.id).update(revoked_at=now)
            subject = f"person:{found.person.uuid}"
            await trail.record(actor, "session_revoked", subject, now, session=str(session))


async def revoke_all(actor: Actor, now: datetime, person: UUID | None = None) -> int:
    """End all sessions of a person but the one this request came by; return how many."""
    async with transaction():
        person_id = await whose(actor, person)
        ended = await end_sessions(person_id, now, keep=actor.session)
        if ended:
            subject = f"person:{person or actor.uuid}"
            await trail.record(actor, "sessions_revoked", subject, now, count=ended)
        return ended


async def end_sessions(person_id: int, now: datetime, keep: UUID | None = None) -> int:
    """End all sessions of a person but `keep`, inside the caller's transaction."""
    rows = Session.filter(person_id=person_id, revoked_at__isnull=True)
    return await (rows.exclude(uuid=keep) if keep else rows).update(revoked_at=now)


async def sweep(now: datetime) -> int:
    """Forget sessions that ended more than 90 days ago; return how many."""
    before = now - KEPT
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    told = Q(lost_at__isnull=True) | Q(erased_at__isnull=False)  # a lost phone has still to hear
    return await Session.filter(over & told).delete()
