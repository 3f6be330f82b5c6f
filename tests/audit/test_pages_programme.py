"""The planners' pages over HTTP: waves and their assignments."""

import csv
import io
from typing import Any

import httpx2
import pytest

from audit.models import Assignment, Visit, Wave
from tests.closing import finish_closing
from tests.http import Browser
from tests.make import (
    LONG_AGO,
    grant,
    make_assignment,
    make_branch,
    make_person,
    make_region,
    make_score,
    make_version,
    make_visit,
    make_wave,
)
from tests.queries import counted

pytestmark = pytest.mark.asyncio

WAVE = {
    "code": "2026-12",
    "name_zh": "十二月",
    "name_en": "December",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-31",
    "release_policy": "in_batches",
    "batch_size": "4",
}


async def office(browser: Browser, *roles: str, lang: str = "zh", **scope: Any) -> Any:
    """A signed-in planner."""
    person = await make_person(language=lang)
    for role in roles or ("head_office",):
        await grant(person, role, **scope)
    return await browser(person, lang)


def where(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("location", "")


async def plan_of(wave: Wave, **changed: str) -> dict[str, str]:
    """A form that plans a visit."""
    auditor = await make_person()
    await grant(auditor, "auditor")
    return {
        "branch": (await make_branch()).code,
        "auditor": auditor.pseudonym,
        "version": str((await make_version()).uuid),
        "kind": "mystery",
        "channel": "on_site",
        "due_from": wave.starts_on.isoformat(),
        "due_to": wave.ends_on.isoformat(),
    } | changed


async def test_it_works(browser: Browser) -> None:
    desk = await office(browser)
    assert where(await desk.post("/waves", data=WAVE)) == (303, "/waves/2026-12?done=made")
    wave = await Wave.get(code="2026-12")
    assert (wave.name_zh, wave.release_policy, wave.batch_size) == ("十二月", "in_batches", 4)
    assert "十二月" in (await desk.get("/waves")).text
    form = await plan_of(wave, scenario_zh="假装退货")
    assert (await desk.post("/waves/2026-12", data=form)).status_code == 303
    assignment = await Assignment.get(wave_id=wave.id).select_related("branch", "auditor")
    assert (assignment.branch.code, assignment.scenario_zh) == (form["branch"], "假装退货")
    shown = (await desk.get("/waves/2026-12?done=planned")).text
    assert form["branch"] in shown
    assert assignment.auditor.pseudonym in shown
    assert assignment.auditor.name not in shown
    cancel = f"/waves/2026-12/assignments/{assignment.uuid}/cancel"
    assert where(await desk.post(cancel, data={})) == (303, "/waves/2026-12?done=cancelled")
    await assignment.refresh_from_db()
    assert assignment.cancelled_at is not None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("code", "no spaces", "请使用字母"),
        ("code", "", "缺少此项"),
        ("ends_on", "2026-11-01", "最后一天早于第一天"),
        ("starts_on", "tomorrow", "取值无效"),
        ("release_policy", "never", "取值必须是"),
        ("batch_size", "0", "数值必须"),
        ("name_zh", "", "缺少此项"),
    ],
)
async def test_what_is_wrong_with_a_wave_stands_beside_its_field(
    browser: Browser, field: str, value: str, told: str
) -> None:
    desk = await office(browser)
    answer = await desk.post("/waves", data=WAVE | {field: value})
    assert answer.status_code == 422
    place = answer.text.split(f'id="{field}-error"')[1].split("</span>")[0]
    assert told in place
    for name, typed in (WAVE | {field: value}).items():
        if name != "release_policy":
            assert f'name="{name}"' in answer.text
            assert f'value="{typed}"' in answer.text
    assert not await Wave.exists()


