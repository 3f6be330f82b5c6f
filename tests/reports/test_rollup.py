"""What comparison asks of kept figures equals the same asked of visits, scores and answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from audit.access import Scope
from audit.figures.keeping import keep, rebuild
from audit.models import BranchFacts, ChecklistVersion, Score, Visit
from reports.rollup.adding import Table
from reports.rollup.behind import Chosen, visits_behind
from reports.rollup.branches import by_branch, movers, named, through_waves
from reports.rollup.filters import Filter
from reports.rollup.items import OUTCOMES, item_league, missed_where
from reports.rollup.lens import Lens, look
from reports.rollup.regions import region_tree
from reports.rollup.sheets import DAYPARTS
from reports.rollup.waits import waits
from reports.rollup.waves import (
    against_competitors,
    by_daypart,
    distribution,
    service_types,
    totals,
    trend,
)
from tests.conftest import NOON
from tests.make import TODAY
from tests.queries import counted
from tests.reports.rollup_world import Seen, compared, make_world
from tests.visiting import a_submitted_visit

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
EVERYWHERE = Scope(everything=True)
Holds = Callable[[Seen], bool]

FILTERS: list[tuple[Filter, Holds]] = [
    (Filter(), lambda one: True),
    (Filter(region="N"), lambda one: "/N/" in one.region_then),
    (Filter(region="S"), lambda one: "/S/" in one.region_then),
    (Filter(region="N-1"), lambda one: "/N-1/" in one.region_then),
    (Filter(region="N", organised="today"), lambda one: "/N/" in one.region_today),
    (Filter(region="S", organised="today"), lambda one: "/S/" in one.region_today),
    (Filter(region="nowhere"), lambda one: False),
    (Filter(brand="LITTLE"), lambda one: one.brand_then == "LITTLE"),
    (Filter(format="small"), lambda one: one.visit.facts.format == "small"),
    (Filter(format="moved", organised="today"), lambda one: one.facts_today.format == "moved"),
    (Filter(tag="night"), lambda one: "night" in one.visit.facts.tags),
    (Filter(channel="phone"), lambda one: one.visit.channel == "phone"),
    (Filter(daypart="midday"), lambda one: one.visit.daypart == "midday"),
    (
        Filter(region="S", brand="OWN", tag="night", daypart="evening", organised="today"),
        lambda one: (
            "/S/" in one.region_today
            and one.brand_then == "OWN"
            and "night" in one.facts_today.tags
            and one.visit.daypart == "evening"
        ),
    ),
    (Filter(kind="competitor"), lambda one: one.visit.channel == "competitor"),
]


def own(asked: Filter, one: Seen) -> bool:
    return (one.visit.channel == "competitor") == (asked.kind == "competitor")


def alike(one: Seen, key: str = "counter") -> bool:
    return one.visit.version.checklist.key == key


async def lens_of(asked: Filter, reach: Scope = EVERYWHERE) -> Lens:
    return await look(asked.but(checklist="counter"), reach, TODAY)


def added(seen: Sequence[Seen], among: Sequence[Seen] | None = None) -> dict[str, int]:
    """The sums, written out; scores are those that compare `among` all that is looked at."""
    together = compared(seen if among is None else among)
    alike = [one for one in seen if one.visit.id in together]
    finals = [one.score.final_score for one in alike if one.score.final_score is not None]
    sums = {
        "visits": len(seen),
        "scored": len(finals),
        "total": sum(finals),
        "squares": sum(final * final for final in finals),
        "critical": sum(bool(one.score.triggers) for one in seen),
        "branches": len({one.visit.branch_id for one in seen}),
    }
    for reached in range(5):
        sums[f"bases{reached}"] = sum(one.score.bases == reached for one in seen)
    for name in ("process", "personal", "empathy", "responsiveness", "s01", "s02"):
        known = [v for one in alike if (v := getattr(one.score, name)) is not None]
        sums |= {name: sum(known), f"{name}_n": len(known)}
    return sums


def of_row(table: Table, row: int = 0, names: Sequence[str] = ()) -> dict[str, int]:
    return {name: int(table[name][row]) for name in names or table}


async def test_each_filter_narrows_to_the_same_visits_as_written_out_by_hand() -> None:
    world = await make_world()
    for asked, holds in FILTERS:
        for waves in ((), ("M1",), ("M0", "M1", "M3")):
            lens = await lens_of(asked.but(waves=waves))
            codes = waves or ("M0",)
            seen = world.where(
                lambda one, asked=asked, holds=holds, codes=codes: (
                    own(asked, one)  # type: ignore[misc]
                    and alike(one)
                    and holds(one)
                    and one.visit.wave.code in codes
                )
            )
            wanted = added(seen)
            assert of_row(await totals(lens), names=list(wanted)) == wanted, (asked, waves)
            assert sum((await distribution(lens))["visits"]) == wanted["scored"]
            parts = await by_daypart(lens)
            assert sum(int(one["total"][0]) for one in parts.values()) == wanted["total"]


async def test_a_branch_outside_ones_reach_is_in_no_figure() -> None:
    world = await make_world()
    mine = frozenset(branch.id for branch in world.branches[2:4])
    reach = Scope(everything=False, branch_ids=mine)
    asked = Filter(waves=("M0", "M1", "M2"))
    lens = await lens_of(asked, reach)
    seen = world.where(
        lambda one: one.visit.branch_id in mine and alike(one) and own(asked, one)
        and one.visit.wave.code != "M3"
    )  # fmt: skip
    assert of_row(await totals(lens), names=list(added(seen))) == added(seen)
    assert set((await by_branch(lens))["branch_id"].tolist()) <= mine
    assert set((await movers(lens)).branch_id.tolist()) <= mine
    assert all(set(one.branch_id.tolist()) <= mine for one in await waits(lens))
    assert set((await missed_where(lens, "hello.smile")).tolist()) <= mine
    behind = await visits_behind(lens)
    assert {visit.branch_id for visit in behind.visits} <= mine
    assert behind.count == len(seen)
    nobody = await lens_of(asked, Scope(everything=False))
    assert of_row(await totals(nobody), names=["visits"]) == {"visits": 0}
    assert (await item_league(nobody)).keys == ()
    assert (await region_tree(await by_branch(nobody))).nodes == ()


@pytest.mark.parametrize("organised", ["then", "today"])
async def test_branches_have_the_sums_of_their_visits_and_the_right_name(organised: str) -> None:
    world = await make_world()
    asked = Filter(waves=("M0", "M1"), organised=organised)  # type: ignore[arg-type]
    table = await by_branch(await lens_of(asked), ["process", "personal"], sections=True)
    assert table.rows == 5
    facts = {row.id: row for row in await BranchFacts.all()}
    for row, branch in enumerate(table["branch_id"].tolist()):
        seen = world.where(
            lambda one, branch=branch: one.visit.branch_id == branch  # type: ignore[misc]
            and alike(one) and one.visit.wave.code in ("M0", "M1")
        )  # fmt: skip
        wanted = {k: v for k, v in added(seen).items() if k in table}
        assert of_row(table, row, list(wanted)) == wanted
        shown = facts[int(table["facts_id"][row])]
        assert shown.branch_id == branch
        newest = max(one.visit.facts_id for one in seen)
        assert shown.id == (newest if organised == "then" else seen[0].facts_today.id)
    names = await named(table["facts_id"].tolist())
    assert sorted(one.code for one in names.values()) == ["B0", "B1", "B2", "B3", "B4"]


async def test_movers_stand_beside_the_wave_before_and_the_year_before() -> None:
    world = await make_world()
    found = await movers(await lens_of(Filter()))
    for row, branch in enumerate(found.branch_id.tolist()):
        for table, code in ((found.now, "M0"), (found.before, "M1"), (found.last_year, "M3")):
            seen = world.where(
                lambda one, b=branch, code=code: one.visit.branch_id == b  # type: ignore[misc]
                and alike(one) and one.visit.wave.code == code
            )  # fmt: skip
            names = ["visits", "scored", "total", "squares"]
            wanted = {name: value for name, value in added(seen).items() if name in names}
            assert of_row(table, row, names) == wanted
    assert np.array_equal(
        found.comparable_before, (found.now["scored"] > 0) & (found.before["scored"] > 0)
    )
    assert not found.comparable_last_year.any(), "another version was used then"
    earliest = await movers(await lens_of(Filter(waves=("M3",))))
    assert not earliest.before["visits"].any()


async def test_the_trend_breaks_where_versions_do_not_compare() -> None:
    world = await make_world()
    found = await trend(await lens_of(Filter()), sections=True)
    assert [wave.code for wave in found.waves] == ["M3", "M2", "M1", "M0"]
    assert found.broken == (False, False, True, False)
    for row, wave in enumerate(found.waves):
        seen = world.where(
            lambda one, wave=wave: alike(one) and one.visit.wave_id == wave.id  # type: ignore[misc]
            and one.visit.channel != "competitor"
        )  # fmt: skip
        assert of_row(found.table, row, list(added(seen))) == added(seen)
    lens = await lens_of(Filter(waves=("M1",)))
    assert lens.before is not None
    assert [wave.code for wave in (await trend(lens)).waves] == ["M3", "M2", "M1"]
    ids = [branch.id for branch in world.branches[:2]]
    single = await through_waves(lens, ids, sections=True)
    assert set(single["branch_id"].tolist()) == set(ids)
    assert len(set(single["scale"].tolist())) == 2


async def test_items_are_counted_by_what_became_of_them_and_where_they_fail_again() -> None:
    world = await make_world()
    found = await item_league(await lens_of(Filter()))
    own_visits = world.where(lambda one: alike(one) and one.visit.channel != "competitor")

    def missed(key: str, code: str) -> set[int]:
        return {
            one.visit.branch_id for one in own_visits
            if one.visit.wave.code == code and key in one.items and one.items[key].met is False
        }  # fmt: skip

    now = [one for one in own_visits if one.visit.wave.code == "M0"]
    for row, key in enumerate(found.keys):
        results = [one.items[key] for one in now if key in one.items]
        outcomes = Counter(
            {True: "met", False: "missed"}.get(r.met, r.no_answer)  # type: ignore[arg-type]
            for r in results
        )
        assert found.counts[row].tolist() == [outcomes[name] for name in OUTCOMES], key
        assert found.asked[row] == len(results)
        m0, m1, m2 = (missed(key, code) for code in ("M0", "M1", "M2"))
        assert (found.branches[row], found.again[row]) == (len(m0), len(m0 & m1)), key
        assert found.thrice[row] == len(m0 & m1 & m2)
        assert set((await missed_where(await lens_of(Filter()), key)).tolist()) == m0
    assert "end.bag" in found.keys
    assert not found.thrice[found.keys.index("end.bag")], "it was not asked two waves before"


async def test_waits_are_every_measured_one() -> None:
    world = await make_world()
    (found,) = await waits(await lens_of(Filter(waves=("M0", "M2"))))
    seen = world.where(
        lambda one: alike(one) and own(Filter(), one) and one.visit.wave.code in ("M0", "M2")
    )
    measured = [
        (one.items["hello.queue"].seconds, one.visit.daypart, bool(one.items["hello.queue"].met))
        for one in seen
        if "hello.queue" in one.items and one.items["hello.queue"].seconds is not None
    ]
    shown = [DAYPARTS[place] for place in found.daypart.tolist()]
    assert sorted(zip(found.seconds.tolist(), shown, found.within.tolist(), strict=True)) == sorted(
        measured
    )
    assert found.median == float(np.median([seconds for seconds, *_ in measured if seconds]))


@pytest.mark.parametrize("organised", ["then", "today"])
async def test_the_tree_adds_up_to_the_whole(organised: str) -> None:
    world = await make_world()
    lens = await lens_of(Filter(waves=("M1",), organised=organised))  # type: ignore[arg-type]
    tree = await region_tree(await by_branch(lens, sections=True))
    assert [node.code for node in tree.nodes] == ["ALL", "N", "N-1", "S"]
    assert [(node.depth, node.parent) for node in tree.nodes] == [(0, -1), (1, 0), (2, 1), (1, 0)]
    for row, node in enumerate(tree.nodes):
        seen = world.where(
            lambda one, code=node.code: alike(one) and own(Filter(), one)  # type: ignore[misc]
            and one.visit.wave.code == "M1"
            and f"/{code}/" in (one.region_then if organised == "then" else one.region_today)
        )  # fmt: skip
        wanted = {name: value for name, value in added(seen).items() if name in tree.table}
        assert of_row(tree.table, row, list(wanted)) == wanted, node.code


async def test_own_branches_stand_beside_competitors() -> None:
    world = await make_world()
    mine, rivals = await against_competitors(await lens_of(Filter(region="S")))
    for table, kind in ((mine, "own"), (rivals, "competitor")):
        seen = world.where(
            lambda one, kind=kind: alike(one) and one.visit.wave.code == "M0"  # type: ignore[misc]
            and (one.visit.channel == "competitor") == (kind == "competitor")
            and "/S/" in one.region_then
        )  # fmt: skip
        assert of_row(table, names=list(added(seen))) == added(seen)


async def test_the_commonest_checklist_is_taken_and_another_on_request() -> None:
    world = await make_world()
    every = Filter(waves=("M0", "M1", "M2", "M3"))
    lens = await look(every, EVERYWHERE, TODAY)
    assert lens.checklist is not None
    assert lens.checklist.key == "counter"
    assert [section.key for section in lens.sections] == ["hello", "end"]
    code = world.where(lambda one: alike(one, "hall"))[0].visit.wave.code
    hall = await look(every.but(waves=(code,), checklist="hall"), EVERYWHERE, TODAY)
    seen = world.where(
        lambda one: alike(one, "hall") and own(every, one) and one.visit.wave.code == code
    )
    assert (await totals(hall))["visits"][0] == len(seen)
    assert sum((await service_types(hall)).values()) == len(seen)
    unknown = await look(every.but(checklist="nothing"), EVERYWHERE, TODAY)
    assert unknown.checklist == lens.checklist


async def test_visits_behind_a_number_are_those_it_counts() -> None:
    world = await make_world()
    lens = await lens_of(Filter())
    branch = world.branches[1].id
    seen = world.where(
        lambda one: alike(one) and one.visit.branch_id == branch and one.visit.wave.code == "M0"
    )
    found = await visits_behind(lens, Chosen(branch=branch))
    assert {visit.id for visit in found.visits} == {one.visit.id for one in seen}
    assert list(found.finals) == [
        next(one.score.final_score for one in seen if one.visit.id == visit.id)
        for visit in found.visits
    ]
    first = await visits_behind(lens, limit=2)
    second = await visits_behind(lens, limit=2, offset=2)
    assert not {v.id for v in first.visits} & {v.id for v in second.visits}
    assert first.count == (await totals(lens))["visits"][0]
    whole = await visits_behind(lens, limit=10_000)
    keys = [(visit.branch_id, str(visit.uuid)) for visit in whole.visits]
    assert keys == sorted(keys)
    pages = [await visits_behind(lens, limit=3, offset=n) for n in range(0, whole.count + 3, 3)]
    assert [visit.id for page in pages for visit in page.visits] == [v.id for v in whole.visits]
    best = await visits_behind(lens, Chosen(between=(9000, 10001)))
    assert all(final is not None and final >= 9000 for final in best.finals)


async def test_the_number_of_statements_does_not_depend_on_what_there_is() -> None:
    async def tree(lens: Lens) -> Any:
        return await region_tree(await by_branch(lens))

    questions: list[Callable[[Lens], Any]] = [
        totals, trend, distribution, service_types, by_daypart, by_branch, movers, item_league,
        waits, tree, against_competitors, visits_behind,
    ]  # fmt: skip

    async def numbers() -> list[int]:
        with counted() as looking:
            lens = await lens_of(Filter(waves=("M0", "M1"), region="ALL", tag="night"))
        found = [len(looking)]
        for ask in questions:
            with counted() as statements:
                await ask(lens)
            found.append(len(statements))
        return found

    await make_world()
    await numbers()  # reads every wave once
    looked, *asked = await numbers()
    assert max(asked) <= 3
    assert looked <= 10


async def test_what_was_released_or_scored_again_is_seen_by_the_next_question() -> None:
    world = await make_world()

    async def shown() -> tuple[int, int]:
        table = await totals(await lens_of(Filter()))
        return int(table["visits"][0]), int(table["total"][0])

    visits, total = await shown()
    newest = next(one for one in world.seen if one.visit.wave.code == "M0" and alike(one))
    version = await ChecklistVersion.get(id=newest.visit.version_id)
    _, visit = await a_submitted_visit(
        {"hello.smile": {"value": True}}, wave=world.waves[0], branch=world.branches[3],
        version=version,
    )  # fmt: skip
    await Visit.filter(id=visit.id).update(state="released", released_at=NOON)
    await keep([visit.id])
    assert await shown() == (visits + 1, total + 10000)
    await Score.filter(visit_id=visit.id).update(final_score=4000)
    await keep([visit.id])
    assert await shown() == (visits + 1, total + 4000)
    await Visit.filter(id=visit.id).update(state="approved")
    async for _ in rebuild():
        pass
    assert await shown() == (visits, total)


async def test_nothing_official_is_nothing_to_look_at() -> None:
    lens = await look(Filter(), EVERYWHERE, TODAY)
    assert (lens.wave, lens.before, lens.last_year, lens.checklist) == (None,) * 4
    assert (await totals(lens))["visits"].tolist() == [0]
    assert (await by_branch(lens)).rows == 0
    assert (await trend(lens)).waves == ()
    assert (await movers(lens)).branch_id.tolist() == []
    assert (await item_league(lens)).keys == ()
    assert await waits(lens) == []
    assert (await distribution(lens)).rows == 0
