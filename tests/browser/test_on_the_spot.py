"""What a mystery visit needs on the spot: stamps, a shopping list over the form, marks."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import LOCALES, Opener
from tests.browser.filling import add_photo, jpeg
from tests.browser.short import all_arrived
from tests.browser.test_axe import bring_axe, examine

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
BRANCH = "南京东路旗舰店"
KEPT = 2_000  # ms after which a tap has to be on the phone, on a busy machine
PATIENT = 80  # the sweep that makes them comes every half minute
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/121.0 MicroMessenger/8.0.47"


async def drag(stage: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw on the photo, by shares of its width and height."""
    box = await stage.bounding_box()
    assert box
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    mouse = stage.page.mouse
    await mouse.move(*spots[0])
    await mouse.down()
    await mouse.move(*spots[1], steps=3)
    await mouse.up()


async def uncover(page: Page) -> None:
    """Hold the title of the list, as long as it takes."""
    await page.locator(".cover-title").hover()
    await page.mouse.down()
    await expect(page.locator(".cover")).to_have_count(0)
    await page.mouse.up()


async def test_what_was_noted_on_the_spot_reaches_the_reviewer(own_opener: Opener) -> None:
    place = {"latitude": 31.2404, "longitude": 121.4737, "accuracy": 15}
    page = await own_opener.phone("he", geolocation=place, permissions=["geolocation"])
    await page.goto("/m/")
    await page.get_by_text(BRANCH).tap()
    await page.get_by_role("button", name="可以记").tap()
    await page.locator("footer .primary").tap()
    await page.get_by_role("button", name="记下「进门」").tap()
    await page.get_by_role("button", name="遮住屏幕").tap()
    await page.get_by_role("button", name="招牌酱油").tap()
    await page.wait_for_timeout(KEPT)
    await page.reload()
    for ticked in ("进口苹果", "招牌酱油"):
        thing = page.get_by_role("button", name=ticked)
        await expect(thing).to_have_attribute("aria-pressed", "true")
    assert await page.title() == "购物清单"
    await uncover(page)
    await expect(page.get_by_text("有人招呼", exact=False).first).to_be_visible()
    card = page.locator('article[data-item="door.open"]')
    await card.get_by_role("button", name="是", exact=True).tap()
    await card.get_by_role("button", name="不太确定").tap()
    await mark_a_photo(page)
    await page.get_by_role("link", name="总览").tap()
    await page.get_by_role("button", name="提交", exact=True).tap()
    await page.get_by_role("button", name="照样提交").tap()
    await all_arrived(page, 1)
    await see_it_all(await own_opener.desk("zhou"))


async def mark_a_photo(page: Page) -> None:
    card = page.locator('article[data-item="door.sign"]')
    await card.get_by_role("button", name="否", exact=True).tap()
    await add_photo(card, jpeg())
    await card.locator(".strip button").tap()
    await card.get_by_role("link", name="圈注").tap()
    stage = page.locator(".stage")
    await expect(stage.locator("img")).to_be_visible()
    await drag(stage, (0.2, 0.2), (0.5, 0.6))
    await page.get_by_role("button", name="打码").tap()
    await drag(stage, (0.6, 0.1), (0.8, 0.3))
    await drag(stage, (0.1, 0.7), (0.3, 0.9))
    await page.get_by_role("button", name="撤销").tap()
    await expect(page.get_by_text("2 处标记")).to_be_visible()
    await page.get_by_role("button", name="完成").tap()
    await expect(card.locator(".badge.marked")).to_be_visible()


async def see_it_all(desk: Page) -> None:
    await desk.goto("/review")
    row = desk.get_by_role("row", name=BRANCH).filter(has_text="门店速查")
    await expect(row.get_by_text("离门店较远")).to_be_visible()
    await row.get_by_role("link").click()
    await expect(desk.get_by_text("审核员对这个答案不太确定").first).to_be_visible()
    for words in ("进门", "有人招呼"):
        await expect(desk.locator(".review-stamps").get_by_text(words)).to_be_visible()
    await expect(desk.get_by_text("开始时距门店 1.1 km")).to_be_visible()
    marks = desk.locator(".photo-marks ellipse, .photo-marks rect")
    for _ in range(PATIENT):  # the small picture under the marks is made in the background
        if await marks.count():
            break
        await desk.wait_for_timeout(500)
        await desk.reload()
    await expect(marks).to_have_count(2)


@pytest.mark.parametrize("lang", LOCALES)
async def test_axe_finds_nothing_on_the_spot(lang: str, own_opener: Opener) -> None:
    page = await own_opener.phone(
        "ma", locale=LOCALES[lang], bypass_csp=True, permissions=["geolocation"]
    )
    await bring_axe(page.context)
    await page.goto("/m/")
    await page.locator("a.row").first.tap()
    await expect(page.locator(".place-card")).to_be_visible()
    found = await examine(page)
    await page.locator("footer .primary").tap()
    await page.locator(".stamp-row .chip").tap()
    await page.locator(".stamp-row .link").tap()
    await expect(page.locator(".stamp").first).to_be_visible()
    found += await examine(page)
    await page.locator("footer .hide").tap()
    await expect(page.locator(".cover")).to_be_visible()
    found += await examine(page)
    await uncover(page)
    card = page.locator("article").filter(has=page.locator("input[type=file]")).first
    await add_photo(card, jpeg())
    await card.locator(".strip button").tap()
    await card.locator(".photo-actions a").tap()
    await expect(page.locator(".stage img")).to_be_visible()
    found += await examine(page)
    assert not found, "\n".join(found)


async def test_inside_a_chat_app_the_way_out_is_shown(opener: Opener) -> None:
    page = await opener.phone("ma", user_agent=WECHAT, bypass_csp=True)
    await bring_axe(page.context)
    await page.goto("/m/")
    await expect(page.locator(".inside-picture")).to_be_visible()
    await expect(page.get_by_text("在微信里可以联网填写", exact=False)).to_be_visible()
    assert await examine(page) == []
    await page.get_by_role("button", name="知道了，先这样用").tap()
    await expect(page.locator("a.row").first).to_be_visible()
    await expect(page.locator(".inside")).to_have_count(0)
