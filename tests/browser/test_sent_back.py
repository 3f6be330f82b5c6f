"""A visit that comes back is corrected on the phone and goes out again as the second one."""

import pytest
from playwright.async_api import Page, expect

from audit.words import load_words
from tests.browser.conftest import Opener
from tests.browser.filling import heic, jpeg
from tests.browser.short import all_arrived, begin, correct, fill_short, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
t = load_words()["zh"]
BRANCH, REMARK = "南京东路旗舰店", "照片里看不到招牌，请再拍一张。"


async def test_what_comes_back_goes_out_again(opener: Opener) -> None:
    phone, desk = await opener.phone("he"), await opener.desk("zhou")
    await begin(phone, BRANCH)
    await fill_short(phone, jpeg())
    await hand_in(phone)
    await all_arrived(phone, 1)
    await send_back(desk)
    await phone.goto("/m/")
    await expect(phone.get_by_text("复核员请你修改 1 处")).to_be_visible()
    await phone.get_by_text(BRANCH).tap()
    await expect(phone.get_by_text("只差招牌。")).to_be_visible()
    await correct(phone, heic())
    await phone.locator("footer .primary").tap()
    await hand_in(phone)
    await all_arrived(phone, 2)
    await expect(phone.get_by_text("第 2 次提交")).to_be_visible()
    await desk.reload()
    await desk.get_by_text(t("Submissions"), exact=True).click()
    await expect(desk.get_by_text(t("Submission {n}", n=2))).to_be_visible()
    await expect(desk.locator('[name="item.door.sign"]')).to_have_count(1)


async def send_back(desk: Page) -> None:
    """Ask for something beside an item, and say what is needed overall."""
    await desk.goto("/review")
    rows = desk.get_by_role("row", name=BRANCH).filter(has_text="门店速查")
    await rows.get_by_role("link").click()
    await desk.get_by_role("button", name=t("Start the review")).click()
    field = desk.locator('[name="item.door.sign"]')
    if not await field.is_visible():
        await desk.locator("details", has=field).locator("summary").click()
    await field.fill(REMARK)
    await desk.locator("#send-back textarea").fill("只差招牌。")
    await desk.locator("#send-back button").click()
    await expect(desk.get_by_text(t("Sent back"), exact=True).first).to_be_visible()
