"""The pages of the trail and of the jobs over HTTP."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.applications import Starlette

from audit import trail
from audit.db import connection
from audit.jobs.jobs import MAX_ATTEMPTS, Wanted
from audit.models import Photo, Report, Snapshot, TrailEntry
from audit.photos.photos import wanted_copies
from audit.web.view_trail_words import ACTIONS
from tests.conftest import NOON
from tests.http import Browser
from tests.make import actor_of, grant, make_actor, make_person, make_visit
from tests.queries import counted
from tests.visiting import a_submitted_visit

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.asyncio


async def office(browser: Browser, role: str = "admin", lang: str = "zh") -> Any:
    person = await make_person(language=lang)
    await grant(person, role)
    return await browser(person, lang)


async def make_report(state: str = "wanted", **columns: Any) -> Report:
    """A report of a new visit."""
    visit = await make_visit(state="released")
    snapshot = await Snapshot.create(
        kind="visit",
        subject=f"visit:{visit.uuid}",
        edition=1,
        digest=uuid4().hex * 2,
        content={},
        made_at=NOON,
    )
    usual: dict[str, Any] = {"uuid": uuid4(), "language": "zh", "wanted_at": NOON, "attempt": 1}
    return await Report.create(snapshot=snapshot, state=state, **usual | columns)


async def make_photo(attempts: int = 0, state: str = "arrived") -> Photo:
    """A photo of a new visit."""
    visit = await make_visit()
    return await Photo.create(
        uuid=uuid4(),
        visit_uuid=visit.uuid,
        person_id=visit.auditor_id,
        state=state,
        attempts=attempts,
        sha256=uuid4().hex * 2,
        size=3,
        media_type="image/jpeg",
        received_at=NOON,
    )


# --- jobs ---------------------------------------------------------------------------------------


async def test_a_failed_report_is_tried_again(browser: Browser, app: Starlette) -> None:
    report = await make_report("failed", attempt=MAX_ATTEMPTS, error="the disk is <full>")
    desk = await office(browser)
    shown = (await desk.get("/jobs?state=failed")).text
    assert "the disk is &lt;full&gt;" in shown
    again = f"/jobs/report/{report.uuid}/again"
    assert again in shown
    assert (await desk.post(again, data={})).status_code == 303
    await report.refresh_from_db()
    assert (report.state, report.attempt, report.error) == ("wanted", MAX_ATTEMPTS + 1, "")
    wanted = Wanted("report", str(report.uuid), MAX_ATTEMPTS + 1)
    assert app.state.services.jobs.asked == [wanted]
    assert (await desk.post(again, data={})).status_code == 409


async def test_a_photo_without_copies_is_tried_again(browser: Browser, app: Starlette) -> None:
    photo, waiting = await make_photo(MAX_ATTEMPTS), await make_photo(1)
    desk = await office(browser)
    again = f"/jobs/photo/{photo.uuid}/again"
    assert again in (await desk.get("/jobs?state=failed")).text
    assert (await desk.post(again, data={})).status_code == 303
    once_more = Wanted("photo", str(photo.uuid), MAX_ATTEMPTS)
    assert app.state.services.jobs.asked == [once_more]
    assert await wanted_copies(NOON) == [once_more, Wanted("photo", str(waiting.uuid), 2)]
    refused = await desk.post(f"/jobs/photo/{waiting.uuid}/again", data={})
    assert refused.status_code == 409


async def test_all_that_failed_is_tried_again(browser: Browser, app: Starlette) -> None:
    reports = [await make_report("failed", attempt=5) for _ in range(3)]
    photo = await make_photo(MAX_ATTEMPTS)
    await make_report("ready", made_at=NOON)
    desk = await office(browser)
    assert (await desk.post("/jobs/again", data={})).status_code == 303
    asked = {one.key for one in app.state.services.jobs.asked}
    assert asked == {*(str(report.uuid) for report in reports), str(photo.uuid)}
    assert await Report.filter(state="failed").count() == 0


async def test_each_job_is_on_one_page_of_its_tab(browser: Browser) -> None:
    for _ in range(40):
        await make_report()
    for _ in range(30):
        await make_photo()
    desk = await office(browser)
    pages = [(await desk.get(f"/jobs?page={page}")).text for page in (1, 2, 3)]
    rows = [text.count('<th scope="row">') for text in pages]
    assert rows == [50, 20, 0]


@pytest.mark.parametrize(
    "address",
    ["/jobs?state=odd", "/jobs?page=-1", "/jobs?page=999999", "/trail?page=999999"],
)
async def test_odd_addresses_show_a_page(browser: Browser, address: str) -> None:
    assert (await (await office(browser)).get(address)).status_code == 200


async def test_a_job_that_is_not_there(browser: Browser) -> None:
    desk = await office(browser)
    for kind in ("report", "photo", "other"):
        answer = await desk.post(f"/jobs/{kind}/{uuid4()}/again", data={})
        assert answer.status_code == 404


@pytest.mark.parametrize("role", ["auditor", "reviewer", "branch_manager", "region_manager"])
async def test_others_see_neither(browser: Browser, role: str) -> None:
    desk = await office(browser, role)
    assert (await desk.get("/jobs")).status_code == 403
    assert (await desk.get("/trail")).status_code == 403
    assert (await desk.post("/trail/verify", data={})).status_code == 403


# --- trail --------------------------------------------------------------------------------------


async def test_every_action_has_its_words(database: None) -> None:
    told: set[str] = set()
    for path in [*(ROOT / "audit").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]:
        text = path.read_text("utf-8")
        told |= set(re.findall(r'trail\.record\(\s*\w+(?:\.\w+)?,\s*"(\w+)"', text))
    assert len(told) > 20
    assert told - ACTIONS.keys() == set()


async def test_the_newest_entry_stands_first(browser: Browser) -> None:
    actor = await make_actor("reviewer")
    await trail.record(actor, "wave_added", "wave:W-1", NOON, note="<b>")
    await trail.record(None, "report_made", "report:x", NOON)
    shown = (await (await office(browser)).get("/trail")).text
    assert shown.index("生成报告") < shown.index("建立波次", shown.index("<tbody>"))
    assert actor.name in shown
    assert "note: &lt;b&gt;" in shown
    assert "系统" in shown


async def test_filters(browser: Browser) -> None:
    first, second = await make_actor("reviewer"), await make_actor("reviewer")
    await trail.record(first, "wave_added", "wave:W-1", NOON)
    await trail.record(second, "wave_added", "wave:W-2", NOON)
    await trail.record(second, "wave_closed", "wave:W-2", NOON)
    desk = await office(browser)

    async def numbers(query: str) -> int:
        return int((await desk.get(f"/trail?{query}")).text.count('<th scope="row"'))

    login = (await make_person("li-4")).login
    assert await numbers("search=wave:W-2") == 2
    assert await numbers("action=wave_added") == 2
    assert await numbers("action=wave_added&search=wave:W-1") == 1
    assert await numbers(f"person={login}") == 0
    assert await numbers(f"person={first.pseudonym}") == 1
    assert await numbers("person=nobody&search=%00") == 0
    assert await numbers("person=system") == 0
    assert await numbers("search=wave%25") == 0  # a sign of LIKE is only a sign


async def test_who_made_a_visit_is_told_by_pseudonym_only(browser: Browser) -> None:
    assignment, visit = await a_submitted_visit()
    auditor = await actor_of(assignment.auditor)
    await trail.record(auditor, "signed_in", f"person:{auditor.uuid}", NOON)
    login = assignment.auditor.login
    desk = await office(browser, "head_office")

    async def shown(query: str) -> str:
        text = (await desk.get(f"/trail?{query}")).text
        return text.split("<tbody>")[1] if "<tbody>" in text else ""

    about = await shown(f"search=visit:{visit.uuid}")
    assert auditor.pseudonym in about
    assert auditor.name not in about
    by_login = await shown(f"person={login}")
    assert auditor.name in by_login
    assert str(visit.uuid) not in by_login
    assert auditor.pseudonym not in by_login
    by_pseudonym = await shown(f"person={auditor.pseudonym}")
    assert str(visit.uuid) in by_pseudonym
    assert auditor.name not in by_pseudonym
    assert str(auditor.uuid) not in by_pseudonym


async def test_a_whole_chain_is_said_to_be_whole(browser: Browser) -> None:
    await trail.record(None, "report_made", "report:x", NOON)
    count = await TrailEntry.all().count()
    desk = await office(browser)
    assert "notice-done" not in (await desk.get("/trail")).text
    answer = await desk.post("/trail/verify", data={})
    assert (answer.status_code, answer.headers["location"]) == (303, "/trail")
    shown = (await desk.get("/trail")).text
    assert f"已校验 {count} 条" in shown or "notice-done" in shown
    assert await TrailEntry.filter(action="trail_verified").count() == 1


async def test_a_chain_that_was_cut_is_told(browser: Browser) -> None:
    await trail.record(None, "report_made", "report:x", NOON)
    await connection().execute_query("UPDATE trail_head SET number = number + 1 WHERE id = 1")
    desk = await office(browser)
    answer = await desk.post("/trail/verify", data={})
    assert "notice-fail" in answer.text
    assert "被删去" in answer.text
    assert not await TrailEntry.filter(action="trail_verified").exists()


@pytest.mark.parametrize("address", ["/trail", "/jobs", "/jobs?state=failed"])
async def test_the_queries_do_not_grow_with_the_rows(browser: Browser, address: str) -> None:
    desk = await office(browser)

    async def fill(count: int) -> None:
        for _ in range(count):
            await make_report()
            await make_report("failed", attempt=5)
            await make_photo()
            await make_photo(MAX_ATTEMPTS)
            actor = await make_actor("auditor")
            visit = await make_visit()
            await trail.record(actor, "visit_submitted", f"visit:{visit.uuid}", NOON)

    await fill(2)
    with counted() as few:
        await desk.get(address)
    await fill(9)
    with counted() as many:
        await desk.get(address)
    assert len(many) == len(few) > 0
