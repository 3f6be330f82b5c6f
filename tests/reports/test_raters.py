"""Auditors are told apart where they share branches, by pseudonym, and to head office alone."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.access import Scope
from audit.models import Person, Region, Visit
from reports.raters.doubles import DAYS, FEWEST, Judged, Seen, agreement, pairs
from reports.raters.figures import raters
from reports.rollup.filters import Filter
from reports.rollup.lens import look
from tests.http import Browser
from tests.make import TODAY, grant, make_person
from tests.reports.rollup_world import make_world

DAY = date(2026, 3, 2)
visits = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 20)), max_size=14)


@given(visits)
def test_a_pair_is_near_in_time_alike_and_by_two_auditors(drawn: list[tuple[int, ...]]) -> None:
    seen = [
        Seen(number, (branch,), auditor, DAY + timedelta(days=day))
        for number, (branch, auditor, day) in enumerate(drawn)
    ]
    found = pairs(seen)
    used = [one.visit for pair in found for one in pair]
    assert len(used) == len(set(used))
    for one, other in found:
        assert one.alike == other.alike
        assert one.auditor != other.auditor
        assert abs((one.day - other.day).days) <= DAYS
    left = [one for one in seen if one.visit not in used]
    assert not pairs(left)


def test_who_always_agrees_has_full_agreement_and_few_pairs_tell_nothing() -> None:
    judged: Counter[Judged] = Counter({(True, True): 2, (False, False): 1, (None, None): 1})
    every = Counter({said: times * 2 * FEWEST for said, times in judged.items()})
    found = agreement(2 * FEWEST, every, [(9000, 9000), (7000, 7000)] * FEWEST)
    assert (found.percent, found.ac1, found.alpha) == (1.0, 1.0, 1.0)
    assert found.items == 3 * 2 * FEWEST
    assert found.icc is not None
    assert found.icc.value == 1.0
    few = agreement(FEWEST - 1, judged, [(9000, 9000)] * (FEWEST - 1))
    assert (few.percent, few.ac1, few.icc) == (None, None, None)


async def _share_auditors() -> list[Person]:
    """Two auditors visit every branch by turns, the first much stricter."""
    people = [await make_person(f"shared{n}") for n in range(2)]
    async for visit in Visit.all().order_by("id"):
        await Visit.filter(id=visit.id).update(auditor_id=people[visit.id % 2].id)
    return people


@pytest.mark.asyncio
async def test_the_page_tells_of_auditors_by_pseudonym_to_head_office_alone(
    browser: Browser,
) -> None:
    await make_world()
    people = await _share_auditors()
    lens = await look(
        Filter(waves=("M0", "M1", "M2"), checklist="counter"), Scope(everything=True), TODAY
    )
    found = await raters(lens, but=0)
    assert {one.pseudonym for one in found.raters} == {one.pseudonym for one in people}
    assert found.components == 1
    assert sum(one.visits for one in found.raters) <= found.visits
    severities = [one.severity for one in found.raters if one.severity is not None]
    assert severities == sorted(severities, reverse=True)
    assert found.doubles.pairs > 0
    alone = await raters(lens, but=people[0].id)
    assert {one.pseudonym for one in alone.raters} == {people[1].pseudonym}

    office = await make_person(language="en")
    await grant(office, "head_office")
    text = (await (await browser(office, "en")).get("/raters?wave=M0&wave=M1&wave=M2")).text
    for person in people:
        assert person.pseudonym in text
        assert person.name not in text
    lead, reviewer, region = [await make_person(language="en") for _ in range(3)]
    await grant(lead, "reviewer")
    await grant(reviewer, "reviewer", region=await the_north())
    await grant(region, "region_manager")
    asked = [(await (await browser(one)).get("/raters")).status_code for one in (lead, reviewer)]
    assert asked == [200, 403]
    assert (await (await browser(region)).get("/raters")).status_code == 403
    await _taken_away_as_shown(browser, office, lead, reviewer, people)


async def _taken_away_as_shown(
    browser: Browser, office: Person, lead: Person, reviewer: Person, people: list[Person]
) -> None:
    """Files and API have the rights of the page, and its figures; names are in none."""
    waves = "wave=M0&wave=M1&wave=M2"
    page = (await (await browser(lead, "en")).get(f"/raters?{waves}")).text
    assert "/ranking" not in page, "a tab that would be refused"
    assert f'href="/raters.csv?{waves}'.replace("&", "&amp;") in page
    for person in (office, lead):
        client = await browser(person, "en")
        table = (await client.get(f"/raters.csv?{waves}")).text
        said = (await client.get(f"/api/v1/comparison/raters?{waves}")).json()
        assert (await client.get(f"/raters.xlsx?{waves}")).status_code == 200
        for one in said["raters"]:
            assert f"{one['pseudonym']},{one['part']},{one['visits']},{one['branches']}," in table
            assert one["pseudonym"] in page
        assert not any(one.name in table + str(said) for one in people)
        assert 'href="/raters"' in (await client.get("/account")).text
    client = await browser(reviewer, "en")
    for address in ("/raters.csv", "/raters.xlsx", "/api/v1/comparison/raters"):
        assert (await client.get(address)).status_code == 403
    assert 'href="/raters"' not in (await client.get("/account")).text


async def the_north() -> Region:
    return await Region.get(code="N")
