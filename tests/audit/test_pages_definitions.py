"""What a version changed, what an author would question, a score replayed: over HTTP."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Rescoring
from audit.web.view_trace import adding_up, decimal
from forms.standards import source
from tests.http import Browser
from tests.make import SMALL, grant, make_person, make_version
from tests.visiting import NO, a_submitted_visit

STANDARD = "retail-service"


async def office(browser: Browser, role: str = "head_office", lang: str = "en") -> Any:
    person = await make_person(language=lang)
    await grant(person, role)
    return await browser(person, lang)


async def published(desk: Any, text: str) -> str:
    answer = await desk.post("/checklists", data={"text": text, "act": "publish"})
    assert answer.status_code == 303
    return str(answer.headers["location"].partition("?")[0])


@pytest.mark.asyncio
async def test_it_works(browser: Browser) -> None:
    desk = await office(browser)
    first = await published(desk, source(STANDARD))
    second = await published(desk, source(STANDARD).replace("weight = 10", "weight = 11", 1))
    third = await published(
        desk, source(STANDARD).replace('en = "Surroundings"', 'en = "Premises"', 1)
    )
    assert "What changed" not in (await desk.get(first)).text
    shown = (await desk.get(f"{second}/changes")).text
    assert "section “Surroundings”" in shown
    assert "trends break between them" in shown
    assert "<td>10</td><td>11</td>" in shown
    same_scores = (await desk.get(f"{third}/changes?from=1")).text
    assert "Scores of both versions can be compared." in same_scores
    assert "“Premises”" in same_scores
    for odd in ("?from=99", "?from=x", "?from="):
        assert (await desk.get(f"{third}/changes{odd}")).status_code == 200


@pytest.mark.asyncio
async def test_a_version_is_shown_with_what_an_author_would_question(browser: Browser) -> None:
    version = await make_version()
    shown = (await (await office(browser, lang="zh")).get(f"/checklists/{version.uuid}")).text
    assert "没有写明标准" in shown
    assert "警告" in shown


@pytest.mark.asyncio
async def test_a_score_is_replayed_to_the_digit(browser: Browser) -> None:
    _, visit = await a_submitted_visit(NO)
    desk = await office(browser, "reviewer")
    assert f"/review/{visit.uuid}/trace" in (await desk.get(f"/review/{visit.uuid}")).text
    shown = (await desk.get(f"/review/{visit.uuid}/trace")).text
    assert "this ends in the score that counts" in shown
    assert "Did the clerk smile?" in shown
    assert "Judged: 0 of the weight." in shown
    assert "From the sum to the score" in shown


@pytest.mark.asyncio
async def test_nobody_else_may_replay_it(browser: Browser) -> None:
    assignment, visit = await a_submitted_visit()
    manager = await make_person()
    await grant(manager, "branch_manager", branch=assignment.branch)
    for person in (manager, assignment.auditor):
        desk = await browser(person)
        assert (await desk.get(f"/review/{visit.uuid}/trace")).status_code == 403


@pytest.mark.asyncio
async def test_the_schema_is_there_for_everyone(browser: Browser) -> None:
    stranger = await make_person()
    answer = await (await browser(stranger)).get("/api/v1/checklist-schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json()["title"] == "Mingcha checklist"


@pytest.mark.asyncio
async def test_visits_are_scored_again_from_the_page(app: Any, browser: Browser) -> None:
    old = await make_version()
    section = SMALL["sections"][0]
    other = SMALL | {"sections": [section | {"items": [section["items"][0] | {"good": False}]}]}
    new = await make_version(other, number_in_checklist=2)
    await a_submitted_visit(NO, version=old)
    desk = await office(browser)
    assert "Score 1 visits again" in (await desk.get(f"/checklists/{old.uuid}")).text
    address = f"/checklists/{old.uuid}/rescore"
    for wrong in ({"to": ""}, {"to": "2"}, {"to": "9", "reason": "why"}):
        assert (await desk.post(address, data=wrong)).status_code == 422
    answer = await desk.post(address, data={"to": "2", "reason": "No is right"})
    assert answer.status_code == 303
    row = await Rescoring.get(old_id=old.id)
    assert app.state.services.jobs.asked[-1] == ("rescoring", str(row.uuid), 1)
    shown = (await desk.get(f"/checklists/{new.uuid}")).text
    assert "Version 1 under version 2" in shown
    assert "0 / 1" in shown
    told = await desk.get(f"/checklists/{old.uuid}/rescoring.json")
    assert told.json() == {"state": "wanted", "done": 0, "total": 1}
    assert f'data-live="/checklists/{new.uuid}/rescoring.json"' in shown


@given(st.lists(st.fractions(min_value=0, max_value=50), min_size=1, max_size=12))
def test_shown_terms_add_up(values: list[Fraction]) -> None:
    total = sum(values, Fraction(0))
    shown = [Fraction(text) for text in adding_up(values, total)]
    assert sum(shown) == Fraction(decimal(total))
    assert all(abs(one - value) < Fraction(1, 50) for one, value in zip(shown, values, strict=True))
