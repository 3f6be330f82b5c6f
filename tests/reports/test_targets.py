"""The nearest target holds; head office sets it; awards go to nobody by luck."""

import re

import pytest

from audit.access import Scope
from audit.models import Region, ScoreTarget, TrailEntry
from reports.figures.choosing import Target, target_of
from reports.figures.league import league
from reports.rollup.filters import Filter
from reports.rollup.lens import look
from reports.targets.figures import awards, gaps
from tests.http import Browser
from tests.make import TODAY, grant, make_person
from tests.reports.rollup_world import make_world


def test_the_target_of_the_nearest_region_then_of_the_format_holds() -> None:
    every = [
        Target("hello", "", "", 8000),
        Target("hello", "big", "", 8500),
        Target("hello", "", "/ALL/N/", 9000),
        Target("hello", "big", "/ALL/N/", 9100),
        Target("", "", "", 7000),
    ]
    assert target_of(every, "hello", "big", "/ALL/N/N-1/", 1) == 9100
    assert target_of(every, "hello", "small", "/ALL/N/", 1) == 9000
    assert target_of(every, "hello", "big", "/ALL/S/", 1) == 8500
    assert target_of(every, "hello", "small", "/ALL/S/", 1) == 8000
    assert target_of(every, "end", "big", "/ALL/N/", 1) == 1
    assert target_of(every, "", "big", "/ALL/N/", 1) == 7000


@pytest.mark.asyncio
@pytest.mark.usefixtures("database")
async def test_head_office_sets_targets_and_the_lists_follow(browser: Browser) -> None:
    await make_world()
    office, region = await make_person(language="en"), await make_person(language="en")
    await grant(office, "head_office")
    await grant(region, "region_manager", region=await Region.get(code="S"))
    desk, manager = await browser(office, "en"), await browser(region, "en")
    given = {"checklist": "counter", "section": "", "format": "", "region": "N", "target": "99.5"}
    for wrong in ({"target": "101"}, {"target": "x"}, {"section": "nothing"}, {"region": "NOPE"}):
        assert (await desk.post("/targets", data=given | wrong)).status_code == 422
    for value in ("98", "99.5"):
        assert (await desk.post("/targets", data=given | {"target": value})).status_code == 303
    assert (await manager.post("/targets", data=given)).status_code == 403
    row = await ScoreTarget.get().select_related("region")
    assert (row.target, row.section_key) == (9950, "")
    assert await TrailEntry.filter(action="target_set").count() == 2

    asked = Filter(waves=("M0", "M1", "M2"), checklist="counter")
    lens = await look(asked, Scope(everything=True), TODAY)
    found = await league(lens)
    below = gaps(lens, found)
    held = found.held.target
    assert {one.target for one in below.branches} <= {9950, held}
    assert 9950 in {one.target for one in below.branches}
    assert below.at_target + len(below.branches) == below.of
    assert sum(one.share for one in below.sections) == pytest.approx(1)
    won = awards(found)
    assert all(one.visits >= 2 for one in won.best)
    assert len(won.best) <= won.among <= max(1, found.ranked // 3)
    assert all(one.visits >= 3 and one.sd <= one.upper for one in won.steady)

    assert found.at_target.hits == below.at_target
    assert {line.target for line in found.lines()} == {9950, held}
    waves = "wave=M0&wave=M1&wave=M2&checklist=counter"
    said = (await desk.get(f"/api/v1/comparison/ranking?{waves}")).json()["branches"]
    assert {one["target"] for one in said if one["branch"]["region"] in ("N", "N-1")} == {9950}
    whole = (await desk.get(f"/api/v1/comparison/overview?{waves}")).json()
    assert whole["at_target"]["hits"] == below.at_target
    assert "below target" in (await desk.get(f"/heatmap?{waves}")).text

    page = (await desk.get("/targets?wave=M0&wave=M1&wave=M2")).text
    remove = re.findall(r'action="(/targets/[^"]+/remove)"', page)
    assert len(remove) == 1
    assert "/remove" not in (await manager.get("/targets")).text
    assert (await desk.post(remove[0])).status_code == 303
    assert await ScoreTarget.all().count() == 0
    assert (await desk.get("/awards")).status_code == 200
