"""The one door to rows: who is asking, and which branches and visits that person may see.

A row one may not see is answered exactly like one that does not exist. No other module filters
by region, brand or branch of a person's roles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from audit.checks import findable_code
from audit.models import Assignment, Branch, BranchFacts, Region, Visit
from audit.problems import Problem

BRANCH_SIDE = frozenset({"branch_manager", "region_manager"})
OVERVIEW = frozenset({"region_manager", "head_office"})
REVIEW = frozenset({"reviewer", "head_office"})
UNRELEASED = frozenset({"reviewer", "head_office", "admin"})


@dataclass(frozen=True)
class Grant:
    """One role in force today, with its scope; all three None means everywhere."""

    role: str
    region_path: str | None = None
    brand_id: int | None = None
    branch_id: int | None = None

    @property
    def everywhere(self) -> bool:
        return self.region_path is None and self.brand_id is None and self.branch_id is None


@dataclass(frozen=True)
class Actor:
    """A signed-in person with the roles of `today` (UTC)."""

    person_id: int
    uuid: UUID
    name: str
    pseudonym: str
    language: str
    grants: tuple[Grant, ...]
    today: date
    password_due: bool = False
    session: UUID | None = None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: str) -> bool:
        """Tell whether one of `roles` is held, anywhere."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Scope:
    """The branches that some roles of a person reach: everything, or a set of branch ids."""

    everything: bool
    branch_ids: frozenset[int] = frozenset()

    def __contains__(self, branch_id: int) -> bool:
        return self.everything or branch_id in self.branch_ids

    def where(self, column: str = "branch_id") -> Q:
        """Return the condition on a column that holds a branch id."""
        if self.everything:
            return Q()
        condition: dict[str, Any] = {f"{column}__in": sorted(self.branch_ids)}
        return Q(**condition)


def require(actor: Actor, *roles: str) -> None:
    """Raise Problem("not_allowed") unless one of `roles` is held."""
    if not actor.has(*roles):
        raise Problem("not_allowed")


async def scope(actor: Actor, roles: Iterable[str]) -> Scope:
    """Return the branches that these roles of the actor reach today, in at most one query."""
    held = [grant for grant in actor.grants if grant.role in frozenset(roles)]
    if any(grant.everywhere for grant in held):
        return Scope(everything=True)
    if not held:
        return Scope(everything=False)
    wanted = Q(*(_reach(grant) for grant in held), join_type="OR")
    found = await facts_on(actor.today).filter(wanted).only("id", "branch_id")
    return Scope(everything=False, branch_ids=frozenset(facts.branch_id for facts in found))


def _reach(grant: Grant) -> Q:
    reach = Q()
    if grant.region_path is not None:
        reach &= Q(region__path__startswith=grant.region_path)
    if grant.brand_id is not None:
        reach &= Q(brand_id=grant.brand_id)
    if grant.branch_id is not None:
        reach &= Q(branch_id=grant.branch_id)
    return reach


def covers(actor: Actor, roles: Iterable[str], region: Region) -> bool:
    """Tell whether one of these roles reaches all of a region, with whatever lies in it."""
    wanted = frozenset(roles)
    return any(
        grant.everywhere
        or (
            grant.region_path is not None
            and region.path.startswith(grant.region_path)
            and grant.brand_id is None
            and grant.branch_id is None
        )
        for grant in actor.grants
        if grant.role in wanted
    )


def facts_on(day: date) -> QuerySet[BranchFacts]:
    """Return the facts that hold on `day`, one row per branch."""
    return BranchFacts.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )


async def visible_branches(actor: Actor) -> QuerySet[Branch]:
    """Return the branches the actor may read about: by any role but the auditor's."""
    reach = await scope(actor, actor.roles - {"auditor"})
    return Branch.filter(reach.where("id"))


async def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits the actor may read.

    Auditors see their own; reviewers, head office and administrators what was submitted within
    their scope; the branch side only what was released.
    """
    inside = await scope(actor, UNRELEASED)
    beside = await scope(actor, BRANCH_SIDE)
    ways = [Q(auditor_id=actor.person_id)] if actor.has("auditor") else []
    if inside.everything or inside.branch_ids:
        ways.append(~Q(state="draft") & inside.where())
    if beside.everything or beside.branch_ids:
        ways.append(Q(state="released") & beside.where())
    return Visit.filter(Q(*ways, join_type="OR")) if ways else Visit.filter(id=-1)


async def visits_under_review(actor: Actor, roles: Iterable[str] = REVIEW) -> QuerySet[Visit]:
    """Return the submitted visits that these roles of the actor may judge or read in full.

    Only the scope of these roles counts, whatever else the person is; and never one's own visit:
    nobody sees the score of a visit of their own.
    """
    reach = await scope(actor, roles)
    others = Visit.exclude(auditor_id=actor.person_id)
    return others.filter(~Q(state="draft"), reach.where())


async def sees_below_marks(actor: Actor, visit: UUID) -> bool:
    """Tell whether the actor reviews a visit, and so sees its photos as they were taken."""
    return await (await visits_under_review(actor, {"reviewer"})).filter(uuid=visit).exists()


async def review_or_404(actor: Actor, uuid: UUID, roles: Iterable[str] = REVIEW) -> Visit:
    """Return a visit under review, or raise Problem("not_found") for foreign, own and unknown."""
    visit = await (await visits_under_review(actor, roles)).get_or_none(uuid=uuid)
    if visit is None:
        raise Problem("not_found")
    return visit


def own_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Return what the actor is to visit as an auditor."""
    return Assignment.filter(auditor_id=actor.person_id, cancelled_at__isnull=True)


async def branch_or_404(actor: Actor, code: str) -> Branch:
    """Return a visible branch, or raise Problem("not_found") for foreign and unknown alike."""
    branch = await (await visible_branches(actor)).get_or_none(code=findable_code(code))
    if branch is None:
        raise Problem("not_found")
    return branch


async def visit_or_404(actor: Actor, uuid: UUID) -> Visit:
    """Return a visible visit, or raise Problem("not_found") for foreign and unknown alike."""
    visit = await (await visible_visits(actor)).get_or_none(uuid=uuid)
    if visit is None:
        raise Problem("not_found")
    return visit


async def region_subtree(code: str) -> QuerySet[Region]:
    """Return a region and all below it."""
    region = await Region.get_or_none(code=findable_code(code))
    return Region.filter(path__startswith=region.path) if region else Region.filter(id=-1)
