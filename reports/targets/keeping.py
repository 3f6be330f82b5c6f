"""Targets that head office sets beside the checklist's."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from tortoise.queryset import QuerySet

from audit import trail
from audit.access import Actor, require
from audit.checks import Checks, findable, findable_code
from audit.db import transaction
from audit.models import Checklist, Region, ScoreTarget
from audit.problems import Problem
from reports.network import sections_of

_LONGEST_FORMAT = 32


async def targets_of(checklist: int) -> list[ScoreTarget]:
    """Return what was set for a checklist, with the regions, by section."""
    return (
        await ScoreTarget.filter(checklist_id=checklist)
        .select_related("region")
        .order_by("section_key", "region__path", "format")
    )


async def put(
    actor: Actor, key: str, section: str, form: str, region: str, value: str, now: datetime
) -> None:
    """Set a target, in place of one for the same branches. Raises not_found, invalid."""
    require(actor, "head_office")
    checklist = await Checklist.get_or_none(key=findable(key, 64))
    if checklist is None:
        raise Problem("not_found")
    checks = Checks()
    score = _hundredths(checks, value)
    known = ("", *(one.key for one in await sections_of(checklist.id)))
    checks.one_of("section", section, known)
    form = checks.text("format", form, _LONGEST_FORMAT, required=False)
    place = await Region.get_or_none(code=findable_code(region)) if region else None
    checks.need(not region or place is not None, "region", "unknown", "There is no such region.")
    checks.stop()
    same: dict[str, Any] = {
        "checklist_id": checklist.id,
        "section_key": section,
        "format": form,
        "region_id": place.id if place else None,
    }
    async with transaction():
        await _same(same).delete()
        await ScoreTarget.create(uuid=uuid4(), **same, target=score, set_at=now)
        await trail.record(
            actor, "target_set", f"checklist:{key}", now,
            section=section, format=form, region=region, target=score,
        )  # fmt: skip


def _same(same: dict[str, Any]) -> QuerySet[ScoreTarget]:
    known = {name: value for name, value in same.items() if value is not None}
    rows = ScoreTarget.filter(**known)
    return rows if same["region_id"] is not None else rows.filter(region_id__isnull=True)


def _hundredths(checks: Checks, text: str) -> int:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    fits = value.is_finite() and 0 <= value <= 100
    span = "The number must be between {least} and {most}."
    checks.need(fits, "target", "out_of_range", span, least=0, most=100)
    return round(value * 100) if fits else 0


async def remove(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Take a target back: the next wider one holds again. Raises not_found."""
    require(actor, "head_office")
    async with transaction():
        row = await ScoreTarget.get_or_none(uuid=uuid).select_related("checklist", "region")
        if row is None:
            raise Problem("not_found")
        await ScoreTarget.filter(id=row.id).delete()
        await trail.record(
            actor, "target_removed", f"checklist:{row.checklist.key}", now,
            section=row.section_key, format=row.format,
            region=row.region.code if row.region else "", target=row.target,
        )  # fmt: skip
