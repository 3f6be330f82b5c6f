"""Urgent critical failures reach region and head office at once, and tell no more than they may."""

import pytest

from audit.models import Visit, Wave
from tests.conftest import NOON
from tests.http import Browser
from tests.make import (
    grant,
    make_assignment,
    make_branch,
    make_person,
    make_region,
    make_score,
    make_visit,
)

pytestmark = pytest.mark.asyncio
URGENT = [{"item": "greeting.smile", "effect": "fail", "cap": None, "urgent": True}]
SAID = "Urgent: under review"


async def a_failure(code: str = "SH1", state: str = "submitted") -> tuple[Visit, str]:
    region = await make_region(f"region-{code}")
    assignment = await make_assignment(branch=await make_branch(code, region))
    visit = await make_visit(assignment, state=state)
    await make_score(visit, 0, triggers=URGENT)
    return visit, region.path


async def ranking(browser: Browser, role: str, code: str | None = None) -> str:
    person = await make_person(language="en")
    known = await Visit.get_or_none(branch__code=code or "").select_related("facts__region")
    await grant(person, role, region=known.facts.region if known else None)
    return (await (await browser(person, "en")).get("/ranking")).text


async def test_head_office_is_told_with_a_way_to_the_visit(browser: Browser) -> None:
    visit, _ = await a_failure()
    text = await ranking(browser, "head_office")
    assert SAID in text
    assert "Branch SH1" in text
    assert f"/review/{visit.uuid}" in text


async def test_a_region_manager_is_told_what_and_where_and_no_more(browser: Browser) -> None:
    visit, _ = await a_failure("SH1")
    other, _ = await a_failure("BJ1")
    text = await ranking(browser, "region_manager", "SH1")
    assert SAID in text
    assert "Branch SH1" in text
    assert "Branch BJ1" not in text
    assert str(visit.uuid) not in text
    assert str(other.uuid) not in text


async def test_nothing_is_told_of_released_visits_closed_waves_and_lesser_failures(
    browser: Browser,
) -> None:
    await a_failure("SH1", state="released")
    closed, _ = await a_failure("SH2")
    await Wave.filter(id=closed.wave_id).update(closed_at=NOON)
    mild = await make_visit(state="submitted")
    await make_score(mild, 0, triggers=[URGENT[0] | {"urgent": False}])
    assert SAID not in await ranking(browser, "head_office")
