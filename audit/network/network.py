"""The network: regions, brands, branches, and what is true of a branch from a day on.

Rows of facts never overlap. A change from a day on ends the row before at that day; a second
change from the same day replaces the first. Visits keep the row of facts they were made under.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from math import isfinite
from typing import Any

from tortoise.exceptions import IntegrityError

from audit import trail
from audit.access import Actor, require
from audit.checks import Checks, findable_code
from audit.clock import is_zone
from audit.db import lock_rows, transaction
from audit.models import Branch, BranchFacts, Brand, Region
from audit.models.network import DATUMS
from audit.problems import Problem
from forms.texts import Text

_TAGS_MOST = 20
_PATH_MOST = 400
_TAKEN = "There is one with this code already."
_UNKNOWN = "There is none with this code."


@dataclass(frozen=True)
class Facts:
    """What is written down of a branch; region and brand by their codes."""

    name: Text
    region: str
    brand: str
    format: str
    zone: str = "Asia/Shanghai"
    tags: tuple[str, ...] = ()
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    datum: str = "wgs84"


def checked(checks: Checks, facts: Facts) -> Facts:
    """Return the facts in their written form, their faults noted in `checks`."""
    _place(checks, facts.latitude, facts.longitude)
    checks.need(is_zone(facts.zone), "zone", "unknown_zone", "There is no such time zone.")
    many = "At most {most} are possible here."
    checks.need(len(facts.tags) <= _TAGS_MOST, "tags", "too_many", many, most=_TAGS_MOST)
    return Facts(
        name=check_name(checks, facts.name),
        region=facts.region,
        brand=facts.brand,
        format=checks.text("format", facts.format, 32),
        zone=facts.zone,
        tags=tuple(sorted({checks.text("tags", tag, 32) for tag in facts.tags[:_TAGS_MOST]})),
        address=checks.text("address", facts.address, 300, required=False),
        latitude=facts.latitude,
        longitude=facts.longitude,
        datum=checks.one_of("datum", facts.datum, DATUMS),
    )


def check_name(checks: Checks, name: Text) -> Text:
    """Return a name in both languages; one that is not written is the other."""
    zh = checks.text("name.zh", name.zh or name.en, 100)
    en = checks.text("name.en", name.en or name.zh, 100)
    return Text(zh=zh, en=en) if zh and en else name


def _place(checks: Checks, latitude: float | None, longitude: float | None) -> None:
    both = (latitude is None) == (longitude is None)
    message = "Latitude and longitude go together."
    checks.need(both, "latitude", "half_a_place", message)
    for path, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        fits = value is None or (isfinite(value) and abs(value) <= most)
        span = "The number must be between {least} and {most}."
        checks.need(fits, path, "out_of_range", span, least=-most, most=most)


# --- regions and brands -------------------------------------------------------------------------


async def add_region(
    actor: Actor, code: str, name: Text, parent: str | None, now: datetime
) -> None:
    """Add a region below another, or a root.

    Raises Problem: not_allowed, invalid, already_exists.
    """
    require(actor, "admin")
    checks = Checks()
    code, name = checks.code("code", code), check_name(checks, name)
    async with transaction():
        above = await Region.get_or_none(code=findable_code(parent or ""))
        checks.need(parent is None or above is not None, "parent", "unknown_code", _UNKNOWN)
        path = f"{above.path if above else '/'}{code}/"
        deep = "The regions are nested too deeply."
        checks.need(len(path) <= _PATH_MOST, "parent", "too_deep", deep)
        checks.stop()
        named = {"name_zh": name.zh, "name_en": name.en}
        parent_id = above.id if above else None
        await _create(Region, code=code, parent_id=parent_id, path=path, **named)
        told = {"parent": parent} if parent else {}
        await trail.record(actor, "region_added", f"region:{code}", now, **told)


async def add_brand(actor: Actor, code: str, name: Text, now: datetime) -> None:
    """Add a brand. Raises Problem: not_allowed, invalid, already_exists."""
    require(actor, "admin")
    checks = Checks()
    code, name = checks.code("code", code), check_name(checks, name)
    checks.stop()
    async with transaction():
        await _create(Brand, code=code, name_zh=name.zh, name_en=name.en)
        await trail.record(actor, "brand_added", f"brand:{code}", now)


async def _create(table: type[Region] | type[Brand] | type[Branch], **columns: Any) -> Any:
    """Make a row; codes that differ only in case are one, as SQLite's LIKE takes them for one."""
    checks = Checks()
    if await table.filter(code__iexact=columns["code"]).exists():
        checks.fault("code", "taken", _TAKEN)
        raise Problem("already_exists", issues=checks.issues)
    try:
        return await table.create(**columns)
    except IntegrityError:  # someone else was faster by an instant
        raise Problem("already_exists") from None


