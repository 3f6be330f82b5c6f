"""What filters show of targets, awards and auditors is what SQL finds by itself."""

from statistics import stdev
from typing import Any
from uuid import uuid4

import pytest

from audit.db import connection
from audit.models import Checklist, Region, ScoreTarget, Visit
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_person
from tests.reports.rollup_world import make_world

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("database")]

PERIOD = "wave=M0&wave=M1&wave=M2&checklist=counter"
WHERE = {
    "": "",
    "&region=N": " AND r.path LIKE '%/N/%'",
    "&format=small&channel=phone": " AND f.format = 'small' AND v.channel = 'phone'",
    "&daypart=morning": " AND v.daypart = 'morning'",
}
OWN = """
FROM visit v JOIN score s ON s.visit_id = v.id AND s.current
JOIN wave w ON w.id = v.wave_id JOIN branch b ON b.id = v.branch_id
JOIN branch_facts f ON f.id = v.facts_id JOIN region r ON r.id = f.region_id
JOIN person p ON p.id = v.auditor_id
JOIN checklist_version cv ON cv.id = v.version_id JOIN checklist c ON c.id = cv.checklist_id
WHERE v.state = 'released' AND v.channel <> 'competitor' AND c.key = 'counter'
AND w.code IN ('M0', 'M1', 'M2')
"""
NORTH, USUAL = 5500, 9000
"""Targets: the one set for the region N, and the checklist's own."""


async def an_office(browser: Browser) -> Any:
    person = await make_person(language="en")
    await grant(person, "head_office")
    await ScoreTarget.create(
        checklist=await Checklist.get(key="counter"), region=await Region.get(code="N"),
        uuid=uuid4(), set_at=NOON, section_key="", format="", target=NORTH,
    )  # fmt: skip
    return await browser(person, "en")


async def counted(where: str) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """All visits, and those whose scores count together: branch, score, path of region, auditor.

    The path is that of the branch's newest visit, which says where it belongs.
    """
    _, scales = await connection().execute_query(
        f"SELECT cv.scored_digest, count(*), max(cv.number) {OWN}{where}"
        " GROUP BY cv.scored_digest ORDER BY 2 DESC, 3 DESC"
    )
    _, rows = await connection().execute_query(
        f"SELECT b.code, s.final_score, r.path, p.pseudonym, cv.scored_digest {OWN}{where}"
        " ORDER BY f.id"
    )
    every = [tuple(row) for row in rows]
    commonest, *_ = tuple(scales[0])
    return every, [one for one in every if one[4] == commonest and one[1] is not None]


def target_of(every: list[tuple[Any, ...]], branch: str) -> int:
    path = [one[2] for one in every if one[0] == branch][-1]
    return NORTH if "/N/" in path else USUAL


def shown(total: int, n: int) -> int:
    """A mean in hundredths, half up."""
    return (2 * total + n) // (2 * n)


def tenths(value: int) -> int:
    return (value + 5) // 10


def by_branch(rows: list[tuple[Any, ...]]) -> dict[str, list[int]]:
    return {code: [one[1] for one in rows if one[0] == code] for code, *_ in rows}


