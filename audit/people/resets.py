"""Choosing a password: with the current one, or by an administrator's one-time link."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, require
from audit.db import transaction
from audit.models import Person, ResetLink
from audit.people import attempts, names, sessions
from audit.people.passwords import PASSWORDS, Passwords, refuse, require_good
from audit.problems import Problem

LINK_HOURS = 48


@dataclass(frozen=True)
class LinkHolder:
    """Whom a link that still works is for."""

    login: str
    name: str


async def create_link(actor: Actor, person: UUID, now: datetime) -> str:
    """Return the token of a new link, good for one use within 48 hours; earlier ones end.

    The web layer makes the address and the QR code. Raises Problem: not_allowed, not_found.
    """
    require(actor, "admin")
    token = secrets.token_urlsafe(32)
    async with transaction():
        row = await Person.get_or_none(uuid=person, active=True)
        if row is None:
            raise Problem("not_found")
        await void_links(row.id, now)
        await ResetLink.create(
            person_id=row.id,
            token_hash=sessions.token_hash(token),
            created_at=now,
            expires_at=now + timedelta(hours=LINK_HOURS),
        )
        await trail.record(actor, "reset_link_created", f"person:{person}", now)
    return token


async def void_links(person_id: int, now: datetime) -> None:
    """End a person's unused links, inside the caller's transaction."""
    await ResetLink.filter(person_id=person_id, used_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )


async def sweep(now: datetime) -> int:
    """Forget links that ended more than 90 days ago; return how many."""
    return await ResetLink.filter(expires_at__lt=now - sessions.KEPT).delete()


async def link_holder(token: str, now: datetime) -> LinkHolder | None:
    """Return whom a link is for; None when it is unknown, used, ended or its person inactive."""
    link = await _usable(token, now).select_related("person").first()
    return LinkHolder(link.person.login, link.person.name) if link else None


def _usable(token: str, now: datetime) -> QuerySet[ResetLink]:
    return ResetLink.filter(
        token_hash=sessions.token_hash(token[:200]),
        used_at__isnull=True,
        expires_at__gt=now,
        person__active=True,
    )


async def choose_by_link(
    token: str, new: str, now: datetime, *, passwords: Passwords = PASSWORDS
) -> LinkHolder:
    """Set a new password by a link, end all sessions, and return who may now sign in.

    Raises Problem: not_found (the link does not work, or no longer), weak_password.
    """
    link = await _usable(token, now).select_related("person").first()
    if link is None:
        raise Problem("not_found")
    person = link.person
    require_good(new, _known(person))
    hashed = await passwords.hash(new)
    async with transaction():
        # One of two at once is the first: the other finds it used.
        unused = ResetLink.filter(id=link.id, used_at__isnull=True, expires_at__gt=now)
        active = await Person.filter(id=person.id, active=True).exists()
        if not active or not await unused.update(used_at=now):
            raise Problem("not_found")
        await _set(person, hashed, now, keep=None)
        await trail.record(None, "password_reset", f"person:{person.uuid}", now)
    return LinkHolder(person.login, person.name)


async def choose_password(
    actor: Actor, current: str, new: str, now: datetime, *, passwords: Passwords = PASSWORDS
) -> None:
    """Set one's own password, and end all one's other sessions.

    Raises Problem: wrong_login (the current one is wrong), too_many, weak_password.
    """
    person = await Person.get(id=actor.person_id)
    attempt = await attempts.begin(person.login, f"person:{person.uuid}", now)
    stored = person.password_hash
    if not (await passwords.verify(stored, current)).right:
        raise Problem("wrong_login")
    await attempts.passed(attempt)
    if (await passwords.verify(stored, new)).right:
        refuse("same")
    require_good(new, _known(person))
    hashed = await passwords.hash(new)
    async with transaction():
        if not await Person.filter(id=person.id, password_hash=stored, active=True).exists():
            raise Problem("wrong_login")
        await _set(person, hashed, now, keep=actor.session)
        await trail.record(actor, "password_changed", f"person:{person.uuid}", now)


async def _set(person: Person, hashed: str, now: datetime, keep: UUID | None) -> None:
    await Person.filter(id=person.id).update(password_hash=hashed, password_due=False)
    await sessions.end_sessions(person.id, now, keep=keep)
    await void_links(person.id, now)


def _known(person: Person) -> tuple[str, ...]:
    return names.known_of(person.login, person.name, person.mobile, person.email)
