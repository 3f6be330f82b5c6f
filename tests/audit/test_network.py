"""The network: what was true of a branch on a day stays readable, whatever changes later."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.access import Actor
from audit.db import transaction
from audit.models import BranchFacts, Person, TrailEntry
from audit.network import directory, network
from audit.network.directory import BranchesWanted
from audit.network.network import Facts
from audit.people.operator import operator
from audit.problems import Problem
from forms.texts import Text
from tests.conftest import NOON
from tests.make import TODAY, make_actor, make_branch, make_brand, make_person, make_region

pytestmark = pytest.mark.asyncio

DAY = timedelta(days=1)
OPENED = date(2026, 1, 1)
ADMIN = operator(NOON)
TEA = Facts(Text(zh="茶馆", en="Tea house"), "north", "tea", "standard")


async def make_network() -> None:
    north = await make_region("north")
    await make_region("city", north)
    await make_region("south")
    await make_brand("tea")
    await make_brand("cake")


async def make_tea_house(facts: Facts = TEA) -> None:
    await make_network()
    await network.add_branch(ADMIN, "T1", facts, OPENED, NOON)


def named(zh: str, **changes: Any) -> Facts:
    return Facts(**(vars(TEA) | {"name": Text(zh=zh, en="Tea house")} | changes))


async def name_on(day: date, actor: Actor = ADMIN) -> str:
    return (await directory.branch_on(actor, "T1", day)).facts.name.zh


async def refusal(work: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        await work
    return caught.value


async def test_regions_are_a_tree(database: None) -> None:
    await network.add_region(ADMIN, "HQ", Text(zh="总部", en="Head office"), None, NOON)
    await network.add_region(ADMIN, "N", Text(zh="北", en="North"), "HQ", NOON)
    await network.add_region(ADMIN, "N-1", Text(zh="京", en="Capital"), "N", NOON)
    await network.add_region(ADMIN, "S", Text(zh="南", en="South"), "HQ", NOON)
    lines = await directory.list_regions()
    assert [(line.code, line.parent, line.depth) for line in lines] == [
        ("HQ", None, 0), ("N", "HQ", 1), ("N-1", "N", 2), ("S", "HQ", 1)
    ]  # fmt: skip
    assert lines[2].path == "/HQ/N/N-1/"
    assert await TrailEntry.filter(action="region_added").count() == 4


@pytest.mark.parametrize(
    "code", ["", "a b", "a/b", "-a", "x" * 33, "城", "a\0", "a%", "..", "a\nb"]
)
async def test_codes_are_plain(database: None, code: str) -> None:
    name = Text(zh="北", en="North")
    for work in (
        network.add_region(ADMIN, code, name, None, NOON),
        network.add_brand(ADMIN, code, name, NOON),
    ):
        problem = await refusal(work)
        assert (problem.code, problem.issues[0].path) == ("invalid", "code")


async def test_codes_that_differ_in_case_are_one(database: None) -> None:
    await make_tea_house()
    name = Text(zh="北", en="North")
    works = (
        network.add_region(ADMIN, "NORTH", name, None, NOON),
        network.add_brand(ADMIN, "Tea", name, NOON),
        network.add_branch(ADMIN, "t1", TEA, OPENED, NOON),
    )
    for work in works:
        problem = await refusal(work)
        assert (problem.code, problem.issues[0].path) == ("already_exists", "code")


async def test_a_name_in_one_language_serves_for_both(database: None) -> None:
    await network.add_brand(ADMIN, "tea", Text(zh="茶"), NOON)
    await network.rename(ADMIN, "brand", "tea", Text(en="Tea"), NOON)
    await network.rename(ADMIN, "brand", "tea", Text(en="Tea"), NOON)
    assert await directory.list_brands() == (directory.BrandLine("tea", Text(zh="Tea", en="Tea")),)
    assert await TrailEntry.filter(action="brand_renamed").count() == 1
    assert (await refusal(network.rename(ADMIN, "region", "tea", Text(en="x"), NOON))).code == (
        "not_found"
    )


async def test_a_branch_is_as_it_was_on_each_day(database: None) -> None:
    await make_tea_house()
    await network.change_branch(ADMIN, "T1", named("新茶馆", region="south"), TODAY, NOON)
    assert await name_on(TODAY - DAY) == "茶馆"
    assert await name_on(TODAY) == "新茶馆"
    assert await name_on(TODAY + 900 * DAY) == "新茶馆"
    assert (await refusal(name_on(OPENED - DAY))).code == "not_found"
    rows = await directory.branch_history(ADMIN, "T1")
    assert [(row.facts.region, row.valid_from, row.valid_to) for row in rows] == [
        ("north", OPENED, TODAY), ("south", TODAY, None)
    ]  # fmt: skip
    entry = await TrailEntry.get(action="branch_changed")
    assert entry.details["from_day"] == "2026-11-21"
    assert entry.details["fields"] == ["name_zh", "region_id"]


async def test_a_second_change_on_a_day_replaces_the_first(database: None) -> None:
    await make_tea_house()
    await network.change_branch(ADMIN, "T1", named("二"), TODAY, NOON)
    await network.change_branch(ADMIN, "T1", named("三"), TODAY, NOON)
    assert [row.facts.name.zh for row in await directory.branch_history(ADMIN, "T1")] == [
        "茶馆", "三"
    ]  # fmt: skip


async def test_the_same_facts_again_change_nothing(database: None) -> None:
    full = named("茶馆", tags=("b", "a"), latitude=31.2, longitude=121.5, datum="gcj02")
    await make_tea_house(full)
    assert not await network.change_branch(ADMIN, "T1", full, TODAY, NOON)
    assert await BranchFacts.all().count() == 1


async def test_a_later_change_already_entered_stays(database: None) -> None:
    await make_tea_house()
    await network.change_branch(ADMIN, "T1", named("将来"), TODAY + 10 * DAY, NOON)
    await network.change_branch(ADMIN, "T1", named("现在"), TODAY, NOON)
    days = (TODAY - DAY, TODAY, TODAY + 9 * DAY, TODAY + 10 * DAY)
    assert [await name_on(day) for day in days] == ["茶馆", "现在", "现在", "将来"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=8))
@pytest.mark.asyncio
async def test_whatever_the_order_of_changes_each_day_has_one_row(
    database: None, changes: list[tuple[int, int]]
) -> None:
    class Undo(Exception):
        pass

    async def one_history() -> None:
        async with transaction():
            await make_tea_house()
            model = {OPENED: "茶馆"}
            for offset, number in changes:
                day, name = OPENED + offset * DAY, f"名{number}"
                await network.change_branch(ADMIN, "T1", named(name), day, NOON)
                if model[held(model, day)] != name:
                    model[day] = name
            rows = await BranchFacts.all().order_by("valid_from")
            assert all(one.valid_to == after.valid_from for one, after in pairwise(rows))
            assert rows[-1].valid_to is None
            for offset in range(8):
                day = OPENED + offset * DAY
                assert await name_on(day) == model[held(model, day)]
            raise Undo

    with pytest.raises(Undo):
        await one_history()


def held(model: dict[date, str], day: date) -> date:
    return max(start for start in model if start <= day)


@pytest.mark.parametrize(
    ("facts", "paths"),
    [
        (named("茶馆", region="nowhere"), ["region"]),
        (named("茶馆", brand="a\0", region="\ud800"), ["region", "brand"]),
        (named("茶馆", zone="Mars/Base"), ["zone"]),
        (named("茶馆", latitude=1.0), ["latitude"]),
        (named("茶馆", latitude=91.0, longitude=-181.0), ["latitude", "longitude"]),
        (named("茶馆", latitude=float("nan"), longitude=0.0), ["latitude"]),
        (named("茶馆", datum="mars"), ["datum"]),
        (named("茶馆", format=""), ["format"]),
        (named("茶馆", tags=tuple(f"t{n}" for n in range(21))), ["tags"]),
        (named("茶\x07馆"), ["name.zh"]),
        (named("茶馆", address="x" * 301), ["address"]),
    ],
)
async def test_each_fault_is_named(database: None, facts: Facts, paths: list[str]) -> None:
    await make_network()
    problem = await refusal(network.add_branch(ADMIN, "T1", facts, OPENED, NOON))
    assert problem.code == "invalid"
    assert [issue.path for issue in problem.issues] == paths
    assert not await BranchFacts.exists()


async def test_nothing_is_known_of_a_branch_before_it_opened(database: None) -> None:
    await make_tea_house()
    problem = await refusal(network.change_branch(ADMIN, "T1", named("旧"), OPENED - DAY, NOON))
    assert [issue.code for issue in problem.issues] == ["too_early"]


async def test_branches_close_and_open_again(database: None) -> None:
    await make_tea_house()
    await network.close_branch(ADMIN, "T1", TODAY, NOON)
    line = await directory.branch_on(ADMIN, "T1", TODAY)
    assert [line.open_on(day) for day in (OPENED - DAY, OPENED, TODAY - DAY, TODAY)] == [
        False, True, True, False
    ]  # fmt: skip
    wanted = BranchesWanted(open=True)
    assert (await directory.list_branches(ADMIN, TODAY, wanted)).total == 0
    await network.reopen_branch(ADMIN, "T1", NOON)
    assert (await directory.list_branches(ADMIN, TODAY, wanted)).total == 1
    early = network.close_branch(ADMIN, "T1", OPENED - DAY, NOON)
    assert (await refusal(early)).code == "invalid"


async def test_branches_are_listed_by_pages_and_found(database: None) -> None:
    await make_network()
    for number in range(55):
        facts = named(
            f"{number}号店", region="city" if number < 3 else "south", brand="cake", format="kiosk"
        )
        await network.add_branch(ADMIN, f"S{number:02}", facts, OPENED, NOON)
    await network.add_branch(ADMIN, "T1", TEA, OPENED, NOON)
    listed = await directory.list_branches(ADMIN, TODAY, BranchesWanted())
    assert (listed.total, listed.pages, len(listed.branches)) == (56, 2, 50)
    assert [line.code for line in listed.branches[:2]] == ["S00", "S01"]
    finds: list[tuple[dict[str, Any], int]] = [
        ({"region": "north"}, 4), ({"region": "city"}, 3), ({"region": "nowhere"}, 0),
        ({"brand": "tea"}, 1), ({"format": "kiosk"}, 55), ({"search": "3号"}, 6),
        ({"search": "t1"}, 1), ({"search": "%"}, 0), ({"search": "_"}, 0), ({"open": False}, 0),
        ({"page": 7}, 56), ({"region": "\0"}, 0), ({"search": "\ud800"}, 0),
    ]  # fmt: skip
    for wanted, total in finds:
        found = await directory.list_branches(ADMIN, TODAY, BranchesWanted(**wanted))
        assert found.total == total, wanted
    assert (await directory.list_branches(ADMIN, OPENED - DAY, BranchesWanted())).total == 0


async def test_a_foreign_branch_is_not_there(database: None) -> None:
    await make_tea_house()
    own = await make_branch("OWN")
    manager = await make_actor("branch_manager", branch=own)
    foreign = await refusal(directory.branch_on(manager, "T1", TODAY))
    unknown = await refusal(directory.branch_on(manager, "T2", TODAY))
    assert (foreign.code, foreign.details) == (unknown.code, unknown.details) == ("not_found", {})
    assert (await refusal(directory.branch_history(manager, "T1"))).code == "not_found"
    listed = await directory.list_branches(manager, TODAY, BranchesWanted())
    assert [line.code for line in listed.branches] == ["OWN"]
    listed = await directory.list_branches(manager, TODAY, BranchesWanted(search="T1"))
    assert listed.total == 0


@pytest.mark.parametrize(
    "role", ["auditor", "reviewer", "branch_manager", "region_manager", "head_office"]
)
async def test_only_an_administrator_changes_the_network(database: None, role: str) -> None:
    await make_tea_house()
    actor, name = await make_actor(role), Text(zh="北", en="North")
    works = [
        network.add_region(actor, "x", name, None, NOON),
        network.add_brand(actor, "x", name, NOON),
        network.rename(actor, "region", "north", name, NOON),
        network.add_branch(actor, "x", TEA, OPENED, NOON),
        network.change_branch(actor, "T1", TEA, TODAY, NOON),
        network.close_branch(actor, "T1", TODAY, NOON),
        network.reopen_branch(actor, "T1", NOON),
    ]
    for work in works:
        assert (await refusal(work)).code == "not_allowed"


async def test_an_unknown_branch_is_not_changed(database: None) -> None:
    await make_network()
    for code in ("T1", "\0", "\ud800", "x" * 33):
        works = [
            network.change_branch(ADMIN, code, TEA, TODAY, NOON),
            network.close_branch(ADMIN, code, TODAY, NOON),
            network.reopen_branch(ADMIN, code, NOON),
        ]
        for work in works:
            assert (await refusal(work)).code == "not_found"


async def test_the_operator_is_no_person(database: None) -> None:
    await make_person()
    assert not await Person.filter(uuid=ADMIN.uuid).exists()
    assert not await Person.filter(id=ADMIN.person_id).exists()