async def rename(actor: Actor, kind: str, code: str, name: Text, now: datetime) -> None:
    """Rename a "region" or "brand". Raises Problem: not_allowed, not_found, invalid."""
    require(actor, "admin")
    checks = Checks()
    name = check_name(checks, name)
    checks.stop()
    table: type[Region] | type[Brand] = Region if kind == "region" else Brand
    async with transaction():
        row = await table.get_or_none(code=findable_code(code))
        if row is None:
            raise Problem("not_found")
        if (row.name_zh, row.name_en) != (name.zh, name.en):
            await table.filter(id=row.id).update(name_zh=name.zh, name_en=name.en)
            told = {"zh": name.zh, "en": name.en}
            await trail.record(actor, f"{kind}_renamed", f"{kind}:{code}", now, **told)


# --- branches -----------------------------------------------------------------------------------


async def add_branch(actor: Actor, code: str, facts: Facts, opened_on: date, now: datetime) -> None:
    """Add a branch that is open from a day on.

    Raises Problem: not_allowed, invalid, already_exists.
    """
    require(actor, "admin")
    async with transaction():
        checks = Checks()
        code, facts = checks.code("code", code), checked(checks, facts)
        columns = await _columns(checks, facts)
        checks.stop()
        branch = await _create(Branch, code=code, opened_on=opened_on)
        await BranchFacts.create(branch_id=branch.id, valid_from=opened_on, **columns)
        told = opened_on.isoformat()
        await trail.record(actor, "branch_added", f"branch:{code}", now, opened_on=told)


async def change_branch(
    actor: Actor, code: str, facts: Facts, from_day: date, now: datetime
) -> bool:
    """Let other facts hold from a day on; tell whether anything differs from then.

    Changes already entered for later days stay. Raises Problem: not_allowed, not_found, invalid.
    """
    require(actor, "admin")
    async with transaction():
        branch = await _locked(code)
        checks = Checks()
        facts = checked(checks, facts)
        columns = await _columns(checks, facts)
        early = "The branch is known only from {day} on."
        first = await BranchFacts.filter(branch_id=branch.id).order_by("valid_from").first()
        known = first is not None and first.valid_from <= from_day
        day = first.valid_from.isoformat() if first else ""
        checks.need(known, "from_day", "too_early", early, day=day)
        checks.stop()
        changed = await _put(branch.id, columns, from_day)
        if changed:
            told = {"from_day": from_day.isoformat(), "fields": changed}
            await trail.record(actor, "branch_changed", f"branch:{code}", now, **told)
        return bool(changed)


async def _locked(code: str) -> Branch:
    branch = await Branch.get_or_none(code=findable_code(code))
    if branch is None:
        raise Problem("not_found")
    await lock_rows("branch", branch.id)
    return branch


async def _put(branch_id: int, columns: dict[str, Any], from_day: date) -> list[str]:
    rows = BranchFacts.filter(branch_id=branch_id)
    held = await rows.filter(valid_from__lte=from_day).order_by("-valid_from").first()
    assert held is not None
    changed = sorted(name for name, value in columns.items() if getattr(held, name) != value)
    if not changed:
        return []
    if held.valid_from == from_day:
        await rows.filter(id=held.id).update(**columns)
    else:
        end = held.valid_to
        await rows.filter(id=held.id).update(valid_to=from_day)
        await BranchFacts.create(branch_id=branch_id, valid_from=from_day, valid_to=end, **columns)
    return changed


async def _columns(checks: Checks, facts: Facts) -> dict[str, Any]:
    """Return the facts as columns, region and brand looked up."""
    region = await Region.get_or_none(code=findable_code(facts.region))
    brand = await Brand.get_or_none(code=findable_code(facts.brand))
    checks.need(region is not None, "region", "unknown_code", _UNKNOWN)
    checks.need(brand is not None, "brand", "unknown_code", _UNKNOWN)
    same = {one.name for one in fields(Facts)} - {"name", "region", "brand", "tags"}
    return {name: getattr(facts, name) for name in same} | {
        "name_zh": facts.name.zh,
        "name_en": facts.name.en,
        "region_id": region.id if region else 0,
        "brand_id": brand.id if brand else 0,
        "tags": list(facts.tags),
    }


async def close_branch(actor: Actor, code: str, closed_on: date, now: datetime) -> None:
    """Close a branch: `closed_on` is the first day it is not open.

    Raises Problem: not_allowed, not_found, invalid.
    """
    require(actor, "admin")
    async with transaction():
        branch = await _locked(code)
        checks = Checks()
        message = "The last day is before the first."
        checks.need(closed_on >= branch.opened_on, "closed_on", "days_order", message)
        checks.stop()
        if branch.closed_on != closed_on:
            await Branch.filter(id=branch.id).update(closed_on=closed_on)
            day = closed_on.isoformat()
            await trail.record(actor, "branch_closed", f"branch:{code}", now, closed_on=day)


async def reopen_branch(actor: Actor, code: str, now: datetime) -> None:
    """Open a closed branch again. Raises Problem: not_allowed, not_found."""
    require(actor, "admin")
    async with transaction():
        branch = await _locked(code)
        if branch.closed_on is not None:
            await Branch.filter(id=branch.id).update(closed_on=None)
            day = branch.closed_on.isoformat()
            await trail.record(actor, "branch_reopened", f"branch:{code}", now, was_closed_on=day)