async def told(client: Any, name: str, query: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/api/v1/comparison/{name}?{query}")).json()
    return found


async def test_branches_below_their_targets_are_those_that_sql_finds(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    for more, where in WHERE.items():
        every, scored = await counted(where)
        means = {code: shown(sum(own), len(own)) for code, own in by_branch(scored).items()}
        gaps = {code: tenths(mean) - tenths(target_of(every, code)) for code, mean in means.items()}
        found = await told(office, "targets", PERIOD + more)
        assert {one["branch"]["code"]: one["gap"] for one in found["branches"]} == {
            code: gap * 10 for code, gap in gaps.items() if gap < 0
        }
        assert found["of"] == len(means)
        assert found["at_target"] == sum(gap >= 0 for gap in gaps.values())


async def test_visits_below_target_are_those_that_sql_finds_also_behind_them(
    browser: Browser,
) -> None:
    await make_world()
    office = await an_office(browser)
    for more, where in WHERE.items():
        every, scored = await counted(where)
        below = [one for one in scored if tenths(one[1]) < tenths(target_of(every, one[0]))]
        found = await told(office, "distribution", PERIOD + more)
        assert (found["below"]["hits"], found["below"]["n"]) == (len(below), len(scored)), more
        assert found["aims"] == sorted({target_of(every, one[0]) for one in every})
        page = (await office.get(f"/behind?{PERIOD}{more}&short=1")).text
        assert f"<h1>{len(below)} visit" in page
        assert "below target" in page
        shown_at = (await office.get(f"/distribution?{PERIOD}{more}")).text
        assert all(f"target {one / 100:.1f}" in shown_at for one in found["aims"])


async def test_regions_and_the_trend_are_held_to_the_mean_of_targets(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    every, scored = await counted("")
    regions = await told(office, "regions", PERIOD)
    for one in regions["regions"]:
        inside = {
            code
            for code, _, _, *_ in scored
            if f"/{one['node']['code']}/" in [v[2] for v in every if v[0] == code][-1]
        }
        wanted = [target_of(every, code) for code in inside]
        assert one["aim"] == shown(sum(wanted), len(wanted))
        assert one["gap"] == (tenths(one["level"]) - tenths(one["aim"])) * 10
    branches = {one[0] for one in every}
    wanted = [target_of(every, code) for code in branches]
    trend = await told(office, "trend", PERIOD)
    assert trend["aim"] == shown(sum(wanted), len(wanted))
    assert f"mean target {trend['aim'] / 100:.1f}" in (await office.get(f"/trend?{PERIOD}")).text
    north = await told(office, "trend", f"{PERIOD}&region=N-1")
    assert north["aim"] == NORTH
    assert f"target {NORTH / 100:.1f}" in (await office.get(f"/trend?{PERIOD}&region=N-1")).text


async def test_awards_go_to_branches_with_the_figures_that_sql_finds(browser: Browser) -> None:
    await make_world()
    office = await an_office(browser)
    steady = 0
    for more, where in WHERE.items():
        every, scored = await counted(where)
        own = by_branch(scored)
        found = await told(office, "awards", PERIOD + more)
        for one in found["best"]:
            assert one["visits"] == len(own[one["branch"]["code"]]) >= 2
        for one in found["steady"]:
            code, finals = one["branch"]["code"], own[one["branch"]["code"]]
            assert one["visits"] == one["mean"]["n"] == len(finals) >= 3
            assert one["mean"]["value"] == shown(sum(finals), len(finals))
            assert one["sd"] == pytest.approx(stdev(finals), abs=0.5)
            assert tenths(one["mean"]["value"]) >= tenths(target_of(every, code))
        steady += len(found["steady"])
    assert steady, "nobody was judged by the spread of its visits"


async def test_auditors_made_the_visits_and_gave_the_scores_that_sql_finds(
    browser: Browser,
) -> None:
    await make_world()
    people = [await make_person(f"shared{n}") for n in range(3)]
    async for visit in Visit.all().order_by("id"):
        await Visit.filter(id=visit.id).update(auditor_id=people[visit.id % 3].id)
    office = await an_office(browser)
    for more, where in WHERE.items():
        every, scored = await counted(where)
        found = await told(office, "raters", PERIOD + more)
        assert found["visits"] == len(every)
        said = {
            one["pseudonym"]: (one["visits"], one["branches"], one["mean"])
            for one in found["raters"]
        }
        for name, (visits, branches, mean) in said.items():
            own = [one for one in scored if one[3] == name]
            assert (visits, branches) == (len(own), len({one[0] for one in own})), more
            assert mean == shown(sum(one[1] for one in own), len(own)), more
        assert set(said) == {one[3] for one in scored}
