"""The reviewer's pages over HTTP."""

from dataclasses import replace
from uuid import uuid4

import pytest

from audit.models import Remark, Visit
from audit.visits import visits
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_person, make_wave
from tests.visiting import NO, a_submitted_visit, an_assignment, sent_for

pytestmark = pytest.mark.asyncio


async def test_it_works(browser: Browser) -> None:
    assignment, visit = await a_submitted_visit(NO, wave=await make_wave("2026-11"))
    reviewer = await make_person()
    await grant(reviewer, "reviewer")
    desk = await browser(reviewer)
    queue = await desk.get("/review")
    assert queue.status_code == 200
    assert assignment.branch.code in queue.text
    shown = await desk.get(f"/review/{visit.uuid}")
    assert "店员是否微笑？" in shown.text
    assert assignment.auditor.pseudonym in shown.text
    assert assignment.auditor.name not in shown.text
    taken = await desk.post(f"/review/{visit.uuid}/take", data={})
    assert (taken.status_code, taken.headers["location"]) == (303, f"/review/{visit.uuid}")
    back = {"note": "请补拍", "item.greeting.smile": "看不清"}
    await desk.post(f"/review/{visit.uuid}/send-back", data=back)
    await visit.refresh_from_db()
    assert (visit.state, visit.return_note) == ("returned", "请补拍")
    assert await Remark.filter(visit_id=visit.id, item_key="greeting.smile").count() == 1


async def test_signing_in_leads_to_the_queue(browser: Browser) -> None:
    reviewer = await make_person()
    await grant(reviewer, "reviewer")
    assert (await (await browser(reviewer)).get("/")).headers["location"] == "/review"


async def test_approval_releases_by_the_wave_s_policy(browser: Browser) -> None:
    _, visit = await a_submitted_visit(wave=await make_wave("W-close", release_policy="at_close"))
    reviewer = await make_person()
    await grant(reviewer, "reviewer")
    desk = await browser(reviewer)
    await desk.post(f"/review/{visit.uuid}/approve", data={})
    assert (await Visit.get(id=visit.id)).state == "approved"


async def test_the_branch_side_has_no_review(browser: Browser) -> None:
    assignment, visit = await a_submitted_visit()
    manager = await make_person()
    await grant(manager, "branch_manager", branch=assignment.branch)
    desk = await browser(manager)
    for address in ("/review", f"/review/{visit.uuid}"):
        assert (await desk.get(address)).status_code == 403
    refused = await desk.post(f"/review/{visit.uuid}/approve", data={})
    assert refused.status_code == 403


async def test_nobody_reviews_a_visit_of_their_own(browser: Browser) -> None:
    assignment, visit = await a_submitted_visit()
    await grant(assignment.auditor, "reviewer")
    desk = await browser(assignment.auditor)
    assert (await desk.get(f"/review/{visit.uuid}")).status_code == 404
    assert (await desk.get(f"/api/v1/reviews/{visit.uuid}/trace")).status_code == 404
    assert (await desk.post(f"/review/{visit.uuid}/approve", data={})).status_code == 404
    assert assignment.branch.code not in (await desk.get("/review")).text


async def test_a_stranger_is_led_to_sign_in_and_back(browser: Browser) -> None:
    answer = await (await browser()).get("/review?state=approved")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Freview%3Fstate%3Dapproved"


async def test_another_site_cannot_make_the_browser_approve(browser: Browser) -> None:
    _, visit = await a_submitted_visit()
    reviewer = await make_person()
    await grant(reviewer, "reviewer")
    desk = await browser(reviewer)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "http://evil.test"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ):
        answer = await desk.post(f"/review/{visit.uuid}/approve", data={}, headers=headers)
        assert answer.status_code == 403, headers
    assert (await Visit.get(id=visit.id)).state == "submitted"


async def test_the_reviewer_is_told_what_stands_out(browser: Browser) -> None:
    assignment, actor = await an_assignment(wave=await make_wave("W-odd"))
    doubt = {"greeting.smile": {"value": True, "sure": "unsure", "delay_s": 1800}}
    stamps = [{"id": str(uuid4()), "kind": "entered", "at": NOON.isoformat()}]
    sent = replace(sent_for(assignment, doubt), observed={"events": stamps})
    visit = uuid4()
    await visits.submit(actor, visit, 1, sent, NOON)
    reviewer = await make_person()
    await grant(reviewer, "reviewer")
    desk = await browser(reviewer)
    assert "有不确定的答案" in (await desk.get("/review")).text
    page = (await desk.get(f"/review/{visit}")).text
    assert page.count("审核员对这个答案不太确定") == 2
    for words in ("最后一个现场时刻 30 分钟后填写", "进门"):
        assert words in page
