"""Figures of comparison equal what the same records give when worked out by hand."""

from collections.abc import Iterable
from fractions import Fraction
from statistics import median

import pytest

from audit.access import Scope
from reports.figures.coverage import coverage
from reports.figures.faults import faults
from reports.figures.league import League, league
from reports.figures.moves import moves
from reports.figures.order import FEWEST
from reports.figures.outliers import outliers
from reports.figures.sets import competitors, sides, whole_set
from reports.figures.spread import bases, spread, square
from reports.figures.through import through
from reports.figures.tree import regions
from reports.figures.waiting import waiting
from reports.rollup.filters import Filter
from reports.rollup.lens import Lens, look
from tests.make import TODAY
from tests.reports.rollup_world import Seen, World, compared, make_world

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]
EVERYWHERE = Scope(everything=True)
PERIOD = Filter(waves=("M0", "M1", "M2"))


async def lens_of(asked: Filter = PERIOD) -> Lens:
    return await look(asked.but(checklist="counter"), EVERYWHERE, TODAY)


def own(world: World, waves: Iterable[str] = ("M0", "M1", "M2")) -> list[Seen]:
    """Own visits by the checklist that is compared."""
    return world.where(
        lambda one: (
            one.visit.channel != "competitor"
            and one.visit.version.checklist.key == "counter"
            and one.visit.wave.code in waves
        )
    )


def counting(seen: Iterable[Seen], among: Iterable[Seen]) -> list[Seen]:
    """Visits whose scores count together among all that is looked at."""
    together = compared(list(among))
    return [one for one in seen if one.visit.id in together]


