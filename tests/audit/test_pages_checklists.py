"""The planners' checklist pages over HTTP."""

import json
from typing import Any

import pytest
from markupsafe import escape

from audit.models import ChecklistVersion
from forms.sentences import rule_text, shown_text
from forms.standards import load, source
from forms.versions import digest
from tests.http import Browser
from tests.make import grant, make_assignment, make_person, make_version

pytestmark = pytest.mark.asyncio

STANDARD = "retail-service"


async def office(browser: Browser, role: str = "head_office", lang: str = "zh") -> Any:
    person = await make_person(language=lang)
    await grant(person, role)
    return await browser(person, lang)


async def test_it_works(browser: Browser) -> None:
    desk = await office(browser)
    answer = await desk.post("/checklists", data={"standard": STANDARD, "act": "publish"})
    version = await ChecklistVersion.get(checklist__key=STANDARD)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/checklists/{version.uuid}?done=published"
    assert version.digest == digest(load(STANDARD))
    listed = (await desk.get("/checklists")).text
    assert f"/checklists/{version.uuid}" in listed
    assert f'<td class="num">{len(load(STANDARD).by_key)}</td>' in listed
    shown = (await desk.get(f"/checklists/{version.uuid}")).text
    for item in load(STANDARD).every_item():
        assert item.key in shown
    told = load(STANDARD).by_key["surroundings.open"]
    assert told.standard is not None
    assert told.coaching is not None
    assert told.critical is not None
    for text in (told.wording, told.standard, told.coaching, told.critical.definition):
        assert text.zh in shown
    assert "最多影响总分 3.8 分" in shown  # dress.basics: 15 of 100 × 5 of 19.5


@pytest.mark.parametrize("name", ["bank-outlet", "restaurant-service", "open-inspection"])
async def test_standards_are_laid_out_in_sentences(browser: Browser, name: str) -> None:
    desk = await office(browser, lang="en")
    answer = await desk.post("/checklists", data={"standard": name, "act": "publish"})
    address = answer.headers["location"].partition("?")[0]
    shown = (await desk.get(f"{address}?all=1")).text
    definition = load(name)
    for rule in definition.policy.rules:
        assert escape(rule_text(definition, rule).en) in shown
    for item in definition.every_item():
        if item.show_if is not None:
            assert escape(shown_text(definition, item.show_if).en) in shown
    assert shown.count("<details") - shown.count('id="findings"') >= len(definition.by_key)


async def test_in_english(browser: Browser) -> None:
    version = await make_version()
    await make_assignment(version=version)
    desk = await office(browser, lang="en")
    shown = (await desk.get(f"/checklists/{version.uuid}")).text
    assert "Did the clerk smile?" in shown
    assert "moves up to 100.0 of 100 points" in shown
    assert '<td class="num">1</td>' in (await desk.get("/checklists")).text


@pytest.mark.parametrize("syntax", ["toml", "json"])
async def test_a_text_is_checked_before_it_is_published(browser: Browser, syntax: str) -> None:
    desk = await office(browser, "admin")
    version = await make_version()
    written = await desk.get(f"/checklists/{version.uuid}/definition.json")
    assert written.headers["content-type"] == "application/json"
    definition = json.loads(written.text)
    assert definition["key"] == "small"
    text = written.text if syntax == "json" else source(STANDARD)
    before = await ChecklistVersion.all().count()
    checked = await desk.post("/checklists", data={"text": text, "act": "check"})
    assert checked.status_code == 200
    assert "没有问题" in checked.text
    assert await ChecklistVersion.all().count() == before
    published = await desk.post("/checklists", data={"text": text, "act": "publish"})
    assert published.status_code == 303
    assert await ChecklistVersion.all().count() == before + 1


async def test_what_is_wrong_with_a_text_is_said_and_the_text_kept(browser: Browser) -> None:
    desk = await office(browser)
    text = source(STANDARD).replace("weight = 10", "weight = -10", 1) + "\n# <mine>"
    answer = await desk.post("/checklists", data={"text": text, "act": "publish"})
    assert answer.status_code == 422
    assert "sections[0].weight" in answer.text
    assert "数值必须≥ 0" in answer.text
    assert "# &lt;mine&gt;" in answer.text
    assert not await ChecklistVersion.exists()
    english = await office(browser, lang="en")
    answer = await english.post("/checklists", data={"text": "not toml", "act": "publish"})
    assert "Not valid TOML" in answer.text


@pytest.mark.parametrize("text", ["", "{", "{}", "[" * 5000, "key = 1", "\x00", "{" * 200_000])
async def test_no_text_is_too_odd(browser: Browser, text: str) -> None:
    desk = await office(browser)
    for act in ("check", "publish", ""):
        answer = await desk.post("/checklists", data={"text": text, "act": act})
        assert answer.status_code == 422


async def test_what_publishing_would_bring_is_foretold(browser: Browser) -> None:
    desk = await office(browser, lang="en")

    async def foretold(text: str) -> str:
        answer = await desk.post("/checklists", data={"text": text, "act": "check"})
        return str(answer.text)

    text = source(STANDARD)
    assert "It would be the first version." in await foretold(text)
    await desk.post("/checklists", data={"standard": STANDARD, "act": "publish"})
    assert "published already, as version 1" in await foretold(text)
    reworded = text.replace('en = "Surroundings"', 'en = "Our surroundings"', 1)
    assert "scores stay comparable with version 1" in await foretold(reworded)
    reweighted = text.replace("weight = 10", "weight = 11", 1)
    assert "be compared with version 1" in await foretold(reweighted)


@pytest.mark.parametrize("role", ["auditor", "reviewer", "branch_manager", "region_manager"])
async def test_others_do_not_see_what_answers_are_worth(browser: Browser, role: str) -> None:
    version, desk = await make_version(), await office(browser, role)
    for address in ("", f"/{version.uuid}", f"/{version.uuid}/definition.json"):
        assert (await desk.get(f"/checklists{address}")).status_code == 403


async def test_a_version_that_is_not_there(browser: Browser) -> None:
    desk = await office(browser)
    unknown = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    assert (await desk.get(f"/checklists/{unknown}")).status_code == 404
    assert (await desk.get(f"/checklists/{unknown}/definition.json")).status_code == 404
