"""The server dies at the worst moments; what it acknowledged is there, what it owed gets done."""

import re

import pytest
from playwright.async_api import Response, expect

from audit.words import load_words
from tests.browser.conftest import Opener
from tests.browser.filling import jpeg
from tests.browser.server import Server
from tests.browser.short import all_arrived, begin, fill_short, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
t = load_words()["zh"]
BRANCH = "南京东路旗舰店"
RECEIPT = re.compile(r"/submissions/1$")
PHOTO = re.compile(r"/api/v1/uploads")


def _acknowledges_the_photo(response: Response) -> bool:
    whole = response.headers.get("upload-offset", "0") != "0"
    return bool(PHOTO.search(response.url)) and response.ok and whole


async def test_nothing_acknowledged_is_lost(own_opener: Opener, own_server: Server) -> None:
    phone = await own_opener.phone("he")
    await begin(phone, BRANCH)
    async with phone.expect_response(_acknowledges_the_photo):
        await fill_short(phone, jpeg())
    own_server.kill()
    own_server.start()
    async with phone.expect_response(lambda r: bool(RECEIPT.search(r.url)) and r.ok) as receipt:
        await hand_in(phone)
    acknowledged = await (await receipt.value).json()
    own_server.kill()
    own_server.start()
    await all_arrived(phone, 1)
    again = await phone.request.get(f"/api/v1/visits/{acknowledged['visit']}")
    kept = await again.json()
    assert (kept["submission"], kept["photos"]["missing"]) == (1, [])

    desk = await own_opener.desk("zhou")
    await desk.goto("/review")
    await desk.get_by_role("row", name=BRANCH).get_by_role("link").click()
    await desk.get_by_role("button", name=t("Start the review")).click()
    async with desk.expect_response(lambda r: r.url.endswith("/approve")):
        await desk.get_by_role("button", name=t("Approve")).click()
    own_server.kill()
    own_server.start()
    manager = await own_opener.desk("chen")
    await manager.goto("/")
    await expect(manager.locator('a[href$=".pdf"]').nth(1)).to_be_visible(timeout=60_000)