async def test_a_wave_s_code_is_taken_once(browser: Browser) -> None:
    desk = await office(browser)
    await make_wave("2026-12")
    answer = await desk.post("/waves", data=WAVE)
    assert answer.status_code == 422
    assert "code-error" in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("branch", "nowhere"),
        ("auditor", "nobody"),
        ("version", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
        ("version", "x"),
        ("due_to", "2020-01-01"),
        ("due_from", "someday"),
        ("kind", "secret"),
        ("channel", "by mail"),
    ],
)
async def test_what_is_wrong_with_a_plan_stands_beside_its_field(
    browser: Browser, field: str, value: str
) -> None:
    wave, desk = await make_wave(), await office(browser)
    form = await plan_of(wave, scenario_en="Ask for a refund <b>") | {field: value}
    answer = await desk.post(f"/waves/{wave.code}", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Ask for a refund &lt;b&gt;" in answer.text
    assert not await Assignment.exists(wave_id=wave.id)


async def test_a_closed_wave_takes_no_visits(browser: Browser) -> None:
    wave, desk = await make_wave(), await office(browser)
    form = await plan_of(wave)
    await desk.post(f"/waves/{wave.code}/close", data={"agree": wave.code})
    assert (await desk.post(f"/waves/{wave.code}", data=form)).status_code in (409, 422)
    assert 'name="due_from"' not in (await desk.get(f"/waves/{wave.code}")).text
    assert not await Assignment.exists(wave_id=wave.id)


async def test_closing_asks_for_the_code(browser: Browser) -> None:
    wave = await make_wave(release_policy="at_close")
    desk = await office(browser)
    refused = await desk.post(f"/waves/{wave.code}/close", data={"agree": "yes"})
    assert refused.status_code == 422
    assert "agree-error" in refused.text
    await wave.refresh_from_db()
    assert wave.closed_at is None
    closed = await desk.post(f"/waves/{wave.code}/close", data={"agree": wave.code})
    assert where(closed) == (303, f"/waves/{wave.code}?done=closing")
    page = (await desk.get(f"/waves/{wave.code}")).text
    assert f'data-live="/api/v1/waves/{wave.code}/closing"' in page
    assert f'action="/waves/{wave.code}/close"' not in page
    await finish_closing(wave.code)
    await wave.refresh_from_db()
    assert (wave.closed_at is not None, wave.edition) == (True, 1)
    again = await desk.post(f"/waves/{wave.code}/close", data={"agree": wave.code})
    assert again.status_code == 409


async def test_an_administrator_cannot_close(browser: Browser) -> None:
    wave, desk = await make_wave(), await office(browser, "admin")
    assert "/close" not in (await desk.get(f"/waves/{wave.code}")).text
    refused = await desk.post(f"/waves/{wave.code}/close", data={"agree": wave.code})
    assert refused.status_code == 403


@pytest.mark.parametrize("role", ["auditor", "reviewer", "branch_manager", "region_manager"])
async def test_others_have_no_programme(browser: Browser, role: str) -> None:
    wave, desk = await make_wave(), await office(browser, role)
    for address in ("/waves", f"/waves/{wave.code}", f"/waves/{wave.code}/assignments.csv"):
        assert (await desk.get(address)).status_code == 403
    assert (await desk.post("/waves", data=WAVE)).status_code == 403


async def test_what_is_out_of_reach_is_not_there(browser: Browser) -> None:
    mine, other = await make_region(), await make_region()
    inside, outside = await make_branch(region=mine), await make_branch(region=other)
    wave = await make_wave()
    await make_assignment(wave=wave, branch=inside)
    foreign = await make_assignment(wave=wave, branch=outside)
    desk = await office(browser, region=mine)
    shown = (await desk.get(f"/waves/{wave.code}")).text
    assert inside.code in shown
    assert outside.code not in shown
    form = await plan_of(wave, branch=outside.code)
    assert (await desk.post(f"/waves/{wave.code}", data=form)).status_code == 422
    cancel = f"/waves/{wave.code}/assignments/{foreign.uuid}/cancel"
    assert (await desk.post(cancel, data={})).status_code == 404


async def test_filters_and_progress_by_region(browser: Browser) -> None:
    root = await make_region("china")
    east = await make_region("east", root, zh="华东")
    city = await make_region("shanghai", east, zh="上海")
    north = await make_region("north", root, zh="华北")
    wave = await make_wave()
    in_city = await make_assignment(wave=wave, branch=await make_branch("SH1", city))
    late = await make_assignment(
        wave=wave, branch=await make_branch("BJ1", north), due_from=LONG_AGO, due_to=LONG_AGO
    )
    open_one = await make_assignment(wave=wave, branch=await make_branch("BJ2", north), kind="open")
    visit = await make_visit(in_city, state="approved")
    await make_score(visit, 8735, band="good")
    desk = await office(browser)

    async def rows(query: str) -> set[str]:
        text = (await desk.get(f"/waves/{wave.code}{query}")).text
        body = text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in text else ""
        return {code for code in ("SH1", "BJ1", "BJ2") if code in body}

    assert await rows("") == {"SH1", "BJ1", "BJ2"}
    assert await rows("?region=east") == {"SH1"}
    assert await rows("?region=china") == {"SH1", "BJ1", "BJ2"}
    assert await rows("?region=nowhere") == set()
    assert await rows("?state=approved") == {"SH1"}
    assert await rows("?state=overdue") == {"BJ1"}
    assert await rows("?state=planned") == {"BJ2"}
    assert await rows("?kind=open") == {"BJ2"}
    assert await rows("?state=nonsense&kind=none") == {"SH1", "BJ1", "BJ2"}
    shown = (await desk.get(f"/waves/{wave.code}")).text
    for name, made, planned in (("华东", 1, 1), ("华北", 0, 2)):
        place = shown.split(f"<li><span>{name}</span>")[1].split("</li>")[0]
        assert f"{made} / {planned}" in place
    assert f"/review/{visit.uuid}" in shown
    assert "87.4" in shown
    assert (late.id, open_one.id) != (0, 0)


async def test_the_csv_has_what_the_filter_shows_and_no_formula(browser: Browser) -> None:
    wave = await make_wave()
    branch = await make_branch("X-1", name_zh="=HYPERLINK(1)")
    visit = await make_visit(await make_assignment(wave=wave, branch=branch), state="released")
    await make_score(visit, 9050)
    await make_assignment(wave=wave)
    desk = await office(browser)
    answer = await desk.get(f"/waves/{wave.code}/assignments.csv?state=released")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][:2] == ["X-1", "'=HYPERLINK(1)"]
    assert rows[1][-1] == "90.50"


async def test_a_wave_one_may_not_see_and_one_that_is_not_there(browser: Browser) -> None:
    desk = await office(browser)
    assert (await desk.get("/waves/none")).status_code == 404
    assert (await desk.get("/waves/%00")).status_code == 404
    assert (await desk.get(f"/waves/{'x' * 300}")).status_code == 404


@pytest.mark.parametrize("address", ["/waves/{wave}", "/waves", "/review?state=approved"])
async def test_the_queries_do_not_grow_with_the_rows(browser: Browser, address: str) -> None:
    desk = await office(browser)
    wave = await make_wave()
    address = address.format(wave=wave.code)

    async def fill(count: int) -> None:
        for _ in range(count):
            visit = await make_visit(await make_assignment(wave=wave), state="approved")
            await make_score(visit)
            await make_assignment(wave=wave)

    await fill(3)
    with counted() as few:
        first = await desk.get(address)
    await fill(27)
    with counted() as many:
        second = await desk.get(address)
    assert len(second.text) > len(first.text) or address == "/waves"
    assert len(many) == len(few) > 0
    assert await Visit.filter(wave_id=wave.id).count() == 30