def half_up(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return int(Fraction(sum(known), len(known)) + Fraction(1, 2)) if known else None


def by_branch(seen: Iterable[Seen]) -> dict[int, list[Seen]]:
    found: dict[int, list[Seen]] = {}
    for one in seen:
        found.setdefault(one.visit.branch_id, []).append(one)
    return found


async def ranked(asked: Filter = PERIOD) -> League:
    return await league(await lens_of(asked))


async def test_a_line_has_the_mean_the_sections_and_the_visits_of_its_branch() -> None:
    world = await make_world()
    found = await ranked()
    wanted = by_branch(own(world))
    assert {line.branch for line in found.lines()} == set(wanted)
    for line in found.lines():
        seen = wanted[line.branch]
        scored = counting(seen, own(world))
        assert line.visits == len(seen)
        assert line.mean.value == half_up(one.score.final_score for one in scored)
        assert line.mean.n == sum(one.score.final_score is not None for one in scored)
        assert line.critical == sum(bool(one.score.triggers) for one in seen)
        for name, column in (("s01", 0), ("s02", 1)):
            assert line.sections[column] == half_up(getattr(one.score, name) for one in scored)
        if line.mean.low is not None and line.mean.high is not None:
            assert line.mean.low <= (line.mean.value or 0) <= line.mean.high
        assert (line.ranks is None) == (line.mean.n < FEWEST)
    means = [
        half_up(one.score.final_score for one in counting(seen, own(world)))
        for seen in wanted.values()
    ]
    assert found.whole.value == half_up(means)
    assert found.at_target.hits == sum(m is not None and m >= 8995 for m in means)
    assert found.at_target.n == len(means)


async def test_the_order_is_that_of_the_fair_value_and_the_few_come_last() -> None:
    await make_world()
    lines = (await ranked(Filter(waves=("M1",)))).lines()
    first = [line for line in lines if not line.few]
    assert [line.place for line in lines] == list(range(len(lines)))
    assert lines[: len(first)] == first
    values = [line.fair.value or 0 for line in first]
    assert values == sorted(values, reverse=True)
    for line in first:
        assert line.mean.value is not None
        middle = first[0].fair.value
        assert middle is not None
        assert line.ranks is not None
        assert 1 <= line.ranks[0] <= line.ranks[1] <= len(first)


async def test_nobody_is_ranked_by_a_single_visit() -> None:
    await make_world()
    lines = (await ranked(Filter(waves=("M0",), daypart="evening"))).lines()
    assert any(line.few for line in lines)
    assert all(line.rank is None for line in lines if line.few)


async def test_moves_are_those_of_the_newest_wave_against_the_one_before() -> None:
    world = await make_world()
    found = await moves(await lens_of(Filter()))
    now, before = by_branch(own(world, ["M0"])), by_branch(own(world, ["M1"]))
    assert set(found.moved) == set(now)
    for branch, moved in found.moved.items():
        values = [
            half_up(one.score.final_score for one in wave.get(branch, ())) for wave in (now, before)
        ]
        if moved.difference is not None and None not in values:
            shown = [(value or 0) // 10 + ((value or 0) % 10 >= 5) for value in values]
            assert moved.difference == (shown[0] - shown[1]) * 10
            assert moved.before == values[1]
    assert set(found.real) <= set(found.moved)
    assert found.up + found.down <= found.tested


async def test_the_spread_holds_every_scored_visit_once() -> None:
    world = await make_world()
    found = await spread(await lens_of())
    scored = counting(own(world), own(world))
    finals = [one.score.final_score for one in scored if one.score.final_score is not None]
    assert sum(one.visits for one in found.classes) == len(finals)
    for one in found.classes:
        top = one.high == 10_000
        inside = [v for v in finals if one.low <= v < one.high or (top and v == one.high)]
        assert one.visits == len(inside)
    assert found.median == int(median(finals) + 0.5)
    assert found.below.hits == sum((value + 5) // 10 < 900 for value in finals)
    assert found.bands == ()


async def test_the_square_and_the_bases_count_the_same_visits() -> None:
    world = await make_world()
    lens = await lens_of()
    seen = own(world)
    found = await square(lens)
    for place in found.places:
        mine = [one.score for one in counting(seen, seen) if one.visit.branch_id == place.branch]
        assert place.process == half_up(score.process for score in mine)
        assert place.personal == half_up(score.personal for score in mine)
    for kind, part in found.types.items():
        assert part.hits == sum(one.score.service_type == kind for one in seen)
    run = await bases(lens)
    for base in run.bases:
        assert base.of_all.hits == sum((one.score.bases or 0) >= base.number for one in seen)
    assert run.visits == sum(one.score.bases is not None for one in seen)


async def test_waits_are_single_seconds_in_all_and_by_part_of_the_day() -> None:
    world = await make_world()
    (found,) = await waiting(await lens_of())
    seen = [
        (one.visit.daypart, item)
        for one in own(world)
        if (item := one.items.get("hello.queue")) is not None and item.seconds is not None
    ]
    seconds = [item.seconds or 0 for _, item in seen]
    assert found.all.n == len(seconds) == sum(one.visits for one in found.classes)
    assert found.all.median == int(median(seconds) + 0.5)
    assert found.all.within.hits == sum(bool(item.met) for _, item in seen)
    assert found.target == 180
    for name, part in found.dayparts:
        assert part.n == sum(daypart == name for daypart, _ in seen)


async def test_items_count_what_was_judged_and_what_could_not_be_seen() -> None:
    world = await make_world()
    found = await faults(await lens_of())
    seen = own(world)
    for line in found.items:
        mine = [one.items[line.key] for one in seen if line.key in one.items]
        assert line.missed.n == sum(item.met is not None for item in mine)
        assert line.missed.hits == sum(item.met is False for item in mine)
        assert line.unseen.hits == sum(item.no_answer == "unseen" for item in mine)
    shares = [line.missed.value or 0 for line in found.items if line.missed.n >= 5]
    assert shares == sorted(shares, reverse=True)


async def test_waves_stand_in_order_and_break_where_the_checklist_changed() -> None:
    world = await make_world()
    found = await through(await lens_of(Filter()))
    assert [point.wave.code for point in found.points] == ["M3", "M2", "M1", "M0"]
    assert [point.broken for point in found.points] == [False, False, True, False]
    assert [(one.first, one.last) for one in found.stretches] == [(0, 1), (2, 3)]
    assert found.points[3].year == 0
    for point in found.points:
        seen = own(world, [point.wave.code])
        assert point.mean.value == half_up(one.score.final_score for one in seen)
        assert (point.visits, point.branches) == (len(seen), len(by_branch(seen)))
    one = found.points[-1].wave
    branch = next(iter(by_branch(own(world, [one.code]))))
    alone = await through(await lens_of(Filter()), branch)
    mine = by_branch(own(world, [one.code]))[branch]
    assert alone.points[-1].mean.value == half_up(s.score.final_score for s in mine)


async def test_a_region_holds_all_below_it() -> None:
    world = await make_world()
    found = await regions(await lens_of())
    for line in found.lines:
        path = f"/{line.node.code}/"
        seen = [one for one in own(world) if path in home(one, world)]
        assert line.visits == len(seen)
        assert line.branches == len(by_branch(seen))
        means = [
            half_up(s.score.final_score for s in mine)
            for mine in by_branch(counting(seen, own(world))).values()
        ]
        assert line.level == half_up(means)


def home(one: Seen, world: World) -> str:
    """The region a branch had at its newest visit of the period."""
    seen = [other for other in own(world) if other.visit.branch_id == one.visit.branch_id]
    return max(seen, key=lambda other: other.visit.facts_id).region_then


async def test_the_funnel_has_every_branch_and_limits_that_close_in() -> None:
    await make_world()
    found = outliers(await ranked())
    assert found is not None
    assert len(found.points) == 5
    widths = [curve.action[1] - curve.action[0] for curve in found.curves]
    assert widths == sorted(widths, reverse=True)


async def test_two_sets_stand_side_by_side() -> None:
    world = await make_world()
    north, south = await lens_of(PERIOD.but(region="N")), await lens_of(PERIOD.but(region="S"))
    found = await sides(north, south)
    assert not found.paired
    for side, path in ((found.one, "/N/"), (found.other, "/S/")):
        seen = [one for one in own(world) if path in one.region_then]
        assert side.visits == len(seen)
        assert side.critical.hits == sum(bool(one.score.triggers) for one in seen)
    waves = await sides(await lens_of(Filter(waves=("M1",))), await lens_of(Filter(waves=("M0",))))
    assert waves.paired
    assert waves.moved.verdict != "not comparable"
    both = await whole_set(await lens_of())
    assert both.visits == len(own(world))


async def test_competitors_are_held_to_the_same_checklist() -> None:
    world = await make_world()
    found = await competitors(await lens_of(), EVERYWHERE)
    theirs = world.where(
        lambda one: (
            one.visit.channel == "competitor"
            and one.visit.version.checklist.key == "counter"
            and one.visit.wave.code in ("M0", "M1", "M2")
        )
    )
    assert found.other.visits == len(theirs)
    assert found.one.visits == len(own(world))
    assert not found.paired


async def test_coverage_counts_the_branches_there_are() -> None:
    world = await make_world()
    lens = await lens_of(Filter())
    ranking = await league(lens)
    found = await coverage(lens, ranking, EVERYWHERE)
    assert found.visited.n == len(world.branches) - 1
    assert found.visited.hits == len(by_branch(own(world, ["M0"])))
    assert found.few == sum(line.few for line in ranking.lines())
