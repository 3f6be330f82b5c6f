"""The main job in a real browser: from a tap on the phone to a PDF, a score and a rank."""

import asyncio
import re
from pathlib import Path
from subprocess import run
from uuid import uuid4

import pytest
from playwright.async_api import Page, Route, expect
from pypdf import PdfReader

from audit.words import load_words
from forms.answers import parse_answers
from forms.checklist import Checklist
from forms.scoring import BranchFacts, score
from forms.standards import load
from tests.browser.conftest import Opener
from tests.browser.filling import UNSEEN, Plan, bad, fill, good, heic, jpeg
from tests.browser.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
t = load_words()["zh"]
FAILED = ("smile.thank", "waits.care", "knowledge.choose", "posture.standing")
BRANCH = "南京东路旗舰店"


def planned(checklist: Checklist) -> Plan:
    """Mostly good, four failed, one not applicable, one not seen, a note, two photos."""
    answers = {item.key: good(item) for item in checklist.every_item()}
    answers |= {key: bad(checklist.by_key[key]) for key in FAILED}
    answers["surroundings.water"] = {"skip": "na"}
    answers["posture.squatting"] = {"skip": "unseen", "reason": UNSEEN}
    answers["waits.greeting"] = {"value": {"seconds": 1, "method": "stopwatch"}}
    answers["smile.thank"] |= {"note": "转身就去理货了，没有说话。"}
    return Plan(answers, {"surroundings.front": jpeg(), "dress.basics": heic()})


def expected_score(checklist: Checklist, plan: Plan) -> str:
    """The score as it is shown, worked out beside the service."""
    answers, issues = parse_answers(checklist, plan.answers)
    assert issues == []
    final = score(checklist, answers, BranchFacts(format="flagship")).final
    assert final is not None
    return f"{final / 100:.1f}"


async def test_the_main_job(opener: Opener) -> None:
    checklist = load("retail-service")
    plan = planned(checklist)
    shown = expected_score(checklist, plan)
    await visit_the_branch(await opener.phone(), checklist, plan)
    visit = await approve(await opener.desk(), shown)
    manager = await opener.desk("chen")
    reports = await download_reports(manager)
    coaching = checklist.by_key[FAILED[0]].coaching
    assert coaching
    for text in texts_of(reports):
        missing = [one for one in (BRANCH, shown, squeezed(coaching.zh)) if one not in text]
        assert missing == [], text
    await see_the_ranking(await opener.desk("sun"), shown)
    await answered_as_if_it_did_not_exist(await opener.desk("shi"), visit)


async def visit_the_branch(page: Page, checklist: Checklist, plan: Plan) -> None:
    """Sign in, fill with a reload on the way, submit, and see everything arrive."""
    await page.goto("/m/")
    await page.get_by_label("工号或手机号").fill("lin")
    await page.get_by_label("密码", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="登录", exact=True).tap()
    await page.get_by_text(BRANCH).tap()
    await page.get_by_role("button", name="开始", exact=True).tap()
    network = await held_uploads(page)
    await fill(page, checklist.sections[:3], plan)
    tally = page.locator("footer .tally")
    done = await tally.inner_text()
    await page.reload()
    await expect(tally).to_have_text(done)
    await fill(page, checklist.sections[3:], plan)
    await expect(page.get_by_text("全部答完，照片也齐了。")).to_be_visible()
    await page.get_by_role("button", name="提交", exact=True).tap()
    await expect(page.get_by_text("2 张照片已到 0 张")).to_be_visible()
    network.set()
    await expect(page.get_by_text("答案和 2 张照片都已送达")).to_be_visible(timeout=30_000)


async def held_uploads(page: Page) -> asyncio.Event:
    """Keep photos back, as a bad network does, until the event is set."""
    back = asyncio.Event()

    async def hold(route: Route) -> None:
        await back.wait()
        await route.continue_()

    await page.route("**/api/v1/uploads", hold)
    return back


async def approve(page: Page, shown: str) -> str:
    """Sign in at the desk, find the visit in the queue, look at it, approve it."""
    await page.goto("/")
    await page.get_by_label(t("Employee or mobile number")).fill("zhou")
    await page.get_by_label(t("Password")).fill(PASSWORD)
    await page.get_by_role("button", name=t("Sign in")).click()
    rows = page.get_by_role("row", name=BRANCH).filter(has_text="零售服务标准")
    await rows.get_by_role("link").click()
    await expect(page.locator(".score-big .value")).to_have_text(shown)
    await page.get_by_role("button", name=t("Start the review")).click()
    await see_both_photos(page)
    await page.get_by_role("button", name=t("Approve")).click()
    await expect(page.get_by_text(t("Released"), exact=True).first).to_be_visible()
    visit = page.url.rsplit("/", 1)[1]
    read = await (await page.context.request.get(f"/api/v1/reviews/{visit}")).json()
    photos = [photo for item in read["items"] for photo in item["photos"]]
    assert [(one["has_place"], bool(one["taken_at"])) for one in photos] == [(True, True)] * 2
    return visit


async def see_both_photos(page: Page) -> None:
    """Their copies are made in the background, after the photos were acknowledged."""
    async with asyncio.timeout(60):
        while await page.locator("main img").count() < 2:
            await asyncio.sleep(0.5)
            await page.reload()


async def download_reports(page: Page) -> list[Path]:
    """Open the branch's first page, wait for its reports, and download them all."""
    await page.goto("/")
    links = page.locator('a[href$=".pdf"]')
    await expect(links.nth(1)).to_be_visible(timeout=60_000)
    saved = []
    for number in range(await links.count()):
        async with page.expect_download() as download:
            await links.nth(number).click()
        saved.append(await (await download.value).path())
    return saved


def texts_of(reports: list[Path]) -> list[str]:
    """The text of the Chinese reports without spaces, as each of two readers gives it."""
    found = []
    for path in reports:
        text = "".join(page.extract_text() for page in PdfReader(path).pages)
        if "页" not in text:
            continue
        told = run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True)
        found += [squeezed(text), squeezed(told.stdout)]
    assert found
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


async def see_the_ranking(page: Page, shown: str) -> None:
    """Head office finds the branch with its score in the ranking."""
    await page.goto("/")
    await page.get_by_role("link", name=t("Compare")).click()
    await page.get_by_role("link", name=t("Ranking"), exact=True).click()
    row = page.get_by_role("row", name=BRANCH)
    await expect(row).to_contain_text(shown)


async def answered_as_if_it_did_not_exist(page: Page, visit: str) -> None:
    """A manager of another branch gets the same bytes for what is foreign and what is not there."""
    request, none = page.context.request, str(uuid4())
    pairs = [("/branches/SH01", "/branches/ZZ99")]
    pairs += [(f"/released/{visit}", f"/released/{none}")]
    pairs += [("/api/v1/branches/SH01", "/api/v1/branches/ZZ99")]
    for there, nowhere in pairs:
        foreign, absent = await request.get(there), await request.get(nowhere)
        assert (foreign.status, absent.status) == (404, 404)
        assert same(await foreign.text(), there) == same(await absent.text(), nowhere)


def same(body: str, asked: str) -> str:
    """The body without what names the request itself."""
    return re.sub(r"[0-9a-f]{16}", "", body.replace(asked.rsplit("/", 1)[1], "…"))
