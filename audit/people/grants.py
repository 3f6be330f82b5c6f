"""Roles of people: each with a scope and days. A role is never changed, only ended."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, require
from audit.checks import Checks, findable_code
from audit.db import lock_rows, transaction
from audit.models import Branch, Brand, Person, Region, RoleGrant
from audit.models.people import ROLES
from audit.problems import Problem

_UNSCOPED = ("admin",)
_SCOPED = ("branch_manager", "region_manager")
_AT_ONCE = 5000  # databases bound the values of one statement


@dataclass(frozen=True)
class NewGrant:
    """A role to give: over a region, a brand and a branch by their codes, all None everywhere.

    `ends_on` is the last day, itself included.
    """

    role: str
    region: str | None = None
    brand: str | None = None
    branch: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class GrantLine:
    """A role as it is listed; `key` names it, among those of its person, when it is ended."""

    key: str
    role: str
    region: str | None
    brand: str | None
    branch: str | None
    starts_on: date
    ends_on: date | None


async def give_role(actor: Actor, person: UUID, wanted: NewGrant, now: datetime) -> GrantLine:
    """Give a person a role from `starts_on` (today) on. Giving it again changes nothing.

    Raises Problem: not_allowed, not_found, invalid.
    """
    require(actor, "admin")
    async with transaction():
        row = await Person.get_or_none(uuid=person)
        if row is None:
            raise Problem("not_found")
        return await give(actor, row, wanted, now)


async def give(actor: Actor, person: Person, wanted: NewGrant, now: datetime) -> GrantLine:
    """Give a role, inside the caller's transaction."""
    await lock_rows("person", person.id)
    checks = Checks()
    starts_on = wanted.starts_on or actor.today
    check(checks, wanted, starts_on)
    region = await _named(checks, Region, "region", wanted.region)
    brand = await _named(checks, Brand, "brand", wanted.brand)
    branch = await _named(checks, Branch, "branch", wanted.branch)
    checks.stop()
    scope: dict[str, Any] = {
        "region_id": region.id if region else None,
        "brand_id": brand.id if brand else None,
        "branch_id": branch.id if branch else None,
    }
    same = RoleGrant.filter(person_id=person.id, role=wanted.role, **scope)
    held = await same.filter(starts_on__lte=starts_on, ends_on=wanted.ends_on).first()
    if held is None:
        days = {"starts_on": starts_on, "ends_on": wanted.ends_on}
        held = await RoleGrant.create(person_id=person.id, role=wanted.role, **scope | days)
        subject = f"person:{person.uuid}"
        await trail.record(actor, "role_given", subject, now, **_told(wanted, starts_on))
    named = (wanted.region, wanted.brand, wanted.branch)
    return GrantLine(_key(held.id), held.role, *named, held.starts_on, held.ends_on)


def check(checks: Checks, wanted: NewGrant, starts_on: date) -> None:
    """Note the faults of a role to give, but for codes that nobody has."""
    checks.one_of("role", wanted.role, ROLES)
    scoped = any((wanted.region, wanted.brand, wanted.branch))
    free = wanted.role not in _UNSCOPED or not scoped
    checks.need(free, "role", "no_scope", "This role reaches everywhere; it takes no scope.")
    bound = wanted.role not in _SCOPED or scoped
    message = "This role needs a branch, a region or a brand that it is for."
    checks.need(bound, "branch", "scope_missing", message)
    ordered = wanted.ends_on is None or wanted.ends_on >= starts_on
    checks.need(ordered, "ends_on", "days_order", "The last day is before the first.")


async def _named(
    checks: Checks, table: type[Region] | type[Brand] | type[Branch], path: str, code: str | None
) -> Region | Brand | Branch | None:
    if code is None:
        return None
    row = await table.get_or_none(code=findable_code(code))
    checks.need(row is not None, path, "unknown_code", "There is none with this code.")
    return row


def _told(wanted: NewGrant, starts_on: date) -> dict[str, str]:
    told = {"role": wanted.role, "starts_on": starts_on.isoformat()}
    scope = {"region": wanted.region, "brand": wanted.brand, "branch": wanted.branch}
    last = {"ends_on": wanted.ends_on.isoformat()} if wanted.ends_on else {}
    return told | {name: code for name, code in scope.items() if code} | last


async def end_role(actor: Actor, person: UUID, key: str, now: datetime) -> None:
    """End a role at once. One that began before keeps its row, so it stays readable who held it.

    Raises Problem: not_allowed, not_found, last_admin.
    """
    require(actor, "admin")
    yesterday = actor.today - timedelta(days=1)
    async with transaction():
        held = await RoleGrant.filter(person__uuid=person)
        row = next((one for one in held if _key(one.id) == key), None)
        if row is None:
            raise Problem("not_found")
        if row.starts_on > yesterday:
            await row.delete()
        elif row.ends_on is None or row.ends_on > yesterday:
            await RoleGrant.filter(id=row.id).update(ends_on=yesterday)
        else:
            return
        await require_an_admin(actor.today)
        subject = f"person:{person}"
        await trail.record(actor, "role_ended", subject, now, role=row.role)


def _key(row_id: int) -> str:
    """Return what is served instead of a row's number."""
    return hashlib.sha256(f"role_grant:{row_id}".encode()).hexdigest()[:16]


async def require_an_admin(today: date) -> None:
    """Raise Problem("last_admin") if nobody active administers any more.

    Two who shut each other out at once take turns: the trail's lock comes before the look.
    """
    await lock_rows("trail_head", 1)
    if not await _held("admin", today).filter(person__active=True).exists():
        raise Problem("last_admin")


async def holders(role: str, today: date) -> list[int]:
    """Return the ids of who holds a role today."""
    return sorted({row.person_id for row in await _held(role, today).only("id", "person_id")})


def _held(role: str, today: date) -> QuerySet[RoleGrant]:
    rows = RoleGrant.filter(role=role, starts_on__lte=today)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


async def grants_of(person_ids: Sequence[int]) -> dict[int, tuple[GrantLine, ...]]:
    """Return all roles, past ones too, of some people, in one query for each 5,000."""
    found: dict[int, tuple[GrantLine, ...]] = {}
    for start in range(0, len(person_ids), _AT_ONCE):
        rows = RoleGrant.filter(person_id__in=list(person_ids[start : start + _AT_ONCE]))
        whole = rows.select_related("region", "brand", "branch").order_by("starts_on", "id")
        for row in await whole:
            found[row.person_id] = (*found.get(row.person_id, ()), _line(row))
    return found


def _line(row: RoleGrant) -> GrantLine:
    region, brand, branch = (
        one.code if one else None for one in (row.region, row.brand, row.branch)
    )
    return GrantLine(_key(row.id), row.role, region, brand, branch, row.starts_on, row.ends_on)
