"""Waves as planners read them: how far each is, in all and by region, and whom they may plan."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from audit.access import Actor, Scope, facts_on, scope
from audit.checks import findable
from audit.models import (
    Assignment,
    Person,
    Region,
    RoleGrant,
    Visit,
    Wave,
)
from audit.programme.waves import PLANNERS
from forms.texts import Text


@dataclass(frozen=True)
class WaveLine:
    """A wave with its counts: visits planned, and begun ones by state."""

    wave: Wave
    planned: int
    by_state: dict[str, int]

    @property
    def made(self) -> int:
        """How many visits were submitted."""
        return sum(count for state, count in self.by_state.items() if state != "draft")

    @property
    def released(self) -> int:
        """How many visits branches can read."""
        return self.by_state.get("released", 0)


@dataclass(frozen=True)
class RegionLine:
    """How many visits of a region are made of those planned."""

    name: Text
    planned: int
    made: int


async def planner_reach(actor: Actor) -> Scope:
    """Return the branches whose visits the actor may plan."""
    return await scope(actor, PLANNERS)


async def wave_lines(reach: Scope) -> list[WaveLine]:
    """Return all waves, newest first, in three queries."""
    waves = await Wave.all().order_by("-starts_on", "-id")
    planned = await (
        Assignment.filter(reach.where(), cancelled_at__isnull=True)
        .group_by("wave_id")
        .annotate(count=Count("id"))
        .values_list("wave_id", "count")
    )
    visits = await (
        Visit.filter(reach.where())
        .group_by("wave_id", "state")
        .annotate(count=Count("id"))
        .values_list("wave_id", "state", "count")
    )
    due = dict(planned)
    states: dict[int, dict[str, int]] = {}
    for wave, state, count in visits:
        states.setdefault(wave, {})[state] = count
    return [WaveLine(w, due.get(w.id, 0), states.get(w.id, {})) for w in waves]


async def states_of(wave: Wave, reach: Scope) -> dict[str, int]:
    """Return how many visits of a wave there are in each state."""
    rows = await (
        Visit.filter(reach.where(), wave_id=wave.id)
        .group_by("state")
        .annotate(count=Count("id"))
        .values_list("state", "count")
    )
    return dict(rows)


async def by_region(wave: Wave, reach: Scope, day: date) -> list[RegionLine]:
    """Return progress by the regions just below the top of the tree, in four queries."""
    planned = await _per_branch(Assignment.filter(reach.where(), cancelled_at__isnull=True), wave)
    made = await _per_branch(Visit.filter(reach.where()).exclude(state="draft"), wave)
    regions = {region.path: region for region in await Region.all()}
    facts = await facts_on(day).filter(branch_id__in=sorted(planned)).select_related("region")
    tops = _tops({fact.branch_id: fact.region.path for fact in facts})
    due: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for branch, path in tops.items():
        due[path] += planned[branch]
        done[path] += made.get(branch, 0)
    return [
        RegionLine(Text(zh=regions[path].name_zh, en=regions[path].name_en), due[path], done[path])
        for path in sorted(due)
    ]


async def _per_branch(rows: QuerySet[Assignment] | QuerySet[Visit], wave: Wave) -> dict[int, int]:
    counted = await (
        rows.filter(wave_id=wave.id)
        .group_by("branch_id")
        .annotate(count=Count("id"))
        .values_list("branch_id", "count")
    )
    return dict(counted)


def _tops(paths: dict[int, str]) -> dict[int, str]:
    """Cut each path ("/root/east/city/") to the first level on which they differ."""
    parts = {key: path.strip("/").split("/") for key, path in paths.items()}
    depth = 1
    shortest = min((len(path) for path in parts.values()), default=1)
    while depth < shortest and len({tuple(path[:depth]) for path in parts.values()}) == 1:
        depth += 1
    return {key: "/" + "".join(f"{part}/" for part in path[:depth]) for key, path in parts.items()}


async def open_branches(reach: Scope, day: date) -> list[tuple[str, Text]]:
    """Return code and name of the branches one may plan visits of on a day."""
    rows = await (
        facts_on(day)
        .filter(reach.where())
        .filter(Q(branch__closed_on__isnull=True) | Q(branch__closed_on__gt=day))
        .order_by("branch__code")
        .select_related("branch")
    )
    return [(row.branch.code, Text(zh=row.name_zh, en=row.name_en)) for row in rows]


async def auditors_on(day: date) -> list[str]:
    """Return the pseudonyms of those who may make visits on a day."""
    held = RoleGrant.filter(role="auditor", starts_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )
    people = await held.values_list("person_id", flat=True)
    rows = await Person.filter(id__in=sorted(set(people)), active=True).order_by("pseudonym")
    return [row.pseudonym for row in rows]


async def auditor_called(pseudonym: str) -> UUID | None:
    """Return the outward key of the auditor with a pseudonym."""
    row = await Person.get_or_none(pseudonym=findable(pseudonym, 32), active=True)
    return row.uuid if row else None
