"""The one door to rows: whoever may not see a row gets the answer of a row that is not there."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from audit import access
from audit.access import Actor
from audit.models import Branch, BranchFacts, Brand, Region, Visit
from audit.models.visits import STATES
from audit.people.operator import operator
from audit.problems import Problem
from tests.conftest import NOON
from tests.make import (
    LONG_AGO,
    TODAY,
    actor_of,
    grant,
    make_actor,
    make_assignment,
    make_branch,
    make_brand,
    make_person,
    make_region,
    make_visit,
)

pytestmark = pytest.mark.asyncio

DAY = timedelta(days=1)
BRANCH_SIDE = ("branch_manager", "region_manager")
INSIDE = ("reviewer", "head_office", "admin")


@dataclass
class World:
    """Two regions, one with a city below; two brands; a branch in each corner."""

    north: Region
    city: Region
    south: Region
    tea: Brand
    cake: Brand


async def make_world() -> World:
    north, south = await make_region("north"), await make_region("south")
    world = World(
        north, await make_region("city", north), south, await make_brand("tea"),
        await make_brand("cake"),
    )  # fmt: skip
    for code, region, brand in (
        ("N-tea", north, world.tea),
        ("N-cake", north, world.cake),
        ("C-tea", world.city, world.tea),
        ("S-tea", south, world.tea),
        ("S-cake", south, world.cake),
    ):
        await make_branch(code, region, brand)
    return world


async def seen(actor: Actor) -> set[str]:
    return {branch.code for branch in await (await access.visible_branches(actor))}


ALL = {"N-tea", "N-cake", "C-tea", "S-tea", "S-cake"}


async def test_a_role_without_scope_reaches_everywhere(database: None) -> None:
    await make_world()
    for role in (*INSIDE, *BRANCH_SIDE):
        assert await seen(await make_actor(role)) == ALL, role


async def test_a_region_means_all_below_it(database: None) -> None:
    world = await make_world()
    assert await seen(await make_actor("region_manager", region=world.north)) == {
        "N-tea", "N-cake", "C-tea"
    }  # fmt: skip
    assert await seen(await make_actor("region_manager", region=world.city)) == {"C-tea"}


async def test_scopes_of_one_grant_narrow_and_several_grants_add(database: None) -> None:
    world = await make_world()
    both = await make_actor("reviewer", region=world.north, brand=world.tea)
    assert await seen(both) == {"N-tea", "C-tea"}
    person = await make_person()
    await grant(person, "reviewer", brand=world.cake)
    await grant(person, "branch_manager", branch=await Branch.get(code="C-tea"))
    assert await seen(await actor_of(person)) == {"N-cake", "S-cake", "C-tea"}


async def test_who_holds_no_role_sees_nothing(database: None) -> None:
    await make_world()
    assert await seen(await make_actor()) == set()
    assert await seen(await make_actor("auditor")) == set(), "an auditor reads of no branch"


async def test_a_code_that_looks_like_another_is_not_inside_it(database: None) -> None:
    for code in ("a_b", "axb", "a%", "aZZ", "a-b", "a"):
        await make_branch(f"in-{code}", await make_region(code))
    for code in ("a_b", "a%", "a"):
        region = await Region.get(code=code)
        assert await seen(await make_actor("region_manager", region=region)) == {f"in-{code}"}


async def test_a_scope_follows_the_branch_when_it_moves(database: None) -> None:
    world = await make_world()
    branch = await Branch.get(code="N-tea")
    await BranchFacts.filter(branch_id=branch.id).update(valid_to=TODAY + DAY)
    copy = await BranchFacts.get(branch_id=branch.id)
    await BranchFacts.create(
        branch_id=branch.id, valid_from=TODAY + DAY, name_zh=copy.name_zh, name_en=copy.name_en,
        region=world.south, brand_id=copy.brand_id, format=copy.format, zone=copy.zone,
    )  # fmt: skip
    person = await make_person()
    await grant(person, "region_manager", region=world.south)
    assert "N-tea" not in await seen(await actor_of(person, TODAY))
    assert "N-tea" in await seen(await actor_of(person, TODAY + DAY))


async def test_a_role_has_days(database: None) -> None:
    await make_world()
    person = await make_person()
    await grant(person, "head_office", starts_on=TODAY, ends_on=TODAY + DAY)
    reach = [bool(await seen(await actor_of(person, TODAY + n * DAY))) for n in (-1, 0, 1, 2)]
    assert reach == [False, True, True, False]


async def test_foreign_and_unknown_branches_are_answered_alike(database: None) -> None:
    world = await make_world()
    actor = await make_actor("region_manager", region=world.north)
    assert (await access.branch_or_404(actor, "N-tea")).code == "N-tea"
    answers = []
    for code in ("S-tea", "nowhere", "n-TEA", ""):
        with pytest.raises(Problem) as caught:
            await access.branch_or_404(actor, code)
        problem = caught.value
        answers.append((problem.code, problem.issues, problem.headers, problem.details))
    assert answers == [("not_found", (), {}, {})] * 4


# --- visits -------------------------------------------------------------------------------------


async def visits_in(states: tuple[str, ...], code: str) -> dict[str, UUID]:
    found = {}
    for state in states:
        place = await Branch.get(code=code)
        visit = await make_visit(await make_assignment(branch=place), state=state)
        found[state] = visit.uuid
    return found


async def uuids(actor: Actor) -> set[UUID]:
    return {visit.uuid for visit in await (await access.visible_visits(actor))}


@pytest.mark.parametrize("role", BRANCH_SIDE)
async def test_the_branch_side_reads_what_was_released(database: None, role: str) -> None:
    await make_world()
    own, foreign = await visits_in(STATES, code="N-tea"), await visits_in(STATES, code="S-tea")
    actor = await make_actor(role, branch=await Branch.get(code="N-tea"))
    assert await uuids(actor) == {own["released"]}
    hidden = [own[state] for state in STATES if state != "released"]
    answers = set()
    for uuid in (*hidden, *foreign.values(), uuid4()):
        with pytest.raises(Problem) as caught:
            await access.visit_or_404(actor, uuid)
        answers.add((caught.value.code, caught.value.issues, str(caught.value.details)))
    assert answers == {("not_found", (), "{}")}
    assert (await access.visit_or_404(actor, own["released"])).uuid == own["released"]


@pytest.mark.parametrize("role", INSIDE)
async def test_the_inside_reads_all_but_drafts_within_its_scope(database: None, role: str) -> None:
    world = await make_world()
    own = await visits_in(STATES, code="C-tea")
    await visits_in(STATES, code="S-tea")
    actor = await make_actor(role, region=world.north)
    assert await uuids(actor) == set(own.values()) - {own["draft"]}


async def test_an_auditor_reads_only_the_own_visits(database: None) -> None:
    await make_world()
    auditor = await make_person()
    await grant(auditor, "auditor")
    own = await make_visit(await make_assignment(auditor), state="draft")
    other = await make_visit(state="released")
    actor = await actor_of(auditor)
    assert await uuids(actor) == {own.uuid}
    with pytest.raises(Problem, match="not_found"):
        await access.visit_or_404(actor, other.uuid)


async def test_an_auditor_whose_role_ended_reads_nothing(database: None) -> None:
    auditor = await make_person()
    await grant(auditor, "auditor", starts_on=LONG_AGO, ends_on=TODAY - DAY)
    await make_visit(await make_assignment(auditor))
    assert await uuids(await actor_of(auditor)) == set()


async def test_roles_add_up_each_in_its_own_scope(database: None) -> None:
    await make_world()
    person = await make_person()
    north, south = await Branch.get(code="N-tea"), await Branch.get(code="S-tea")
    await grant(person, "reviewer", branch=north)
    await grant(person, "branch_manager", branch=south)
    reviewed = await visits_in(("submitted", "released"), code="N-tea")
    managed = await visits_in(("submitted", "released"), code="S-tea")
    assert await uuids(await actor_of(person)) == {*reviewed.values(), managed["released"]}


async def test_nobody_reads_a_visit_without_a_role(database: None) -> None:
    await visits_of_everywhere()
    assert await uuids(await make_actor()) == set()


async def visits_of_everywhere() -> None:
    for state in STATES:
        await make_visit(state=state)


async def test_assignments_are_ones_own_and_not_cancelled(database: None) -> None:
    auditor = await make_person()
    own = await make_assignment(auditor)
    await make_assignment(auditor, cancelled_at=NOON)
    await make_assignment()
    rows = await access.own_assignments(await actor_of(auditor))
    assert [row.id for row in rows] == [own.id]


# --- scopes as values ---------------------------------------------------------------------------


async def test_a_scope_is_a_condition_and_a_set(database: None) -> None:
    world = await make_world()
    await visits_in(("released",), code="N-tea")
    await visits_in(("released",), code="S-tea")
    inside = await access.scope(
        await make_actor("head_office", region=world.north), access.OVERVIEW
    )
    place = await Branch.get(code="N-tea")
    assert place.id in inside
    assert (await Branch.get(code="S-tea")).id not in inside
    assert [visit.branch_id for visit in await Visit.filter(inside.where())] == [place.id]
    nothing = await access.scope(await make_actor("reviewer"), access.OVERVIEW)
    assert place.id not in nothing
    assert await Visit.filter(nothing.where()).count() == 0
    everything = await access.scope(operator(NOON), ("admin",))
    assert place.id in everything
    assert await Visit.filter(everything.where()).count() == 2


async def test_the_operator_may_do_everything_an_administrator_may(database: None) -> None:
    await make_world()
    access.require(operator(NOON), "admin")
    assert await seen(operator(NOON)) == ALL


async def test_require_names_the_refusal(database: None) -> None:
    with pytest.raises(Problem, match="not_allowed"):
        access.require(await make_actor("reviewer"), "admin", "head_office")
    access.require(await make_actor("reviewer"), "admin", "reviewer")


async def test_a_region_gives_its_subtree(database: None) -> None:
    await make_world()
    assert {row.code for row in await (await access.region_subtree("north"))} == {"north", "city"}
    assert not await (await access.region_subtree("nowhere")).exists()
