"""Urgent critical failures that are not released yet: the one thing told before its time.

Region and head office are told at once, but only branch, wave and what failed: no day, no
person, no score. Who reviews may go on to the visit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery

from audit.access import OVERVIEW, REVIEW, Actor, scope
from audit.models import ChecklistVersion, Score, Visit, Wave
from audit.programme.checklists import parsed
from audit.web.call import Plain
from forms.texts import Text

UNDER_WAY = ("submitted", "in_review", "returned", "approved")
_FIELDS = (
    "visit__branch__code",
    "visit__wave__code",
    "triggers",
    "visit__branch_id",
    "visit__uuid",
    "visit__version_id",
    "visit__facts__name_zh",
    "visit__facts__name_en",
    "visit__wave__name_zh",
    "visit__wave__name_en",
)


@dataclass(frozen=True)
class Urgent:
    """An urgent critical item that failed; `visit` only for who may review it."""

    branch: Text
    code: str
    wave: Text
    item: Text
    visit: UUID | None


async def urgent_failures(actor: Actor) -> list[Urgent]:
    """Return what waits in open waves within the actor's reach, by branch: in no telling order."""
    reach, review = await scope(actor, OVERVIEW), await scope(actor, REVIEW)
    # By open waves and in the order of their index: by state alone SQLite reads every visit.
    waves = await Wave.filter(closed_at__isnull=True).values_list("id", flat=True)
    visits = (
        Visit.filter(reach.where(), wave_id__in=list(waves), state__in=UNDER_WAY)
        .exclude(channel="competitor")
        .order_by("wave_id", "state")
    )
    rows = await Score.filter(visit_id__in=Subquery(visits.values("id")), current=True).values_list(
        *_FIELDS
    )
    found = [row for row in rows if any(True for _ in _urgent(row[2]))]
    checklists = {
        version.id: parsed(version)
        for version in await ChecklistVersion.filter(id__in=sorted({row[5] for row in found}))
    }
    told = {
        Urgent(
            branch=Text(zh=row[6], en=row[7]),
            code=row[0],
            wave=Text(zh=row[8], en=row[9]),
            item=checklists[row[5]].by_key[item].wording,
            visit=row[4] if row[3] in review else None,
        )
        for row in found
        for item in _urgent(row[2])
    }
    return sorted(told, key=lambda one: (one.code, one.wave.zh, one.item.zh, str(one.visit)))


def _urgent(triggers: Iterable[dict[str, Any]]) -> Iterable[str]:
    return (trigger["item"] for trigger in triggers if trigger.get("urgent") and "item" in trigger)


def urgent_lines(found: Iterable[Urgent], call: Plain) -> list[dict[str, Any]]:
    """Return what overview/ranking.html shows of them."""
    return [
        {
            "branch": one.branch.say(call.lang),
            "wave": one.wave.say(call.lang),
            "item": one.item.say(call.lang),
            "href": call.url("review_visit", visit=one.visit) if one.visit else None,
        }
        for one in found
    ]
