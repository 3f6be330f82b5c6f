"""API tokens: long-lived keys by which a program acts as a person. Shown once, kept as a hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from audit import trail
from audit.access import Actor, require
from audit.checks import Checks
from audit.db import transaction
from audit.models import ApiToken
from audit.people import sessions
from audit.problems import Problem

_MOST = 20
_LONGEST_DAYS = 3650


@dataclass(frozen=True)
class TokenLine:
    """What is told of a token after it was made."""

    uuid: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    """A token just made; `token` is never seen again."""

    token: str
    line: TokenLine


async def create_token(actor: Actor, name: str, days: int | None, now: datetime) -> NewToken:
    """Make a token for oneself, ending after `days` (None: never).

    Only from a session, so that a leaked token makes no further ones. Raises Problem: not_allowed,
    invalid.
    """
    require(actor, "admin", "head_office")
    if actor.session is None:
        raise Problem("not_allowed")
    checks = Checks()
    name = checks.text("name", name, 100)
    span = "The number must be between {least} and {most}."
    fits = days is None or 1 <= days <= _LONGEST_DAYS
    checks.need(fits, "days", "out_of_range", span, least=1, most=_LONGEST_DAYS)
    checks.stop()
    token = sessions.BEARER_PREFIX + secrets.token_urlsafe(32)
    async with transaction():
        live = ApiToken.filter(person_id=actor.person_id).filter(sessions.token_holds(now))
        full = "There are {most} tokens already; revoke one first."
        checks.need(await live.count() < _MOST, "name", "too_many_tokens", full, most=_MOST)
        checks.stop()
        row = await ApiToken.create(
            uuid=uuid4(),
            person_id=actor.person_id,
            name=name,
            token_hash=sessions.token_hash(token),
            created_at=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
        subject = f"person:{actor.uuid}"
        await trail.record(actor, "token_created", subject, now, token=str(row.uuid), name=name)
    return NewToken(token, _line(row))


async def tokens_of(
    actor: Actor, now: datetime, person: UUID | None = None
) -> tuple[TokenLine, ...]:
    """Return the live tokens, newest first: one's own, or for an administrator anyone's."""
    person_id = await sessions.whose(actor, person)
    rows = (
        ApiToken.filter(person_id=person_id)
        .filter(sessions.token_holds(now))
        .order_by("-created_at", "-id")
    )
    return tuple(_line(row) for row in await rows)


async def revoke_token(actor: Actor, token: UUID, now: datetime) -> None:
    """End one token: one's own, or for an administrator anyone's; else Problem("not_found")."""
    async with transaction():
        row = await ApiToken.filter(uuid=token).select_related("person").first()
        if row is None or not (row.person_id == actor.person_id or actor.has("admin")):
            raise Problem("not_found")
        if row.revoked_at is None:
            await ApiToken.filter(id=row.id).update(revoked_at=now)
            subject = f"person:{row.person.uuid}"
            await trail.record(actor, "token_revoked", subject, now, token=str(token))


def _line(row: ApiToken) -> TokenLine:
    return TokenLine(row.uuid, row.name, row.created_at, row.expires_at)
