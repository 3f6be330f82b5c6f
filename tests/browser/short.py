"""The short checklist on a phone, for tests whose point lies elsewhere."""

from playwright.async_api import FilePayload, Page, expect

from tests.browser.filling import Answer, Plan, add_photo, fill
from tests.browser.world import short

YES = {"value": True}
ANSWERS: dict[str, Answer] = {
    "door.open": YES,
    "door.sign": YES,
    "floor.clean": {"value": False},
    "floor.moment": {"value": "有人为我开门。"},
}


async def begin(page: Page, branch: str) -> None:
    """Open the assignment at a branch and start it."""
    await page.goto("/m/")
    await page.get_by_text(branch).tap()
    await page.get_by_role("button", name="开始", exact=True).tap()


async def fill_short(page: Page, photo: FilePayload) -> None:
    """Answer everything, with one photo, up to the last look before handing in."""
    await fill(page, short().sections, Plan(ANSWERS, {"door.sign": photo}))
    await expect(page.get_by_text("全部答完，照片也齐了。")).to_be_visible()


async def correct(page: Page, photo: FilePayload) -> None:
    """Do what the reviewer asked for: another photo of the sign."""
    await page.get_by_role("button", name="开始修改").tap()
    card = page.locator('article[data-item="door.sign"]')
    await expect(card.locator(".remark")).to_be_visible()
    await add_photo(card, photo)


async def hand_in(page: Page) -> None:
    """Submit from the last look."""
    await page.get_by_role("button", name="提交", exact=True).tap()


async def all_arrived(page: Page, photos: int) -> None:
    """See that the server holds everything."""
    told = page.get_by_text(f"答案和 {photos} 张照片都已送达")
    await expect(told).to_be_visible(timeout=60_000)
